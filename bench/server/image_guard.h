/*
 * Keeps a mapped image as it is when somebody writes into its file, although nobody should.
 *
 * A file lease (fcntl, F_SETLEASE) makes the writer wait, for /proc/sys/fs/lease-break-time seconds at
 * most, and sends us SIGIO; then the image is copied into memory, and the writer may go on. Leases
 * need a local file system, and a file that is this user's own (or CAP_LEASE).
 */
#ifndef CAROM_SERVER_IMAGE_GUARD_H
#define CAROM_SERVER_IMAGE_GUARD_H

#include "carom/load.h"

/*
 * Guards what was loaded, when it is a mapped image, until it is unloaded.
 * Returns: false when somebody writes the file now, or did since it was mapped: it may be half an image.
 *          true: it is guarded (then *is_guarded), or need not be, or cannot be here.
 * In:      SIGIO is blocked in every thread.
 */
bool image_guard_take(const struct carom_loaded *loaded, bool *is_guarded);

/*
 * To be called after SIGIO: when somebody waits to write, copies the image, at its address, and lets
 * them go on. Any number of threads may read the image meanwhile.
 *
 * Returns: whether the image was copied, so that it comes from its file no more and is not guarded.
 * In:      it is guarded.
 */
bool image_guard_answer(const struct carom_loaded *loaded);

/*
 * Makes the end of a process that reads behind the end of a cut image say why it ended: on a file
 * system where leases cannot be had, nothing can be done but that.
 */
void image_guard_explain_end(void);

#endif
