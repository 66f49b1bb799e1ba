#include "json_text.h"

#include "buffer.h"
#include "output.h"

/* How a UTF-8 sequence goes on after its first byte (Unicode 15, table 3-7). */
struct sequence {
    size_t len;               /* 0: no sequence begins so */
    unsigned char second_min; /* the range of the second byte; of the others it is 80…BF */
    unsigned char second_max;
};

static struct sequence sequence_of(unsigned char first)
{
    if (first < 0x80)
        return (struct sequence){1, 0, 0};
    if (first >= 0xC2 && first <= 0xDF)
        return (struct sequence){2, 0x80, 0xBF};
    if (first == 0xE0)
        return (struct sequence){3, 0xA0, 0xBF};
    if (first == 0xED)
        return (struct sequence){3, 0x80, 0x9F};
    if (first >= 0xE1 && first <= 0xEF)
        return (struct sequence){3, 0x80, 0xBF};
    if (first == 0xF0)
        return (struct sequence){4, 0x90, 0xBF};
    if (first >= 0xF1 && first <= 0xF3)
        return (struct sequence){4, 0x80, 0xBF};
    if (first == 0xF4)
        return (struct sequence){4, 0x80, 0x8F};
    return (struct sequence){0, 0, 0};
}

size_t character_at(struct carom_view bytes, size_t at, bool *whole)
{
    struct sequence sequence = sequence_of((unsigned char)bytes.ptr[at]);
    size_t len = 1;
    while (len < sequence.len && at + len < bytes.len) {
        unsigned char byte = (unsigned char)bytes.ptr[at + len];
        unsigned char min = len == 1 ? sequence.second_min : 0x80;
        unsigned char max = len == 1 ? sequence.second_max : 0xBF;
        if (byte < min || byte > max)
            break;
        len++;
    }
    *whole = len == sequence.len;
    return len;
}

static bool append_valid(struct carom_buf *out, struct carom_view bytes)
{
    for (size_t at = 0; at < bytes.len;) {
        bool whole;
        size_t len = character_at(bytes, at, &whole);
        if (!(whole ? buffer_append(out, bytes.ptr + at, len)
                    : buffer_append(out, "\xEF\xBF\xBD", 3)))
            return false;
        at += len;
    }
    return true;
}

json_t *json_bytes(struct carom_view bytes)
{
    struct carom_buf valid = {NULL, 0, 0};
    json_t *string = NULL;
    if (append_valid(&valid, bytes))
        string = json_stringn_nocheck(valid.len > 0 ? valid.ptr : "", valid.len);
    buffer_free(&valid);
    return string;
}

static int append_dumped(const char *bytes, size_t len, void *out)
{
    return buffer_append(out, bytes, len) ? 0 : -1;
}

bool json_append(struct carom_buf *out, json_t *value)
{
    size_t before = out->len;
    bool done = value != NULL &&
                json_dump_callback(value, append_dumped, out, JSON_COMPACT | JSON_ENCODE_ANY) == 0;
    json_decref(value);
    if (!done)
        out->len = before;
    return done;
}

bool print_json(json_t *value)
{
    struct carom_buf line = {NULL, 0, 0};
    bool printed = false;
    if (json_append(&line, value) && buffer_append(&line, "\n", 1))
        printed = print_bytes(line.ptr, line.len);
    else
        (void)out_of_memory();
    buffer_free(&line);
    return printed;
}

json_t *error_json(struct carom_view text)
{
    json_t *object = json_object();
    int failed = json_object_set_new(object, "ok", json_false());
    failed |= json_object_set_new(object, "error", json_bytes(text));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}
