/*
 * Single-pass: what a capture holds is never read as a template again.
 */
#include "template.h"

#include "image.h"
#include "normal.h"
#include "writer.h"

/* A target while it is being written. */
struct expansion {
    struct carom_buf *out;
    size_t fragment_at;
    /* Nothing but the first `/` of a relative target stands there yet. A further `/` or `\` would
     * make it a reference to another authority (RFC 3986 §4.2), so such bytes are dropped. */
    bool at_start;
};

static struct carom_view without_leading_slashes(struct expansion *expansion,
                                                 struct carom_view text)
{
    while (expansion->at_start && text.len > 0) {
        if (text.ptr[0] == '/' || text.ptr[0] == '\\') {
            text.ptr++;
            text.len--;
        } else {
            expansion->at_start = false;
        }
    }
    return text;
}

/*
 * Whether a byte of a request may stand in a target at this place as it is. `where` is an enum
 * place, with PART_FROM_QUERY for a value of the request's query.
 */
static bool stays(char c, uint32_t where)
{
    bool from_query = (where & PART_FROM_QUERY) != 0;
    switch (where & PART_PLACE_MASK) {
    case PLACE_QUERY:
        /* A captured value must stay one value, and a literal plus must not become a space. */
        return char_is(c, CHAR_QUERY) && c != '&' && (c != '+' || from_query);
    case PLACE_FRAGMENT:
        return char_is(c, CHAR_QUERY) && (c != '+' || !from_query);
    case PLACE_AUTHORITY: /* what is captured there was checked: it needs no escape */
    case PLACE_PATH:
    default:
        return char_is(c, CHAR_PATH) && (c != '+' || !from_query);
    }
}

static void put_capture(struct expansion *expansion, struct carom_view value, uint32_t where)
{
    value = without_leading_slashes(expansion, value);
    size_t run = 0; /* where the bytes begin that are still to be copied */
    size_t i = 0;
    while (i < value.len) {
        char c = value.ptr[i];
        if (stays(c, where)) {
            i++;
        } else if (char_is_escape(value.ptr + i, value.len - i)) {
            i += 3;
        } else {
            put_bytes(expansion->out, value.ptr + run, i - run);
            /* Only in a query does `+` stand for a space. */
            put_escape(expansion->out, c == '+' && (where & PART_FROM_QUERY) != 0 ? ' ' : c);
            run = ++i;
        }
    }
    if (i > run)
        put_bytes(expansion->out, value.ptr + run, i - run);
}

/*
 * The request's query, kept as it is but for what no URI may hold: a fragment may hold the same
 * bytes as a query (RFC 3986 §3.5), and here `&` and `+` keep their meaning.
 */
static void put_query(struct expansion *expansion, const struct carom_lookup *lookup)
{
    expansion->at_start = false;
    put_char(expansion->out, '?');
    put_capture(expansion, lookup->query, PLACE_FRAGMENT);
}

static enum carom_result put_part(struct expansion *expansion, const struct carom_rules *rules,
                                  const unsigned char *part, const struct carom_match *match,
                                  const struct carom_lookup *query)
{
    uint32_t value = image_u32(part + PART_AT_VALUE);
    switch (image_u32(part + PART_AT_KIND)) {
    case PART_LITERAL: {
        struct carom_view text;
        if (!image_text(rules, part, PART_AT_VALUE, &text))
            return CAROM_ERR_IMAGE;
        put_view(expansion->out, without_leading_slashes(expansion, text));
        return CAROM_OK;
    }
    case PART_CAPTURE:
        if (value >= match->capture_count)
            return CAROM_ERR_IMAGE;
        put_capture(expansion, match->captures[value], image_u32(part + PART_AT_EXTRA));
        return CAROM_OK;
    case PART_QUERY:
        if (query != NULL)
            put_query(expansion, query);
        expansion->fragment_at = expansion->out->len;
        return CAROM_OK;
    default:
        return CAROM_ERR_IMAGE;
    }
}

enum carom_result carom_template_expand(const struct carom_rules *rules,
                                        const struct carom_lookup *lookup,
                                        const struct carom_match *match, uint32_t target,
                                        bool pass_query, struct carom_buf *out, size_t *fragment_at)
{
    *fragment_at = out->len;
    const unsigned char *rule = image_rule(rules, match->rule);
    if (rule == NULL || target >= image_u32(rule + RULE_AT_TARGET_COUNT))
        return CAROM_ERR_RANGE;
    const unsigned char *record = image_target(rules, rule, target);
    struct carom_view text;
    if (record == NULL || !image_text(rules, record, TARGET_AT_TEXT, &text))
        return CAROM_ERR_IMAGE;
    bool adds_query = pass_query && lookup->has_query && image_pair_count(rule) == 0 &&
                      image_u32(record + TARGET_AT_HAS_QUERY) == 0;
    struct expansion expansion = {out, out->len, text.len > 0 && text.ptr[0] == '/'};
    if (expansion.at_start)
        put_char(out, '/');
    uint32_t count = image_u32(record + TARGET_AT_PART_COUNT);
    for (uint32_t i = 0; i < count; i++) {
        const unsigned char *part =
            image_element(rules, image_u32(record + TARGET_AT_PARTS), i, PART_BYTES);
        if (part == NULL)
            return CAROM_ERR_IMAGE;
        enum carom_result result =
            put_part(&expansion, rules, part, match, adds_query ? lookup : NULL);
        if (result != CAROM_OK)
            return result;
    }
    *fragment_at = expansion.fragment_at;
    return put_result(out);
}
