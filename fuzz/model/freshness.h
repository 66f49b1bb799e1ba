/*
 * A model of RFC 9111 sections 3 and 4.2: may a response be stored, how old is it, and for how long is
 * it fresh.
 *
 * Where the RFC leaves it open: a heuristic lifetime is a tenth of the time since Last-Modified, for
 * the statuses of RFC 9110 section 15.1 only; of a directive or a field line given twice the first
 * counts; a lifetime that cannot be read is 0; years of two digits are read as of the response; 206
 * and 304 are not stored.
 */
#ifndef FUZZ_MODEL_FRESHNESS_H
#define FUZZ_MODEL_FRESHNESS_H

#include "model/vary.h"

enum model_lifetime {
    MODEL_LIFETIME_NONE,
    MODEL_LIFETIME_S_MAXAGE,
    MODEL_LIFETIME_MAX_AGE,
    MODEL_LIFETIME_EXPIRES,
    MODEL_LIFETIME_HEURISTIC
};

enum model_storable {
    MODEL_NO_METHOD,
    MODEL_NO_STATUS,
    MODEL_NO_STORE,
    MODEL_NO_PRIVATE,
    MODEL_NO_AUTHORIZED,
    MODEL_NO_PERMISSION,
    MODEL_EXPLICIT,
    MODEL_BY_STATUS
};

struct model_stored {
    struct model_view method;
    struct model_fields request;
    int status; /* 100 to 599 */
    struct model_fields response;
    long long request_time; /* not after response_time, and that not after now */
    long long response_time;
    long long now;
    bool shared;
};

struct model_freshness {
    enum model_storable storable;
    enum model_lifetime lifetime_from;
    long long lifetime;
    long long age;
    long long fresh;
    bool no_cache;
    bool must_revalidate;
    bool immutable;
    long long stale_while_revalidate;
    long long stale_if_error;
    enum model_vary vary;
};

struct model_freshness model_freshness_of(struct model_arena *arena,
                                          const struct model_stored *stored);

#endif
