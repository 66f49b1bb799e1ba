/* IPv4 addresses: the parser takes one to four numbers, each decimal, octal or hexadecimal. */
#include "url_address.h"

#include "chars.h"

/* What a label may be, while its bytes are read. */
struct label {
    size_t len;
    bool is_digits; /* of one or more, when len is not 0 */
    bool is_hex;    /* 0x and hexadecimal digits */
};

static void label_add(struct label *label, char c)
{
    label->is_digits = (label->len == 0 || label->is_digits) && url_char_is(c, URL_DIGIT);
    if (label->len == 0)
        label->is_hex = c == '0';
    else if (label->len == 1)
        label->is_hex = label->is_hex && char_lower(c) == 'x';
    else
        label->is_hex = label->is_hex && url_char_is(c, URL_HEX);
    label->len++;
}

static bool label_is_number(const struct label *label)
{
    return label->len > 0 && (label->is_digits || label->is_hex);
}

bool carom_host_ends_in_number(struct host_text host)
{
    struct label last = {0, false, false}, before = last;
    for (int c = carom_host_next(&host); c >= 0; c = carom_host_next(&host)) {
        if (c != '.') {
            label_add(&last, (char)c);
            continue;
        }
        before = last;
        last = (struct label){0, false, false};
    }
    return label_is_number(last.len > 0 ? &last : &before);
}

static unsigned digit_value(int c, unsigned radix)
{
    unsigned value = url_char_is((char)c, URL_HEX) ? char_hex_value((char)c) : radix;
    return value < radix ? value : 16;
}

/*
 * Reads one number up to its dot or the end: *stop is what came. A value that does not fit 32 bits
 * stays above them.
 */
static bool read_number(struct host_text *host, uint64_t *value, int *stop)
{
    unsigned radix = 10;
    int c = carom_host_next(host);
    *value = 0;
    if (c < 0 || c == '.')
        return false;
    if (c == '0') {
        c = carom_host_next(host);
        radix = 8;
        if (c == 'x' || c == 'X') {
            c = carom_host_next(host);
            radix = 16;
        }
    }
    for (; c >= 0 && c != '.'; c = carom_host_next(host)) {
        unsigned digit = digit_value(c, radix);
        if (digit == 16)
            return false;
        *value = *value * radix + digit;
        if (*value > UINT32_MAX)
            *value = (uint64_t)UINT32_MAX + 1;
    }
    *stop = c;
    return true;
}

bool carom_ipv4_parse(struct host_text host, uint32_t *out)
{
    uint64_t address = 0;
    for (unsigned left = 3;; left--) { /* numbers behind this one, at most */
        uint64_t number;
        int stop;
        if (!read_number(&host, &number, &stop))
            return false;
        struct host_text ahead = host;
        bool is_last = stop < 0 || carom_host_next(&ahead) < 0; /* one dot may end it */
        if (is_last) {
            if (number >= UINT64_C(1) << 8 * (left + 1))
                return false;
            *out = (uint32_t)(address + number);
            return true;
        }
        if (number > 255 || left == 0)
            return false;
        address += number << 8 * left;
    }
}

size_t carom_ipv4_write(uint32_t address, char *out)
{
    size_t len = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
        unsigned number = address >> shift & 255;
        if (number >= 100)
            out[len++] = (char)('0' + number / 100);
        if (number >= 10)
            out[len++] = (char)('0' + number / 10 % 10);
        out[len++] = (char)('0' + number % 10);
        if (shift > 0)
            out[len++] = '.';
    }
    return len;
}
