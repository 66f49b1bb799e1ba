/*
 * What clients do with a redirect, written down once more from the same sources that the core's tables
 * name: RFC 9110 section 15.4, RFC 2616 section 10.3, the Fetch Standard's "HTTP-redirect fetch", and the
 * sources of curl, GNU Wget, Go's net/http, python-requests, OkHttp and undici.
 *
 * Where a source leaves a choice, the model takes the one that carom/policy.h or the comment beside the
 * core's table states; each such choice is marked in policy.c.
 */
#ifndef FUZZ_MODEL_POLICY_H
#define FUZZ_MODEL_POLICY_H

#include "model/dropped.h"

/* Rows and columns of `steps`. */
enum { MODEL_ROWS = 7, MODEL_COLUMNS = 6 };

/* 300, 301, 302, 303, 307, 308, and all other from 300 to 399. */
size_t model_row(int status);
/* GET, HEAD, POST, QUERY, PROPFIND, and all other. */
size_t model_column(struct model_view method);

enum model_scope {
    MODEL_ONE_ORIGIN,
    MODEL_ONE_DOMAIN,
    MODEL_ONE_ORIGIN_OR_UPGRADE,
    MODEL_ANYWHERE
};

enum model_locations {
    MODEL_ALIKE,
    MODEL_ALIKE_OR_EMPTY,
    MODEL_SINGLE,
    MODEL_FIRST,
    MODEL_LAST,
    MODEL_JOINED
};

enum model_userinfo {
    MODEL_USERINFO_REFUSED,
    MODEL_USERINFO_REFUSED_ACROSS,
    MODEL_USERINFO_IGNORED,
    MODEL_USERINFO_KEPT
};

enum model_loops { MODEL_LOOPS_OF_REQUESTS, MODEL_LOOPS_OF_URLS, MODEL_LOOPS_ONLY_COUNTED };

/* Why a chain stops, or asks, or goes on; the names are those of carom_follow_reason_name. */
enum model_reason {
    MODEL_NOT_A_REDIRECT,
    MODEL_UNAUTHORIZED,
    MODEL_FORBIDDEN,
    MODEL_NOT_ACCEPTABLE,
    MODEL_STATUS,
    MODEL_NO_LOCATION,
    MODEL_SEVERAL_LOCATIONS,
    MODEL_INVALID_LOCATION,
    MODEL_SCHEME,
    MODEL_USERINFO,
    MODEL_BODY,
    MODEL_TOO_MANY,
    MODEL_LOOP,
    MODEL_REDIRECT,
    MODEL_CHOICE,
    MODEL_DOWNGRADE,
    MODEL_METHOD,
    MODEL_REASONS
};

const char *model_reason_name(enum model_reason reason);

struct model_policy {
    /*
     * What becomes of the request, by row and column: `.` nothing; `K` the method and the body stay;
     * `B` the method stays, the body goes; `G` GET without a body; `k` and `g` the same when a person
     * says yes.
     */
    char steps[MODEL_ROWS][MODEL_COLUMNS];

    struct model_kinds always;
    struct model_kinds with_body;
    struct model_kinds across;
    struct model_kinds off_origin;
    struct model_kinds on_downgrade;
    enum model_scope scope;

    enum model_locations locations;
    bool empty_is_none;
    bool strict_reference;
    bool inherits_fragment;
    enum model_userinfo userinfo;
    bool http, https, ftp, ws, wss; /* where a Location may lead */
    bool confirms_downgrade;

    enum model_loops loops;
    uint32_t max_redirects;
    bool body_stops_but_on_303; /* one that cannot be sent again, though it would go */
    bool errors[MODEL_REASONS];
};

/* The policy with this name. Returns: whether there is one. */
bool model_policy_named(struct model_view name, struct model_policy *out);

/* The name at an index; NULL behind the last. */
const char *model_policy_name(size_t index);

/* CURLOPT_POSTREDIR: 1 keeps a POST on 301, 2 on 302, 4 on 303; without its bit it becomes GET. */
void model_set_postredir(struct model_policy *policy, unsigned bits);

#endif
