#include "chars.h"

#include <stdint.h>
#include <string.h>

#define U CHAR_UNRESERVED
#define S CHAR_SUB_DELIM
#define T CHAR_TOKEN
#define W CHAR_WORD
#define LETTER (U | T | W)
#define HEXDIG (U | T | W | CHAR_HEX)

/* clang-format off: one character a line, runs of a kind in rows. */
const unsigned char carom_chars[256] = {
    ['!'] = S | T,
    ['#'] = T,
    ['$'] = S | T,
    ['%'] = T,
    ['&'] = S | T,
    ['\''] = S | T,
    ['('] = S,
    [')'] = S,
    ['*'] = S | T,
    ['+'] = S | T,
    [','] = S,
    ['-'] = U | T,
    ['.'] = U | T,
    ['/'] = CHAR_SLASH,
    ['0'] = HEXDIG,
    ['1'] = HEXDIG,
    ['2'] = HEXDIG,
    ['3'] = HEXDIG,
    ['4'] = HEXDIG,
    ['5'] = HEXDIG,
    ['6'] = HEXDIG,
    ['7'] = HEXDIG,
    ['8'] = HEXDIG,
    ['9'] = HEXDIG,
    [':'] = CHAR_COLON_AT,
    [';'] = S,
    ['='] = S,
    ['?'] = CHAR_QUESTION,
    ['@'] = CHAR_COLON_AT,
    ['A'] = HEXDIG,
    ['B'] = HEXDIG,
    ['C'] = HEXDIG,
    ['D'] = HEXDIG,
    ['E'] = HEXDIG,
    ['F'] = HEXDIG,
    ['G'] = LETTER,
    ['H'] = LETTER,
    ['I'] = LETTER,
    ['J'] = LETTER,
    ['K'] = LETTER,
    ['L'] = LETTER,
    ['M'] = LETTER,
    ['N'] = LETTER,
    ['O'] = LETTER,
    ['P'] = LETTER,
    ['Q'] = LETTER,
    ['R'] = LETTER,
    ['S'] = LETTER,
    ['T'] = LETTER,
    ['U'] = LETTER,
    ['V'] = LETTER,
    ['W'] = LETTER,
    ['X'] = LETTER,
    ['Y'] = LETTER,
    ['Z'] = LETTER,
    ['^'] = T,
    ['_'] = U | T | W,
    ['`'] = T,
    ['a'] = HEXDIG,
    ['b'] = HEXDIG,
    ['c'] = HEXDIG,
    ['d'] = HEXDIG,
    ['e'] = HEXDIG,
    ['f'] = HEXDIG,
    ['g'] = LETTER,
    ['h'] = LETTER,
    ['i'] = LETTER,
    ['j'] = LETTER,
    ['k'] = LETTER,
    ['l'] = LETTER,
    ['m'] = LETTER,
    ['n'] = LETTER,
    ['o'] = LETTER,
    ['p'] = LETTER,
    ['q'] = LETTER,
    ['r'] = LETTER,
    ['s'] = LETTER,
    ['t'] = LETTER,
    ['u'] = LETTER,
    ['v'] = LETTER,
    ['w'] = LETTER,
    ['x'] = LETTER,
    ['y'] = LETTER,
    ['z'] = LETTER,
    ['|'] = T,
    ['~'] = U | T,
};
/* clang-format on */

bool carom_equal_nocase(struct carom_view a, struct carom_view b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (char_lower(a.ptr[i]) != char_lower(b.ptr[i]))
            return false;
    }
    return true;
}

bool carom_starts_with(struct carom_view view, struct carom_view prefix)
{
    return view.len >= prefix.len &&
           (prefix.len == 0 || memcmp(view.ptr, prefix.ptr, prefix.len) == 0);
}

size_t carom_visible_len(const char *bytes, size_t left)
{
    const uint64_t each = UINT64_MAX / 0xFF;
    size_t i = 0;
    for (; left - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        /* Only a byte below 0x21 borrows, and only one above 0x7E has or gets its highest bit. */
        uint64_t below = (word - each * 0x21) & ~word;
        uint64_t above = word | (word + each);
        if (((below | above) & each * 0x80) != 0)
            break;
    }
    while (i < left && (unsigned char)bytes[i] > 0x20 && (unsigned char)bytes[i] < 0x7F)
        i++;
    return i;
}

/* How many continuation bytes follow a lead byte, and the range of the first; 0 when it leads none.
 */
static unsigned utf8_continuations(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 1;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (lead == 0xE0)
            *low = 0xA0; /* no overlong form */
        if (lead == 0xED)
            *high = 0x9F; /* no surrogate */
        return 2;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (lead == 0xF0)
            *low = 0x90;
        if (lead == 0xF4)
            *high = 0x8F; /* nothing above U+10FFFF */
        return 3;
    }
    return 0;
}

bool carom_is_utf8(struct carom_view view)
{
    const unsigned char *p = (const unsigned char *)view.ptr;
    size_t i = 0;
    while (i < view.len) {
        if (p[i] < 0x80) {
            i++;
            continue;
        }
        unsigned char low, high;
        unsigned more = utf8_continuations(p[i], &low, &high);
        if (more == 0 || more > view.len - i - 1)
            return false;
        if (p[i + 1] < low || p[i + 1] > high)
            return false;
        for (unsigned k = 2; k <= more; k++) {
            if (p[i + k] < 0x80 || p[i + k] > 0xBF)
                return false;
        }
        i += more + 1u;
    }
    return true;
}
