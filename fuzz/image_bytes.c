#include "image_bytes.h"

#include "support.h"

#include <string.h>

enum {
    AT_VERSION = 8,
    AT_DIALECT = 12,
    AT_BYTES = 16,
    AT_RULE_COUNT = 20,
    AT_BODY_SUM = 112,
    AT_HEADER_SUM = 120,
    VERSION = 5,
    DIALECTS = 3,
    RULE_BYTES_MIN = 14 /* what a rule's record has at least */
};

static const unsigned char magic[8] = {0x8C, 'C', 'A', 'R', 'O', 'M', '\r', '\n'};

static uint64_t read_number(const unsigned char *at, size_t bytes)
{
    uint64_t value = 0;

    for (size_t i = bytes; i-- > 0;)
        value = value << 8 | at[i];
    return value;
}

static void write_number(unsigned char *at, size_t bytes, uint64_t value)
{
    for (size_t i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> (8 * i) & 0xFF);
}

/* Over 64-bit words, and then over the bytes that are left. */
static uint64_t sum_of(const unsigned char *bytes, size_t len)
{
    uint64_t sum = UINT64_C(14695981039346656037) ^ len;

    for (size_t i = 0; i < len;) {
        size_t width = len - i >= 8 ? 8 : 1;
        sum = (sum ^ read_number(bytes + i, width)) * UINT64_C(0x9E3779B97F4A7C15);
        sum ^= sum >> 32;
        i += width;
    }
    return sum;
}

bool image_header_is_whole(const unsigned char *image, size_t bytes)
{
    return bytes >= IMAGE_HEADER_BYTES && memcmp(image, magic, sizeof magic) == 0 &&
           read_number(image + AT_VERSION, 4) == VERSION &&
           read_number(image + AT_DIALECT, 4) < DIALECTS &&
           read_number(image + AT_BYTES, 4) == bytes &&
           read_number(image + AT_RULE_COUNT, 4) <= bytes / RULE_BYTES_MIN &&
           read_number(image + AT_HEADER_SUM, 8) == sum_of(image, AT_HEADER_SUM);
}

bool image_body_is_whole(const unsigned char *image, size_t bytes)
{
    return read_number(image + AT_BODY_SUM, 8) ==
           sum_of(image + IMAGE_HEADER_BYTES, bytes - IMAGE_HEADER_BYTES);
}

void image_repair_header(unsigned char *image, size_t bytes)
{
    memcpy(image, magic, sizeof magic);
    write_number(image + AT_VERSION, 4, VERSION);
    write_number(image + AT_DIALECT, 4, read_number(image + AT_DIALECT, 4) % DIALECTS);
    write_number(image + AT_BYTES, 4, bytes);
    if (read_number(image + AT_RULE_COUNT, 4) > bytes / RULE_BYTES_MIN)
        write_number(image + AT_RULE_COUNT, 4, bytes / RULE_BYTES_MIN);
    write_number(image + AT_HEADER_SUM, 8, sum_of(image, AT_HEADER_SUM));
}

/* ---- edits ---- */

/* The number that a line begins with; it wraps around. */
static uint32_t take_number(struct carom_view *line)
{
    uint32_t value = 0;

    while (line->len > 0 && line->ptr[0] >= '0' && line->ptr[0] <= '9') {
        value = 10 * value + (uint32_t)(line->ptr[0] - '0');
        *line = carom_view_of(line->ptr + 1, line->len - 1);
    }
    return value;
}

void image_edit(unsigned char *image, size_t bytes, struct carom_view edits)
{
    struct carom_view line;

    while (fuzz_next_line(&edits, &line)) {
        size_t at = take_number(&line) % bytes;
        if (line.len == 0)
            continue;
        bool is_byte = line.ptr[0] == ':';
        line = carom_view_of(line.ptr + 1, line.len - 1);
        uint32_t value = take_number(&line);
        write_number(image + at, is_byte || bytes - at < 4 ? 1 : 4, value);
    }
}
