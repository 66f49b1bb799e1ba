/*
 * The short note in a response's body, in any of its forms.
 */
#ifndef CAROM_SRC_NOTE_H
#define CAROM_SRC_NOTE_H

#include "carom/decide.h"
#include "negotiate.h"

struct note {
    uint16_t status;          /* as it is sent */
    struct carom_view title;  /* the reason phrase */
    struct carom_view method; /* of the request */
    const struct carom_decision *decision;
    /* Not 0: the note tells which forms there would be of the note with this status (406). */
    uint16_t listed_status;
};

/* Writes the note. Cost: linear in what the decision holds. */
void carom_put_note(struct carom_buf *out, const struct note *note, enum note_form form);

#endif
