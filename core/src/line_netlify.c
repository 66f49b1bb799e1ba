/*
 * The dialect netlify: `from [key=value…] to [status[!]] [Key=value…]`, as Netlify's parser splits a line and
 * its engine reads what comes out. A part that Netlify drops without a word is dropped here with a warning.
 */
#include "line_reader.h"

#include "carom/url.h"

#include "chars.h"
#include "pattern.h"
#include "writer.h"

#include <string.h>

/* `key=value`; what stands behind a second `=` is left out. */
struct pair {
    struct carom_view key;
    struct carom_view value;
    bool has_value; /* an `=` is there */
};

static struct pair split_pair(struct carom_view word)
{
    const char *end = word.ptr + word.len;
    const char *equals = memchr(word.ptr, '=', word.len);
    if (equals == NULL)
        return (struct pair){word, carom_view_of(end, 0), false};
    const char *value = equals + 1;
    const char *second = value < end ? memchr(value, '=', (size_t)(end - value)) : NULL;
    return (struct pair){carom_view_of(word.ptr, (size_t)(equals - word.ptr)),
                         carom_view_of(value, (size_t)((second != NULL ? second : end) - value)),
                         true};
}

static bool is_key(struct carom_view key, const char *name, size_t len)
{
    return carom_view_equal(key, carom_view_of(name, len));
}

#define IS_KEY(key, name) is_key((key), "" name, sizeof(name) - 1)

/* The next word; empty at the end of the line or at a comment. Returns: false: an error. */
static bool next_word(struct line_reader *reader, struct carom_view *word)
{
    *word = carom_line_next_word(reader);
    if (word->len > 0 && word->ptr[0] == '#')
        word->len = 0;
    return carom_line_check_bytes(reader, *word);
}

/* The rule asks for what no request has, which is worth more than any other warning. */
static void never(struct line_reader *reader, struct carom_view token, struct carom_view message)
{
    if (!reader->rule->never)
        reader->problem->message.len = 0;
    reader->rule->never = true;
    carom_line_warn(reader, token, message);
}

/* ---- from ---- */

/* In: token is where the name stands in the line. */
static bool add_name(struct line_reader *reader, struct carom_view token, struct carom_view name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '?' || name.ptr[i] == '#')
            return carom_line_fail(reader, token,
                                   CAROM_LITERAL("a placeholder's name holds no `?` and no `#`, "
                                                 "which end a path in the target"));
    }
    return carom_line_add_capture(reader, token, name);
}

/* Text that a request's path cannot have. */
static void check_literal(struct line_reader *reader, struct carom_view token,
                          struct carom_view segment)
{
    if (segment.len > 0 && memchr(segment.ptr, '?', segment.len) != NULL) {
        never(reader, token,
              CAROM_LITERAL("a path holds no query, and this rule never matches: match it by "
                            "key=value after the path"));
    } else if (segment.len > 0 && memchr(segment.ptr, '#', segment.len) != NULL) {
        carom_line_warn(reader, token,
                        CAROM_LITERAL("a fragment is never sent to a server: leave it out"));
    }
}

/* Of several splats the first captures. In: token is where the segment stands in the line. */
static bool read_segment(struct line_reader *reader, struct carom_view token,
                         struct carom_view segment, size_t *splat_count)
{
    enum segment_kind kind = carom_pattern_segment_kind(CAROM_DIALECT_NETLIFY, segment);
    if (kind != SEGMENT_LITERAL)
        reader->rule->is_dynamic = true;
    if (kind == SEGMENT_PLACEHOLDER)
        return add_name(reader, token, carom_view_of(segment.ptr + 1, segment.len - 1));
    check_literal(reader, token, segment);
    if (kind == SEGMENT_LITERAL)
        return true;
    /* To match one costs a look at those before it. */
    if (++*splat_count > CAROM_CAPTURES_MAX)
        return carom_line_fail(reader, token, CAROM_LITERAL("more than 32 splats in one rule"));
    return *splat_count > 1 || carom_line_add_capture(reader, token, CAROM_LITERAL("splat"));
}

static bool read_segments(struct line_reader *reader, bool is_in_line)
{
    struct line_rule *rule = reader->rule;
    size_t splat_count = 0;
    for (size_t at = 0; at < rule->from.len;) {
        struct carom_view segment = carom_pattern_segment(rule->from, at);
        at += 1 + segment.len;
        if (!read_segment(reader, is_in_line ? segment : reader->from, segment, &splat_count))
            return false;
    }
    rule->path_capture_count = rule->capture_count;
    return true;
}

/* The engine's pattern ends at the first empty segment. */
static void cut_path(struct line_reader *reader)
{
    struct carom_view *from = &reader->rule->from;
    for (size_t i = 0; i + 1 < from->len; i++) {
        if (from->ptr[i] != '/' || from->ptr[i + 1] != '/')
            continue;
        from->len = i > 0 ? i : 1;
        carom_line_warn(reader, reader->from,
                        CAROM_LITERAL("the path ends before its `//`, and what is behind is not "
                                      "looked at: take one slash out"));
    }
}

/* Scheme, host and path of a URL, as the URL Standard serialises them; its query and fragment go. */
static bool read_url(struct line_reader *reader, struct carom_buf *buf)
{
    struct line_rule *rule = reader->rule;
    struct carom_url url;
    enum carom_result result = carom_url_parse(reader->from, NULL, NULL, buf, &url);
    if (result == CAROM_ERR_UNSUPPORTED)
        return carom_line_fail(reader, reader->from,
                               CAROM_LITERAL("an international name stands in its xn-- form"));
    if (result == CAROM_ERR_NOSPACE)
        return carom_line_fail(reader, reader->from, CAROM_LITERAL("this URL is too long"));
    if (result != CAROM_OK)
        return carom_line_fail(reader, reader->from,
                               CAROM_LITERAL("invalid URL: expected a host behind the scheme, a "
                                             "port at most, and no placeholder in them"));
    if (url.has_query || url.has_fragment)
        carom_line_warn(reader, reader->from,
                        CAROM_LITERAL("a query or fragment is not matched, and left out here: "
                                      "this rule is for the path alone"));
    const char *host_end =
        url.port.len > 0 ? url.port.ptr + url.port.len : url.host.ptr + url.host.len;
    rule->scheme = url.scheme;
    rule->host = carom_view_of(url.host.ptr, (size_t)(host_end - url.host.ptr));
    rule->from = url.path;
    return true;
}

static bool read_path(struct line_reader *reader, struct carom_buf *buf)
{
    reader->rule->from = reader->from;
    if (reader->from.ptr[0] == '/')
        return true;
    put_char(buf, '/');
    put_view(buf, reader->from);
    if (put_result(buf) != CAROM_OK)
        return carom_line_fail(reader, reader->from,
                               CAROM_LITERAL("expected a path that begins with `/`"));
    reader->rule->from = put_since(buf, 0);
    carom_line_warn(reader, reader->from,
                    CAROM_LITERAL("this is read as a path with a `/` before it: write the `/`"));
    return true;
}

static bool read_from(struct line_reader *reader, struct carom_buf *buf)
{
    bool is_url = carom_line_is_absolute(reader->from);
    if (is_url ? !read_url(reader, buf) : !read_path(reader, buf))
        return false;
    /* A path that only gets its slash is not looked at here by Netlify. */
    struct carom_view path = is_url ? reader->rule->from : reader->from;
    if (carom_starts_with(path, CAROM_LITERAL("/.netlify")))
        return carom_line_fail(reader, reader->from,
                               CAROM_LITERAL("a path that begins with `/.netlify` is the service's "
                                             "own: take the rule out"));
    cut_path(reader);
    return read_segments(reader, buf->len == 0);
}

/* ---- query pairs ---- */

/* To set this member of an ECMAScript object to a text does nothing, and Netlify's parser does so. */
static bool is_lost(struct line_reader *reader, struct carom_view word, struct carom_view key)
{
    if (!IS_KEY(key, "__proto__"))
        return false;
    carom_line_warn(reader, word,
                    CAROM_LITERAL("the key `__proto__` is lost in Netlify's parser: this asks for "
                                  "nothing"));
    return true;
}

/* Where a key is among the pairs, which are in the order of their keys, or where it would be. */
static size_t pair_index(const struct line_rule *rule, struct carom_view key, bool *is_there)
{
    size_t i = 0;
    for (*is_there = false; i < rule->pair_count; i++) {
        struct carom_view other = rule->pairs[i].key;
        size_t shorter = other.len < key.len ? other.len : key.len;
        int order = shorter > 0 ? memcmp(other.ptr, key.ptr, shorter) : 0;
        if (order > 0 || (order == 0 && other.len >= key.len)) {
            *is_there = order == 0 && other.len == key.len;
            break;
        }
    }
    return i;
}

static void remove_pair(struct line_rule *rule, size_t index)
{
    rule->pair_count--;
    for (size_t i = index; i < rule->pair_count; i++)
        rule->pairs[i] = rule->pairs[i + 1];
}

/* A later pair of the same key counts, and one without a value takes the key out. */
static bool read_pair(struct line_reader *reader, struct carom_view word)
{
    struct line_rule *rule = reader->rule;
    struct pair pair = split_pair(word);
    bool is_there;
    if (is_lost(reader, word, pair.key))
        return true;
    size_t index = pair_index(rule, pair.key, &is_there);
    if (is_there) {
        remove_pair(rule, index);
        carom_line_warn(reader, word,
                        CAROM_LITERAL("this key stands twice: only the last one counts"));
    }
    if (!pair.has_value) {
        carom_line_warn(reader, word,
                        CAROM_LITERAL("without `=` this asks for nothing: write key=value"));
        return true;
    }
    if (pair.key.len > 0 && memchr(pair.key.ptr, '&', pair.key.len) != NULL)
        return carom_line_fail(reader, word,
                               CAROM_LITERAL("a query key holds no `&`: one key=value a token"));
    bool captures = pair.value.len > 0 && pair.value.ptr[0] == ':';
    struct line_pair added = {pair.key, pair.value, captures};
    if (!carom_line_add_pair(reader, word, &added))
        return false;
    for (size_t i = rule->pair_count - 1; i > index; i--)
        rule->pairs[i] = rule->pairs[i - 1];
    rule->pairs[index] = added;
    return true;
}

/* When all pairs are known. */
static bool add_query_captures(struct line_reader *reader)
{
    for (size_t i = 0; i < reader->rule->pair_count; i++) {
        const struct line_pair *pair = &reader->rule->pairs[i];
        if (pair->captures &&
            !add_name(reader, pair->value, carom_view_of(pair->value.ptr + 1, pair->value.len - 1)))
            return false;
    }
    return true;
}

/* ---- conditions ---- */

/* What the conditions of a line come to. Of those that can have a small letter, that one counts. */
struct conditions {
    struct pair country, small_country;
    struct pair language, small_language;
    struct pair cookie;
    struct pair sign, small_signed;
    struct pair role, small_role;
    struct carom_view unknown; /* the first one with a value */
};

/* The place of a condition that is known; NULL for any other. */
static struct pair *place_of(struct conditions *conditions, struct carom_view key)
{
    if (IS_KEY(key, "Country"))
        return &conditions->country;
    if (IS_KEY(key, "country"))
        return &conditions->small_country;
    if (IS_KEY(key, "Language"))
        return &conditions->language;
    if (IS_KEY(key, "language"))
        return &conditions->small_language;
    if (IS_KEY(key, "Cookie"))
        return &conditions->cookie;
    if (IS_KEY(key, "Sign"))
        return &conditions->sign;
    if (IS_KEY(key, "signed"))
        return &conditions->small_signed;
    if (IS_KEY(key, "Role"))
        return &conditions->role;
    return IS_KEY(key, "role") ? &conditions->small_role : NULL;
}

static void read_condition(struct line_reader *reader, struct conditions *conditions,
                           struct carom_view word)
{
    struct pair pair = split_pair(word);
    struct pair *place = place_of(conditions, pair.key);
    if (is_lost(reader, word, pair.key))
        return;
    if (!pair.has_value)
        carom_line_warn(reader, word,
                        CAROM_LITERAL("without `=` this asks for nothing: write Key=value"));
    if (place == &conditions->sign || place == &conditions->small_signed)
        carom_line_warn(reader, word, CAROM_LITERAL("nothing is signed here: this has no effect"));
    if (place != NULL)
        *place = pair;
    else if (pair.has_value && conditions->unknown.len == 0)
        conditions->unknown = word;
}

/* A list of which nothing is left can have nothing in it. */
static bool is_empty_list(struct carom_view list)
{
    for (size_t i = 0; i < list.len; i++) {
        if (list.ptr[i] != ',')
            return false;
    }
    return true;
}

static void set_list(struct line_reader *reader, const struct pair *pair,
                     const struct pair *small_pair, struct carom_view *out)
{
    const struct pair *counts = small_pair->has_value ? small_pair : pair;
    if (!counts->has_value)
        return;
    *out = counts->value;
    if (!is_empty_list(counts->value))
        return;
    never(reader, counts->key,
          CAROM_LITERAL("nothing is asked for by name, and this rule never matches: expected names "
                        "with commas between"));
}

/* What a rule is signed by tells it from others, and nothing else. */
static void set_signed(struct line_rule *rule, const struct conditions *conditions)
{
    const struct pair *pair =
        conditions->small_signed.has_value ? &conditions->small_signed : &conditions->sign;
    rule->is_signed = pair->has_value;
    if (pair->has_value)
        rule->signed_by = pair->value;
}

static bool set_conditions(struct line_reader *reader, const struct conditions *conditions)
{
    static const struct pair none;
    struct line_rule *rule = reader->rule;
    const struct pair *role =
        conditions->role.has_value ? &conditions->role : &conditions->small_role;
    if (role->has_value)
        return carom_line_refuse_role(reader, role->key);
    set_signed(rule, conditions);
    set_list(reader, &conditions->country, &conditions->small_country, &rule->countries);
    set_list(reader, &conditions->language, &conditions->small_language, &rule->languages);
    set_list(reader, &conditions->cookie, &none, &rule->cookies);
    if (conditions->unknown.len > 0) {
        never(reader, conditions->unknown,
              CAROM_LITERAL("unknown condition, and this rule never matches: expected Country, "
                            "Language or Cookie"));
    }
    return true;
}

/* ---- target and status ---- */

/* Whether ECMAScript's parseInt finds a number at the start of a word. */
static bool begins_with_number(struct carom_view word)
{
    size_t at = word.ptr[0] == '+' || word.ptr[0] == '-' ? 1 : 0;
    bool has_prefix =
        word.len - at >= 2 && word.ptr[at] == '0' && char_lower(word.ptr[at + 1]) == 'x';
    if (has_prefix)
        return word.len - at >= 3 && char_is(word.ptr[at + 2], CHAR_HEX);
    return at < word.len && char_is_digit(word.ptr[at]);
}

static bool read_status(struct line_reader *reader, struct carom_view word)
{
    if (memchr(word.ptr, '=', word.len) == NULL)
        return carom_line_read_status(reader, word);
    return carom_line_fail(
        reader, word,
        CAROM_LITERAL("expected a status of three digits: conditions stand "
                      "behind it, and a query pair whose key begins with a digit "
                      "behind another pair"));
}

/* A rule without a target: everything below a final splat is served from where it is. */
static bool add_forward_target(struct line_reader *reader, struct carom_buf *buf)
{
    struct carom_view from = reader->from;
    size_t start = buf->len;
    bool ends_in_splat =
        from.len >= 2 && from.ptr[from.len - 2] == '/' && from.ptr[from.len - 1] == '*';
    bool has_start = from.ptr[0] == '/' || carom_line_is_absolute(from);
    if (reader->rule->status != 200 || !ends_in_splat || !has_start)
        return carom_line_fail(reader, from,
                               CAROM_LITERAL("missing target: only a 200 for a path that begins "
                                             "with `/` and ends in `/*` goes without one"));
    put_bytes(buf, from.ptr, from.len - 1);
    put_literal(buf, ":splat");
    if (put_result(buf) != CAROM_OK)
        return carom_line_fail(reader, from,
                               CAROM_LITERAL("a path as long as this needs a target"));
    return carom_line_add_target(reader, from, put_since(buf, start));
}

/* Query pairs up to the target. In: word is the one behind `from`. */
static bool read_pairs_and_to(struct line_reader *reader, struct carom_view word)
{
    struct carom_view first = word;
    while (word.len > 0 && word.ptr[0] != '/' && !carom_line_is_absolute(word)) {
        if (!read_pair(reader, word) || !next_word(reader, &word))
            return false;
    }
    if (word.len == 0)
        return carom_line_fail(reader, first,
                               CAROM_LITERAL("expected a target, which begins with `/`, `http://` "
                                             "or `https://`"));
    reader->rule->has_to = true;
    return add_query_captures(reader) && carom_line_add_target(reader, word, word);
}

static bool read_status_and_conditions(struct line_reader *reader, struct carom_view status)
{
    struct conditions conditions;
    struct carom_view word;
    memset(&conditions, 0, sizeof conditions);
    if (status.len == 0)
        return true;
    reader->rule->has_status = true;
    if (!read_status(reader, status))
        return false;
    for (;;) {
        if (!next_word(reader, &word))
            return false;
        if (word.len == 0)
            return set_conditions(reader, &conditions);
        read_condition(reader, &conditions, word);
    }
}

/* ---- the line ---- */

static bool read_behind_from(struct line_reader *reader, struct carom_buf *buf)
{
    struct carom_view word;
    if (!next_word(reader, &word))
        return false;
    if (word.len == 0)
        return carom_line_fail(reader, reader->from,
                               CAROM_LITERAL("missing target: expected `from to [status]` on one "
                                             "line"));
    if (begins_with_number(word))
        return read_status_and_conditions(reader, word) && add_forward_target(reader, buf);
    return read_pairs_and_to(reader, word) && next_word(reader, &word) &&
           read_status_and_conditions(reader, word);
}

/*
 * A 200 for another site asks for a proxy, which a caller may be. No other warning of a rule that can match
 * is worth more: who has the file served without a proxy would get a 502.
 */
static bool check_served(struct line_reader *reader)
{
    const struct line_rule *rule = reader->rule;
    if (rule->status != 200 || !carom_line_is_absolute(rule->targets[0]))
        return carom_line_check_served(reader);
    if (!rule->never)
        reader->problem->message.len = 0;
    carom_line_warn(reader, rule->to_token,
                    CAROM_LITERAL("this asks for a proxy to another site: it is decided, but "
                                  "where there is no proxy the answer is 502"));
    return true;
}

enum line_kind carom_line_read_netlify(struct line_reader *reader)
{
    struct carom_buf buf = {reader->context->buffer, sizeof reader->context->buffer, 0};
    if (!next_word(reader, &reader->from))
        return LINE_ERROR;
    if (reader->from.len == 0)
        return LINE_EMPTY;
    reader->rule->from_token = reader->from;
    bool is_rule =
        read_from(reader, &buf) && read_behind_from(reader, &buf) && check_served(reader) &&
        carom_line_check_open(reader, CAROM_LITERAL("a capture in the authority and no "
                                                    "host without it, so that no request "
                                                    "could be answered: write the host "
                                                    "out, one rule for each"));
    return is_rule ? LINE_RULE : LINE_ERROR;
}
