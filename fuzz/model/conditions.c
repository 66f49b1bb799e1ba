#include "model/conditions.h"

/* ---- lists ---- */

/* The next member of a list with commas. Returns: false behind the last. */
static bool next_member(struct model_view list, size_t *at, struct model_view *member)
{
    if (*at > list.len)
        return false;
    size_t end = model_find(list, *at, ',');
    *member = model_part(list, *at, end);
    *at = end + 1;
    return true;
}

bool model_is_list(struct model_view value, bool (*is_member)(struct model_view member))
{
    struct model_view member;

    for (size_t at = 0; next_member(value, &at, &member);) {
        if (!is_member(member))
            return false;
    }
    return true;
}

static struct model_view trimmed(struct model_view view)
{
    while (view.len > 0 && model_is_one_of(view.ptr[0], " \t"))
        view = model_from(view, 1);
    while (view.len > 0 && model_is_one_of(view.ptr[view.len - 1], " \t"))
        view.len--;
    return view;
}

bool model_lists_method(struct model_view list, struct model_view method)
{
    struct model_view member;

    for (size_t at = 0; next_member(list, &at, &member);) {
        if (model_same(member, method))
            return true;
    }
    return false;
}

/* ISO 3166-1 alpha-2. */
bool model_is_country(struct model_view member)
{
    return member.len == 2 && model_is_alpha(member.ptr[0]) && model_is_alpha(member.ptr[1]);
}

bool model_lists_country(struct model_view list, struct model_view country)
{
    struct model_view member;

    for (size_t at = 0; country.len > 0 && next_member(list, &at, &member);) {
        if (model_same_ignoring_case(member, country))
            return true;
    }
    return false;
}

/* ---- languages ---- */

static bool is_subtag(struct model_view tag, bool may_have_digits)
{
    for (size_t i = 0; i < tag.len; i++) {
        if (!model_is_alpha(tag.ptr[i]) && !(may_have_digits && model_is_digit(tag.ptr[i])))
            return false;
    }
    return tag.len >= 1 && tag.len <= 8;
}

/* `1*8ALPHA *("-" 1*8alphanum)`, RFC 4647 section 2.1. */
bool model_is_language(struct model_view range)
{
    for (size_t at = 0; at <= range.len;) {
        size_t end = model_find(range, at, '-');
        if (!is_subtag(model_part(range, at, end), at > 0))
            return false;
        at = end + 1;
    }
    return true;
}

/* `( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )` in thousandths. Returns: -1 when it is none. */
static int weight_of(struct model_view value)
{
    int thousandths = 0;
    int unit = 1000;

    if (value.len == 0 || value.len > 5 || (value.len > 1 && value.ptr[1] != '.'))
        return -1;
    for (size_t i = 0; i < value.len; i++) {
        if (i == 1)
            continue;
        if (!model_is_digit(value.ptr[i]))
            return -1;
        thousandths += unit * (value.ptr[i] - '0');
        unit /= 10;
    }
    return thousandths <= 1000 ? thousandths : -1;
}

/* The weight of one member, `OWS ";" OWS "q=" qvalue` behind its range or 1; -1 when it is none. */
static int weight_of_member(struct model_view member, struct model_view *range)
{
    size_t semicolon = model_find(member, 0, ';');
    struct model_view weight = trimmed(model_from(member, semicolon + 1));

    *range = trimmed(model_part(member, 0, semicolon));
    if (semicolon == member.len)
        return 1000;
    if (weight.len < 2 || model_lower(weight.ptr[0]) != 'q' || weight.ptr[1] != '=')
        return -1;
    return weight_of(model_from(weight, 2));
}

struct model_view model_preferred_language(const struct model_field *fields, size_t count)
{
    struct model_view preferred = {NULL, 0};
    struct model_view member, range;
    int highest = 0;

    for (size_t i = 0; i < count; i++) {
        if (!model_same_ignoring_case(fields[i].name, model_literal("Accept-Language")))
            continue;
        for (size_t at = 0; next_member(fields[i].value, &at, &member);) {
            int weight = weight_of_member(trimmed(member), &range);
            if (weight > highest && model_is_language(range)) {
                highest = weight;
                preferred = range;
            }
        }
    }
    return preferred;
}

bool model_lists_language(enum model_dialect dialect, struct model_view list,
                          struct model_view language)
{
    struct model_view member;

    for (size_t at = 0; language.len > 0 && next_member(list, &at, &member);) {
        if (member.len == 0 || member.len > language.len)
            continue;
        bool is_first = model_find(member, 0, '-') == member.len;
        bool is_kind = member.len < language.len && language.ptr[member.len] == '-' &&
                       (is_first || dialect != MODEL_NETLIFY);
        if ((is_kind || member.len == language.len) &&
            model_same_ignoring_case(model_part(language, 0, member.len), member))
            return true;
    }
    return false;
}

/* ---- cookies ---- */

bool model_is_cookie_name(struct model_view member)
{
    for (size_t i = 0; i < member.len; i++) {
        if (!model_is_tchar(member.ptr[i]))
            return false;
    }
    return member.len > 0;
}

/* `cookie-pair *( ";" SP cookie-pair )`; a pair is a name, `=` and a value. */
static bool has_cookie(struct model_view field, struct model_view name, bool wants_value)
{
    for (size_t at = 0; at <= field.len;) {
        size_t end = model_find(field, at, ';');
        while (at < end && model_is_one_of(field.ptr[at], " \t"))
            at++;
        size_t equals = model_find(field, at, '=');
        if (equals + wants_value < end && model_same(model_part(field, at, equals), name))
            return true;
        at = end + 1;
    }
    return false;
}

bool model_has_listed_cookie(enum model_dialect dialect, struct model_view list,
                             const struct model_field *fields, size_t count)
{
    struct model_view member;

    for (size_t at = 0; next_member(list, &at, &member);) {
        for (size_t i = 0; i < count && member.len > 0; i++) {
            if (model_same_ignoring_case(fields[i].name, model_literal("Cookie")) &&
                has_cookie(fields[i].value, member, dialect == MODEL_NETLIFY))
                return true;
        }
    }
    return false;
}
