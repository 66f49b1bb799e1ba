/*
 * What the note in a response's body must hold, in each of its forms.
 */
#ifndef FUZZ_NOTE_CHECK_H
#define FUZZ_NOTE_CHECK_H

#include "case.h"
#include "model/accept.h"

struct note_check {
    const struct fuzz_case *test;
    const struct carom_decision *decision;
    int status;       /* as it was sent */
    bool has_target;  /* it leads to the decision's location and alternates */
    bool lists_forms; /* it is a 406 that lists the forms */
    enum model_form form;
};

void check_note(struct model_arena *arena, const struct note_check *check, struct carom_view body);

#endif
