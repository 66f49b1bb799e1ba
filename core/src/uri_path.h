/*
 * remove_dot_segments (RFC 3986 §5.2.4) over a path that stands in two places.
 */
#ifndef CAROM_SRC_URI_PATH_H
#define CAROM_SRC_URI_PATH_H

#include "carom/result.h"

struct uri_path {
    /* What is merged before the rest (§5.2.3): it ends with `/`, or is empty. */
    struct carom_view base;
    struct carom_view rest;
    /* Escapes get their normal form first (§6.2.2.2), so that `%2e%2e` is a dot segment, too. */
    bool normalise;
};

/*
 * Removes the dot segments, and appends the path to buf; a path in one place that does not change
 * is returned as it stands.
 *
 * Returns: the path; an empty view when buf is too small. Cost: linear.
 */
struct carom_view carom_uri_put_path(const struct uri_path *path, struct carom_buf *buf);

#endif
