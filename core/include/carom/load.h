/*
 * A file to a rule set: reads a rules text or an image from a path and hands it to the core.
 *
 * This is the one part of Carom's library that speaks to the operating system, and so a library of
 * its own (carom_load), beside the core and never under it. The tool and the server share it.
 */
#ifndef CAROM_LOAD_H
#define CAROM_LOAD_H

#include "carom/rules.h"

#ifdef __cplusplus
extern "C" {
#endif

struct carom_load_options {
    enum carom_dialect dialect; /* for a rules text; an image has its dialect compiled in */
    carom_report_fn report;     /* may be NULL */
    void *report_ctx;
    bool verify;    /* an image is read whole, and refused when a bit of it was changed: without, a
                       damaged one is safe to use, but what it answers and how fast is not promised */
    bool keep_text; /* a rules text stays in *out, for messages that speak of its lines */
    bool regular_only; /* anything but a regular file is refused at once: nothing waits for whoever
                          may never come to write into a pipe */
};

/* A rule set and the memory behind it. */
struct carom_loaded {
    struct carom_rules rules;
    void *memory;        /* what carom_unload frees, or unmaps */
    size_t mapped_bytes; /* of the memory, when it is a mapping of the file; else 0 */
    int file;            /* the file that is mapped, open until carom_unload; only then */
    char *text;          /* the rules text, with keep_text; NULL for an image */
    size_t text_len;
};

enum { CAROM_LOAD_MESSAGE_MAX = 512 };

/*
 * Loads the rule set at `path`; `-` is standard input.
 *
 * An image that is a regular file is mapped, not read. Until carom_unload the file must then not be
 * written in place: what it becomes is what the rules become, and a read behind the end of a file that
 * was cut raises SIGBUS. To replace an image, write another file and rename it, as `carom compile` does;
 * the mapping stays with the old one. An image from anywhere else (a pipe, a device) is read and
 * verified.
 *
 * Returns: CAROM_OK; CAROM_ERR_SYSTEM (cannot be opened or read, is a directory, with
 *          options->regular_only is no regular file, or changed while it was read); and whatever
 *          carom_rules_compile, carom_rules_open and, with options->verify, carom_rules_verify
 *          return. On failure *out is zeroed and `message`, when not NULL, is a NUL-terminated
 *          English sentence without the path that says what is wrong and what to do.
 * In:      path is NUL-terminated. message, when not NULL, has CAROM_LOAD_MESSAGE_MAX bytes.
 * Cost:    an image that is mapped: O(1), and with verify its size. Else reads the whole file; while a
 *          text is compiled, memory of its size and about three times the image's.
 * Thread safety: reentrant.
 */
CAROM_MUST_CHECK enum carom_result carom_load(const char *path,
                                              const struct carom_load_options *options,
                                              struct carom_loaded *out, char *message);

/* Frees what carom_load gave; does nothing to a zeroed one. */
void carom_unload(struct carom_loaded *loaded);

/*
 * An allocator over the C library's realloc and free, for callers that have no other. What it gives may be
 * given to free(). For a block of many megabytes it asks the kernel for large pages, on which an image
 * is asked faster.
 */
struct carom_allocator carom_malloc_allocator(void);

#ifdef __cplusplus
}
#endif

#endif
