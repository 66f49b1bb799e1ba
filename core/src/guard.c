/*
 * A Location is read by the URL Standard on the request's URL, by the same on the request's URL with
 * the other of http and https, and by RFC 3986; then the origins are compared.
 */
#include "carom/guard.h"

#include "chars.h"
#include "url_address.h"
#include "writer.h"

#include <string.h>

/* A reading: the URL, or that there is none. */
struct reading {
    bool exists;
    struct carom_url url;
};

struct guard {
    const struct carom_url *request;
    struct carom_view location;
    const struct carom_idna *idna;
    struct carom_buf rest; /* of the caller's buffer: what no reading has taken yet */
    struct reading here, there;
    struct carom_url twin; /* the request with the other scheme */
    enum carom_result result;
};

static bool is_web(const struct carom_url *url)
{
    return url->special == CAROM_SCHEME_HTTP || url->special == CAROM_SCHEME_HTTPS;
}

/* RFC 9110 §5.5: what a field value may hold. */
static bool is_field_value(struct carom_view value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (char_is_control(value.ptr[i]) && value.ptr[i] != '\t')
            return false;
    }
    return true;
}

/* The part of the buffer that was written is taken. */
static void take(struct guard *guard, const struct carom_buf *written)
{
    guard->rest.ptr += written->len;
    guard->rest.cap -= written->len;
}

/* Reads a URL into a piece of the buffer. Returns false when the call must end. */
static bool read_url(struct guard *guard, struct carom_view input, const struct carom_url *base,
                     struct reading *out)
{
    struct carom_buf piece = {guard->rest.ptr, guard->rest.cap, 0};
    enum carom_result result = carom_url_parse(input, base, guard->idna, &piece, &out->url);
    out->exists = result == CAROM_OK;
    if (result == CAROM_ERR_NOSPACE || result == CAROM_ERR_NOMEM)
        guard->result = result;
    else if (out->exists)
        take(guard, &piece);
    return guard->result == CAROM_OK;
}

/* The request's URL with http for https and back. */
static bool make_twin(struct guard *guard)
{
    const struct carom_url *request = guard->request;
    const struct carom_view other =
        request->special == CAROM_SCHEME_HTTP ? CAROM_LITERAL("https") : CAROM_LITERAL("http");
    struct carom_view behind = carom_view_of(request->href.ptr + request->scheme.len,
                                             request->href.len - request->scheme.len);
    struct carom_buf text = {guard->rest.ptr, guard->rest.cap, 0};
    struct reading twin;
    put_view(&text, other);
    put_view(&text, behind);
    if (put_result(&text) != CAROM_OK) {
        guard->result = CAROM_ERR_NOSPACE;
        return false;
    }
    take(guard, &text);
    if (!read_url(guard, carom_view_of(text.ptr, text.len), NULL, &twin))
        return false;
    guard->twin = twin.url; /* which exists: the host and the port were parsed before */
    return true;
}

/*
 * More than all readings write: the twin twice, each reading with up to nine bytes for one (U+FFFD,
 * percent-encoded), and what a host that is not ASCII may take.
 */
static size_t capacity_for(const struct guard *guard)
{
    enum { GROWTH = 80, SCHEMES = 64 };
    size_t location_max = (SIZE_MAX - SCHEMES) / (8 * GROWTH);
    size_t request_max = SIZE_MAX / 16;
    if (guard->location.len > location_max || guard->request->href.len > request_max)
        return SIZE_MAX;
    return 6 * guard->request->href.len + 3 * GROWTH * guard->location.len + SCHEMES;
}

/* Whether a port, which may be empty or the default, is the one that the URL Standard found. */
static bool same_port(struct carom_view digits, const struct carom_url *url)
{
    struct carom_view usual =
        url->special == CAROM_SCHEME_HTTPS ? CAROM_LITERAL("443") : CAROM_LITERAL("80");
    while (digits.len > 1 && *digits.ptr == '0') {
        digits.ptr++;
        digits.len--;
    }
    if (digits.len == 0 || carom_view_equal(digits, usual))
        return url->port.len == 0;
    return carom_view_equal(digits, url->port);
}

/* A byte of a host as RFC 3986 §6.2.2 normalises it; *at moves behind it. */
static char host_byte(struct carom_view host, size_t *at)
{
    const char *p = host.ptr + *at;
    if (char_is_escape(p, host.len - *at)) {
        char c = (char)(char_hex_value(p[1]) * 16 + char_hex_value(p[2]));
        if (char_is(c, CHAR_UNRESERVED)) {
            *at += 3;
            return char_lower(c);
        }
    }
    ++*at;
    return char_lower(*p);
}

/* Whether an IP literal is the address that the URL Standard wrote, in whatever spelling. */
static bool same_ipv6(struct carom_view rfc, struct carom_view url)
{
    uint16_t pieces[8];
    char text[IPV6_TEXT_MAX];
    struct url_text inside = {rfc.ptr + 1, rfc.ptr + rfc.len - 1};
    return carom_ipv6_parse(inside, pieces) &&
           carom_view_equal(carom_view_of(text, carom_ipv6_write(pieces, text)), url);
}

static bool same_host(struct carom_view rfc, struct carom_view url)
{
    if (rfc.len > 1 && *rfc.ptr == '[')
        return same_ipv6(rfc, url);
    size_t at = 0;
    for (size_t i = 0; i < url.len; i++) {
        if (at == rfc.len || host_byte(rfc, &at) != url.ptr[i])
            return false;
    }
    return at == rfc.len;
}

/* Whether RFC 3986 §5.2 finds the origin that the URL Standard found. */
static bool rfc_agrees(const struct guard *guard, const struct carom_url *url)
{
    struct carom_uri ref;
    if (carom_uri_parse(guard->location, &ref, NULL) != CAROM_OK)
        return false;
    if (!ref.has_scheme && !ref.has_authority)
        return carom_url_same_origin(url, guard->request);
    bool same_scheme =
        carom_equal_nocase(ref.has_scheme ? ref.scheme : guard->request->scheme, url->scheme);
    return same_scheme && ref.host.len > 0 && same_port(ref.port, url) &&
           same_host(ref.host, url->host);
}

/*
 * Whether both browser readings lead to one origin; or each keeps the scheme of its page, which makes
 * the host and the port the same, and both stay on their origin or both leave it. (`//h:80` stays on
 * http://h, and leaves https://h.)
 */
static bool browsers_agree(const struct guard *guard)
{
    const struct carom_url *here = &guard->here.url, *there = &guard->there.url;
    bool keep_scheme =
        here->special == guard->request->special && there->special == guard->twin.special;
    bool here_stays = carom_url_same_origin(here, guard->request);
    bool there_stays = carom_url_same_origin(there, &guard->twin);
    return carom_url_same_origin(here, there) || (keep_scheme && here_stays == there_stays);
}

/* Whether RFC 3986 finds something to ask for, where browsers do not. */
static bool rfc_finds_more(const struct guard *guard)
{
    struct carom_uri ref;
    return carom_uri_parse(guard->location, &ref, NULL) == CAROM_OK && ref.host.len > 0;
}

static void judge(const struct guard *guard, struct carom_guard *out)
{
    const struct carom_url *here = &guard->here.url;
    bool here_leads = guard->here.exists && is_web(here);
    bool there_leads = guard->there.exists && is_web(&guard->there.url);
    out->verdict = CAROM_GUARD_AMBIGUOUS;
    if (here->problem == CAROM_URL_HOST_NO_IDNA) {
        out->reason = CAROM_LITERAL("its host is not ASCII, and there is no IDNA to read it");
    } else if (!guard->here.exists && !guard->there.exists && rfc_finds_more(guard)) {
        out->reason = CAROM_LITERAL("browsers find no URL in it, and RFC 3986 does");
    } else if (!guard->here.exists && !guard->there.exists) {
        out->verdict = CAROM_GUARD_MALFORMED;
        out->reason = carom_url_problem_name(here->problem);
    } else if (!here_leads && !there_leads) {
        out->verdict = CAROM_GUARD_NOT_FETCHABLE;
        out->reason = CAROM_LITERAL("its scheme is neither http nor https");
    } else if (!here_leads || !there_leads || !browsers_agree(guard)) {
        out->reason = CAROM_LITERAL("browsers read it differently on http and on https");
    } else if (!rfc_agrees(guard, here)) {
        out->reason = CAROM_LITERAL("browsers and RFC 3986 read it differently");
    } else if (carom_url_same_origin(here, guard->request)) {
        out->verdict = CAROM_GUARD_SAME_ORIGIN;
        out->reason = CAROM_LITERAL("by every reading it stays on the origin");
    } else {
        out->verdict = CAROM_GUARD_OTHER_ORIGIN;
        out->reason = CAROM_LITERAL("by every reading it leads to another origin");
    }
}

static bool has_punycode(struct carom_view host)
{
    const struct carom_view prefix = CAROM_LITERAL("xn--");
    for (size_t i = 0; i < host.len; i++) {
        struct carom_view rest = carom_view_of(host.ptr + i, host.len - i);
        if ((i == 0 || host.ptr[i - 1] == '.') && carom_starts_with(rest, prefix))
            return true;
    }
    return false;
}

/* What a reader of a verdict wants to know besides. */
static enum carom_result describe(struct guard *guard, struct carom_guard *out)
{
    const struct carom_url *here = &guard->here.url;
    if (!guard->here.exists || !is_web(here))
        return CAROM_OK;
    out->has_credentials = here->username.len > 0 || here->password.len > 0;
    out->has_punycode = here->host_kind == CAROM_HOST_DOMAIN && has_punycode(here->host);
    out->is_ip_address = here->host_kind == CAROM_HOST_IPV4 || here->host_kind == CAROM_HOST_IPV6;
    if (out->verdict != CAROM_GUARD_OTHER_ORIGIN && out->verdict != CAROM_GUARD_AMBIGUOUS)
        return CAROM_OK;
    struct carom_buf piece = {guard->rest.ptr, guard->rest.cap, 0};
    enum carom_result result = carom_url_origin(here, guard->idna, &piece, &out->origin);
    if (result == CAROM_OK)
        take(guard, &piece);
    return result;
}

static enum carom_result fail(struct carom_guard *out, enum carom_result result)
{
    memset(out, 0, sizeof *out);
    return result;
}

enum carom_result carom_guard_read(const struct carom_url *request, struct carom_view location,
                                   const struct carom_idna *idna, struct carom_buf *buf,
                                   struct carom_guard *out)
{
    struct guard guard = {.request = request,
                          .location = without_space(location),
                          .idna = idna,
                          .rest = {buf->ptr, buf->cap, 0},
                          .result = CAROM_OK};
    memset(out, 0, sizeof *out);
    buf->len = 0;
    if (!is_web(request))
        return CAROM_ERR_RANGE;
    if (!is_field_value(guard.location)) {
        out->reason = CAROM_LITERAL("it holds a byte that no field value may hold");
        return CAROM_OK;
    }
    if (make_twin(&guard) && read_url(&guard, guard.location, request, &guard.here) &&
        read_url(&guard, guard.location, &guard.twin, &guard.there)) {
        judge(&guard, out);
        guard.result = describe(&guard, out);
    }
    if (guard.result == CAROM_ERR_NOSPACE)
        buf->len = capacity_for(&guard);
    if (guard.result != CAROM_OK)
        return fail(out, guard.result);
    buf->len = buf->cap - guard.rest.cap;
    return CAROM_OK;
}

struct carom_view carom_guard_verdict_name(enum carom_guard_verdict verdict)
{
    switch (verdict) {
    case CAROM_GUARD_SAME_ORIGIN:
        return CAROM_LITERAL("same_origin");
    case CAROM_GUARD_OTHER_ORIGIN:
        return CAROM_LITERAL("other_origin");
    case CAROM_GUARD_NOT_FETCHABLE:
        return CAROM_LITERAL("not_fetchable");
    case CAROM_GUARD_AMBIGUOUS:
        return CAROM_LITERAL("ambiguous");
    case CAROM_GUARD_MALFORMED:
        break;
    }
    return CAROM_LITERAL("malformed");
}
