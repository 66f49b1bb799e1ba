#include "toy_idna.h"

#include "bridge.h"
#include "support.h"

#include <string.h>

/* A private-use code point on which there is no memory. */
static const uint32_t out_of_memory = 0xE000;

/* What is written, as far as there is room, and how long it is. */
struct sink {
    char *ptr;
    size_t cap;
    size_t len;
};

static void put(struct sink *sink, char byte)
{
    if (sink->len < sink->cap)
        sink->ptr[sink->len] = byte;
    sink->len++;
}

static void put_text(struct sink *sink, const char *text)
{
    for (; *text != '\0'; text++)
        put(sink, *text);
}

static void put_lower(struct sink *sink, uint32_t ascii)
{
    put(sink, (char)(ascii >= 'A' && ascii <= 'Z' ? ascii - 'A' + 'a' : ascii));
}

/* Takes one code point off; asserts that it is well-formed (Unicode Standard, table 3-7). */
static uint32_t next_code_point(struct carom_view domain, size_t *at)
{
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    uint32_t first = (unsigned char)domain.ptr[(*at)++];
    size_t more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t code_point = more == 0 ? first : first & (0x3FU >> more);

    FUZZ_ASSERT(first < 0x80 || (first >= 0xC2 && first <= 0xF4));
    FUZZ_ASSERT(domain.len - *at >= more);
    for (size_t i = 0; i < more; i++) {
        uint32_t next = (unsigned char)domain.ptr[(*at)++];
        FUZZ_ASSERT((next & 0xC0) == 0x80);
        code_point = code_point << 6 | (next & 0x3F);
    }
    FUZZ_ASSERT(code_point >= smallest[more] && code_point <= 0x10FFFF);
    FUZZ_ASSERT(code_point < 0xD800 || code_point > 0xDFFF);
    return code_point;
}

/* Writes what one code point becomes. Returns: false when the domain is refused. */
static bool map(struct sink *sink, uint32_t code_point)
{
    if (code_point < 0x80) {
        put_lower(sink, code_point);
    } else if (code_point == 0xFFFD || code_point == out_of_memory || code_point < 0xA0) {
        return false;
    } else if (code_point == 0x3002 || code_point == 0xFF61) {
        put(sink, '.');
    } else if (code_point >= 0xFF01 && code_point <= 0xFF5E) {
        put_lower(sink, code_point - 0xFF01 + '!');
    } else if (code_point == 0xFDFA) {
        put_text(sink, "xn--a-much-longer-label");
    } else if (code_point != 0xAD) {
        put(sink, 'u');
        for (unsigned shift = 24; shift > 0; shift -= 4)
            put(sink, "0123456789abcdef"[code_point >> (shift - 4) & 0xF]);
    }
    return true;
}

static enum carom_result map_domain(struct toy_idna *toy, struct carom_view domain,
                                    struct sink *sink)
{
    bool is_ascii = true;
    bool is_refused = false;

    for (size_t at = 0; at < domain.len;) {
        uint32_t code_point = next_code_point(domain, &at);
        is_ascii = is_ascii && code_point < 0x80;
        if (code_point == out_of_memory && !toy->has_memory) {
            toy->ran_out_of_memory = true;
            return CAROM_ERR_NOMEM;
        }
        is_refused = !map(sink, code_point) || is_refused;
    }
    FUZZ_ASSERT(!is_ascii);
    return is_refused ? CAROM_ERR_SYNTAX : CAROM_OK;
}

static enum carom_result to_ascii_for_core(void *ctx, struct carom_view domain,
                                           struct carom_buf *out)
{
    struct toy_idna *toy = ctx;
    struct sink sink = {out->ptr, out->cap, 0};

    toy->core_calls++;
    enum carom_result result = map_domain(toy, domain, &sink);
    out->len = sink.len;
    if (result == CAROM_OK && sink.len > sink.cap)
        return CAROM_ERR_NOSPACE;
    return result;
}

static bool to_ascii_for_model(void *ctx, struct model_view domain, struct model_text *ascii)
{
    struct toy_idna *toy = ctx;
    struct sink sink = {NULL, 0, 0};

    toy->model_calls++;
    if (map_domain(toy, to_core(domain), &sink) != CAROM_OK)
        return false;
    sink = (struct sink){model_alloc(ascii->arena, sink.len + 1), sink.len, 0};
    (void)map_domain(toy, to_core(domain), &sink);
    model_put(ascii, (struct model_view){sink.ptr, sink.len});
    return true;
}

struct carom_idna toy_idna_for_core(struct toy_idna *toy)
{
    return (struct carom_idna){to_ascii_for_core, toy};
}

struct model_idna toy_idna_for_model(struct toy_idna *toy)
{
    return (struct model_idna){to_ascii_for_model, toy};
}
