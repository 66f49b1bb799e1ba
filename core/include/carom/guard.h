/*
 * What a client will make of a Location: the origin it leads to, and whether all clients agree.
 *
 * A redirect is as safe as the two parsers that read it. The server may read RFC 3986, the client
 * the URL Standard; a browser reads `https:e` as a path on an https page and as a host on an http
 * page. A Location that is read in two ways is told apart from one that leads away on purpose.
 */
#ifndef CAROM_GUARD_H
#define CAROM_GUARD_H

#include "carom/url.h"

#ifdef __cplusplus
extern "C" {
#endif

enum carom_guard_verdict {
    CAROM_GUARD_MALFORMED = 0, /* no field value, or no client finds a URL in it */
    CAROM_GUARD_SAME_ORIGIN,   /* by every reading */
    CAROM_GUARD_OTHER_ORIGIN,  /* by every reading the same other one */
    CAROM_GUARD_NOT_FETCHABLE, /* javascript:, data:, blob:, mailto:, file: … */
    CAROM_GUARD_AMBIGUOUS      /* readings differ in the origin */
};

struct carom_guard {
    enum carom_guard_verdict verdict;
    struct carom_view reason; /* static: why, as a short English phrase */
    struct carom_view
        origin;           /* with other_origin: where it leads; with ambiguous: where a browser goes
                                 that was asked by the request's own scheme; else empty */
    bool has_credentials; /* a browser's reading has a user name or a password */
    bool has_punycode;    /* its host has a label that begins with xn-- */
    bool is_ip_address;   /* its host is an IPv4 or IPv6 address */
};

/*
 * Reads a Location as the clients of a request would.
 *
 * Before anything is parsed, a byte that no field value holds (RFC 9110 §5.5: NUL, CR, LF and other
 * controls but tab) makes it malformed. Then it is read three times: by the URL Standard with the
 * request as base, the same with the request's other scheme (http for https and back, with the
 * default port of that scheme), and by RFC 3986. Origins are compared as the URL Standard serialises
 * them; the RFC's after §6.2.2 and §6.2.3. A Location without a reading by RFC 3986 that a browser
 * reads is ambiguous; so is every raw byte above 0x7F. A Location that keeps the scheme of the page
 * must stay on the origin for both schemes to be same_origin, and leave it for both to be
 * other_origin: a server behind a proxy does not know which of the two the browser asked for. One
 * that names its scheme is compared with the request as it is given.
 *
 * Returns: CAROM_OK with the verdict; CAROM_ERR_NOSPACE with buf->len a capacity that suffices;
 *          CAROM_ERR_RANGE when the request is no http or https URL; CAROM_ERR_NOMEM from idna. On
 *          failure *out is zeroed, which is malformed.
 * In:      request is a URL of carom_url_parse. Without idna a host that is not ASCII is ambiguous.
 * Out:     out->origin is in buf, or a view of the location.
 * Cost:    linear. Thread safety: pure.
 */
CAROM_MUST_CHECK enum carom_result carom_guard_read(const struct carom_url *request,
                                                    struct carom_view location,
                                                    const struct carom_idna *idna,
                                                    struct carom_buf *buf, struct carom_guard *out);

/* "same_origin", "other_origin", "not_fetchable", "malformed", "ambiguous". */
struct carom_view carom_guard_verdict_name(enum carom_guard_verdict verdict);

#ifdef __cplusplus
}
#endif

#endif
