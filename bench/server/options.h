/*
 * The command line of carom-server: what the operator asked for.
 */
#ifndef CAROM_SERVER_OPTIONS_H
#define CAROM_SERVER_OPTIONS_H

#include "adapter.h"
#include "carom/rules.h"
#include "listen.h"

enum {
    OPTIONS_THREADS_MAX = 256,
    /* h2o reads a request's body before it asks for an answer, and keeps it in memory: in HTTP/2 of
     * up to 100 streams of a connection at once. */
    OPTIONS_BODY_BYTES_DEFAULT = 1024 * 1024,
    /* With a buffer above 32 MiB, the next power of two, h2o would write to a file under /tmp. */
    OPTIONS_BODY_BYTES_MAX = 16 * 1024 * 1024,
    OPTIONS_RECALL_DEFAULT = 1024
};

struct options {
    const char *rules_path; /* NUL-terminated, from argv */
    const char *root;       /* the same; NULL: none */
    enum carom_dialect dialect;
    bool dialect_is_given;
    bool verify; /* an image is read whole before anything is answered by it */
    bool watch;  /* reload when the rules change */
    struct listen_address listen;
    unsigned threads;
    struct adapter_policy policy;
};

enum options_outcome {
    OPTIONS_RUN = 0, /* *out is complete */
    OPTIONS_HELP,
    OPTIONS_VERSION,
    OPTIONS_WRONG /* a message was printed on stderr */
};

/*
 * Reads the command line.
 *
 * An option is written `--name value` or `--name=value`, in full and at most once. Numbers are
 * digits and nothing else.
 *
 * Out: *out is set for OPTIONS_RUN only. Its strings are argv's.
 */
enum options_outcome options_parse(int argc, char **argv, struct options *out);

/* The text of --help. */
const char *options_help(void);

#endif
