/*
 * Single-pass: what a capture holds is never read as a template again.
 */
#include "template.h"

#include "normal.h"
#include "target.h"
#include "writer.h"

/* A target while it is being written. */
struct expansion {
    enum carom_dialect dialect;
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

/* Whether a byte of a request may stand in a target at this place as it is. */
static bool stays(enum carom_dialect dialect, char c, enum place place, bool from_query)
{
    switch (place) {
    case PLACE_QUERY:
        /* The URL Standard's special-query percent-encode set has it. */
        if (c == '\'' && dialect == CAROM_DIALECT_CLOUDFLARE)
            return false;
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

static void put_capture(struct expansion *expansion, struct carom_view value, enum place place,
                        bool from_query)
{
    value = without_leading_slashes(expansion, value);
    size_t run = 0; /* where the bytes begin that are still to be copied */
    size_t i = 0;
    while (i < value.len) {
        char c = value.ptr[i];
        if (stays(expansion->dialect, c, place, from_query)) {
            i++;
        } else if (char_is_escape(value.ptr + i, value.len - i)) {
            i += 3;
        } else {
            put_bytes(expansion->out, value.ptr + run, i - run);
            /* Only in a query does `+` stand for a space. */
            put_escape(expansion->out, c == '+' && from_query ? ' ' : c);
            run = ++i;
        }
    }
    if (i > run)
        put_bytes(expansion->out, value.ptr + run, i - run);
}

/*
 * What Netlify makes of a value of the query: decoded as a form's value is, and encoded as one again; but
 * only in a query `+` is a space.
 */
static void put_form_value(struct expansion *expansion, struct carom_view value, enum place place)
{
    expansion->at_start = expansion->at_start && value.len == 0;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (char_is_escape(value.ptr + i, value.len - i)) {
            c = (char)(char_hex_value(value.ptr[i + 1]) << 4 | char_hex_value(value.ptr[i + 2]));
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        if (char_is(c, CHAR_UNRESERVED))
            put_char(expansion->out, c);
        else if (c == ' ' && place == PLACE_QUERY)
            put_char(expansion->out, '+');
        else
            put_escape(expansion->out, c);
    }
}

/*
 * The request's query, kept as it is but for what no URI may hold: a fragment may hold the same
 * bytes as a query (RFC 3986 §3.5), and here `&` and `+` keep their meaning.
 */
static void put_query(struct expansion *expansion, const struct carom_lookup *lookup)
{
    expansion->at_start = false;
    put_char(expansion->out, '?');
    put_capture(expansion, lookup->query, PLACE_FRAGMENT, false);
}

/* The place of the request's query: before a fragment, or at the end. */
static void put_query_point(struct expansion *expansion, const struct carom_lookup *query)
{
    if (query != NULL)
        put_query(expansion, query);
    expansion->fragment_at = expansion->out->len;
}

static void put_literal_text(struct expansion *expansion, struct carom_view text)
{
    put_view(expansion->out, without_leading_slashes(expansion, text));
}

/* A target without captures and without fragment. */
static void put_plain(struct expansion *expansion, struct carom_view text,
                      const struct carom_lookup *query)
{
    put_literal_text(expansion, text);
    put_query_point(expansion, query);
}

static enum carom_result put_parts(struct expansion *expansion, struct image_target *target,
                                   const struct carom_match *match,
                                   const struct carom_lookup *query)
{
    struct image_part part;
    while (image_part_next(target, &part)) {
        switch (part.kind) {
        case PART_LITERAL:
            put_literal_text(expansion, part.text);
            break;
        case PART_CAPTURE:
            if (part.capture >= match->capture_count)
                return CAROM_ERR_IMAGE;
            if (part.from_query && part.place != PLACE_AUTHORITY &&
                expansion->dialect == CAROM_DIALECT_NETLIFY)
                put_form_value(expansion, match->captures[part.capture], part.place);
            else
                put_capture(expansion, match->captures[part.capture], part.place, part.from_query);
            break;
        case PART_QUERY:
            put_query_point(expansion, query);
            break;
        case PART_REST:
            break;
        }
    }
    return target->parts.len == 0 && target->text.len == 0 ? CAROM_OK : CAROM_ERR_IMAGE;
}

static bool has_query(const struct image_rule *rule, size_t number, struct carom_view text)
{
    if (number == 0)
        return (rule->flags & RULE_TO_HAS_QUERY) != 0;
    return carom_target_has_query(text);
}

enum carom_result carom_template_expand(enum carom_dialect dialect, const struct image_rule *rule,
                                        const struct carom_lookup *lookup,
                                        const struct carom_match *match, size_t number,
                                        bool pass_query, struct carom_buf *out, size_t *fragment_at)
{
    struct image_target target;
    *fragment_at = out->len;
    if (!carom_image_target(rule, number, &target))
        return CAROM_ERR_RANGE;
    if (target.text.len == 0) /* no target of a whole rule is empty */
        return CAROM_ERR_IMAGE;
    bool adds_query = pass_query && lookup->has_query && !has_query(rule, number, target.text) &&
                      (rule->extras.len == 0 || image_extra_of(rule, EXTRA_PAIR).len == 0);
    const struct carom_lookup *query = adds_query ? lookup : NULL;
    struct expansion expansion = {dialect, out, out->len, target.text.ptr[0] == '/'};
    enum carom_result result = CAROM_OK;
    if (expansion.at_start)
        put_char(out, '/');
    if (target.parts.len == 0)
        put_plain(&expansion, target.text, query);
    else
        result = put_parts(&expansion, &target, match, query);
    if (result != CAROM_OK)
        return result;
    *fragment_at = expansion.fragment_at;
    return put_result(out);
}
