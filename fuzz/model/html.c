#include "model/html.h"

#include "model/rules.h"

enum { DEPTH_MAX = 16 };

struct reader {
    struct model_view html;
    size_t at;
    const char *problem;
    struct model_arena *arena;
    struct model_text text;
    struct model_document *out;
    size_t depth;
    const char *open[DEPTH_MAX];
};

static bool fail(struct reader *reader, const char *problem)
{
    reader->problem = problem;
    return false;
}

static bool take(struct reader *reader, const char *literal)
{
    if (!model_begins_at(reader->html, reader->at, literal))
        return false;
    reader->at += model_literal(literal).len;
    return true;
}

/* One character of text or of an attribute, decoded into *byte. */
static bool take_character(struct reader *reader, char *byte)
{
    static const struct {
        const char *entity;
        char byte;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};

    *byte = reader->html.ptr[reader->at];
    if (*byte == '&') {
        for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
            *byte = entities[i].byte;
            if (take(reader, entities[i].entity))
                return true;
        }
        return fail(reader, "an entity that no note needs");
    }
    if (*byte == '<' || *byte == '>' || *byte == '"' || *byte == '\'')
        return fail(reader, "a byte that should be an entity");
    if (((unsigned char)*byte < 0x20 && *byte != '\n') || *byte == 0x7F)
        return fail(reader, "a control byte");
    reader->at++;
    return true;
}

/* A link's href up to its closing quote, as it reads once decoded. */
static bool take_href(struct reader *reader)
{
    struct model_text href = model_text_of(reader->arena);

    while (reader->at < reader->html.len && reader->html.ptr[reader->at] != '"') {
        char byte;
        if (!take_character(reader, &byte))
            return false;
        model_put_byte(&href, byte);
    }
    if (!take(reader, "\">"))
        return fail(reader, "a link without an end");
    if (reader->out->link_count == MODEL_LINKS_MAX)
        return fail(reader, "more links than a note has");
    reader->out->links[reader->out->link_count++] = model_text_view(&href);
    return true;
}

static bool push(struct reader *reader, const char *end_tag)
{
    if (reader->depth == DEPTH_MAX)
        return fail(reader, "nested too deep");
    reader->open[reader->depth++] = end_tag;
    return true;
}

static bool take_start_tag(struct reader *reader)
{
    static const char *const tags[][2] = {
        {"<html lang=\"en\">", "</html>"},
        {"<head>", "</head>"},
        {"<title>", "</title>"},
        {"<body>", "</body>"},
        {"<h1>", "</h1>"},
        {"<p>", "</p>"},
        {"<ul>", "</ul>"},
        {"<li>", "</li>"},
        {"<a href=\"", "</a>"},
    };

    if (take(reader, "<meta charset=\"utf-8\">"))
        return true;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        if (!take(reader, tags[i][0]))
            continue;
        bool is_link = model_is(model_literal(tags[i][1]), "</a>");
        return push(reader, tags[i][1]) && (!is_link || take_href(reader));
    }
    return fail(reader, "a tag or an attribute that no note has");
}

static bool take_tag(struct reader *reader)
{
    if (reader->depth > 0 && take(reader, reader->open[reader->depth - 1])) {
        reader->depth--;
        return true;
    }
    if (model_begins_at(reader->html, reader->at, "</"))
        return fail(reader, "an end tag that closes nothing");
    return take_start_tag(reader);
}

bool model_read_html(struct model_arena *arena, struct model_view html, struct model_document *out,
                     const char **problem)
{
    struct reader reader = {.html = html, .arena = arena, .out = out, .problem = ""};
    bool valid = take(&reader, "<!DOCTYPE html>\n");

    reader.text = model_text_of(arena);
    out->link_count = 0;
    if (!valid)
        reader.problem = "expected a document type";
    while (valid && reader.at < html.len) {
        char byte;
        if (html.ptr[reader.at] == '<') {
            valid = take_tag(&reader);
        } else {
            valid = take_character(&reader, &byte);
            model_put_byte(&reader.text, byte);
        }
    }
    if (valid && reader.depth > 0)
        valid = fail(&reader, "a tag that is never closed");
    out->text = model_text_view(&reader.text);
    if (valid && !model_is_utf8(html))
        valid = fail(&reader, "not UTF-8");
    *problem = reader.problem;
    return valid;
}
