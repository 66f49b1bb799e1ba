/*
 * The path state of the URL parser (URL Standard §4.4), with the base's path before it.
 */
#ifndef CAROM_SRC_URL_PATH_H
#define CAROM_SRC_URL_PATH_H

#include "carom/url.h"

#include "url_encode.h"

/* What a path depends on besides its text. */
struct url_path {
    enum carom_scheme special;
    bool has_host;
    struct carom_view prefix; /* of the base's path, kept whole: empty, or `/segment`s */
};

/*
 * Puts a path: the prefix, and then the segments of *text, which stands behind a first slash. A `/.`
 * goes before a path that would be read as a host. Returns where the path itself begins.
 * Out: *text is what comes behind the path: `?`, `#` or nothing.
 */
size_t carom_url_put_path(struct url_writer *writer, const struct url_path *path,
                          struct url_text *text);

/* Puts a path that is serialised already; the same otherwise. */
size_t carom_url_put_whole_path(struct url_writer *writer, struct carom_view path, bool has_host);

/* A path without its last segment; a drive letter that stands alone in a file URL stays (§4.1). */
struct carom_view carom_url_shortened(struct carom_view path, enum carom_scheme special);

/* A first segment that is a normalised Windows drive letter, with its slash; or nothing. */
struct carom_view carom_url_drive(struct carom_view path);

/* Whether a text starts with a Windows drive letter (§4.1). */
bool carom_url_starts_with_drive(struct url_text text);

#endif
