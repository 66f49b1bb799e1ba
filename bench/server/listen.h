/*
 * An address to listen on, and the listening sockets, one for each serving thread.
 */
#ifndef CAROM_SERVER_LISTEN_H
#define CAROM_SERVER_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

enum {
    LISTEN_HOST_MAX = 255, /* RFC 1035 §2.3.4 */
    LISTEN_MESSAGE_MAX = 256
};

struct listen_address {
    char host[LISTEN_HOST_MAX + 1]; /* without brackets, NUL-terminated */
    bool bracketed;                 /* was it written in brackets */
    unsigned port;                  /* 0: a free one */
};

/*
 * Reads a number of digits only, from min to max.
 * Returns: false, with *out untouched, for anything else.
 */
bool listen_number_parse(const char *text, unsigned min, unsigned max, unsigned *out);

/* Reads `HOST:PORT` or `[IPV6]:PORT`. Returns: false, with *out untouched, for anything else. */
bool listen_address_parse(const char *text, struct listen_address *out);

/*
 * Opens `count` sockets that listen on one address and share its connections.
 *
 * Fails when any other socket listens there, also one of another carom-server. Connections in
 * TIME_WAIT do not count.
 *
 * Returns: true: sockets[0 … count) are open, non-blocking, and address->port is the real one.
 *          false: nothing stays open, and `message` is a NUL-terminated reason.
 * In:      message has LISTEN_MESSAGE_MAX bytes.
 */
bool listen_open(struct listen_address *address, int *sockets, unsigned count, char *message);

#endif
