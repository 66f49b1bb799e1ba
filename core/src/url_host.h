/*
 * The host parser and serialiser (URL Standard §3.5, §3.6) in one.
 */
#ifndef CAROM_SRC_URL_HOST_H
#define CAROM_SRC_URL_HOST_H

#include "carom/url.h"

#include "url_encode.h"

/*
 * Parses a host and puts it to the parser's output.
 *
 * Returns: false on failure; then *problem says why. *no_memory is set when that was the reason.
 * In:      text is not empty when is_special.
 */
struct url_host_parser {
    struct url_writer *writer;
    const struct carom_idna *idna;
    enum carom_host_kind kind;
    enum carom_url_problem problem;
    bool no_memory;
};

bool carom_url_put_host(struct url_host_parser *parser, struct url_text text, bool is_special);

/*
 * Whether a domain without escapes may end in a number: the first byte of its last label that is not
 * empty decides. In: not empty.
 */
bool carom_url_may_be_ipv4(struct url_text text);

#endif
