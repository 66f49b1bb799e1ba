/*
 * A decision to the complete response: status, fields, and a note in the form the agent prefers.
 */
#ifndef CAROM_RESPOND_H
#define CAROM_RESPOND_H

#include "carom/decide.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CAROM_RESPONSE_FIELDS_MAX = 8 };

/* What the operator chose. Zeroed, with now_s = -1, it is the default. */
struct carom_respond_options {
    bool strict_accept; /* 406 when Accept names none of the note's forms (S16) */
    bool trace;         /* answer TRACE (S15); otherwise 405 */
    int64_t now_s;      /* the time in Unix seconds, for Expires; -1: not known, no Expires */
    /* What stands at the decision's location, when the caller has it: a rewrite answers with it,
     * and a refusal that has a location. */
    bool has_representation;
    struct carom_view representation;      /* may be empty: to a rewrite that is 204 */
    struct carom_view representation_type; /* its media type */
    /* The name of the field that the request's country was taken from; empty: of none. */
    struct carom_view country_field;
};

/*
 * A response, ready to be sent. Fields stand in the order in which they are to be sent: of these
 * those that apply: Location, Content-Type, Content-Length, Cache-Control, Expires, Vary, Allow.
 */
struct carom_response {
    uint16_t status;
    struct carom_view reason; /* the registered phrase */
    size_t field_count;
    struct carom_field fields[CAROM_RESPONSE_FIELDS_MAX];
    struct carom_view body; /* empty for HEAD, 204, and a 2xx to CONNECT */
};

/*
 * Makes the response to a request from the decision on it.
 *
 * - A redirect has exactly one Location, its status (or its HTTP/1.0 stand-in, see
 *   carom_status_for_http10), and a note: a hyperlink to the location and to each alternate, the
 *   method, and for a method with a body the advice to send the same body again.
 * - The note is text/html, text/plain or application/json, whichever Accept prefers by its
 *   q-values (RFC 9110 §12.5.1; html first among equals). When Accept rules out all three, html is
 *   sent, or with strict_accept a 406 whose body lists the forms with their media types, language
 *   and lengths.
 * - Cache-Control and Expires are sent only when the rule gave a lifetime; Expires only when
 *   options->now_s is known. Vary names the fields that the response was chosen by (RFC 9110
 *   §12.5.5): Accept for a note's form, and Accept-Language, Cookie and the country's field when rules
 *   asked for them, also where there is no rule in the end.
 * - A refusal has its status, and the reason only when there is one. None is 404.
 * - A rewrite is 200 by the method (RFC 9110 §15.3.1): GET and HEAD the representation; any other
 *   method a status of the action, which is the caller's representation when it has one; OPTIONS the
 *   allowed methods and 204; TRACE the request as received, without Authorization,
 *   Proxy-Authorization, Cookie and their like; CONNECT no payload. An empty representation is 204.
 *   Without a representation, a note names what is served.
 * - A rewrite to a URL asks for a proxy. Without a representation, which a caller that is one would have
 *   got from there, it is 502 whatever the method (RFC 9110 §15.6.3), with a note that says so and does
 *   not name the URL.
 * - HEAD has the same fields as GET, Content-Length included, and no body.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with scratch->len the capacity that suffices. On failure
 *          *out is zeroed.
 * Out:     views in *out are into scratch, the decision, the options and static text.
 * In:      of request->fields only Accept is read, and all of them for TRACE. scratch must not be
 *          the buffer behind the decision's views.
 * Cost:    linear in location, alternates, reason and Accept. No allocation, no system call.
 * Thread safety: pure.
 */
CAROM_MUST_CHECK enum carom_result carom_respond(const struct carom_request *request,
                                                 const struct carom_decision *decision,
                                                 const struct carom_respond_options *options,
                                                 struct carom_buf *scratch,
                                                 struct carom_response *out);

/*
 * Writes a response as HTTP/1.1 puts it on the wire: status line, fields, empty line, body.
 *
 * The version is always HTTP/1.1, which RFC 9110 §6.2 asks of a server that conforms to it,
 * also towards an HTTP/1.0 agent.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with out->len the length needed.
 */
CAROM_MUST_CHECK enum carom_result carom_response_write(const struct carom_response *response,
                                                        struct carom_buf *out);

#ifdef __cplusplus
}
#endif

#endif
