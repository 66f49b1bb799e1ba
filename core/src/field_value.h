/*
 * Reading a field's value: white space, tokens, quoted strings and members of lists (RFC 9110 §5.6).
 */
#ifndef CAROM_SRC_FIELD_VALUE_H
#define CAROM_SRC_FIELD_VALUE_H

#include "chars.h"

struct scanner {
    struct carom_view text;
    size_t at;
};

static inline bool scanner_is_at(const struct scanner *scanner, char c)
{
    return scanner->at < scanner->text.len && scanner->text.ptr[scanner->at] == c;
}

static inline bool char_is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* White space (OWS, RFC 9110 §5.6.3). */
static inline void scanner_skip_space(struct scanner *scanner)
{
    size_t at = scanner->at;
    while (at < scanner->text.len && char_is_space(scanner->text.ptr[at]))
        at++;
    scanner->at = at;
}

/* A token, which is empty when none stands here. */
static inline struct carom_view scanner_take_token(struct scanner *scanner)
{
    const char *start = scanner->text.ptr + scanner->at;
    size_t left = scanner->text.len - scanner->at;
    size_t len = 0;
    while (len < left && char_is(start[len], CHAR_TOKEN))
        len++;
    scanner->at += len;
    return carom_view_of(start, len);
}

/*
 * A quoted-string without its quotes, its quoted-pairs left in (RFC 9110 §5.6.4).
 * Returns: false when it is not closed; then nothing is left of the text.
 * In: the scanner is at its first quote.
 */
static inline bool scanner_take_quoted(struct scanner *scanner, struct carom_view *value)
{
    size_t start = ++scanner->at;
    while (scanner->at < scanner->text.len && !scanner_is_at(scanner, '"'))
        scanner->at += scanner_is_at(scanner, '\\') ? 2 : 1;
    if (scanner->at >= scanner->text.len) {
        scanner->at = scanner->text.len;
        return false;
    }
    *value = carom_view_of(scanner->text.ptr + start, scanner->at - start);
    scanner->at++;
    return true;
}

/* Moves to the next comma outside quotes, so that a malformed member ends with itself. */
static inline void scanner_skip_member(struct scanner *scanner)
{
    struct carom_view ignored;
    while (scanner->at < scanner->text.len && !scanner_is_at(scanner, ',')) {
        if (scanner_is_at(scanner, '"'))
            (void)scanner_take_quoted(scanner, &ignored);
        else
            scanner->at++;
    }
}

/*
 * The octet at *at of what stood between quotes: a quoted-pair stands for its second byte. Moves *at
 * behind it. In: *at is below quoted.len.
 */
static inline char quoted_octet(struct carom_view quoted, size_t *at)
{
    if (quoted.ptr[*at] == '\\' && *at + 1 < quoted.len)
        ++*at;
    return quoted.ptr[(*at)++];
}

#endif
