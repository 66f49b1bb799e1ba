/*
 * Fuzzes carom_alternate_next with any fields. An input is field lines, one on a line.
 *
 * Oracles: the model finds the same alternatives; the walk ends, and stays at its end; a call again
 * with the same cursor gives the same; every view lies in a Link field, a reference between its angle
 * brackets, and later alternatives behind earlier ones; each line by itself gives its part, and other
 * fields make no difference.
 */
#include "bridge.h"
#include "carom/alternate.h"
#include "fields.h"
#include "model/link.h"
#include "support.h"

#include <string.h>

enum { FIELDS_MAX = 8 };

static void assert_same_alternate(const struct carom_alternate *core,
                                  const struct carom_alternate *expected)
{
    FUZZ_ASSERT_SAME("the reference", core->reference, expected->reference);
    FUZZ_ASSERT_SAME("the type", core->type, expected->type);
    FUZZ_ASSERT_SAME("the language", core->language, expected->language);
    FUZZ_ASSERT_SAME("the title", core->title, expected->title);
}

static struct carom_alternate expected_of(const struct model_alternate *item)
{
    return (struct carom_alternate){to_core(item->reference), to_core(item->type),
                                    to_core(item->language), to_core(item->title)};
}

static bool is_nothing(struct carom_view view)
{
    return view.ptr == NULL && view.len == 0;
}

/* One call, and the same once more. */
static bool next(const struct carom_field *fields, size_t count, size_t *cursor,
                 struct carom_alternate *out)
{
    struct carom_alternate again;
    size_t same = *cursor;

    memset(out, 0xA5, sizeof *out);
    bool is_there = carom_alternate_next(fields, count, cursor, out);
    FUZZ_ASSERT(carom_alternate_next(fields, count, &same, &again) == is_there);
    FUZZ_ASSERT_NUMBER("the cursor of the same call", same, *cursor);
    assert_same_alternate(&again, out);
    if (!is_there)
        FUZZ_ASSERT(is_nothing(out->reference) && is_nothing(out->type) &&
                    is_nothing(out->language) && is_nothing(out->title));
    return is_there;
}

static bool is_link(const struct carom_field *field)
{
    return model_same_ignoring_case(to_model(field->name), model_literal("Link"));
}

/* Whether a view lies in a value; one without bytes need not. */
static bool lies_in(struct carom_view part, struct carom_view value)
{
    if (part.len == 0)
        return true;
    return part.ptr >= value.ptr && part.ptr + part.len <= value.ptr + value.len;
}

/* Where an alternative was found: the line, and the byte in it. */
struct place {
    size_t line;
    size_t at;
};

/*
 * In/Out: *place is that of the alternative before, and then of this. An empty reference, too, has its
 * place between its brackets.
 */
static void check_place(const struct carom_field *fields, size_t count,
                        const struct carom_alternate *found, struct place *place)
{
    size_t line = 0;

    while (line < count &&
           !(is_link(&fields[line]) && found->reference.ptr > fields[line].value.ptr &&
             found->reference.ptr < fields[line].value.ptr + fields[line].value.len))
        line++;
    FUZZ_ASSERT(line < count);
    struct carom_view value = fields[line].value;
    size_t at = (size_t)(found->reference.ptr - value.ptr);
    FUZZ_ASSERT(at + found->reference.len < value.len);
    FUZZ_ASSERT(value.ptr[at - 1] == '<' && value.ptr[at + found->reference.len] == '>');
    FUZZ_ASSERT(lies_in(found->type, value) && lies_in(found->language, value) &&
                lies_in(found->title, value));
    FUZZ_ASSERT(line > place->line || (line == place->line && at > place->at));
    *place = (struct place){line, at};
}

/* The line by itself gives the alternatives from `model` on. Returns: how many these were. */
static size_t check_alone(const struct carom_field *line, const struct model_alternates *model,
                          size_t first)
{
    struct carom_alternate out;
    size_t cursor = 0;
    size_t index = first;

    for (; next(line, 1, &cursor, &out); index++) {
        FUZZ_ASSERT(index < model->count);
        struct carom_alternate expected = expected_of(&model->items[index]);
        assert_same_alternate(&out, &expected);
    }
    return index - first;
}

static void check_lines(const struct carom_field *fields, size_t count,
                        const struct model_alternates *model)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        size_t alone = check_alone(&fields[i], model, found);
        FUZZ_ASSERT(is_link(&fields[i]) || alone == 0);
        found += alone;
    }
    FUZZ_ASSERT_NUMBER("alternatives, line by line", found, model->count);
}

static void check_walk(const struct carom_field *fields, size_t count,
                       const struct model_alternates *model)
{
    struct carom_alternate out;
    struct place place = {0, 0};
    size_t cursor = 0;

    for (size_t i = 0; i < model->count; i++) {
        struct carom_alternate expected = expected_of(&model->items[i]);
        FUZZ_ASSERT(next(fields, count, &cursor, &out));
        assert_same_alternate(&out, &expected);
        check_place(fields, count, &out, &place);
    }
    FUZZ_ASSERT(!next(fields, count, &cursor, &out));
    FUZZ_ASSERT(!next(fields, count, &cursor, &out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct carom_field fields[FIELDS_MAX];
    struct model_field model_fields[FIELDS_MAX];
    struct model_arena arena = {NULL};
    size_t count =
        fuzz_fields_read(carom_view_of((const char *)data, size), FIELDS_MAX, fields, model_fields);
    struct model_alternates model =
        model_alternates_of(&arena, (struct model_fields){model_fields, count});

    check_walk(count > 0 ? fields : NULL, count, &model);
    check_lines(fields, count, &model);
    model_arena_free(&arena);
    fuzz_fields_release(fields, count);
    return 0;
}
