#include "note.h"

#include "carom/status.h"

#include "chars.h"
#include "writer.h"

/* The characters that HTML reads as markup, in content or in a quoted attribute, as bits. */
static const uint64_t markup = UINT64_C(1) << '"' | UINT64_C(1) << '&' | UINT64_C(1) << '\'' |
                               UINT64_C(1) << '<' | UINT64_C(1) << '>';

static bool is_markup(unsigned char c)
{
    return c < 64 && (markup >> c & 1) != 0;
}

static struct carom_view entity_of(unsigned char c)
{
    switch (c) {
    case '"':
        return CAROM_LITERAL("&quot;");
    case '&':
        return CAROM_LITERAL("&amp;");
    case '\'':
        return CAROM_LITERAL("&#39;");
    case '<':
        return CAROM_LITERAL("&lt;");
    default:
        return CAROM_LITERAL("&gt;");
    }
}

/* A text for HTML, safe in content and in a quoted attribute. */
static void put_html(struct carom_buf *out, struct carom_view text)
{
    if (text.len == 0)
        return;
    const char *run = text.ptr;
    const char *end = text.ptr + text.len;
    for (const char *p = run; p != end; p++) {
        if (!is_markup((unsigned char)*p))
            continue;
        put_bytes(out, run, (size_t)(p - run));
        put_view(out, entity_of((unsigned char)*p));
        run = p + 1;
    }
    put_bytes(out, run, (size_t)(end - run));
}

/* A text as a JSON string (RFC 8259 §7); the texts of a note are UTF-8 without controls. */
static void put_json(struct carom_buf *out, struct carom_view text)
{
    put_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            put_char(out, '\\');
        put_char(out, text.ptr[i]);
    }
    put_char(out, '"');
}

static void put_link(struct carom_buf *out, struct carom_view uri)
{
    put_literal(out, "<a href=\"");
    size_t start = out->len;
    put_html(out, uri);
    size_t len = out->len - start;
    put_literal(out, "\">");
    /* The same text once more; escaping it again would cost as much as the rest of the note. */
    if (put_result(out) == CAROM_OK)
        put_bytes(out, out->ptr + start, len);
    else
        put_html(out, uri);
    put_literal(out, "</a>");
}

/* Methods whose requests have no body to send again (RFC 9110 §9.3). */
static bool method_has_body(struct carom_view method)
{
    static const char *const without[] = {"GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"};
    static const unsigned char len[] = {3, 4, 6, 7, 5, 7};
    for (size_t i = 0; i < sizeof len; i++) {
        if (carom_view_equal(method, carom_view_of(without[i], len[i])))
            return false;
    }
    return true;
}

/*
 * The method to repeat the request with: after 303 it is GET (RFC 9110 §15.4.4). The note to a HEAD
 * is the one that GET would get, as its length is told (§9.3.2).
 */
static struct carom_view method_to_repeat(const struct note *note)
{
    if (note->decision->status == 303 || carom_view_equal(note->method, CAROM_LITERAL("HEAD")))
        return CAROM_LITERAL("GET");
    /* Only a caller that does not read HTTP itself could have let another method in. */
    for (size_t i = 0; i < note->method.len; i++) {
        if (!char_is(note->method.ptr[i], CHAR_TOKEN))
            return CAROM_LITERAL("?");
    }
    return note->method;
}

/* The sentence that ends with a URI: what to do there. */
struct sentence {
    struct carom_view before_method;
    struct carom_view method; /* may be empty */
    struct carom_view after_method;
};

static struct sentence sentence_of(const struct note *note)
{
    struct sentence sentence = {CAROM_LITERAL("Repeat the "), method_to_repeat(note),
                                CAROM_LITERAL(" request at")};
    bool has_body = method_has_body(sentence.method);
    if (note->decision->action == CAROM_ACTION_REWRITE) {
        bool reads = carom_view_equal(sentence.method, CAROM_LITERAL("GET"));
        sentence.before_method =
            reads ? CAROM_LITERAL("The representation for this ") : CAROM_LITERAL("The ");
        sentence.after_method =
            reads ? CAROM_LITERAL(" request is at")
                  : CAROM_LITERAL(" request was received and nothing was changed; it concerns");
    } else if (note->decision->status == 303) {
        sentence.before_method = CAROM_LITERAL("The answer can be had by a ");
    } else if (has_body) {
        sentence.after_method = CAROM_LITERAL(" request, and send the same body again, at");
    }
    return sentence;
}

/* The forms that there are, each with what it says of itself and what it leads to. */
static void put_html_forms(struct carom_buf *out, const struct note *note)
{
    put_literal(out, "<p>The note on this resource is available in these forms:</p>\n<ul>\n");
    for (unsigned form = 0; form < NOTE_FORM_COUNT; form++) {
        struct note available = *note;
        struct carom_buf counted = {NULL, 0, 0};
        available.listed_status = 0;
        available.status = note->listed_status;
        available.title = carom_status_of(available.status).reason;
        carom_put_note(&counted, &available, (enum note_form)form);
        put_literal(out, "<li>");
        put_view(out, carom_note_media_type((enum note_form)form));
        put_literal(out, ", language en, ");
        put_number(out, counted.len);
        put_literal(out, " bytes, on ");
        put_link(out, note->decision->location);
        put_literal(out, "</li>\n");
    }
    put_literal(out, "</ul>\n");
}

static void put_html_target(struct carom_buf *out, const struct note *note)
{
    const struct carom_decision *decision = note->decision;
    struct sentence sentence = sentence_of(note);
    put_literal(out, "<p>");
    put_view(out, sentence.before_method);
    put_html(out, sentence.method);
    put_view(out, sentence.after_method);
    put_char(out, ' ');
    put_link(out, decision->location);
    put_literal(out, "</p>\n");
    if (decision->alternate_count == 0)
        return;
    put_literal(out, "<p>Also offered at:</p>\n<ul>\n");
    for (size_t i = 0; i < decision->alternate_count; i++) {
        put_literal(out, "<li>");
        put_link(out, decision->alternates[i]);
        put_literal(out, "</li>\n");
    }
    put_literal(out, "</ul>\n");
}

/* Whether the note leads to a URI: a redirect's, or what a rewrite serves. */
static bool has_target(const struct note *note)
{
    return note->decision->action == CAROM_ACTION_REDIRECT ||
           (note->decision->action == CAROM_ACTION_REWRITE && note->status == 200);
}

static void put_html_note(struct carom_buf *out, const struct note *note)
{
    /* Content-Type names the charset; the tags of head and body may be left out (HTML §13.1.2.4). */
    put_literal(out, "<!DOCTYPE html>\n<html lang=\"en\"><title>");
    put_number(out, note->status);
    put_char(out, ' ');
    put_view(out, note->title);
    put_literal(out, "</title>\n<h1>");
    put_view(out, note->title);
    put_literal(out, "</h1>\n");
    if (note->listed_status != 0) {
        put_html_forms(out, note);
    } else if (has_target(note)) {
        put_html_target(out, note);
    } else if (note->decision->reason.len > 0) {
        put_literal(out, "<p>");
        put_html(out, note->decision->reason);
        put_literal(out, "</p>\n");
    }
    put_literal(out, "</html>\n");
}

static void put_plain_note(struct carom_buf *out, const struct note *note)
{
    const struct carom_decision *decision = note->decision;
    put_number(out, note->status);
    put_char(out, ' ');
    put_view(out, note->title);
    put_char(out, '\n');
    if (has_target(note)) {
        struct sentence sentence = sentence_of(note);
        put_char(out, '\n');
        put_view(out, sentence.before_method);
        put_view(out, sentence.method);
        put_view(out, sentence.after_method);
        put_char(out, '\n');
        put_view(out, decision->location);
        put_char(out, '\n');
        if (decision->alternate_count > 0)
            put_literal(out, "\nAlso offered at\n");
        for (size_t i = 0; i < decision->alternate_count; i++) {
            put_view(out, decision->alternates[i]);
            put_char(out, '\n');
        }
    } else if (decision->reason.len > 0) {
        put_char(out, '\n');
        put_view(out, decision->reason);
        put_char(out, '\n');
    }
}

static void put_json_target(struct carom_buf *out, const struct note *note)
{
    const struct carom_decision *decision = note->decision;
    struct carom_view method = method_to_repeat(note);
    put_literal(out, ",\"method\":");
    put_json(out, method);
    put_literal(out, ",\"send_body_again\":");
    bool repeats = decision->action == CAROM_ACTION_REDIRECT && decision->status != 303;
    if (repeats && method_has_body(method))
        put_literal(out, "true");
    else
        put_literal(out, "false");
    put_literal(out, ",\"location\":");
    put_json(out, decision->location);
    put_literal(out, ",\"alternates\":[");
    for (size_t i = 0; i < decision->alternate_count; i++) {
        if (i > 0)
            put_char(out, ',');
        put_json(out, decision->alternates[i]);
    }
    put_char(out, ']');
}

static void put_json_note(struct carom_buf *out, const struct note *note)
{
    put_literal(out, "{\"status\":");
    put_number(out, note->status);
    put_literal(out, ",\"title\":");
    put_json(out, note->title);
    if (has_target(note)) {
        put_json_target(out, note);
    } else if (note->decision->reason.len > 0) {
        put_literal(out, ",\"reason\":");
        put_json(out, note->decision->reason);
    }
    put_literal(out, "}\n");
}

void carom_put_note(struct carom_buf *out, const struct note *note, enum note_form form)
{
    switch (form) {
    case NOTE_PLAIN:
        put_plain_note(out, note);
        break;
    case NOTE_JSON:
        put_json_note(out, note);
        break;
    case NOTE_HTML:
    default:
        put_html_note(out, note);
        break;
    }
}
