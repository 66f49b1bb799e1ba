/*
 * The policies, each in a file of its own, with what it was written from beside it.
 *
 * A row is a status, a column a method, in the order of enum carom_policy_method: GET, HEAD, POST, QUERY,
 * PROPFIND, any other.
 */
#ifndef CAROM_SRC_POLICY_TABLES_H
#define CAROM_SRC_POLICY_TABLES_H

#include "carom/follow.h"

#define POLICY_TEXT(text)                                                                          \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define POLICY_ERROR(reason) ((uint32_t)1 << CAROM_REASON_##reason)
#define POLICY_ROW(get, head, post, query, propfind, other)                                        \
    {                                                                                              \
        CAROM_STEP_##get, CAROM_STEP_##head, CAROM_STEP_##post, CAROM_STEP_##query,                \
            CAROM_STEP_##propfind, CAROM_STEP_##other                                              \
    }
#define POLICY_ROW_OF(step) POLICY_ROW(step, step, step, step, step, step)

extern const struct carom_policy carom_policy_rfc9110;
extern const struct carom_policy carom_policy_rfc2616;
extern const struct carom_policy carom_policy_fetch;
extern const struct carom_policy carom_policy_curl;
extern const struct carom_policy carom_policy_curl_request;
extern const struct carom_policy carom_policy_wget;
extern const struct carom_policy carom_policy_go;
extern const struct carom_policy carom_policy_requests;
extern const struct carom_policy carom_policy_okhttp;
extern const struct carom_policy carom_policy_undici;

#endif
