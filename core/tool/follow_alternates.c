#include "follow_alternates.h"

#include "buffer.h"
#include "follow_words.h"
#include "json_text.h"
#include "url_reading.h"

#include <string.h>

/* The text of a quoted string, of which a backslash stands for the byte after it (RFC 9110 §5.6.4). */
static bool unquote(struct carom_buf *out, struct carom_view text)
{
    out->len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\' && i + 1 < text.len)
            i++;
        if (!buffer_append(out, text.ptr + i, 1))
            return false;
    }
    return true;
}

/* Out: *url is empty when the reference is no URL. */
static enum carom_result resolve(struct alternates *alternates, struct carom_view reference)
{
    struct carom_url url;
    alternates->url = carom_view_of(NULL, 0);
    for (;;) {
        alternates->url_bytes.len = 0;
        enum carom_result rv =
            carom_url_parse(reference, alternates->base, url_idna(), &alternates->url_bytes, &url);
        if (rv == CAROM_OK)
            alternates->url = url.href;
        if (rv == CAROM_ERR_SYNTAX || rv == CAROM_ERR_UNSUPPORTED)
            return CAROM_OK;
        if (rv != CAROM_ERR_NOSPACE)
            return rv;
        rv = buffer_make_room(&alternates->url_bytes);
        if (rv != CAROM_OK)
            return rv;
    }
}

enum carom_result alternates_next(struct alternates *alternates, bool *more)
{
    struct carom_alternate found;
    for (;;) {
        *more = carom_alternate_next(alternates->fields, alternates->field_count,
                                     &alternates->cursor, &found);
        if (!*more)
            return CAROM_OK;
        enum carom_result rv = resolve(alternates, found.reference);
        if (rv != CAROM_OK)
            return rv;
        if (alternates->url.len == 0)
            continue;
        return unquote(&alternates->type, found.type) &&
                       unquote(&alternates->language, found.language) &&
                       unquote(&alternates->title, found.title)
                   ? CAROM_OK
                   : CAROM_ERR_NOMEM;
    }
}

void alternates_free(struct alternates *alternates)
{
    buffer_free(&alternates->url_bytes);
    buffer_free(&alternates->type);
    buffer_free(&alternates->language);
    buffer_free(&alternates->title);
}

static json_t *text_or_null(const struct carom_buf *text)
{
    return text->len > 0 ? json_bytes(view_of_buffer(text)) : json_null();
}

static json_t *one_json(const struct alternates *alternates)
{
    json_t *object = json_object();
    int failed = json_object_set_new(object, "url", json_bytes(alternates->url));
    failed |= json_object_set_new(object, "type", text_or_null(&alternates->type));
    failed |= json_object_set_new(object, "language", text_or_null(&alternates->language));
    failed |= json_object_set_new(object, "title", text_or_null(&alternates->title));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}

json_t *alternates_json(const struct carom_field *fields, size_t field_count,
                        const struct carom_url *base)
{
    struct alternates alternates = {.fields = fields, .field_count = field_count, .base = base};
    json_t *array = json_array();
    bool more = true, done = array != NULL;
    while (done && more) {
        done = alternates_next(&alternates, &more) == CAROM_OK;
        if (done && more)
            done = json_array_append_new(array, one_json(&alternates)) == 0;
    }
    alternates_free(&alternates);
    if (done)
        return array;
    json_decref(array);
    return NULL;
}

/* " (text/html, de, Start)" */
static bool put_notes(struct carom_buf *out, const struct alternates *alternates)
{
    const struct carom_buf *notes[] = {&alternates->type, &alternates->language,
                                       &alternates->title};
    const char *before = " (";
    bool done = true;
    for (size_t i = 0; done && i < sizeof notes / sizeof notes[0]; i++) {
        if (notes[i]->len == 0)
            continue;
        done = put_text(out, before) && put_visible(out, view_of_buffer(notes[i]));
        before = ", ";
    }
    return done && (before[0] == ' ' || put_text(out, ")"));
}

bool put_alternates(struct carom_buf *out, const struct carom_field *fields, size_t field_count,
                    const struct carom_url *base, size_t column)
{
    struct alternates alternates = {.fields = fields, .field_count = field_count, .base = base};
    bool more = true, done = true;
    while (done && more) {
        done = alternates_next(&alternates, &more) == CAROM_OK;
        if (done && more)
            done = put_column(out, column) && put_visible(out, alternates.url) &&
                   put_notes(out, &alternates) && put_text(out, "\n");
    }
    alternates_free(&alternates);
    return done;
}
