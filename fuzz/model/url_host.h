/*
 * Hosts by the URL Standard, section 3: the host parser with its domain, IPv4, IPv6 and opaque-host
 * parsers, and the host serializer.
 */
#ifndef FUZZ_MODEL_URL_HOST_H
#define FUZZ_MODEL_URL_HOST_H

#include "model/code_points.h"

/*
 * The standard's "Unicode ToASCII", from whoever asks the model: appends the result for a domain in
 * UTF-8 that is not ASCII. Returns: false for a failure value.
 */
struct model_idna {
    bool (*to_ascii)(void *ctx, struct model_view domain, struct model_text *ascii);
    void *ctx;
};

enum model_host_kind {
    MODEL_HOST_NULL,
    MODEL_HOST_EMPTY,
    MODEL_HOST_DOMAIN,
    MODEL_HOST_IPV4,
    MODEL_HOST_IPV6,
    MODEL_HOST_OPAQUE
};

struct model_host {
    enum model_host_kind kind;
    struct model_view text; /* of a domain and an opaque host */
    uint32_t ipv4;
    uint16_t pieces[8];
};

/* Why parsing failed: the validation errors of section 1.1 that return failure, by group. */
enum model_url_failure {
    MODEL_URL_NO_FAILURE,
    MODEL_URL_MISSING_SCHEME,     /* missing-scheme-non-relative-URL */
    MODEL_URL_HOST_MISSING,       /* host-missing, and a domain of which ToASCII leaves nothing */
    MODEL_URL_HOST_CODE_POINT,    /* domain- and host-invalid-code-point */
    MODEL_URL_DOMAIN_REPLACEMENT, /* domain-to-ASCII: U+FFFD, which each Unicode ToASCII refuses */
    MODEL_URL_DOMAIN_TO_ASCII,    /* domain-to-ASCII for any other reason */
    MODEL_URL_IPV4,               /* IPv4-… */
    MODEL_URL_IPV6,               /* IPv6-…, IPv4-in-IPv6-… */
    MODEL_URL_PORT                /* port-invalid, port-out-of-range */
};

/* The host parser. In: idna may be NULL; then every domain that is not ASCII fails. */
enum model_url_failure model_parse_host(const struct model_code_points *input, bool is_opaque,
                                        const struct model_idna *idna, struct model_host *out);

/* The host serializer: appends. A host that is null appends nothing. */
void model_serialize_host(struct model_text *output, const struct model_host *host);

bool model_host_equals(const struct model_host *a, const struct model_host *b);

#endif
