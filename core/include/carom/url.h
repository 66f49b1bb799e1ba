/*
 * URLs as browsers read them (WHATWG URL Standard), and URI references as RFC 3986 reads them.
 *
 * The two standards give different answers for the same bytes: `\`, tabs, missing slashes, numbers
 * as hosts. Neither reading is made from the other. What follows from their differences is guard.h's.
 *
 * Everything here is without allocation and recursion, and linear in the input. Outputs are written
 * to the caller's buffer, and only where something changes: a part that stands in the input as it
 * shall be is a view of the input. When the buffer is too small, CAROM_ERR_NOSPACE tells how much is
 * needed, reckoned by the routine that writes.
 *
 * Thread safety: pure functions over the caller's bytes.
 */
#ifndef CAROM_URL_H
#define CAROM_URL_H

#include "carom/result.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- WHATWG URL Standard ---- */

/* The special schemes (URL Standard §4.2 "URL miscellaneous"); any other is CAROM_SCHEME_OTHER. */
enum carom_scheme {
    CAROM_SCHEME_OTHER = 0,
    CAROM_SCHEME_FILE,
    CAROM_SCHEME_FTP,
    CAROM_SCHEME_HTTP,
    CAROM_SCHEME_HTTPS,
    CAROM_SCHEME_WS,
    CAROM_SCHEME_WSS
};

enum carom_host_kind {
    CAROM_HOST_NONE = 0, /* the URL has no host: null */
    CAROM_HOST_EMPTY,    /* `file:///p`, `sc://` */
    CAROM_HOST_DOMAIN,   /* ASCII; lower case */
    CAROM_HOST_IPV4,     /* four decimal numbers */
    CAROM_HOST_IPV6,     /* in brackets, compressed */
    CAROM_HOST_OPAQUE    /* of a scheme that is not special; percent-encoded, case kept */
};

/* Why the URL parser failed. */
enum carom_url_problem {
    CAROM_URL_FINE = 0,
    CAROM_URL_RELATIVE_WITHOUT_BASE, /* no scheme, and no base, or one that has an opaque path */
    CAROM_URL_HOST_MISSING,
    CAROM_URL_HOST_CODE_POINT, /* a forbidden host or domain code point, also percent-encoded */
    CAROM_URL_HOST_NOT_UTF8,   /* percent-decoded, the host is no UTF-8 */
    CAROM_URL_HOST_IDNA,       /* UTS #46 refuses the domain */
    CAROM_URL_HOST_NO_IDNA,    /* the domain is not ASCII and no carom_idna was given */
    CAROM_URL_HOST_IPV4,       /* ends in a number and is no IPv4 address */
    CAROM_URL_HOST_IPV6,       /* in brackets and no IPv6 address, or not closed */
    CAROM_URL_PORT             /* no number, or above 65535 */
};

/*
 * A URL record with its serialisation. Views are parts of href, or static text.
 *
 * href is the whole. With these, the members of the URL interface are: protocol is scheme + ":",
 * host is host + (":" + port), search is "?" + query when query is not empty, hash likewise.
 */
struct carom_url {
    struct carom_view href;
    struct carom_view scheme;   /* lower case, without `:` */
    struct carom_view username; /* percent-encoded */
    struct carom_view password;
    struct carom_view host;  /* empty for kinds none and empty */
    struct carom_view port;  /* decimal; empty when there is none or it is the scheme's default */
    struct carom_view path;  /* as serialised; opaque when has_opaque_path */
    struct carom_view query; /* without `?` */
    struct carom_view fragment; /* without `#` */
    int32_t port_number;        /* -1: none or the scheme's default */
    enum carom_scheme special;
    enum carom_host_kind host_kind;
    bool has_opaque_path;
    bool has_query;                 /* not null; it may be empty */
    bool has_fragment;              /* not null; it may be empty */
    enum carom_url_problem problem; /* with CAROM_ERR_SYNTAX and CAROM_ERR_UNSUPPORTED */
};

/*
 * Domains that are not ASCII, to ASCII: UTS #46 ToASCII with CheckHyphens, UseSTD3ASCIIRules,
 * VerifyDnsLength and Transitional_Processing false, CheckBidi and CheckJoiners true. carom/idna.h
 * has one that uses ICU.
 *
 * to_ascii gets a domain in well-formed UTF-8 with at least one byte above 0x7F. It appends nothing:
 * it writes from out->ptr, sets out->len, and returns CAROM_OK; CAROM_ERR_NOSPACE with the capacity
 * that suffices in out->len; CAROM_ERR_SYNTAX when UTS #46 records an error; CAROM_ERR_NOMEM. The
 * result may hold any ASCII byte; it is the caller who looks for forbidden ones.
 */
struct carom_idna {
    enum carom_result (*to_ascii)(void *ctx, struct carom_view domain, struct carom_buf *out);
    void *ctx;
};

/*
 * The basic URL parser (URL Standard §4.4) and the URL serializer (§4.5) in one.
 *
 * Invalid UTF-8 outside the host becomes U+FFFD. An ASCII domain is put into lower case and never
 * goes through `idna`, also when a label begins with `xn--` (§3.3 "domain parser").
 *
 * Returns: CAROM_OK; CAROM_ERR_SYNTAX when the parser returns failure, with out->problem;
 *          CAROM_ERR_UNSUPPORTED with CAROM_URL_HOST_NO_IDNA; CAROM_ERR_NOMEM from idna;
 *          CAROM_ERR_NOSPACE with buf->len the capacity that suffices: exactly what is written, but
 *          more when a host goes through idna. On failure the views are empty.
 * Out:     when nothing changes out->href is a view of the input, and buf->len is 0; else it is what
 *          was written to buf. (A path with dot segments, a file URL with a drive letter, and `/.` before
 *          a path are always written.)
 * In:      base is NULL or a URL of this function, whose bytes must not be in buf. idna may be NULL.
 * Cost:    linear in input and base.
 */
CAROM_MUST_CHECK enum carom_result carom_url_parse(struct carom_view input,
                                                   const struct carom_url *base,
                                                   const struct carom_idna *idna,
                                                   struct carom_buf *buf, struct carom_url *out);

/*
 * The serialisation of a URL's origin (URL Standard §4.7, HTML "ASCII serialisation of an origin"):
 * `https://h:1`, or `null` for an opaque origin. A blob URL has the origin of the URL in its path
 * when that is http or https.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with buf->len the capacity that suffices; CAROM_ERR_NOMEM from
 *          idna.
 * Out:     *out is a view of the URL's bytes, of buf, or of static text. On failure it is empty.
 * In:      idna as for carom_url_parse; a blob URL's path may need it. buf does not hold the URL.
 */
CAROM_MUST_CHECK enum carom_result carom_url_origin(const struct carom_url *url,
                                                    const struct carom_idna *idna,
                                                    struct carom_buf *buf, struct carom_view *out);

/*
 * Whether two URLs have the same tuple origin. An opaque origin is not the same as any, and a blob URL's
 * own is not looked for in its path.
 */
bool carom_url_same_origin(const struct carom_url *a, const struct carom_url *b);

/* The default port of a special scheme; -1 for file and for any other. */
int32_t carom_scheme_default_port(enum carom_scheme scheme);

/* What is wrong, as a short English phrase for messages. */
struct carom_view carom_url_problem_name(enum carom_url_problem problem);

/* ---- RFC 3986 ---- */

/* A URI reference in its parts (RFC 3986 §3, §4.1): views into what was parsed. */
struct carom_uri {
    struct carom_view scheme;   /* without `:` */
    struct carom_view userinfo; /* without `@` */
    struct carom_view host;     /* an IP literal with its brackets */
    struct carom_view port;     /* digits, may be empty also when has_port */
    struct carom_view path;
    struct carom_view query;    /* without `?` */
    struct carom_view fragment; /* without `#` */
    bool has_scheme;
    bool has_authority;
    bool has_userinfo;
    bool has_port;
    bool has_query;
    bool has_fragment;
};

/*
 * Parses a URI-reference by the grammar of RFC 3986 appendix A, IPv6 addresses, IPvFuture and
 * percent-escapes included. Nothing is trimmed, repaired or guessed.
 *
 * Returns: CAROM_OK; CAROM_ERR_SYNTAX when the grammar does not produce it: then *out is zeroed, and
 *          *bad_at is the offset of the first byte at which no URI-reference can go on (ref.len when
 *          it ends too early).
 * In:      bad_at may be NULL.
 */
CAROM_MUST_CHECK enum carom_result carom_uri_parse(struct carom_view ref, struct carom_uri *out,
                                                   size_t *bad_at);

/*
 * Reference resolution (RFC 3986 §5.2), strict: a reference with the base's own scheme is not taken
 * for a relative one.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with buf->len the capacity that suffices; CAROM_ERR_RANGE
 *          when the base has no scheme (§5.2.1).
 * Out:     *out is the target; its parts are views into buf, base and ref. buf holds what was
 *          written: the path, when it had to be made. On failure *out is zeroed.
 */
CAROM_MUST_CHECK enum carom_result carom_uri_resolve(const struct carom_uri *base,
                                                     const struct carom_uri *ref,
                                                     struct carom_buf *buf, struct carom_uri *out);

/*
 * Syntax-based normalisation (RFC 3986 §6.2.2): scheme and host in lower case, escapes in upper
 * case, escaped unreserved characters decoded, dot segments removed from the path of a URI that has
 * a scheme. With scheme-based normalisation (§6.2.3) for http and https too: the default port and an
 * empty one go, an empty path becomes `/`.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with buf->len the capacity that suffices.
 * Out:     *out has the parts, views into buf and uri. On failure it is zeroed.
 */
CAROM_MUST_CHECK enum carom_result
carom_uri_normalise(const struct carom_uri *uri, struct carom_buf *buf, struct carom_uri *out);

/*
 * Component recomposition (RFC 3986 §5.3). A path that would be read as an authority (no authority,
 * and it begins with `//`) or as a scheme (first segment of a relative path with `:`) is written
 * behind `/.` or `./`, so that the result parses to the same parts but for that.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with buf->len the length needed.
 */
CAROM_MUST_CHECK enum carom_result carom_uri_write(const struct carom_uri *uri,
                                                   struct carom_buf *buf);

#ifdef __cplusplus
}
#endif

#endif
