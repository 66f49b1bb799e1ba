/* IPv6 addresses. */
#include "url_address.h"

#include "chars.h"

#include <string.h>

enum {
    PIECES = 8,
    NONE = -1,
    LONGEST = sizeof("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255") - 1
};

/* The decimal numbers that may end an address, from the piece at `index`. Moves *index past them. */
static bool read_ipv4_end(const char *p, uint16_t *pieces, int *index)
{
    if (*index > PIECES - 2)
        return false;
    for (int seen = 0; seen < 4; seen++) {
        if (seen > 0 && *p++ != '.')
            return false;
        if (!url_char_is(*p, URL_DIGIT))
            return false;
        unsigned number = 0;
        for (int digits = 0; url_char_is(*p, URL_DIGIT); digits++) {
            if (digits > 0 && number == 0)
                return false; /* a leading zero */
            number = number * 10 + (unsigned)(*p++ - '0');
            if (number > 255)
                return false;
        }
        pieces[*index] = (uint16_t)(pieces[*index] * 256 + number);
        if (seen % 2 == 1)
            ++*index;
    }
    return *p == '\0';
}

/* Moves the pieces behind `::` to the end. */
static bool spread(uint16_t *pieces, int index, int compress)
{
    if (compress == NONE)
        return index == PIECES;
    int moved = index - compress;
    for (int i = PIECES - 1; moved > 0; i--, moved--) {
        uint16_t swapped = pieces[compress + moved - 1];
        pieces[compress + moved - 1] = pieces[i];
        pieces[i] = swapped;
    }
    return true;
}

/* One piece of up to four digits. Returns its end. */
static const char *read_piece(const char *p, uint16_t *piece)
{
    unsigned value = 0;
    const char *begin = p;
    while (p - begin < 4 && url_char_is(*p, URL_HEX))
        value = value * 16 + char_hex_value(*p++);
    *piece = (uint16_t)value;
    return p;
}

/* In: a NUL ends the text, which is no character of an address. */
static bool parse(const char *p, uint16_t pieces[8])
{
    int index = 0, compress = NONE;
    if (*p == ':') {
        if (p[1] != ':')
            return false;
        p += 2;
        compress = ++index;
    }
    while (*p != '\0') {
        if (index == PIECES)
            return false;
        if (*p == ':') {
            if (compress != NONE)
                return false;
            p++;
            compress = ++index;
            continue;
        }
        uint16_t piece;
        const char *after = read_piece(p, &piece);
        if (*after == '.') {
            if (after == p || !read_ipv4_end(p, pieces, &index))
                return false;
            break;
        }
        if (*after == ':' ? after[1] == '\0' : *after != '\0')
            return false;
        pieces[index++] = piece;
        p = *after == ':' ? after + 1 : after;
    }
    return spread(pieces, index, compress);
}

bool carom_ipv6_parse(struct url_text text, uint16_t pieces[8])
{
    char address[LONGEST + 1];
    size_t len = 0;
    for (; text.at != text.end && len <= LONGEST; text.at++) {
        address[len] = *text.at;
        len += !url_char_is(*text.at, URL_TAB_OR_NEWLINE);
    }
    if (len > LONGEST || memchr(address, '\0', len) != NULL)
        return false;
    address[len] = '\0';
    memset(pieces, 0, PIECES * sizeof pieces[0]);
    return parse(address, pieces);
}

/* The longest run of two or more zero pieces, the first of equals; *len is 0 without one. */
static int compressed_run(const uint16_t *pieces, int *len)
{
    int best = NONE;
    *len = 0;
    for (int i = 0; i < PIECES; i++) {
        int run = 0;
        while (i + run < PIECES && pieces[i + run] == 0)
            run++;
        if (run > 1 && run > *len) {
            best = i;
            *len = run;
        }
        i += run;
    }
    return best;
}

/* Returns where the next character goes. */
static char *write_piece(uint16_t piece, char *out)
{
    static const char digits[] = "0123456789abcdef";
    if (piece > 0xFFF)
        *out++ = digits[piece >> 12];
    if (piece > 0xFF)
        *out++ = digits[piece >> 8 & 15];
    if (piece > 0xF)
        *out++ = digits[piece >> 4 & 15];
    *out++ = digits[piece & 15];
    return out;
}

size_t carom_ipv6_write(const uint16_t pieces[8], char *out)
{
    int run_len;
    int run = compressed_run(pieces, &run_len);
    char *p = out;
    *p++ = '[';
    for (int i = 0; i < PIECES; i++) {
        if (i == run) {
            *p++ = ':';
            if (i == 0)
                *p++ = ':';
            i += run_len - 1;
            continue;
        }
        p = write_piece(pieces[i], p);
        if (i < PIECES - 1)
            *p++ = ':';
    }
    *p++ = ']';
    return (size_t)(p - out);
}
