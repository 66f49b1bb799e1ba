/*
 * Rules back to text.
 */
#include "chars.h"
#include "image.h"
#include "pattern.h"
#include "writer.h"

/*
 * A key that looks like the beginning of a target would be read as one: its first letter is
 * escaped, which is the same key (RFC 3986 §6.2.2.2).
 */
static void put_key(struct carom_buf *out, struct carom_view key)
{
    if (carom_starts_with(key, CAROM_LITERAL("http://")) ||
        carom_starts_with(key, CAROM_LITERAL("https://"))) {
        put_escape(out, key.ptr[0]);
        key = carom_view_of(key.ptr + 1, key.len - 1);
    }
    put_view(out, key);
}

/* A literal value that looks like a placeholder, told from one in the same way. */
static void put_value(struct carom_buf *out, struct carom_view value, bool captures)
{
    if (!captures && carom_pattern_is_placeholder(value)) {
        put_char(out, ':');
        put_escape(out, value.ptr[1]);
        value = carom_view_of(value.ptr + 2, value.len - 2);
    }
    put_view(out, value);
}

static void put_reason(struct carom_buf *out, struct carom_view reason)
{
    put_literal(out, " Reason=\"");
    for (size_t i = 0; i < reason.len; i++) {
        if (reason.ptr[i] == '"' || reason.ptr[i] == '%')
            put_escape(out, reason.ptr[i]);
        else
            put_char(out, reason.ptr[i]);
    }
    put_char(out, '"');
}

/* A rule while it is printed. */
struct print {
    enum carom_dialect dialect;
    bool never; /* it has a condition that never holds */
    struct carom_rule rule;
    struct carom_buf *out;
};

static void put_from(const struct print *print)
{
    if (print->rule.scheme.len > 0) {
        put_view(print->out, print->rule.scheme);
        put_literal(print->out, "://");
        put_view(print->out, print->rule.host);
    }
    put_view(print->out, print->rule.from);
}

/* Whether a netlify line would have this pair's key, as its second token, for the status. */
static bool may_be_status(struct carom_view key)
{
    return key.len > 0 && (char_is_digit(key.ptr[0]) || key.ptr[0] == '+' || key.ptr[0] == '-');
}

static void put_pairs(const struct print *print)
{
    const struct carom_rule *rule = &print->rule;
    bool is_netlify = print->dialect == CAROM_DIALECT_NETLIFY;
    if (is_netlify && rule->query_count > 0 && may_be_status(rule->query[0].name))
        put_literal(print->out, " -"); /* a key that asks for nothing */
    for (size_t i = 0; i < rule->query_count; i++) {
        put_char(print->out, ' ');
        if (is_netlify)
            put_view(print->out, rule->query[i].name);
        else
            put_key(print->out, rule->query[i].name);
        put_char(print->out, '=');
        if (is_netlify)
            put_view(print->out, rule->query[i].value);
        else
            put_value(print->out, rule->query[i].value, rule->query_captures[i]);
    }
}

static void put_to(const struct print *print)
{
    if (print->rule.to.len > 0) {
        put_char(print->out, ' ');
        put_view(print->out, print->rule.to);
    }
    put_char(print->out, ' ');
    put_number(print->out, print->rule.status);
    if (print->rule.force && print->dialect != CAROM_DIALECT_CLOUDFLARE)
        put_char(print->out, '!');
}

static void put_list(const struct print *print, struct carom_view key, struct carom_view list)
{
    if (list.len == 0)
        return;
    put_view(print->out, key);
    put_view(print->out, list);
}

static void put_conditions(const struct print *print)
{
    put_list(print, CAROM_LITERAL(" Method="), print->rule.methods);
    put_list(print, CAROM_LITERAL(" Country="), print->rule.countries);
    put_list(print, CAROM_LITERAL(" Language="), print->rule.languages);
    put_list(print, CAROM_LITERAL(" Cookie="), print->rule.cookies);
    /* In cloudflare its path says so. */
    if (print->never && print->dialect == CAROM_DIALECT_NETLIFY)
        put_literal(print->out, " Never=1");
}

static void put_rule(const struct print *print)
{
    const struct carom_rule *rule = &print->rule;
    put_from(print);
    put_pairs(print);
    put_to(print);
    put_conditions(print);
    if (rule->max_age_s >= 0) {
        put_literal(print->out, " Max-Age=");
        put_number(print->out, (uint64_t)rule->max_age_s);
    }
    for (size_t i = 0; i < rule->alternate_count; i++)
        put_list(print, CAROM_LITERAL(" Alternate="), rule->alternates[i]);
    put_list(print, CAROM_LITERAL(" Allow-Host="), rule->allowed_hosts);
    if (rule->reason.len > 0)
        put_reason(print->out, rule->reason);
    put_char(print->out, '\n');
}

static bool never_holds(const struct carom_rules *rules, uint32_t index)
{
    struct image_rule rule;
    return carom_image_rule(rules, index, &rule) && image_never_matches(&rule);
}

enum carom_result carom_rules_print(const struct carom_rules *rules, struct carom_buf *out)
{
    out->len = 0;
    uint32_t count = carom_rules_count(rules);
    for (uint32_t i = 0; i < count; i++) {
        struct print print;
        print.dialect = carom_rules_dialect(rules);
        print.never = never_holds(rules, i);
        print.out = out;
        if (carom_rules_rule(rules, i, &print.rule) != CAROM_OK)
            return CAROM_ERR_IMAGE;
        put_rule(&print);
    }
    return put_result(out);
}
