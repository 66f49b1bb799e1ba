#include "model/link.h"

#include "model/field_value.h"

struct parameter {
    struct model_view name;
    struct model_view value; /* without quotes; empty when there is none */
    bool is_quoted;
};

struct link {
    struct model_view reference;
    size_t parameter_count;
    struct parameter *parameters;
};

/* What is left of a line. */
struct reader {
    struct model_arena *arena;
    struct model_view rest;
};

static struct model_view take(struct reader *reader, size_t len)
{
    struct model_view taken = model_part(reader->rest, 0, len);

    reader->rest = model_from(reader->rest, len);
    return taken;
}

static void skip_blanks(struct reader *reader)
{
    while (reader->rest.len > 0 && model_is_blank(reader->rest.ptr[0]))
        (void)take(reader, 1);
}

/* Takes a byte, if it stands here, and the white space on both sides. */
static bool take_byte(struct reader *reader, const char *byte)
{
    skip_blanks(reader);
    if (!model_begins(reader->rest, byte))
        return false;
    (void)take(reader, 1);
    skip_blanks(reader);
    return true;
}

/* Takes a quoted-string without its quotes. Returns: false when it is not closed. */
static bool take_quoted(struct reader *reader, struct model_view *out)
{
    struct model_view text = reader->rest;
    size_t at = 1;

    while (at < text.len && text.ptr[at] != '"')
        at += text.ptr[at] == '\\' ? 2 : 1;
    if (at >= text.len)
        return false;
    *out = model_part(text, 1, at);
    (void)take(reader, at + 1);
    return true;
}

static bool take_value(struct reader *reader, struct parameter *out)
{
    size_t len = 0;

    out->is_quoted = model_begins(reader->rest, "\"");
    if (out->is_quoted)
        return take_quoted(reader, &out->value);
    while (len < reader->rest.len && !model_is_blank(reader->rest.ptr[len]) &&
           !model_is_one_of(reader->rest.ptr[len], ",;\""))
        len++;
    out->value = take(reader, len);
    return len > 0;
}

static bool take_parameter(struct reader *reader, struct parameter *out)
{
    size_t len = 0;

    while (len < reader->rest.len && model_is_tchar(reader->rest.ptr[len]))
        len++;
    *out = (struct parameter){take(reader, len), {NULL, 0}, false};
    return len > 0 && (!take_byte(reader, "=") || take_value(reader, out));
}

/* `"<" URI-Reference ">" *( OWS ";" OWS [ link-param ] )`, up to a comma or the end. */
static bool take_link(struct reader *reader, struct link *out)
{
    size_t most = reader->rest.len / 2 + 1; /* a parameter has a `;` and a byte at least */
    size_t close = model_find(reader->rest, 0, '>');

    if (!model_begins(reader->rest, "<") || close == reader->rest.len)
        return false;
    *out = (struct link){.reference = model_part(reader->rest, 1, close),
                         .parameters = model_alloc(reader->arena, most * sizeof *out->parameters)};
    (void)take(reader, close + 1);
    while (take_byte(reader, ";")) {
        if (reader->rest.len == 0 || model_is_one_of(reader->rest.ptr[0], ",;"))
            continue;
        if (!take_parameter(reader, &out->parameters[out->parameter_count++]))
            return false;
    }
    skip_blanks(reader);
    return reader->rest.len == 0 || reader->rest.ptr[0] == ',';
}

/* The first parameter with a name; NULL when there is none. */
static const struct parameter *parameter_of(const struct link *link, const char *name)
{
    for (size_t i = 0; i < link->parameter_count; i++) {
        if (model_same_ignoring_case(link->parameters[i].name, model_literal(name)))
            return &link->parameters[i];
    }
    return NULL;
}

static struct model_view value_of(const struct link *link, const char *name)
{
    const struct parameter *parameter = parameter_of(link, name);

    return parameter ? parameter->value : (struct model_view){NULL, 0};
}

/* Whether the list of relations has `alternate`; quoted-pairs are taken off first. */
static bool is_alternate(struct model_arena *arena, const struct link *link)
{
    const struct parameter *rel = parameter_of(link, "rel");
    struct model_text names = model_text_of(arena);

    for (size_t i = 0; rel && i < rel->value.len; i++) {
        if (rel->is_quoted && rel->value.ptr[i] == '\\')
            i++;
        model_put_byte(&names, rel->value.ptr[i]);
    }
    for (size_t start = 0, end = 0; start < names.len; start = end + 1) {
        for (end = start; end < names.len && !model_is_blank(names.ptr[end]);)
            end++;
        if (model_same_ignoring_case(model_part(model_text_view(&names), start, end),
                                     model_literal("alternate")))
            return true;
    }
    return false;
}

static void add_line(struct model_arena *arena, struct model_view line,
                     struct model_alternates *alternates)
{
    struct reader reader = {arena, line};
    struct link link;

    for (;;) {
        while (take_byte(&reader, ","))
            continue;
        if (!take_link(&reader, &link))
            return;
        if (parameter_of(&link, "anchor") || !is_alternate(arena, &link))
            continue;
        alternates->items[alternates->count++] =
            (struct model_alternate){link.reference, value_of(&link, "type"),
                                     value_of(&link, "hreflang"), value_of(&link, "title")};
    }
}

struct model_alternates model_alternates_of(struct model_arena *arena, struct model_fields fields)
{
    struct model_alternates alternates = {0, NULL};
    size_t most = 0;

    for (size_t i = 0; i < fields.count; i++)
        most += fields.lines[i].value.len / 2;
    alternates.items = model_alloc(arena, most * sizeof *alternates.items);
    for (size_t i = 0; i < fields.count; i++) {
        if (model_same_ignoring_case(fields.lines[i].name, model_literal("Link")))
            add_line(arena, fields.lines[i].value, &alternates);
    }
    return alternates;
}
