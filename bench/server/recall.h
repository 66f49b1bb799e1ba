/*
 * Remembers answers: to a request that is equal to one of before, under the same rules, the same
 * answer is given without deciding again.
 *
 * Redirects are asked for by the few links that everybody follows, and between two requests the
 * kernel takes the first-level caches: deciding again means fetching its code again, which costs
 * more than running it.
 *
 * A key holds all that an answer may depend on: every byte of the request as the core is given it
 * (the client's country, Accept-Language and Cookie among it), the rule set and, for an answer that tells
 * a time, the second. Two requests that differ in any of it have different keys, so nothing here needs
 * to know what the core reads. An answer that also depends on files must not be kept.
 *
 * The memory of answers is their owner's, who counts the references to it. A slot takes an answer
 * when its request comes a second time: requests that come once neither cost memory nor push out
 * others.
 *
 * Thread safety: one thread has one of these.
 */
#ifndef CAROM_SERVER_RECALL_H
#define CAROM_SERVER_RECALL_H

#include "carom/decide.h"

enum {
    RECALL_KEY_MAX = 400, /* a longer request is decided each time */
    RECALL_SLOTS_MAX = 65536
};

struct recall;

/* A request under a rule set, as bytes to compare. */
struct recall_key {
    uint64_t hash;
    size_t len;
    char bytes[RECALL_KEY_MAX];
};

/*
 * Makes the key of a request.
 * In:      rules_serial is of the rule set: no two sets in the life of the process have the same.
 * Returns: false when it would be too long; then *out holds nothing.
 * Cost:    linear in the request, which is read once.
 */
bool recall_key_of(const struct carom_request *request, uint64_t rules_serial,
                   struct recall_key *out);

/*
 * Makes a memory of at least `slots` answers.
 * In:      slots is 1 to RECALL_SLOTS_MAX; release is called with each answer that is dropped.
 * Returns: NULL when there is no memory left.
 */
struct recall *recall_create(size_t slots, void (*release)(void *answer));

/* Drops all answers. Does nothing to NULL. */
void recall_destroy(struct recall *recall);

/*
 * The answer to an equal request.
 *
 * Returns: the answer, which stays valid until the next recall_keep or recall_destroy; or NULL.
 * In:      now_s is the time in Unix seconds.
 * Out:     *is_wanted: no answer is there, and recall_keep would take one.
 */
void *recall_find(struct recall *recall, const struct recall_key *key, int64_t now_s,
                  bool *is_wanted);

/* The answer holds at any time. */
#define RECALL_ANY_TIME INT64_MIN

/*
 * Keeps an answer, in the place of another one if need be.
 *
 * Returns: false when there is no memory left; then the answer stays the caller's.
 * In:      the answer's reference passes to `recall`. holds_at_s is the second in which it is
 *          right, or RECALL_ANY_TIME.
 */
bool recall_keep(struct recall *recall, const struct recall_key *key, int64_t holds_at_s,
                 void *answer);

#endif
