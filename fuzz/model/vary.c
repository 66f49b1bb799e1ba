#include "model/vary.h"

#include "model/field_value.h"

/* A walk over the members of all lines with a name, empty ones left out. */
struct walk {
    struct model_fields fields;
    const char *name;
    size_t line;
    size_t at;
};

static bool next_member(struct walk *walk, struct model_view *member)
{
    for (; walk->line < walk->fields.count; walk->line++, walk->at = 0) {
        const struct model_field *field = &walk->fields.lines[walk->line];
        if (!model_same_ignoring_case(field->name, model_literal(walk->name)))
            continue;
        while (walk->at <= field->value.len) {
            size_t comma = model_find(field->value, walk->at, ',');
            *member = model_without_blanks(model_part(field->value, walk->at, comma));
            walk->at = comma + 1;
            if (member->len > 0)
                return true;
        }
    }
    return false;
}

enum model_vary model_vary_of(struct model_fields response)
{
    struct walk walk = {response, "Vary", 0, 0};
    enum model_vary kind = MODEL_VARY_NONE;
    struct model_view member;

    while (kind != MODEL_VARY_ANY && next_member(&walk, &member))
        kind = model_is(member, "*") ? MODEL_VARY_ANY : MODEL_VARY_FIELDS;
    return kind;
}

static bool is_name(struct model_view view)
{
    for (size_t i = 0; i < view.len; i++) {
        if (!model_is_tchar(view.ptr[i]))
            return false;
    }
    return view.len > 0;
}

/* All lines with a name, with commas between them. Returns: whether there is one. */
static bool combine(struct model_fields fields, struct model_view name, struct model_text *out)
{
    bool is_there = false;

    for (size_t i = 0; i < fields.count; i++) {
        if (!model_same_ignoring_case(fields.lines[i].name, name))
            continue;
        if (is_there)
            model_put_byte(out, ',');
        model_put(out, fields.lines[i].value);
        is_there = true;
    }
    return is_there;
}

/* The list again, without white space around its members. */
static struct model_view normal(struct model_arena *arena, struct model_view list)
{
    struct model_text out = model_text_of(arena);
    size_t at = 0;

    for (;;) {
        size_t end = model_member_end(list, at);
        model_put(&out, model_without_blanks(model_part(list, at, end)));
        if (end >= list.len)
            break;
        model_put_byte(&out, ',');
        at = end + 1;
    }
    return model_text_view(&out);
}

static bool is_alike(struct model_arena *arena, struct model_view name, struct model_fields a,
                     struct model_fields b)
{
    struct model_text of_a = model_text_of(arena);
    struct model_text of_b = model_text_of(arena);
    bool a_has = combine(a, name, &of_a);
    bool b_has = combine(b, name, &of_b);

    return a_has == b_has &&
           model_same(normal(arena, model_text_view(&of_a)), normal(arena, model_text_view(&of_b)));
}

bool model_vary_matches(struct model_arena *arena, struct model_fields response,
                        struct model_fields stored, struct model_fields request)
{
    struct walk walk = {response, "Vary", 0, 0};
    struct model_view member;
    int members = 0;

    while (next_member(&walk, &member)) {
        members++;
        if (members > 64)
            return false;
        if (model_is(member, "*") || !is_name(member) || !is_alike(arena, member, stored, request))
            return false;
    }
    return true;
}
