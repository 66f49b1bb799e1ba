#include "model/accept.h"

#include "model/field_value.h"

/* A media range, read; `specificity` is filled in for one form at a time. */
struct range {
    struct model_view type;
    struct model_view subtype;
    size_t parameter_count; /* those before the weight */
    bool is_utf8;           /* every one of them is charset=utf-8 */
    int weight;             /* in thousandths */
};

const char *model_form_type(enum model_form form)
{
    static const char *const types[MODEL_FORM_COUNT] = {
        "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json"};

    return types[form];
}

static size_t token_end(struct model_view text, size_t at)
{
    while (at < text.len && model_is_tchar(text.ptr[at]))
        at++;
    return at;
}

static size_t skip_blanks(struct model_view text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
        at++;
    return at;
}

/* `( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`. Returns: -1 when it is none. */
static int weight_of(struct model_view value)
{
    static const int units[] = {1000, 0, 100, 10, 1};
    int weight = 0;

    if (value.len == 0 || value.len > 5)
        return -1;
    for (size_t i = 0; i < value.len; i++) {
        if (i == 1 && value.ptr[i] != '.')
            return -1;
        if (i != 1 && !model_is_digit(value.ptr[i]))
            return -1;
        if (i != 1)
            weight += units[i] * (value.ptr[i] - '0');
    }
    return weight <= 1000 ? weight : -1;
}

/* A parameter; a flag, which only an old extension can be, has no value. */
struct parameter {
    struct model_view name;
    struct model_text value; /* without quotes and backslashes */
    bool has_value;
    bool is_quoted;
};

/* Reads a quoted-string whose `"` is at *at. Returns: whether it is closed. */
static bool read_quoted(struct model_view text, size_t *at, struct model_text *value)
{
    for (*at += 1; *at < text.len && text.ptr[*at] != '"'; *at += 1) {
        if (text.ptr[*at] == '\\' && ++*at == text.len)
            return false;
        model_put_byte(value, text.ptr[*at]);
    }
    return (*at)++ < text.len;
}

static bool read_parameter(struct model_arena *arena, struct model_view text, size_t *at,
                           struct parameter *out)
{
    size_t end = token_end(text, *at);

    *out = (struct parameter){model_part(text, *at, end), model_text_of(arena), false, false};
    *at = end;
    if (out->name.len == 0)
        return false;
    if (end == text.len || text.ptr[end] != '=')
        return true;
    out->has_value = true;
    *at = end + 1;
    if (*at < text.len && text.ptr[*at] == '"') {
        out->is_quoted = true;
        return read_quoted(text, at, &out->value);
    }
    end = token_end(text, *at);
    model_put(&out->value, model_part(text, *at, end));
    *at = end;
    return out->value.len > 0;
}

/* Takes one parameter into account; *weighted once the weight was read. */
static bool apply(struct range *range, const struct parameter *parameter, bool *weighted)
{
    struct model_view value = model_text_view(&parameter->value);

    if (*weighted)
        return true;
    if (!parameter->has_value)
        return false;
    if (model_same_ignoring_case(parameter->name, model_literal("q"))) {
        *weighted = true;
        range->weight = parameter->is_quoted ? -1 : weight_of(value);
        return range->weight >= 0;
    }
    range->parameter_count++;
    range->is_utf8 = range->is_utf8 &&
                     model_same_ignoring_case(parameter->name, model_literal("charset")) &&
                     model_same_ignoring_case(value, model_literal("utf-8"));
    return true;
}

/* Reads one list member. Returns: false when it is empty or malformed. */
static bool read_range(struct model_arena *arena, struct model_view text, struct range *range)
{
    size_t at = skip_blanks(text, 0);
    size_t slash = token_end(text, at);
    size_t end = token_end(text, slash + 1);
    bool weighted = false;

    if (slash == at || slash >= text.len || text.ptr[slash] != '/' || end == slash + 1)
        return false;
    *range = (struct range){model_part(text, at, slash), model_part(text, slash + 1, end), 0, true,
                            1000};
    for (at = skip_blanks(text, end); at < text.len; at = skip_blanks(text, at)) {
        struct parameter parameter;
        if (text.ptr[at] != ';')
            return false;
        at = skip_blanks(text, at + 1);
        if (at == text.len || text.ptr[at] == ';')
            continue;
        if (!read_parameter(arena, text, &at, &parameter) || !apply(range, &parameter, &weighted))
            return false;
    }
    return true;
}

/* How closely a range matches a form: 0 not at all, then any, type, subtype, parameters. */
static int closeness(const struct range *range, enum model_form form)
{
    const char *type = form == MODEL_JSON ? "application" : "text";
    const char *subtype = form == MODEL_JSON ? "json" : form == MODEL_PLAIN ? "plain" : "html";
    bool any_type = model_is(range->type, "*");
    bool any_subtype = model_is(range->subtype, "*");

    if (range->parameter_count > 0 && (!range->is_utf8 || form == MODEL_JSON))
        return 0;
    if (any_type)
        return any_subtype ? 1 : 0;
    if (!model_same_ignoring_case(range->type, model_literal(type)))
        return 0;
    if (any_subtype)
        return 2;
    if (!model_same_ignoring_case(range->subtype, model_literal(subtype)))
        return 0;
    return range->parameter_count > 0 ? 4 : 3;
}

struct model_choice model_choose(struct model_arena *arena, const struct model_view *values,
                                 size_t count)
{
    int closest[MODEL_FORM_COUNT] = {0};
    int weights[MODEL_FORM_COUNT] = {0};
    bool has_member = false;
    struct model_choice choice = {true, MODEL_HTML};

    for (size_t i = 0; i < count; i++) {
        for (size_t at = 0; at < values[i].len;) {
            size_t end = model_member_end(values[i], at);
            struct range range;
            bool valid = read_range(arena, model_part(values[i], at, end), &range);
            has_member = has_member || valid;
            for (int form = 0; valid && form < MODEL_FORM_COUNT; form++) {
                int match = closeness(&range, (enum model_form)form);
                if (match <= closest[form])
                    continue;
                closest[form] = match;
                weights[form] = range.weight;
            }
            at = end + 1;
        }
    }
    if (!has_member)
        return choice;
    for (int form = 1; form < MODEL_FORM_COUNT; form++) {
        if (weights[form] > weights[choice.form])
            choice.form = (enum model_form)form;
    }
    choice.acceptable = weights[choice.form] > 0;
    return choice;
}
