/*
 * The URL Standard's basic URL parser (section 4.4), URL serializer (4.5) and origin (4.7): the state
 * machine as the standard writes it, one function for each state, over decoded code points.
 *
 * There is no state override and the encoding is UTF-8. Bytes that are no UTF-8 are U+FFFD before
 * the parser sees them, and a byte-order mark is a code point like any other.
 */
#ifndef FUZZ_MODEL_URL_H
#define FUZZ_MODEL_URL_H

#include "model/url_host.h"

/* A URL record. Everything lives in the arena that it was parsed with. */
struct model_url {
    struct model_view scheme;
    struct model_view username;
    struct model_view password;
    struct model_host host;
    bool has_port; /* not null */
    uint32_t port;
    bool has_opaque_path;
    struct model_view opaque_path;
    struct model_view *path; /* the segments, when the path is not opaque */
    size_t path_size;
    bool has_query; /* not null */
    struct model_view query;
    bool has_fragment; /* not null */
    struct model_view fragment;
};

/*
 * The basic URL parser.
 *
 * Returns: why it failed, or MODEL_URL_NO_FAILURE. In: base may be NULL; what it refers to must live
 * as long as *out. idna may be NULL; then a domain that is not ASCII is a failure.
 */
enum model_url_failure model_url_parse(struct model_arena *arena, struct model_view input,
                                       const struct model_url *base, const struct model_idna *idna,
                                       struct model_url *out);

bool model_url_is_special(const struct model_url *url);

/* The default port of the URL's scheme; false: null. */
bool model_url_default_port(const struct model_url *url, uint32_t *out);

/* The URL serializer, and the serializers of its parts. */
struct model_view model_url_href(struct model_arena *arena, const struct model_url *url);
struct model_view model_url_host(struct model_arena *arena, const struct model_url *url);
struct model_view model_url_port(struct model_arena *arena, const struct model_url *url);
struct model_view model_url_path(struct model_arena *arena, const struct model_url *url);

/*
 * The origin of a URL, as HTML serializes origins: `null` for an opaque one. A file URL has an opaque
 * one, and no blob URL has a blob URL entry.
 */
struct model_view model_url_origin(struct model_arena *arena, const struct model_url *url,
                                   const struct model_idna *idna);

#endif
