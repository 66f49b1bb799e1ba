#include "model/uri.h"

static bool is_unreserved(char byte)
{
    return model_is_alpha(byte) || model_is_digit(byte) || model_is_one_of(byte, "-._~");
}

/* `pchar` without the escapes. */
static bool is_segment_byte(char byte)
{
    return is_unreserved(byte) || model_is_one_of(byte, "!$&'()*+,;=") ||
           model_is_one_of(byte, ":@");
}

bool model_allowed_raw(char byte, enum model_place place)
{
    if (byte == '/' || is_segment_byte(byte))
        return place != MODEL_QUERY_CAPTURE || !model_is_one_of(byte, "&+");
    return byte == '?' && place != MODEL_PATH;
}

bool model_is_escape(struct model_view view, size_t at)
{
    return at + 2 < view.len && view.ptr[at] == '%' && model_is_hex(view.ptr[at + 1]) &&
           model_is_hex(view.ptr[at + 2]);
}

static void put_escaped(struct model_text *text, unsigned byte)
{
    static const char digits[] = "0123456789ABCDEF";

    model_put_byte(text, '%');
    model_put_byte(text, digits[byte / 16]);
    model_put_byte(text, digits[byte % 16]);
}

static void put_raw_or_escaped(struct model_text *text, char byte, enum model_place place)
{
    if (model_allowed_raw(byte, place))
        model_put_byte(text, byte);
    else
        put_escaped(text, (unsigned char)byte);
}

void model_put_canonical(struct model_text *text, struct model_view bytes, enum model_place place)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if (!model_is_escape(bytes, i)) {
            put_raw_or_escaped(text, bytes.ptr[i], place);
            continue;
        }
        unsigned value =
            (unsigned)(16 * model_hex_value(bytes.ptr[i + 1]) + model_hex_value(bytes.ptr[i + 2]));
        if (value < 0x80 && is_unreserved((char)value))
            model_put_byte(text, (char)value);
        else
            put_escaped(text, value);
        i += 2;
    }
}

void model_put_safe(struct model_text *text, struct model_view bytes, enum model_place place)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if (model_is_escape(bytes, i)) {
            model_put(text, model_part(bytes, i, i + 3));
            i += 2;
        } else {
            put_raw_or_escaped(text, bytes.ptr[i], place);
        }
    }
}

bool model_is_reference(struct model_view view)
{
    size_t fragments = 0;

    for (size_t i = 0; i < view.len; i++) {
        char byte = view.ptr[i];
        if (byte == '%' && !model_is_escape(view, i))
            return false;
        if (byte == '#')
            fragments++;
        if (byte != '%' && !is_segment_byte(byte) && !model_is_one_of(byte, "/?#[]"))
            return false;
    }
    return fragments <= 1;
}
