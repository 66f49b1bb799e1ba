/*
 * Requests of h2o to decisions of Carom and back. adapter.c is the only file that knows both.
 */
#ifndef CAROM_SERVER_ADAPTER_H
#define CAROM_SERVER_ADAPTER_H

#include <stdbool.h>

struct rule_store;
struct st_h2o_hostconf_t;

/* How the operator wants requests answered; see struct carom_respond_options. */
struct adapter_policy {
    bool strict_accept;      /* 406 when Accept names none of the note's forms */
    bool trace;              /* TRACE is answered, otherwise 405 */
    unsigned recall_slots;   /* answers that each thread remembers; 0: none */
    unsigned max_body_bytes; /* a longer body is refused with 413, in HTTP/2 by a reset */
    const char
        *country_field; /* the name of the field that tells the client's country; NULL: none */
};

/*
 * Makes every request of a host be answered by the rules in use.
 * In: rules lives as long as the host's configuration; policy is copied, but not its strings, which live
 *     as long too.
 */
void adapter_register(struct st_h2o_hostconf_t *host, const struct rule_store *rules,
                      const struct adapter_policy *policy);

#endif
