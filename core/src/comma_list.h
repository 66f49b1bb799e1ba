/*
 * Lists with commas, as conditions have them: `GET,HEAD`.
 */
#ifndef CAROM_SRC_COMMA_LIST_H
#define CAROM_SRC_COMMA_LIST_H

#include "carom/view.h"

#include <string.h>

/*
 * Takes the first entry of *rest, which may be empty.
 * In/Out: *rest is what comes behind it; its ptr is NULL behind the last.
 */
static inline struct carom_view comma_list_take(struct carom_view *rest)
{
    struct carom_view entry = *rest;
    const char *comma = rest->len > 0 ? memchr(rest->ptr, ',', rest->len) : NULL;
    *rest = carom_view_of(NULL, 0);
    if (comma != NULL) {
        size_t len = (size_t)(comma - entry.ptr);
        *rest = carom_view_of(comma + 1, entry.len - len - 1);
        entry.len = len;
    }
    return entry;
}

#endif
