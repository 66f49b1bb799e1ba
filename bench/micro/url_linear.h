/*
 * Long inputs, most of them hostile: what a byte costs at one length and at a thousandfold one.
 */
#ifndef CAROM_MICRO_URL_LINEAR_H
#define CAROM_MICRO_URL_LINEAR_H

#include "loop.h"

#include "carom/view.h"

enum { LINEAR_SIZES = 3, LINEAR_INPUTS = 17, LINEAR_ROUNDS = 5 };

/* The input is start, then run over and over, then climb as often as run, then end. */
struct linear_input {
    const char *name;
    const char *start;
    const char *run;
    const char *climb; /* NULL: none */
    const char *end;
    const char *href_start; /* the same for the href that is expected; NULL: the input is refused */
    const char *href_run;
    const char *href_end;
};

struct linear_result {
    const struct linear_input *input;
    size_t bytes[LINEAR_SIZES];
    struct spread ns_per_byte[LINEAR_SIZES];
    struct spread growth; /* the longest one's, divided by the shortest one's, in the same round */
    bool grows;           /* more than threefold: a figure to look into, not a failure */
};

extern const struct linear_input linear_inputs[LINEAR_INPUTS];

/*
 * Measures what carom_url_parse takes for an input of each size or, when `once`, reads each once.
 *
 * Returns: false with a message on standard error when an answer was not the expected one, something
 * was allocated, or memory is short.
 */
bool measure_linear(const struct linear_input *input, bool once, struct linear_result *out);

#endif
