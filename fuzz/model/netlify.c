#include "model/netlify.h"

#include "model/target.h"
#include "model/uri.h"
#include "model/url.h"
#include "model/words.h"

/* ---- patterns ---- */

static void add_piece(struct model_rule *rule, enum model_piece_kind kind, struct model_view text)
{
    rule->pattern.pieces[rule->pattern.count++] = (struct model_piece){kind, text, false};
}

/* A name stands for its first capture; a later one of it has no name. */
static bool add_capture(struct model_rule *rule, struct model_view name)
{
    bool is_known = false;

    if (rule->name_count == MODEL_CAPTURES_MAX)
        return false;
    for (size_t i = 0; i < rule->name_count; i++)
        is_known = is_known || model_same(rule->names[i], name);
    rule->names[rule->name_count++] = is_known ? model_literal("") : name;
    return true;
}

static size_t count_stars(const struct model_rule *rule)
{
    size_t count = 0;

    for (size_t i = 0; i < rule->pattern.count; i++)
        count += rule->pattern.pieces[i].kind == MODEL_ANY_PIECE ||
                 rule->pattern.pieces[i].kind == MODEL_MAYBE_REST_PIECE;
    return count;
}

/* Only the first star captures; there are as many as there may be captures. */
static bool add_star(struct model_rule *rule, enum model_piece_kind kind)
{
    const struct model_view none = {NULL, 0};
    bool is_first = !rule->has_star;

    if (count_stars(rule) == MODEL_CAPTURES_MAX)
        return false;
    rule->has_star = true;
    if (kind == MODEL_ANY_PIECE)
        add_piece(rule, MODEL_MAYBE_SLASH_PIECE, none);
    add_piece(rule, kind, none);
    rule->pattern.pieces[rule->pattern.count - 1].captures = is_first;
    if (kind == MODEL_ANY_PIECE)
        add_piece(rule, MODEL_MAYBE_SLASH_PIECE, none);
    return !is_first || add_capture(rule, model_literal("splat"));
}

/* A name may not hold what would end a path in a target. */
static bool is_name(struct model_view name)
{
    return model_find(name, 0, '?') == name.len && model_find(name, 0, '#') == name.len;
}

/* Text that no path of a request has. */
static void note_unmatchable(struct model_rule *rule, struct model_view segment)
{
    bool has_question = model_find(segment, 0, '?') < segment.len;

    rule->never = rule->never || has_question;
    rule->has_remark =
        rule->has_remark || has_question || model_find(segment, 0, '#') < segment.len;
}

static bool is_placeholder(struct model_view segment)
{
    return segment.len > 1 && segment.ptr[0] == ':';
}

static bool ends_in_star(struct model_view segment)
{
    return segment.ptr[segment.len - 1] == '*' && !is_placeholder(segment);
}

static bool add_placeholder(struct model_rule *rule, struct model_view segment)
{
    add_piece(rule, MODEL_LITERAL_PIECE, model_literal("/"));
    add_piece(rule, MODEL_SEGMENT_PIECE, model_literal(""));
    rule->pattern.pieces[rule->pattern.count - 1].captures = true;
    return is_name(model_from(segment, 1)) && add_capture(rule, model_from(segment, 1));
}

static void add_literal(struct model_rule *rule, struct model_view text)
{
    note_unmatchable(rule, text);
    add_piece(rule, MODEL_LITERAL_PIECE, model_literal("/"));
    add_piece(rule, MODEL_LITERAL_PIECE, text);
}

/*
 * One segment. A slash more is let through behind each that is no star, and stands for the one at the end,
 * too; where nothing captures, only that.
 */
static bool add_segment(struct model_rule *rule, struct model_view segment, struct model_view next,
                        bool is_dynamic)
{
    bool is_first = rule->pattern.count == 0;

    if (model_is(segment, "*"))
        return add_star(rule, is_first ? MODEL_ANY_PIECE : MODEL_MAYBE_REST_PIECE);
    if (ends_in_star(segment)) {
        add_literal(rule, model_part(segment, 0, segment.len - 1));
        return add_star(rule, MODEL_ANY_PIECE);
    }
    if (!is_placeholder(segment))
        add_literal(rule, segment);
    else if (!add_placeholder(rule, segment))
        return false;
    if (is_dynamic ? !model_is(next, "*") : next.len == 0)
        add_piece(rule, MODEL_MAYBE_SLASH_PIECE, model_literal(""));
    return true;
}

/* The segments of a path up to its first empty one. */
static struct model_words segments_of(struct model_arena *arena, struct model_view from)
{
    struct model_words segments = {0, model_alloc(arena, (from.len + 1) * sizeof from)};

    for (size_t at = 1; at < from.len && from.ptr[at] != '/';) {
        size_t end = model_find(from, at, '/');
        segments.items[segments.count++] = model_part(from, at, end);
        at = end + 1;
    }
    return segments;
}

static bool read_pattern(struct model_arena *arena, struct model_rule *rule)
{
    struct model_words segments = segments_of(arena, rule->from);
    bool is_dynamic = false;

    rule->pattern.pieces =
        model_alloc(arena, (5 * segments.count + 2) * sizeof *rule->pattern.pieces);
    for (size_t i = 0; i < segments.count; i++)
        is_dynamic =
            is_dynamic || is_placeholder(segments.items[i]) || ends_in_star(segments.items[i]);
    for (size_t i = 0; i < segments.count; i++) {
        struct model_view next = i + 1 < segments.count ? segments.items[i + 1] : model_literal("");
        if (!add_segment(rule, segments.items[i], next, is_dynamic))
            return false;
    }
    if (segments.count == 0) {
        add_piece(rule, MODEL_LITERAL_PIECE, model_literal("/"));
        add_piece(rule, MODEL_MAYBE_SLASH_PIECE, model_literal(""));
    }
    return true;
}

/* ---- from ---- */

static bool read_url(struct model_arena *arena, struct model_rule *rule, struct model_view from)
{
    struct model_url url;
    struct model_text host = model_text_of(arena);

    if (model_url_parse(arena, from, NULL, NULL, &url) != MODEL_URL_NO_FAILURE)
        return false;
    model_put(&host, model_url_host(arena, &url));
    rule->has_remark = url.has_query || url.has_fragment;
    if (url.has_port) {
        model_put_byte(&host, ':');
        model_put(&host, model_url_port(arena, &url));
    }
    rule->scheme = url.scheme;
    rule->host = model_text_view(&host);
    rule->from = model_url_path(arena, &url);
    return true;
}

/* A path gets its slash only after it was looked at. */
static struct model_view with_slash(struct model_arena *arena, struct model_rule *rule)
{
    struct model_text path = model_text_of(arena);

    if (model_begins(rule->from, "/"))
        return rule->from;
    rule->has_remark = true;
    model_put_byte(&path, '/');
    model_put(&path, rule->from);
    return model_text_view(&path);
}

static bool read_from(struct model_arena *arena, struct model_rule *rule, struct model_view from)
{
    rule->from = rule->written_from = from;
    if (model_is_absolute(from) && !read_url(arena, rule, from))
        return false;
    if (model_begins(rule->from, "/.netlify"))
        return false;
    rule->from = with_slash(arena, rule);
    for (size_t i = 0; i < rule->from.len; i++) {
        if (model_begins_at(rule->from, i, "//")) {
            rule->has_remark = true;
            rule->from.len = i > 0 ? i : 1;
        }
    }
    bool is_valid = read_pattern(arena, rule);
    rule->path_name_count = rule->name_count;
    return is_valid;
}

/* ---- pairs and conditions ---- */

struct pair {
    struct model_view key;
    struct model_view value; /* up to a second `=` */
};

struct pairs {
    size_t count;
    size_t most; /* how many there were at one time */
    struct pair *items;
    bool has_repeated;
    bool has_idle;      /* a key without `=`, or one that is lost */
    bool has_unknown;   /* a condition that nobody knows, also when it was taken away */
    bool signs;         /* Sign or signed */
    bool has_ampersand; /* in a key */
};

/* Whether a key comes before another in the order of their bytes. */
static bool is_before(struct model_view a, struct model_view b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        if (a.ptr[i] != b.ptr[i])
            return (unsigned char)a.ptr[i] < (unsigned char)b.ptr[i];
    }
    return a.len < b.len;
}

/* The pair of a key, or where it would go: pairs are in the order of their keys. */
static size_t find_place(const struct pairs *pairs, struct model_view key)
{
    size_t at = 0;

    while (at < pairs->count && is_before(pairs->items[at].key, key))
        at++;
    return at;
}

static void remove_at(struct pairs *pairs, size_t at)
{
    pairs->count--;
    for (size_t i = at; i < pairs->count; i++)
        pairs->items[i] = pairs->items[i + 1];
}

static void insert_at(struct pairs *pairs, size_t at, struct pair pair)
{
    for (size_t i = pairs->count++; i > at; i--)
        pairs->items[i] = pairs->items[i - 1];
    pairs->items[at] = pair;
    if (pairs->count > pairs->most)
        pairs->most = pairs->count;
}

/* Whether nobody knows a condition of this key. */
static bool is_unknown(struct model_view key)
{
    static const char *const known[] = {"country", "Country", "language", "Language", "Cookie",
                                        "Sign",    "signed",  "role",     "Role"};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (model_is(key, known[i]))
            return false;
    }
    return true;
}

/* The last one of a key counts, and a key without `=` takes it away. `__proto__` is no member of a map. */
static struct pairs read_pairs(struct model_arena *arena, const struct model_view *words,
                               size_t count)
{
    struct pairs pairs = {.items = model_alloc(arena, (count + 1) * sizeof(struct pair))};

    for (size_t i = 0; i < count; i++) {
        size_t equals = model_find(words[i], 0, '=');
        struct model_view key = model_part(words[i], 0, equals);
        struct model_view value =
            model_part(words[i], equals + 1, model_find(words[i], equals + 1, '='));
        size_t at = find_place(&pairs, key);
        if (model_is(key, "__proto__")) {
            pairs.has_idle = true;
            continue;
        }
        if (at < pairs.count && model_same(pairs.items[at].key, key)) {
            pairs.has_repeated = true;
            remove_at(&pairs, at);
        }
        if (equals == words[i].len) {
            pairs.has_idle = true;
        } else {
            insert_at(&pairs, at, (struct pair){key, value});
            pairs.has_unknown = pairs.has_unknown || is_unknown(key);
            pairs.has_ampersand = pairs.has_ampersand || model_find(key, 0, '&') < key.len;
        }
        pairs.signs = pairs.signs || model_is(key, "Sign") || model_is(key, "signed");
    }
    return pairs;
}

static const struct pair *find_pair(const struct pairs *pairs, const char *key)
{
    for (size_t i = 0; i < pairs->count; i++) {
        if (model_is(pairs->items[i].key, key))
            return &pairs->items[i];
    }
    return NULL;
}

static bool add_query_pair(struct model_rule *rule, const struct pair *pair)
{
    struct model_pair *added = &rule->pairs[rule->pair_count++];
    struct model_view name = model_from(pair->value, 1);

    *added = (struct model_pair){pair->key, pair->value, model_begins(pair->value, ":")};
    return !added->captures || (is_name(name) && add_capture(rule, name));
}

static bool add_query_pairs(struct model_rule *rule, const struct pairs *pairs)
{
    rule->has_remark = rule->has_remark || pairs->has_repeated || pairs->has_idle;
    if (pairs->most > MODEL_PAIRS_MAX || pairs->has_ampersand)
        return false;
    for (size_t i = 0; i < pairs->count; i++) {
        if (!add_query_pair(rule, &pairs->items[i]))
            return false;
    }
    return true;
}

/* A list in which nothing is named can have nothing in it. */
static bool names_nothing(const struct pair *pair)
{
    size_t at = 0;

    while (pair && at < pair->value.len && pair->value.ptr[at] == ',')
        at++;
    return pair && at == pair->value.len;
}

/* Country and Language go in lower case, too, and then before the Capitalised ones; and so does Sign. */
static const struct pair *find_either(const struct pairs *pairs, const char *lower,
                                      const char *capitalised)
{
    const struct pair *pair = find_pair(pairs, lower);

    return pair ? pair : find_pair(pairs, capitalised);
}

static bool read_conditions(struct model_rule *rule, const struct pairs *pairs)
{
    const struct pair *country = find_either(pairs, "country", "Country");
    const struct pair *language = find_either(pairs, "language", "Language");
    const struct pair *cookie = find_pair(pairs, "Cookie");
    const struct pair *signing = find_either(pairs, "signed", "Sign");
    bool never = names_nothing(country) || names_nothing(language) || names_nothing(cookie);

    if (country)
        rule->countries = country->value;
    if (language)
        rule->languages = language->value;
    if (cookie)
        rule->cookies = cookie->value;
    rule->is_signed = signing != NULL;
    if (signing)
        rule->signed_by = signing->value;
    never = never || pairs->has_unknown;
    rule->never = rule->never || never;
    rule->has_remark = rule->has_remark || never || pairs->has_idle || pairs->signs;
    return !find_either(pairs, "role", "Role");
}

/* ---- the line ---- */

/* Whether ECMAScript's parseInt finds a number at the start of a word. */
static bool begins_number(struct model_view word)
{
    size_t at = model_begins(word, "+") || model_begins(word, "-") ? 1 : 0;

    if (model_begins_at(word, at, "0x") || model_begins_at(word, at, "0X"))
        return at + 2 < word.len && model_is_hex(word.ptr[at + 2]);
    return at < word.len && model_is_digit(word.ptr[at]);
}

/* The `*` at the end becomes `:splat`. */
static bool read_forward_target(struct model_arena *arena, struct model_rule *rule,
                                struct model_view from)
{
    struct model_text to = model_text_of(arena);

    if (!model_is_target(from) || from.len < 2 || !model_begins_at(from, from.len - 2, "/*") ||
        rule->status != 200)
        return false;
    model_put(&to, model_part(from, 0, from.len - 1));
    model_put(&to, model_literal(":splat"));
    rule->to = model_text_view(&to);
    return true;
}

static bool read_words(struct model_reading *reading, const struct model_words *words,
                       struct model_rule *rule)
{
    struct model_arena *arena = reading->arena;
    struct model_view from = words->items[0];
    bool is_forward = words->count > 1 && begins_number(words->items[1]);
    size_t to = 1;

    while (!is_forward && to < words->count && !model_is_target(words->items[to]))
        to++;
    if (to == words->count || !read_from(arena, rule, from))
        return false;
    size_t status = is_forward ? 1 : to + 1;
    size_t conditions = status < words->count ? status + 1 : status;
    rule->has_status = status < words->count;
    struct pairs query = read_pairs(arena, words->items + 1, is_forward ? 0 : to - 1);
    struct pairs rest = read_pairs(arena, words->items + conditions, words->count - conditions);
    if ((status < words->count && !model_read_status(rule, words->items[status])) ||
        !add_query_pairs(rule, &query) || !read_conditions(rule, &rest))
        return false;
    if (!is_forward)
        rule->to = words->items[to];
    else if (!read_forward_target(arena, rule, from))
        return false;
    bool is_path = model_begins(rule->to, "/");
    bool is_proxied = rule->status == 200 && !is_path;
    rule->has_remark = rule->has_remark || is_proxied;
    return model_check_target(arena, rule, rule->to) &&
           (model_is_redirect(rule->status) || is_path || is_proxied) &&
           model_check_open_targets(arena, rule);
}

enum model_line model_netlify_read(struct model_reading *reading, struct model_view text,
                                   struct model_rule *rule)
{
    struct model_words words = model_words_of(reading->arena, text);

    for (size_t i = 0; i < words.count; i++) {
        if (model_begins(words.items[i], "#"))
            words.count = i;
    }
    if (words.count == 0)
        return MODEL_LINE_EMPTY;
    rule->status = 301;
    return model_words_are_text(&words) && read_words(reading, &words, rule) ? MODEL_LINE_RULE
                                                                             : MODEL_LINE_BAD;
}

/* ---- queries ---- */

bool model_netlify_find_value(struct model_view query, struct model_view key,
                              struct model_view *value)
{
    bool found = false;

    for (size_t at = 0; at <= query.len;) {
        size_t end = model_find(query, at, '&');
        struct model_view pair = model_part(query, at, end);
        if (key.len < pair.len && pair.ptr[key.len] == '=' &&
            model_same(model_part(pair, 0, key.len), key)) {
            *value = model_from(pair, key.len + 1);
            found = true;
        }
        at = end + 1;
    }
    return found;
}

struct model_view model_netlify_decode(struct model_arena *arena, struct model_view value)
{
    struct model_text text = model_text_of(arena);

    for (size_t i = 0; i < value.len; i++) {
        if (model_is_escape(value, i)) {
            int byte = 16 * model_hex_value(value.ptr[i + 1]) + model_hex_value(value.ptr[i + 2]);
            model_put_byte(&text, (char)(unsigned char)byte);
            i += 2;
        } else {
            model_put_byte(&text, value.ptr[i] == '+' ? ' ' : value.ptr[i]);
        }
    }
    return model_text_view(&text);
}

struct model_view model_netlify_encode(struct model_arena *arena, struct model_view value)
{
    static const char digits[] = "0123456789ABCDEF";
    struct model_text text = model_text_of(arena);

    for (size_t i = 0; i < value.len; i++) {
        unsigned byte = (unsigned char)value.ptr[i];
        if (model_is_alpha(value.ptr[i]) || model_is_digit(value.ptr[i]) ||
            model_is_one_of(value.ptr[i], "-._~")) {
            model_put_byte(&text, value.ptr[i]);
        } else if (value.ptr[i] == ' ') {
            model_put_byte(&text, '+');
        } else {
            model_put_byte(&text, '%');
            model_put_byte(&text, digits[byte / 16]);
            model_put_byte(&text, digits[byte % 16]);
        }
    }
    return model_text_view(&text);
}

/* ---- repeated rules ---- */

static bool same_pairs(const struct model_rule *a, const struct model_rule *b)
{
    if (a->pair_count != b->pair_count)
        return false;
    for (size_t i = 0; i < a->pair_count; i++) {
        if (!model_same(a->pairs[i].key, b->pairs[i].key) ||
            !model_same(a->pairs[i].value, b->pairs[i].value))
            return false;
    }
    return true;
}

/* Whether two rules are the same in all that was read of them, and `from` and the status in writing. */
static bool same_rule(const struct model_rule *a, const struct model_rule *b)
{
    return model_same(a->scheme, b->scheme) && model_same(a->host, b->host) &&
           model_same(a->written_from, b->written_from) && a->has_status == b->has_status &&
           same_pairs(a, b) && a->status == b->status && a->force == b->force &&
           a->never == b->never && model_same(a->countries, b->countries) &&
           model_same(a->languages, b->languages) && model_same(a->cookies, b->cookies) &&
           model_same(a->to, b->to) && a->is_signed == b->is_signed &&
           model_same(a->signed_by, b->signed_by);
}

void model_netlify_mark_repeated(const struct model_rules *rules)
{
    for (size_t i = 0; i < rules->count; i++) {
        for (size_t later = i + 1; later < rules->count; later++) {
            if (same_rule(rules->rules[i], rules->rules[later]))
                rules->rules[i]->is_repeated = true;
        }
    }
}

/* ---- loops ---- */

/*
 * Where `/:splat` stands in a target behind `/` and at least one byte, with the end or `/` and at least
 * one byte behind it; the length of the target when it does so nowhere.
 */
static size_t find_splat_segment(struct model_view target)
{
    const size_t len = model_literal("/:splat").len;

    for (size_t at = 2; at + len <= target.len; at++) {
        struct model_view rest = model_from(target, at + len);
        if (model_begins_at(target, at, "/:splat") &&
            (rest.len == 0 || (rest.len > 1 && rest.ptr[0] == '/')))
            return at;
    }
    return target.len;
}

/* What a path has to begin with for a loop: what stands before the splat, or all of the target. */
static struct model_view loop_prefix(struct model_arena *arena, struct model_view to,
                                     const struct model_lookup *lookup)
{
    struct model_text origin = model_text_of(arena);
    struct model_view rest = to;

    model_put(&origin, lookup->scheme);
    model_put(&origin, model_literal("://"));
    model_put(&origin, lookup->authority);
    if (origin.len <= to.len && model_same(model_text_view(&origin), model_part(to, 0, origin.len)))
        rest = model_from(to, origin.len);
    size_t splat = find_splat_segment(rest);
    return model_begins(rest, "/") && splat < rest.len ? model_part(rest, 0, splat) : to;
}

/* A target with what the path captured, as it stands in the request. */
static struct model_view fill_from_path(struct model_arena *arena, const struct model_rule *rule,
                                        const struct model_captures *captures)
{
    struct model_rule of_path = *rule;

    of_path.name_count = rule->path_name_count;
    return model_fill(arena, &of_path, rule->to, captures->values);
}

bool model_netlify_loops(struct model_arena *arena, const struct model_rule *rule,
                         const struct model_lookup *lookup, const struct model_captures *captures)
{
    struct model_view values[MODEL_CAPTURES_MAX];
    struct model_view prefix = loop_prefix(arena, rule->to, lookup);

    return rule->has_star && rule->status != 200 && prefix.len <= lookup->path.len &&
           model_same(prefix, model_part(lookup->path, 0, prefix.len)) &&
           model_pattern_match(arena, &rule->pattern, fill_from_path(arena, rule, captures),
                               values);
}
