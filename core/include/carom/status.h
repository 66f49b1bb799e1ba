/*
 * What each HTTP status code means to a redirect: its phrase, whether the method is kept,
 * whether it is permanent, whether it may be cached by heuristic, and what an HTTP/1.0 agent gets
 * in its place.
 *
 * Source: RFC 9110 section 15 and the IANA HTTP Status Code Registry; heuristic cacheability
 * from RFC 9110 section 15.1.
 * Thread safety: every function is pure. Cost: O(1). No allocation.
 */
#ifndef CAROM_STATUS_H
#define CAROM_STATUS_H

#include "carom/view.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a user agent may do with the method of the request that it repeats (RFC 9110 §15.4). */
enum carom_method_rule {
    CAROM_METHOD_NOT_REDIRECTED = 0, /* the status does not redirect */
    CAROM_METHOD_KEPT,               /* 307, 308: must not change */
    CAROM_METHOD_MAY_BECOME_GET,     /* 301, 302: POST may become GET */
    CAROM_METHOD_BECOMES_GET         /* 303: everything but HEAD becomes GET */
};

struct carom_status {
    uint16_t status;
    struct carom_view reason; /* the registered reason phrase; empty when none is registered */
    enum carom_method_rule method_rule;
    bool permanent;           /* 301, 308: the new URI replaces the old one */
    bool heuristic_cacheable; /* RFC 9110 §15.1 */
};

/*
 * Describes a status code.
 *
 * Returns: the description; for a code that is not registered the reason is empty and the rest
 * false, with `status` as it was given.
 */
struct carom_status carom_status_of(uint16_t status);

/* Whether a rule of the `carom` dialect may have this status: 200, 301, 302, 303, 307, 308, 403,
 * 404, 406, 410, 451. */
bool carom_status_is_for_rules(uint16_t status);

/* Whether a rule with this status redirects: 301, 302, 303, 307, 308. */
bool carom_status_is_redirect(uint16_t status);

/* Whether a rule with this status refuses: 403, 404, 406, 410, 451. */
bool carom_status_is_refusal(uint16_t status);

/*
 * The status that an HTTP/1.0 agent gets instead (requirement S5).
 *
 * Agents older than HTTP/1.1 do not know 303, 307 and 308. For a GET or HEAD the stand-in means
 * the same (307 → 302, 308 → 301, 303 → 302). For any other method a stand-in would let the agent
 * change the method, so the status stays and the note must do the work.
 *
 * In: method is the request's, compared with case.
 */
uint16_t carom_status_for_http10(uint16_t status, struct carom_view method);

#ifdef __cplusplus
}
#endif

#endif
