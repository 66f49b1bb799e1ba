/*
 * Splitting the long lists of an index by what their rules ask for.
 */
#ifndef CAROM_SRC_SPLIT_H
#define CAROM_SRC_SPLIT_H

#include "block.h"
#include "image.h"

/* What one rule of a list is found by: texts that stand in the image. */
struct split_key {
    uint32_t list;
    uint32_t by; /* one of the LIST_BY_… bits, or LIST_BY_QUERY_KEY */
    uint32_t text;
    uint32_t text_len;
    uint32_t value; /* LIST_BY_QUERY: the pair's value; else 0 */
    uint32_t value_len;
    uint32_t record;
};

/* The keys of all lists so far, and how often each thing is asked for in the list at hand. */
struct splitter {
    struct block *image;
    struct block keys;
    struct block counts;
};

void carom_split_begin(struct splitter *splitter, struct block *image);

/* Looks at `count` rules of one list before they are split: afterwards it is known which are rare. */
void carom_split_count(struct splitter *splitter, const uint32_t *records, size_t count);

/*
 * Finds what a rule of that list can be found by, the rarest of what it asks for, and notes it.
 * Returns: the LIST_BY_… bit; 0 when it asks for nothing that a table can hold.
 */
uint32_t carom_split_rule(struct splitter *splitter, uint32_t list, uint32_t record);

/* Adds the condition table, and the lists it leads to, to the image. */
void carom_split_finish(struct splitter *splitter);

enum carom_result carom_split_failure(const struct splitter *splitter);

void carom_split_free(struct splitter *splitter);

#endif
