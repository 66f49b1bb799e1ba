#include "candidate.h"

#include "conditions.h"
#include "normal.h"
#include "pattern.h"

/* Reads a rule's conditions. Returns: false when one can never hold, or the image is damaged. */
static bool read_conditions(enum carom_dialect dialect, const struct image_rule *rule,
                            struct rule_conditions *out)
{
    struct carom_view rest = rule->extras;
    struct carom_view none = carom_view_of(NULL, 0);
    struct image_extra extra;
    struct image_pair pair;
    out->dialect = dialect;
    out->scheme = out->host = out->methods = none;
    out->countries = out->languages = out->cookies = none;
    out->pair_count = 0;
    while (image_extra_next(&rest, &extra)) {
        switch (extra.kind) {
        case EXTRA_SCHEME:
            out->scheme = extra.bytes;
            break;
        case EXTRA_HOST:
            out->host = extra.bytes;
            break;
        case EXTRA_METHODS:
            out->methods = extra.bytes;
            break;
        case EXTRA_COUNTRIES:
            out->countries = extra.bytes;
            break;
        case EXTRA_LANGUAGES:
            out->languages = extra.bytes;
            break;
        case EXTRA_COOKIES:
            out->cookies = extra.bytes;
            break;
        case EXTRA_PAIR:
            if (out->pair_count == CAROM_QUERY_PAIRS_MAX || !image_pair_read(extra.bytes, &pair))
                return false;
            out->pairs[out->pair_count++] =
                (struct condition_pair){pair.key, pair.value, pair.captures};
            break;
        case EXTRA_NEVER:
            return false;
        default: /* conditions stand before all else */
            return true;
        }
    }
    return true;
}

unsigned carom_candidate_asks(const struct image_rule *rule)
{
    struct carom_view rest = rule->extras;
    struct image_extra extra;
    unsigned asked = 0;
    while (image_extra_next(&rest, &extra)) {
        if (extra.kind == EXTRA_COUNTRIES)
            asked |= CAROM_ASKED_COUNTRY;
        else if (extra.kind == EXTRA_LANGUAGES)
            asked |= CAROM_ASKED_LANGUAGE;
        else if (extra.kind == EXTRA_COOKIES)
            asked |= CAROM_ASKED_COOKIE;
    }
    return asked;
}

/* Whether a static rule's path is the request's, in the dialect's comparison. */
static bool is_path(enum carom_dialect dialect, struct carom_view from, struct carom_view path)
{
    if (dialect == CAROM_DIALECT_CLOUDFLARE)
        return carom_view_equal(from, path);
    from = path_without_slash(from);
    path = path_without_slash(path);
    if (dialect == CAROM_DIALECT_NETLIFY)
        return carom_view_equal(from, path);
    return normal_equal(from, path, CHAR_PATH);
}

static bool path_matches(enum carom_dialect dialect, const struct image_rule *rule,
                         const struct carom_lookup *lookup, struct carom_match *match)
{
    if ((rule->flags & RULE_DYNAMIC) != 0)
        return carom_pattern_match(dialect, rule->from, lookup->path, match);
    return is_path(dialect, rule->from, lookup->path);
}

enum carom_mismatch carom_candidate_try(const struct carom_rules *rules,
                                        const struct image_rule *rule,
                                        const struct carom_lookup *lookup, bool path_known,
                                        struct carom_match *match)
{
    enum carom_dialect dialect = carom_rules_dialect(rules);
    match->rule = rule->index;
    match->record = rule->at;
    match->capture_count = 0;
    if ((rule->flags & RULE_SUPERSEDED) != 0)
        return CAROM_MISMATCH_SUPERSEDED;
    /* Nearly every rule: no conditions to read. */
    if (!image_has_conditions(rule))
        return path_known || path_matches(dialect, rule, lookup, match) ? CAROM_MISMATCH_NONE
                                                                        : CAROM_MISMATCH_PATH;
    struct rule_conditions conditions;
    bool may_hold = read_conditions(dialect, rule, &conditions);
    enum carom_mismatch mismatch = carom_conditions_origin(&conditions, lookup);
    if (mismatch != CAROM_MISMATCH_NONE)
        return mismatch;
    if (!path_known && !path_matches(dialect, rule, lookup, match))
        return CAROM_MISMATCH_PATH;
    mismatch = carom_conditions_check(&conditions, lookup, match);
    return mismatch == CAROM_MISMATCH_NONE && !may_hold ? CAROM_MISMATCH_UNKNOWN : mismatch;
}
