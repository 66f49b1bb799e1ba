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

static void put_rule(struct carom_buf *out, const struct carom_rule *rule)
{
    put_view(out, rule->from);
    for (size_t i = 0; i < rule->query_count; i++) {
        put_char(out, ' ');
        put_key(out, rule->query[i].name);
        put_char(out, '=');
        put_value(out, rule->query[i].value, rule->query_captures[i]);
    }
    if (rule->to.len > 0) {
        put_char(out, ' ');
        put_view(out, rule->to);
    }
    put_char(out, ' ');
    put_number(out, rule->status);
    if (rule->force)
        put_char(out, '!');
    if (rule->methods.len > 0) {
        put_literal(out, " Method=");
        put_view(out, rule->methods);
    }
    if (rule->max_age_s >= 0) {
        put_literal(out, " Max-Age=");
        put_number(out, (uint64_t)rule->max_age_s);
    }
    for (size_t i = 0; i < rule->alternate_count; i++) {
        put_literal(out, " Alternate=");
        put_view(out, rule->alternates[i]);
    }
    if (rule->allowed_hosts.len > 0) {
        put_literal(out, " Allow-Host=");
        put_view(out, rule->allowed_hosts);
    }
    if (rule->reason.len > 0)
        put_reason(out, rule->reason);
    put_char(out, '\n');
}

enum carom_result carom_rules_print(const struct carom_rules *rules, struct carom_buf *out)
{
    out->len = 0;
    uint32_t count = carom_rules_count(rules);
    for (uint32_t i = 0; i < count; i++) {
        struct carom_rule rule;
        enum carom_result result = carom_rules_rule(rules, i, &rule);
        if (result != CAROM_OK)
            return CAROM_ERR_IMAGE;
        put_rule(out, &rule);
    }
    return put_result(out);
}
