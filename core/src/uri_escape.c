#include "uri_escape.h"

#include "chars.h"
#include "writer.h"

/* A byte, or an escape, as it stands in the normal form. */
struct unit {
    char bytes[3];
    unsigned len;
    unsigned consumed; /* how many bytes of the part it stands for */
};

/* The unit at the start of `left` (> 0) bytes. */
static struct unit next_unit(const char *p, size_t left, enum uri_case letters)
{
    static const char digits[] = "0123456789ABCDEF";
    struct unit unit = {{p[0], 0, 0}, 1, 1};
    if (char_is_escape(p, left)) {
        unsigned high = char_hex_value(p[1]);
        unsigned low = char_hex_value(p[2]);
        unit.consumed = 3;
        unit.bytes[0] = (char)(high << 4 | low);
        if (!char_is(unit.bytes[0], CHAR_UNRESERVED))
            return (struct unit){{'%', digits[high], digits[low]}, 3, 3};
    }
    if (letters == URI_CASE_LOWER)
        unit.bytes[0] = char_lower(unit.bytes[0]);
    return unit;
}

/* Whether there is nothing to look at closely: no escape, and no letter that may have to change. */
static bool is_plain(struct carom_view part, enum uri_case letters)
{
    if (part.len == 0)
        return true;
    if (letters == URI_CASE_KEPT)
        return memchr(part.ptr, '%', part.len) == NULL;
    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        if ((c >= 'A' && c <= 'Z') || c == '%')
            return false;
    }
    return true;
}

/*
 * Whether each escape has its digits in upper case, and stands for no unreserved character (§6.2.2).
 * In: not empty.
 */
static bool escapes_are_normal(struct carom_view part)
{
    const char *end = part.ptr + part.len;
    const char *p = part.ptr;
    while (p != end && (p = memchr(p, '%', (size_t)(end - p))) != NULL) {
        if (!char_is_escape(p, (size_t)(end - p))) {
            p++;
            continue;
        }
        char byte = (char)(char_hex_value(p[1]) << 4 | char_hex_value(p[2]));
        if (p[1] > 'F' || p[2] > 'F' || char_is(byte, CHAR_UNRESERVED))
            return false;
        p += 3;
    }
    return true;
}

bool carom_uri_is_normal(struct carom_view part, enum uri_case letters)
{
    if (is_plain(part, letters))
        return true;
    if (letters == URI_CASE_KEPT)
        return escapes_are_normal(part);
    for (size_t i = 0; i < part.len;) {
        struct unit unit = next_unit(part.ptr + i, part.len - i, letters);
        if (unit.len != unit.consumed || memcmp(unit.bytes, part.ptr + i, unit.len) != 0)
            return false;
        i += unit.consumed;
    }
    return true;
}

size_t carom_uri_write_normal(struct carom_view part, enum uri_case letters, char *to)
{
    size_t len = 0;
    for (size_t i = 0; i < part.len;) {
        struct unit unit = next_unit(part.ptr + i, part.len - i, letters);
        if (to != NULL)
            memcpy(to + len, unit.bytes, unit.len);
        len += unit.len;
        i += unit.consumed;
    }
    return len;
}

struct carom_view carom_uri_put_normal(struct carom_view part, enum uri_case letters,
                                       struct carom_buf *buf)
{
    if (carom_uri_is_normal(part, letters))
        return part;
    size_t start = buf->len;
    for (size_t i = 0; i < part.len;) {
        struct unit unit = next_unit(part.ptr + i, part.len - i, letters);
        put_bytes(buf, unit.bytes, unit.len);
        i += unit.consumed;
    }
    return put_since(buf, start);
}
