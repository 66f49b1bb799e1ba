/*
 * The state of one run of the basic URL parser, and the parts of it that have files of their own.
 */
#ifndef CAROM_SRC_URL_PARSER_H
#define CAROM_SRC_URL_PARSER_H

#include "carom/url.h"

#include "url_encode.h"

/* Where a part lies in the output. */
struct url_span {
    size_t at;
    size_t end;
};

struct url_parser {
    struct url_text text; /* what is still to be read */
    const struct carom_url *base;
    const struct carom_idna *idna;
    struct url_writer writer;
    struct url_span scheme, username, password, host, port, path, query, fragment;
    struct carom_url *out;
    bool no_memory;
};

static inline bool url_fail(struct url_parser *parser, enum carom_url_problem problem)
{
    parser->out->problem = problem;
    return false;
}

static inline bool url_is_special(const struct url_parser *parser)
{
    return parser->out->special != CAROM_SCHEME_OTHER;
}

static inline struct url_span url_begin(const struct url_parser *parser)
{
    size_t at = url_written(&parser->writer);
    return (struct url_span){at, at};
}

static inline void url_end(const struct url_parser *parser, struct url_span *span)
{
    span->end = url_written(&parser->writer);
}

/*
 * Scheme start state and scheme state: whether the text begins with a scheme and `:`. Then
 * out->special is set and *after is what comes behind.
 */
bool carom_url_find_scheme(struct url_parser *parser, const char **after);

/* Puts the scheme that was found, and goes on behind it. */
void carom_url_put_scheme(struct url_parser *parser, const char *after);

/* From the authority state to the path start state. Returns false on failure. */
bool carom_url_put_authority(struct url_parser *parser);

/* Parses one host and puts it. Returns false on failure. */
bool carom_url_put_authority_host(struct url_parser *parser, struct url_text host);

#endif
