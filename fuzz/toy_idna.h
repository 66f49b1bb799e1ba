/*
 * A stand-in for UTS #46 that the core and the model both call, so that hosts that are not ASCII are
 * compared without a table library. Like the original it folds, drops, maps to dots and to ASCII
 * letters and signs, lengthens, refuses, and can run out of memory.
 */
#ifndef FUZZ_TOY_IDNA_H
#define FUZZ_TOY_IDNA_H

#include "carom/url.h"
#include "model/url_host.h"

struct toy_idna {
    size_t core_calls;
    size_t model_calls;
    bool ran_out_of_memory; /* told to the core, and to the model as a failure */
    bool has_memory;        /* set by the caller: what is out of memory else is refused */
};

/*
 * The plug-in for the core. It asserts what carom_url_parse promises: a domain in well-formed UTF-8
 * that is not ASCII. In: toy must live as long as what is returned.
 */
struct carom_idna toy_idna_for_core(struct toy_idna *toy);
struct model_idna toy_idna_for_model(struct toy_idna *toy);

#endif
