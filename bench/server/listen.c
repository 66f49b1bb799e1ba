/*
 * Listening sockets: exclusive towards other processes, shared among the threads of this one.
 *
 * SO_REUSEPORT alone would let a second carom-server of the same user join the first one silently
 * and take half of its connections. So the first socket is bound and put into the listening
 * state without it: that fails when anybody else listens there, and it wins any race, since of two
 * sockets bound with SO_REUSEADDR only one gets past listen(2). Only then is SO_REUSEPORT set on
 * it, which lets the sockets of the other threads in.
 */
#include "listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    LISTEN_BACKLOG = 65535, /* the kernel clips it to net.core.somaxconn */
    PORT_MAX = 65535
};

bool listen_number_parse(const char *text, unsigned min, unsigned max, unsigned *out)
{
    unsigned value = 0;
    if (text[0] == '\0')
        return false;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p < '0' || *p > '9')
            return false;
        unsigned digit = (unsigned)(*p - '0');
        if (digit > max || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (value < min)
        return false;
    *out = value;
    return true;
}

bool listen_address_parse(const char *text, struct listen_address *out)
{
    bool bracketed = text[0] == '[';
    const char *host = bracketed ? text + 1 : text;
    const char *host_end = strchr(host, bracketed ? ']' : ':');
    if (host_end == NULL || host_end == host || host_end - host > LISTEN_HOST_MAX)
        return false;
    const char *colon = bracketed ? host_end + 1 : host_end;
    unsigned port;
    if (*colon != ':' || !listen_number_parse(colon + 1, 0, PORT_MAX, &port))
        return false;
    memset(out, 0, sizeof(*out));
    memcpy(out->host, host, (size_t)(host_end - host));
    out->bracketed = bracketed;
    out->port = port;
    return true;
}

/* A bound and listening socket, or -1 with errno set. */
static int open_socket(const struct sockaddr *address, socklen_t address_len, bool share)
{
    int on = 1;
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd == -1)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        (share && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0) ||
        (address->sa_family == AF_INET6 &&
         setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) != 0) ||
        bind(fd, address, address_len) != 0 || listen(fd, LISTEN_BACKLOG) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

/* The address of `fd` with its real port. Returns false with errno set. */
static bool bound_address(int fd, struct sockaddr_storage *address, socklen_t *len, unsigned *port)
{
    *len = sizeof(*address);
    memset(address, 0, sizeof(*address));
    if (getsockname(fd, (struct sockaddr *)address, len) != 0)
        return false;
    if (address->ss_family == AF_INET6)
        *port = ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
    else
        *port = ntohs(((const struct sockaddr_in *)address)->sin_port);
    return true;
}

/* Returns how many sockets are open; less than count means failure, with errno set. */
static unsigned open_all(const struct addrinfo *found, int *sockets, unsigned count, unsigned *port)
{
    struct sockaddr_storage address;
    socklen_t address_len;
    int on = 1;

    sockets[0] = open_socket(found->ai_addr, found->ai_addrlen, false);
    if (sockets[0] == -1)
        return 0;
    if (!bound_address(sockets[0], &address, &address_len, port) ||
        (count > 1 && setsockopt(sockets[0], SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0)) {
        int error = errno;
        close(sockets[0]);
        errno = error;
        return 0;
    }
    unsigned opened = 1;
    while (opened < count) {
        sockets[opened] = open_socket((const struct sockaddr *)&address, address_len, true);
        if (sockets[opened] == -1)
            break;
        opened++;
    }
    return opened;
}

bool listen_open(struct listen_address *address, int *sockets, unsigned count, char *message)
{
    struct addrinfo hints;
    struct addrinfo *found = NULL;
    char service[8];

    memset(&hints, 0, sizeof(hints));
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_family = address->bracketed ? AF_INET6 : AF_UNSPEC;
    hints.ai_flags = AI_NUMERICSERV | (address->bracketed ? AI_NUMERICHOST : 0);
    snprintf(service, sizeof(service), "%u", address->port);
    int failure = getaddrinfo(address->host, service, &hints, &found);
    if (failure != 0) {
        snprintf(message, LISTEN_MESSAGE_MAX, "%s",
                 failure == EAI_SYSTEM ? strerror(errno) : gai_strerror(failure));
        return false;
    }
    unsigned opened = open_all(found, sockets, count, &address->port);
    int error = errno;
    freeaddrinfo(found);
    if (opened == count)
        return true;
    while (opened > 0)
        close(sockets[--opened]);
    snprintf(message, LISTEN_MESSAGE_MAX, "%s", strerror(error));
    return false;
}
