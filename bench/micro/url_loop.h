/*
 * The loop in which URL shapes are read, in turn, by one reader.
 */
#ifndef CAROM_MICRO_URL_LOOP_H
#define CAROM_MICRO_URL_LOOP_H

#include "loop.h"
#include "url_reader.h"
#include "url_shapes.h"

/* What a reader made of a shape, compared with what is expected. */
enum url_answer {
    URL_SAME,
    URL_OTHER,  /* took it for a URL, and wrote another one or should have refused it */
    URL_REFUSED /* though it is one, by the standard that is expected here */
};

/* What was read before the loop; each reading in the loop must give the same again. */
struct url_operation {
    struct carom_view input;
    size_t written;
    bool accepted;
};

struct url_loop {
    const struct url_reader *reader;
    struct url_operation operations[URL_SHAPES];
    size_t count;
};

/*
 * Reads every shape once, and compares.
 *
 * Returns: false with a message on standard error when the reader is Carom's and an answer is not the
 * expected one. Out: answers has one for each shape.
 */
bool url_check(const struct url_reading *reading, const struct url_reader *reader,
               enum url_answer answers[URL_SHAPES]);

/*
 * A loop over those shapes that are chosen. Out: *context, which must live as long as the loop.
 */
struct loop url_loop_over(const struct url_reader *reader, const bool chosen[URL_SHAPES],
                          struct url_loop *context);

#endif
