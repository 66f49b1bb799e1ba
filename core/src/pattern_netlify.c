/*
 * Netlify's engine makes a regular expression of a pattern; here the same is found without one.
 * What it comes to:
 *
 * - in a pattern that captures something, a literal or placeholder takes its segment and, unless a
 *   segment `*` comes next, a slash more if one is there;
 * - a `*` at the end of a segment is a splat as well, for any text behind the literal that it
 *   follows; the first slash of that text is not captured;
 * - a segment `*` that begins the pattern, and a `*` at the end of a segment, take as much as they
 *   can. Any other segment `*` takes nothing if that will do, else one slash, else as much as it
 *   can.
 *
 * Only the first splat captures, and the bounds of the others matter only for the placeholders
 * between them. Segments are placed from the right to find how much a splat can take: a
 * placeholder and a literal are not empty and hold no slash, so that a run of them has one place
 * only once its end is known.
 */
#include "pattern_netlify.h"

#include "normal.h"

#include <string.h>

/* What a segment of the pattern asks for. */
enum unit_kind { UNIT_LITERAL, UNIT_PLACEHOLDER, UNIT_SPLAT, UNIT_PREFIX };

struct unit {
    enum unit_kind kind;
    struct carom_view text; /* of a prefix without its `*` */
};

static struct unit unit_of(struct carom_view segment)
{
    if (segment.len > 1 && segment.ptr[0] == ':')
        return (struct unit){UNIT_PLACEHOLDER, segment};
    if (segment.len > 0 && segment.ptr[segment.len - 1] == '*')
        return (struct unit){segment.len == 1 ? UNIT_SPLAT : UNIT_PREFIX,
                             carom_view_of(segment.ptr, segment.len - 1)};
    return (struct unit){UNIT_LITERAL, segment};
}

enum segment_kind carom_netlify_segment_kind(struct carom_view segment)
{
    enum unit_kind kind = unit_of(segment).kind;
    if (kind == UNIT_PLACEHOLDER)
        return SEGMENT_PLACEHOLDER;
    return kind == UNIT_LITERAL ? SEGMENT_LITERAL : SEGMENT_SPLAT;
}

/* A place is that of a slash, or the end. */
struct walk {
    struct carom_view pattern; /* without a slash at its end */
    struct carom_view path;
    struct carom_match *match; /* NULL: only whether it matches is asked */
};

static struct unit unit_at(const struct walk *walk, size_t at, size_t *end)
{
    struct carom_view segment = carom_pattern_segment(walk->pattern, at);
    *end = at + 1 + segment.len;
    return unit_of(segment);
}

static bool is_slash(struct carom_view path, size_t at)
{
    return at < path.len && path.ptr[at] == '/';
}

static bool capture(struct walk *walk, size_t from, size_t to)
{
    struct carom_match *match = walk->match;
    if (match == NULL)
        return true;
    if (match->capture_count >= CAROM_CAPTURES_MAX)
        return false;
    match->captures[match->capture_count++] = carom_view_of(walk->path.ptr + from, to - from);
    return true;
}

/* Whether the path has a prefix's slash and text at a place, and where they end. */
static bool has_prefix(const struct walk *walk, struct carom_view text, size_t at, size_t *end)
{
    struct carom_view path = walk->path;
    if (!is_slash(path, at) || text.len > path.len - at - 1)
        return false;
    *end = at + 1 + text.len;
    return memcmp(path.ptr + at + 1, text.ptr, text.len) == 0;
}

/* ---- from the right ---- */

/* A search for the last place; what is placed is what the pattern has from `at` on. */
struct search {
    const struct walk *walk;
    size_t low;   /* no place before this */
    size_t at;    /* in the pattern */
    size_t place; /* in the path */
    /* Where to go on after a mismatch: at the last splat that was met, but further to the left. */
    enum unit_kind retry_kind; /* a splat or a prefix; a literal: none was met */
    size_t retry_at;
    size_t retry_place;
};

/* The place before `place`. Returns: false when there is none. */
static bool step_back(const struct search *search, size_t *place)
{
    while (*place > search->low) {
        if (is_slash(search->walk->path, --*place))
            return true;
    }
    return false;
}

/* Whether a segment `*` stands at a place of the pattern. */
static bool is_splat(const struct walk *walk, size_t at)
{
    size_t end;
    return at < walk->pattern.len && unit_at(walk, at, &end).kind == UNIT_SPLAT;
}

/* Places a literal or placeholder before what was placed. */
static bool place_whole(struct search *search, size_t begin, struct unit unit)
{
    struct carom_view path = search->walk->path;
    size_t end = search->place;
    if (!is_splat(search->walk, search->at) && end > search->low && is_slash(path, end - 1))
        end--;
    size_t place = end;
    if (!step_back(search, &place))
        return false;
    struct carom_view segment = carom_view_of(path.ptr + place + 1, end - place - 1);
    if (unit.kind == UNIT_PLACEHOLDER ? segment.len == 0 : !carom_view_equal(segment, unit.text))
        return false;
    search->place = place;
    search->at = begin;
    return true;
}

/* Places a prefix; its splat fills what is between. */
static bool place_prefix(struct search *search, size_t begin, struct unit unit)
{
    size_t place = search->place;
    size_t end;
    while (step_back(search, &place)) {
        if (!has_prefix(search->walk, unit.text, place, &end) || end > search->place)
            continue;
        search->retry_kind = UNIT_PREFIX;
        search->retry_at = search->at;
        search->retry_place = search->place = place;
        search->at = begin;
        return true;
    }
    return false;
}

static bool retry(struct search *search)
{
    if (search->retry_kind == UNIT_LITERAL)
        return false;
    if (search->retry_kind == UNIT_SPLAT && !step_back(search, &search->retry_place))
        return false;
    search->at = search->retry_at;
    search->place = search->retry_place;
    return true;
}

/*
 * The last place, but not before `low`, from which all that the pattern has from `start` on, which
 * stands behind a splat, reaches the path's end. Returns: false when there is none.
 */
static bool find_rest(const struct walk *walk, size_t start, size_t low, size_t *place)
{
    struct search search = {
        .walk = walk, .low = low, .at = walk->pattern.len, .place = walk->path.len};
    while (search.at > start) {
        size_t begin = search.at - 1;
        while (walk->pattern.ptr[begin] != '/')
            begin--;
        size_t end;
        struct unit unit = unit_at(walk, begin, &end);
        bool placed = true;
        if (unit.kind == UNIT_SPLAT) {
            search.retry_kind = UNIT_SPLAT;
            search.retry_at = search.at = begin;
            search.retry_place = search.place;
        } else {
            placed = unit.kind == UNIT_PREFIX ? place_prefix(&search, begin, unit)
                                              : place_whole(&search, begin, unit);
        }
        if (!placed && (unit.kind == UNIT_PREFIX || !retry(&search)))
            return false;
    }
    *place = search.place;
    return true;
}

/* ---- from the left ---- */

/*
 * Matches literals and placeholders up to the next splat, or the pattern's end.
 * In/Out: *at and *place are where they begin; Out: in front of a `*`, behind a prefix and its
 *         `*`, or at the end.
 */
static bool match_block(struct walk *walk, size_t *at, size_t *place, bool *ends_in_prefix)
{
    struct carom_view path = walk->path;
    size_t block = *at;
    *ends_in_prefix = false;
    while (*at < walk->pattern.len) {
        size_t next;
        struct unit unit = unit_at(walk, *at, &next);
        if (unit.kind == UNIT_SPLAT)
            return true;
        if (*at > block && is_slash(path, *place) && is_slash(path, *place + 1))
            ++*place;
        *at = next;
        if (unit.kind == UNIT_PREFIX) {
            *ends_in_prefix = true;
            return has_prefix(walk, unit.text, *place, place);
        }
        if (!is_slash(path, *place))
            return false;
        struct carom_view segment = carom_pattern_segment(path, *place);
        size_t start = *place + 1;
        *place = start + segment.len;
        if (unit.kind == UNIT_LITERAL ? !carom_view_equal(segment, unit.text)
                                      : segment.len == 0 || !capture(walk, start, *place))
            return false;
    }
    return true;
}

/* Whether the block at `at` of the pattern, which another splat follows, fits at a place. */
static bool fits_here(const struct walk *walk, size_t at, size_t place)
{
    struct walk silent = *walk;
    silent.match = NULL;
    bool ends_in_prefix;
    size_t rest;
    if (!match_block(&silent, &at, &place, &ends_in_prefix))
        return false;
    return find_rest(walk, ends_in_prefix ? at : at + sizeof "/*" - 1, place, &rest);
}

/* Whether a splat stands in the pattern from a place on. */
static bool has_splat(const struct walk *walk, size_t at)
{
    while (at < walk->pattern.len) {
        enum unit_kind kind = unit_at(walk, at, &at).kind;
        if (kind == UNIT_SPLAT || kind == UNIT_PREFIX)
            return true;
    }
    return false;
}

/*
 * Matches a splat, which takes the path from *place on, and finds where the rest of the pattern,
 * from `rest` on, begins. In: is_lazy is for one that would rather take nothing.
 */
static bool match_splat(struct walk *walk, size_t rest, bool is_lazy, bool is_first, size_t *place)
{
    size_t start = *place;
    size_t end;
    if (!find_rest(walk, rest, start, &end))
        return false;
    if (is_lazy && has_splat(walk, rest)) {
        if (fits_here(walk, rest, start))
            end = start;
        else if (is_slash(walk->path, start) && fits_here(walk, rest, start + 1))
            end = start + 1;
    }
    *place = end;
    if (end > start && is_slash(walk->path, start))
        start++;
    return !is_first || capture(walk, start, end);
}

/* A pattern that captures nothing is compared as a whole. */
static bool is_static(const struct walk *walk)
{
    for (size_t at = 0; at < walk->pattern.len;) {
        if (unit_at(walk, at, &at).kind != UNIT_LITERAL)
            return false;
    }
    return true;
}

bool carom_netlify_match(struct carom_view pattern, struct carom_view path,
                         struct carom_match *match)
{
    struct walk walk = {path_without_slash(pattern), path, match};
    bool is_first = true;
    bool ends_in_prefix = false;
    size_t at = 0;
    size_t place = 0;
    if (is_static(&walk))
        return carom_view_equal(walk.pattern, path_without_slash(path));
    for (;;) {
        if (!match_block(&walk, &at, &place, &ends_in_prefix))
            return false;
        if (at >= walk.pattern.len && !ends_in_prefix)
            break;
        bool is_lazy = !ends_in_prefix && at > 0;
        if (!ends_in_prefix)
            at += sizeof "/*" - 1;
        if (!match_splat(&walk, at, is_lazy, is_first, &place))
            return false;
        is_first = false;
        if (at >= walk.pattern.len)
            return true; /* it took all that is left */
    }
    return place == path.len || (place + 1 == path.len && path.ptr[place] == '/');
}
