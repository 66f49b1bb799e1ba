/*
 * URI references as RFC 3986 reads them, straight from its text: taken apart by the regular
 * expression of appendix B, each part held against the grammar of appendix A, resolved by the
 * pseudocode of section 5.2, a buffer at a time.
 */
#ifndef FUZZ_MODEL_URI_REFERENCE_H
#define FUZZ_MODEL_URI_REFERENCE_H

#include "model/text.h"

/* A part that may be undefined, which is not the same as empty (section 5.3). */
struct model_part {
    bool defined;
    struct model_view text;
};

struct model_uri {
    struct model_part scheme;
    struct model_part authority;
    struct model_part userinfo; /* these three are undefined without an authority */
    struct model_part host;
    struct model_part port;
    struct model_view path;
    struct model_part query;
    struct model_part fragment;
};

/* Whether the grammar has this URI-reference; *uri is only then set. */
bool model_uri_parse(struct model_view reference, struct model_uri *uri);

/* Whether some URI-reference begins with these bytes: tries every way in which one could end. */
bool model_uri_begins(struct model_arena *arena, struct model_view bytes);

/* Section 5.2.2, strict; the base has a scheme. */
struct model_uri model_uri_resolve(struct model_arena *arena, const struct model_uri *base,
                                   const struct model_uri *reference);

/* Section 5.2.4. */
struct model_view model_remove_dot_segments(struct model_arena *arena, struct model_view path);

/*
 * Sections 6.2.2 and, for http and https, 6.2.3. Our choices where the RFC leaves one: escapes are
 * decoded before dot segments are removed; a reference without a scheme keeps its dot segments;
 * a port is compared with the default as a number.
 */
struct model_uri model_uri_normalise(struct model_arena *arena, const struct model_uri *uri);

/* Section 5.3, to the letter: without any care for paths that would be read as another part. */
struct model_view model_uri_recompose(struct model_arena *arena, const struct model_uri *uri);

#endif
