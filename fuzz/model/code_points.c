#include "model/code_points.h"

#include <string.h>

struct model_code_points model_code_points_of(struct model_arena *arena)
{
    return (struct model_code_points){arena, NULL, 0, 0};
}

void model_append(struct model_code_points *code_points, uint32_t code_point)
{
    if (code_points->len == code_points->cap) {
        size_t cap = code_points->cap > 0 ? 2 * code_points->cap : 32;
        uint32_t *ptr = model_alloc(code_points->arena, cap * sizeof *ptr);
        if (code_points->len > 0)
            memcpy(ptr, code_points->ptr, code_points->len * sizeof *ptr);
        code_points->ptr = ptr;
        code_points->cap = cap;
    }
    code_points->ptr[code_points->len++] = code_point;
}

/* The variables of the Encoding Standard's UTF-8 decoder. */
struct utf8_decoder {
    uint32_t code_point;
    unsigned bytes_seen;
    unsigned bytes_needed;
    unsigned lower_boundary;
    unsigned upper_boundary;
};

static const struct utf8_decoder decoder_start = {0, 0, 0, 0x80, 0xBF};

/* "Otherwise" and the steps for a first byte. Returns: false for an error. */
static bool decode_first(struct utf8_decoder *decoder, unsigned byte, struct model_code_points *out)
{
    if (byte <= 0x7F) {
        model_append(out, byte);
    } else if (byte >= 0xC2 && byte <= 0xDF) {
        decoder->bytes_needed = 1;
        decoder->code_point = byte & 0x1F;
    } else if (byte >= 0xE0 && byte <= 0xEF) {
        if (byte == 0xE0)
            decoder->lower_boundary = 0xA0;
        if (byte == 0xED)
            decoder->upper_boundary = 0x9F;
        decoder->bytes_needed = 2;
        decoder->code_point = byte & 0xF;
    } else if (byte >= 0xF0 && byte <= 0xF4) {
        if (byte == 0xF0)
            decoder->lower_boundary = 0x90;
        if (byte == 0xF4)
            decoder->upper_boundary = 0x8F;
        decoder->bytes_needed = 3;
        decoder->code_point = byte & 0x7;
    } else {
        return false;
    }
    return true;
}

bool model_decode_utf8(struct model_view bytes, struct model_code_points *out)
{
    const uint32_t replacement = 0xFFFD;
    struct utf8_decoder decoder = decoder_start;
    bool well_formed = true;

    for (size_t i = 0; i < bytes.len; i++) {
        unsigned byte = (unsigned char)bytes.ptr[i];
        if (decoder.bytes_needed == 0) {
            if (!decode_first(&decoder, byte, out)) {
                model_append(out, replacement);
                well_formed = false;
            }
            continue;
        }
        if (byte < decoder.lower_boundary || byte > decoder.upper_boundary) {
            decoder = decoder_start;
            model_append(out, replacement);
            well_formed = false;
            i--; /* "restore byte to ioQueue" */
            continue;
        }
        decoder.lower_boundary = 0x80;
        decoder.upper_boundary = 0xBF;
        decoder.code_point = decoder.code_point << 6 | (byte & 0x3F);
        if (++decoder.bytes_seen == decoder.bytes_needed) {
            model_append(out, decoder.code_point);
            decoder = decoder_start;
        }
    }
    if (decoder.bytes_needed != 0) {
        model_append(out, replacement);
        well_formed = false;
    }
    return well_formed;
}

size_t model_encode_utf8(uint32_t code_point, char bytes[4])
{
    static const unsigned offsets[] = {0, 0xC0, 0xE0, 0xF0};
    unsigned count = code_point > 0xFFFF ? 3 : code_point > 0x7FF ? 2 : code_point > 0x7F ? 1 : 0;
    size_t len = 0;

    bytes[len++] = (char)(unsigned char)((code_point >> (6 * count)) + offsets[count]);
    for (; count > 0; count--) {
        uint32_t rest = code_point >> (6 * (count - 1));
        bytes[len++] = (char)(unsigned char)(0x80 | (rest & 0x3F));
    }
    return len;
}

void model_percent_decode(struct model_text *text, struct model_view bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.ptr[i] != '%' || i + 2 >= bytes.len || !model_is_hex(bytes.ptr[i + 1]) ||
            !model_is_hex(bytes.ptr[i + 2])) {
            model_put_byte(text, bytes.ptr[i]);
            continue;
        }
        model_put_byte(text, (char)(unsigned char)(16 * model_hex_value(bytes.ptr[i + 1]) +
                                                   model_hex_value(bytes.ptr[i + 2])));
        i += 2;
    }
}

static bool is_one_of(uint32_t code_point, const char *set)
{
    return code_point <= 0x7F && model_is_one_of((char)code_point, set);
}

bool model_in_set(uint32_t code_point, enum model_percent_encode_set set)
{
    if (code_point <= 0x1F || code_point > 0x7E)
        return true;
    switch (set) {
    case MODEL_C0_CONTROL_SET:
        return false;
    case MODEL_FRAGMENT_SET:
        return is_one_of(code_point, " \"<>`");
    case MODEL_QUERY_SET:
        return is_one_of(code_point, " \"#<>");
    case MODEL_SPECIAL_QUERY_SET:
        return model_in_set(code_point, MODEL_QUERY_SET) || code_point == '\'';
    case MODEL_PATH_SET:
        return model_in_set(code_point, MODEL_QUERY_SET) || is_one_of(code_point, "?^`{}");
    case MODEL_USERINFO_SET:
        return model_in_set(code_point, MODEL_PATH_SET) || is_one_of(code_point, "/:;=@[\\]|");
    }
    return true;
}

size_t model_utf8_percent_encode(uint32_t code_point, enum model_percent_encode_set set,
                                 char bytes[MODEL_PERCENT_ENCODED_MAX])
{
    static const char digits[] = "0123456789ABCDEF";
    char utf8[4];
    size_t len = 0;

    if (!model_in_set(code_point, set)) {
        bytes[0] = (char)code_point;
        return 1;
    }
    size_t utf8_len = model_encode_utf8(code_point, utf8);
    for (size_t i = 0; i < utf8_len; i++) {
        unsigned byte = (unsigned char)utf8[i];
        bytes[len++] = '%';
        bytes[len++] = digits[byte / 16];
        bytes[len++] = digits[byte % 16];
    }
    return len;
}

void model_put_percent_encoded(struct model_text *text, uint32_t code_point,
                               enum model_percent_encode_set set)
{
    char bytes[MODEL_PERCENT_ENCODED_MAX];
    size_t len = model_utf8_percent_encode(code_point, set, bytes);

    model_put(text, (struct model_view){bytes, len});
}
