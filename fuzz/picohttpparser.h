/*
 * picohttpparser's response parser, which libh2o exports without a header. This is the one place
 * that declares it.
 */
#ifndef FUZZ_PICOHTTPPARSER_H
#define FUZZ_PICOHTTPPARSER_H

#include <stddef.h>

struct phr_header {
    const char *name;
    size_t name_len;
    const char *value;
    size_t value_len;
};

/*
 * Returns: the length of the head, -1 for a bad response, -2 for a cut one.
 * In/Out:  *num_headers is the room in `headers`, then how many there were.
 */
int phr_parse_response(const char *buf, size_t len, int *minor_version, int *status,
                       const char **msg, size_t *msg_len, struct phr_header *headers,
                       size_t *num_headers, size_t last_len);

#endif
