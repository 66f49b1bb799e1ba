/*
 * A set's text and its compilation.
 */
#ifndef CAROM_MICRO_SCALE_COMPILE_H
#define CAROM_MICRO_SCALE_COMPILE_H

#include "scale_sets.h"

#include "carom/load.h"

struct scale_compiled {
    struct carom_rules rules;
    struct carom_loaded loaded; /* behind the rules when an image was there, zeroed otherwise */
    size_t text_bytes;          /* 0: an image was there, and no text was written */
    double compile_s;           /* of this thread's time; 0 likewise */
};

/* How often a set is compiled: once, or until it is known how long it takes. */
enum scale_repeats { COMPILE_ONCE, COMPILE_UNTIL_STEADY };

/*
 * Writes the text of a set and compiles it. When `images` names a folder, its file NAME.image is
 * loaded in place of that if it is there, and written after it if not.
 *
 * Returns: false, with a message on standard error and nothing to free, when the set does not compile,
 * a file cannot be read or written, or memory is short.
 */
bool scale_compile(struct scale_source source, const char *images, enum scale_repeats repeats,
                   struct scale_compiled *out);

/* Writes a set's image to a file. Returns: false with a message on standard error. */
bool scale_write_image(const struct carom_rules *rules, const char *path, int fd);

void scale_compiled_free(struct scale_compiled *compiled);

#endif
