/*
 * A rule image to a file, whole or not at all.
 */
#ifndef CAROM_TOOL_IMAGE_FILE_H
#define CAROM_TOOL_IMAGE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes bytes to `path`: to a temporary name in the same folder, to the disk, read back and
 * compared, then renamed, so that a reader sees the old file or the new one and never a part. A
 * signal that ends the process takes the temporary file away; SIGKILL, which nobody can catch, leaves
 * it beside the old one, where it is in the way of no later run. What is no regular file (a device, a
 * pipe) is written to as it is; a symbolic link keeps pointing where it does, also when its target
 * has yet to be made. A file that is replaced hands its permissions on, and its owner where this user
 * may give files away.
 *
 * Returns: false, after a message, when it cannot; nothing is left behind then.
 */
bool image_file_write(const char *path, const unsigned char *bytes, size_t len);

#endif
