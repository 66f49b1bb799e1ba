/*
 * The rule set in use: one pointer that requests read without a lock and a reload replaces.
 *
 * A replaced set must stay until nobody can still be reading it. The store does not know its
 * readers: whoever swaps makes sure of that (see reload.h) and then frees the old set.
 */
#ifndef CAROM_SERVER_RULE_STORE_H
#define CAROM_SERVER_RULE_STORE_H

#include "carom/load.h"

#include <stdatomic.h>

/* A rule set of the store, and the folder whose files have a say beside it. */
struct rule_set {
    struct carom_loaded loaded;
    bool is_guarded; /* see image_guard.h */
    int root;        /* -1, or what root_open gave */
    uint64_t serial; /* no other set in the life of the process has it, unlike the address */
    double load_ms;  /* how long it took */
};

struct rule_store {
    const char *path; /* NUL-terminated, not owned */
    const char *root; /* the same; NULL: none */
    enum carom_dialect dialect;
    bool dialect_is_given; /* by the operator */
    _Atomic(struct rule_set *) current;
};

/*
 * Loads the store's file and opens its root anew. The first load may wait for a pipe; while a set is in
 * use nothing but a regular file is taken. The first 20 errors and the first 20 warnings are printed on stderr as
 * `FILE:LINE:COL: error: text`, then how many more there are, and why nothing was loaded as
 * `carom-server: FILE: text`.
 *
 * Returns: a set that rule_set_free frees, or NULL. The store's current set is untouched.
 * In:      verify: an image is read whole, and refused when a bit of it was changed.
 */
struct rule_set *rule_store_load(const struct rule_store *store, bool verify);

/*
 * Says on stderr what was loaded, how many rules, and in how long; and that it has none: that is valid, and
 * seldom what somebody wants.
 * In: verb is "loaded" or "reloaded".
 */
void rule_store_announce(const struct rule_store *store, const char *verb, size_t count,
                         double load_ms);

/* Makes `set` the one in use. Returns: the set that was in use before, or NULL. */
struct rule_set *rule_store_swap(struct rule_store *store, struct rule_set *set);

/*
 * To be called after SIGIO: sees to the image in use, if somebody waits to write into its file.
 * In: no other thread swaps sets meanwhile.
 */
void rule_store_guard(const struct rule_store *store);

/* Frees a set that no reader can hold any more; does nothing to NULL. */
void rule_set_free(struct rule_set *set);

/*
 * The rules in use. They stay valid until the calling thread next returns to its event loop.
 * Cost: one load, no lock. Thread safety: any number of threads.
 */
static inline const struct rule_set *rule_store_current(const struct rule_store *store)
{
    return atomic_load_explicit(&store->current, memory_order_acquire);
}

#endif
