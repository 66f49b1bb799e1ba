/*
 * The short note in a response's body, in any of its forms.
 */
#ifndef CAROM_SRC_NOTE_H
#define CAROM_SRC_NOTE_H

#include "negotiate.h"

struct note {
    uint16_t status;          /* as it is sent */
    struct carom_view title;  /* the reason phrase */
    struct carom_view method; /* of the request */
    const struct carom_decision *decision;
    bool lists_forms; /* the note tells which forms there are (406), not where to go */
};

/* Writes the note. Cost: linear in what the decision holds. */
void carom_put_note(struct carom_buf *out, const struct note *note, enum note_form form);

#endif
