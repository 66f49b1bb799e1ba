/*
 * The readers of one kind beside each other, in one process, round by round.
 */
#ifndef CAROM_MICRO_URL_COMPARE_H
#define CAROM_MICRO_URL_COMPARE_H

#include "url_loop.h"

enum {
    COMPARE_ROUNDS = 7,
    /* Each shape by itself, all of them in turn, and those that no reader refuses. */
    COMPARE_ROWS_MAX = URL_SHAPES + 2
};

struct compare_cell {
    struct spread ns;    /* for one URL */
    struct spread ratio; /* Carom's time divided by this one's, in the same round */
    size_t refused;      /* how many of the row's shapes, and of how many another URL was made */
    size_t other;
};

struct compare_row {
    const char *name;
    bool chosen[URL_SHAPES];
    size_t shapes;
    struct compare_cell cells[URL_READERS_MAX]; /* zeroed where the reader is not built */
};

struct comparison {
    const struct url_reading *reading;
    size_t rounds;
    struct compare_row rows[COMPARE_ROWS_MAX];
    size_t row_count;
};

/*
 * Measures a reading: COMPARE_ROUNDS rounds of short batches when iterations is 0, else one round of
 * exactly so many operations in each cell.
 *
 * Returns: false with messages on standard error when one of Carom's answers was not the expected
 * one, when a reader's answers change, or when Carom allocated.
 */
bool compare_readers(const struct url_reading *reading, size_t iterations, struct comparison *out);

#endif
