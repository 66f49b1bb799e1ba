/* IPv6 addresses. */
#include "url_address.h"

#include "chars.h"

#include <string.h>

enum { PIECES = 8, NONE = -1 };

/* The decimal numbers that may end an address, from the piece at `index`. Moves *index past them. */
static bool read_ipv4_end(struct url_text *text, uint16_t *pieces, int *index)
{
    if (*index > PIECES - 2)
        return false;
    for (int seen = 0; seen < 4; seen++) {
        if (seen > 0 && url_next(text) != '.')
            return false;
        int c = url_peek(text);
        if (c < 0 || !url_char_is((char)c, URL_DIGIT))
            return false;
        unsigned number = 0;
        for (int digits = 0; c >= 0 && url_char_is((char)c, URL_DIGIT); digits++) {
            if (digits > 0 && number == 0)
                return false; /* a leading zero */
            number = number * 10 + (unsigned)(c - '0');
            if (number > 255)
                return false;
            (void)url_next(text);
            c = url_peek(text);
        }
        pieces[*index] = (uint16_t)(pieces[*index] * 256 + number);
        if (seen % 2 == 1)
            ++*index;
    }
    return url_peek(text) < 0;
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

/* One piece of up to four digits; *length is how many there were. */
static uint16_t read_piece(struct url_text *text, int *length)
{
    unsigned value = 0;
    *length = 0;
    for (int c = url_peek(text); *length < 4 && c >= 0 && url_char_is((char)c, URL_HEX);
         c = url_peek(text)) {
        value = value * 16 + char_hex_value((char)c);
        (void)url_next(text);
        ++*length;
    }
    return (uint16_t)value;
}

bool carom_ipv6_parse(struct url_text text, uint16_t pieces[8])
{
    int index = 0, compress = NONE;
    memset(pieces, 0, PIECES * sizeof pieces[0]);
    if (url_peek(&text) == ':') {
        (void)url_next(&text);
        if (url_next(&text) != ':')
            return false;
        compress = ++index;
    }
    while (url_peek(&text) >= 0) {
        if (index == PIECES)
            return false;
        if (url_peek(&text) == ':') {
            if (compress != NONE)
                return false;
            (void)url_next(&text);
            compress = ++index;
            continue;
        }
        struct url_text piece = text;
        int length;
        uint16_t value = read_piece(&text, &length);
        int c = url_peek(&text);
        if (c == '.') {
            if (length == 0 || !read_ipv4_end(&piece, pieces, &index))
                return false;
            break;
        }
        if (c >= 0 && (url_next(&text) != ':' || url_peek(&text) < 0))
            return false;
        pieces[index++] = value;
    }
    return spread(pieces, index, compress);
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

static size_t write_piece(uint16_t piece, char *out)
{
    static const char digits[] = "0123456789abcdef";
    size_t len = 0;
    for (int shift = 12; shift >= 0; shift -= 4) {
        if (len > 0 || shift == 0 || piece >> shift != 0)
            out[len++] = digits[piece >> shift & 15];
    }
    return len;
}

size_t carom_ipv6_write(const uint16_t pieces[8], char *out)
{
    int run_len;
    int run = compressed_run(pieces, &run_len);
    size_t len = 0;
    out[len++] = '[';
    for (int i = 0; i < PIECES; i++) {
        if (i == run) {
            out[len++] = ':';
            if (i == 0)
                out[len++] = ':';
            i += run_len - 1;
            continue;
        }
        len += write_piece(pieces[i], out + len);
        if (i < PIECES - 1)
            out[len++] = ':';
    }
    out[len++] = ']';
    return len;
}
