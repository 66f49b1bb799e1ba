/*
 * IP addresses as hosts (URL Standard §3.5, §3.6): parsers and serialisers.
 */
#ifndef CAROM_SRC_URL_ADDRESS_H
#define CAROM_SRC_URL_ADDRESS_H

#include "url_text.h"

enum {
    IPV4_TEXT_MAX = sizeof("255.255.255.255") - 1,
    IPV6_TEXT_MAX = sizeof("[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]") - 1
};

/*
 * The text of a host as its parser sees it: without tabs and newlines, and percent-decoded. Where there
 * is neither, it is read as it stands.
 */
struct host_text {
    struct url_text text;
    bool is_raw;
};

/* The next byte, 0 to 255; -1 at the end. */
int carom_host_next(struct host_text *host);

/* Whether a host is this ASCII text, in any case. In: the name is in lower case. */
bool carom_host_is(struct host_text host, struct carom_view name);

/* Whether an ASCII domain ends in a number, so that it must be an IPv4 address. In: not empty. */
bool carom_host_ends_in_number(struct host_text host);

/* Parses an IPv4 address in any spelling. In: what ends in a number. */
bool carom_ipv4_parse(struct host_text host, uint32_t *out);

/* Four decimal numbers. Returns the length. In: out has room for IPV4_TEXT_MAX bytes. */
size_t carom_ipv4_write(uint32_t address, char *out);

/* Parses what stands between the brackets. */
bool carom_ipv6_parse(struct url_text text, uint16_t pieces[8]);

/* In brackets, compressed. Returns the length. In: out has room for IPV6_TEXT_MAX bytes. */
size_t carom_ipv6_write(const uint16_t pieces[8], char *out);

#endif
