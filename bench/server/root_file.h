/*
 * The files under a folder that the paths of URLs name. Nothing here knows h2o or rules.
 */
#ifndef CAROM_SERVER_ROOT_FILE_H
#define CAROM_SERVER_ROOT_FILE_H

#include "carom/view.h"

#include <stdint.h>

/* An open file; its descriptor is the owner's to close. */
struct root_file {
    int fd;
    uint64_t bytes;     /* how long it was when it was opened */
    char extension[16]; /* of its name, without the dot, NUL-terminated; empty when it is longer */
};

/*
 * Opens a folder to find files under.
 * Returns: a descriptor, or -1 with errno; ENOSYS when this system cannot keep a look-up inside a
 *          folder (openat2, Linux 5.6).
 */
int root_open(const char *folder);

/*
 * Opens the file that a path names: the one of just that name, or else, as sites are laid out,
 *
 *     /about     about.html, about/index.html
 *     /about/    about.html, about/index.html
 *
 * Whatever the path says, it is looked up inside the folder: a segment `.` or `..` (also
 * percent-encoded), an empty one, one that holds an encoded `/` or NUL, and a symbolic link that
 * leads out of the folder name no file. Neither does a segment that begins with `.`, but for
 * `.well-known`, nor what is no regular file.
 *
 * Returns: false when there is no such file; then *out holds nothing to be closed.
 * In:      path is percent-encoded and begins with `/`; a query or fragment behind it is not looked
 *          at.
 * Cost:    up to three system calls to open, and no allocation.
 */
bool root_file_open(int root, struct carom_view path, struct root_file *out);

#endif
