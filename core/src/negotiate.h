/*
 * Which form of the note an agent prefers (RFC 9110 §12.5.1).
 */
#ifndef CAROM_SRC_NEGOTIATE_H
#define CAROM_SRC_NEGOTIATE_H

#include "carom/view.h"

enum note_form { NOTE_HTML = 0, NOTE_PLAIN, NOTE_JSON, NOTE_FORM_COUNT };

/* The media type of a form, with its charset; static text. */
struct carom_view carom_note_media_type(enum note_form form);

/* What Accept says of the forms. */
struct note_preference {
    enum note_form form; /* the preferred one; html when none is acceptable */
    bool acceptable;     /* false: Accept rules out all of them */
};

/*
 * Reads all Accept fields of a message as one list. Without any, everything is acceptable. A list
 * member that is malformed is skipped; a list that names nothing well-formed is as if it were not
 * there. For each form the most specific range that matches it counts, and the first of
 * equally specific ones. The highest quality wins, and html, plain, json in this order
 * among equals. Cost: linear in the fields.
 */
struct note_preference carom_note_negotiate(const struct carom_field *fields, size_t field_count);

#endif
