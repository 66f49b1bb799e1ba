/*
 * Responses to requests, for tests of what follows: every view in a block of exactly its size, every
 * capacity of the buffer tried, and what holds for every answer asserted.
 */
#ifndef CAROM_TEST_FOLLOW_SUPPORT_H
#define CAROM_TEST_FOLLOW_SUPPORT_H

#include "url_support.h"

#include "carom/follow.h"

/* What is asked. A member that is not set has the value named. */
struct asked {
    const struct carom_policy *policy; /* open_policy */
    const char *method;                /* GET */
    const char *url;                   /* http://a.example/ */
    const char *fields;                /* none; lines `Name: value`, all that is behind the space */
    enum carom_body body;              /* none */
    uint16_t status;                   /* 302 */
    const char *answer;                /* the response's fields, none */
    const struct carom_idna *idna;     /* none */
    const struct carom_chain *chain;   /* a fresh one */
};

/* What is answered, copied out of the blocks. */
struct answer {
    enum carom_follow_action action;
    enum carom_follow_reason reason;
    bool is_error;
    char method[32];
    bool keeps_body;
    bool has_url;
    char url[2048];
    uint32_t drop;
    bool crosses_origin;
    bool is_downgrade;
    bool is_permanent;
    enum carom_repeat repeat;
    struct carom_chain chain; /* as it is afterwards */
};

/*
 * A policy that follows every status but OTHER_3XX with the same method and body, drops Authorization and
 * Cookie across origins and the Content- fields with the body, and else has the value 0 of every enum, http
 * and https, and 20 redirects.
 */
extern const struct carom_policy open_policy;

/* Decides. Every assertion in it is about things that hold for every answer. */
struct answer follow(const struct asked *asked);

#define FOLLOW(...) follow(&(struct asked){__VA_ARGS__})

/* The same with a Location, which may hold any byte but a newline. */
struct answer follow_to(const char *url, const char *location);

/* Whether the answer is to go, to this URL. */
void assert_goes(const struct answer *answer, const char *url);
void assert_stops(const struct answer *answer, enum carom_follow_reason reason);
void assert_confirms(const struct answer *answer, enum carom_follow_reason reason);

#endif
