/*
 * A model of the choice among the note's forms by Accept, after RFC 9110 sections 12.4.2
 * and 12.5.1.
 *
 * Where the RFC leaves it open: all Accept fields are one list; a member that is not a media range
 * with a well-formed weight is no member; a list without a member is no list; of several ranges
 * that match a form equally closely the first counts; what stands behind the weight (an old
 * extension) is read and ignored; `charset` has the value utf-8 for html and plain, JSON has no
 * parameter, and a range with any other parameter matches none.
 */
#ifndef FUZZ_MODEL_ACCEPT_H
#define FUZZ_MODEL_ACCEPT_H

#include "model/text.h"

enum model_form { MODEL_HTML, MODEL_PLAIN, MODEL_JSON, MODEL_FORM_COUNT };

struct model_choice {
    bool acceptable;      /* whether Accept allows any form */
    enum model_form form; /* html when it allows none */
};

/* In: the values of the Accept fields, in order. */
struct model_choice model_choose(struct model_arena *arena, const struct model_view *values,
                                 size_t count);

/* The media type of a form as it stands in Content-Type. */
const char *model_form_type(enum model_form form);

#endif
