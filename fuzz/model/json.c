#include "model/json.h"

#include "model/rules.h"

#include <string.h>

enum { DEPTH_MAX = 8 };

struct reader {
    struct model_arena *arena;
    struct model_view text;
    size_t at;
};

static bool at_byte(const struct reader *reader, char byte)
{
    return reader->at < reader->text.len && reader->text.ptr[reader->at] == byte;
}

static bool take(struct reader *reader, char byte)
{
    if (!at_byte(reader, byte))
        return false;
    reader->at++;
    return true;
}

static void skip_blanks(struct reader *reader)
{
    while (at_byte(reader, ' ') || at_byte(reader, '\t') || at_byte(reader, '\n') ||
           at_byte(reader, '\r'))
        reader->at++;
}

static bool take_word(struct reader *reader, const char *word)
{
    if (!model_begins_at(reader->text, reader->at, word))
        return false;
    reader->at += strlen(word);
    return true;
}

/* The escapes of section 7; \u only below U+0080, which is all a note can need. */
static bool take_escape(struct reader *reader, struct model_text *out)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    int code = 0;

    if (reader->at == reader->text.len)
        return false;
    char byte = reader->text.ptr[reader->at++];
    const char *found = byte != '\0' ? strchr(names, byte) : NULL;
    if (found) {
        model_put_byte(out, values[found - names]);
        return true;
    }
    if (byte != 'u' || reader->text.len - reader->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        int digit = model_hex_value(reader->text.ptr[reader->at++]);
        if (digit < 0)
            return false;
        code = 16 * code + digit;
    }
    model_put_byte(out, (char)code);
    return code < 0x80;
}

static bool take_string(struct reader *reader, struct model_view *out)
{
    struct model_text decoded = model_text_of(reader->arena);

    if (!take(reader, '"'))
        return false;
    while (!take(reader, '"')) {
        if (reader->at == reader->text.len)
            return false;
        char byte = reader->text.ptr[reader->at++];
        if ((unsigned char)byte < 0x20 || (byte == '\\' && !take_escape(reader, &decoded)))
            return false;
        if (byte != '\\')
            model_put_byte(&decoded, byte);
    }
    *out = model_text_view(&decoded);
    return true;
}

static size_t take_digits(struct reader *reader)
{
    size_t start = reader->at;

    while (reader->at < reader->text.len && model_is_digit(reader->text.ptr[reader->at]))
        reader->at++;
    return reader->at - start;
}

static bool take_number(struct reader *reader)
{
    (void)take(reader, '-');
    bool is_zero = at_byte(reader, '0');
    size_t digits = take_digits(reader);
    if (digits == 0 || (is_zero && digits > 1))
        return false;
    if (take(reader, '.') && take_digits(reader) == 0)
        return false;
    if (take(reader, 'e') || take(reader, 'E')) {
        if (!take(reader, '+'))
            (void)take(reader, '-');
        return take_digits(reader) > 0;
    }
    return true;
}

static bool take_value(struct reader *reader, unsigned depth);

/* What stands between brackets: values, or members when `object` is not NULL. */
static bool take_member(struct reader *reader, unsigned depth, struct model_object *object)
{
    struct model_view name;

    skip_blanks(reader);
    if (!take_string(reader, &name))
        return false;
    skip_blanks(reader);
    if (!take(reader, ':'))
        return false;
    skip_blanks(reader);
    size_t start = reader->at;
    if (!take_value(reader, depth))
        return false;
    for (size_t i = 0; i < object->count; i++) {
        if (model_same(object->members[i].name, name))
            return false;
    }
    if (object->count == MODEL_MEMBERS_MAX)
        return false;
    object->members[object->count++] =
        (struct model_member){name, model_part(reader->text, start, reader->at)};
    return true;
}

static bool take_object(struct reader *reader, unsigned depth, struct model_object *object)
{
    object->count = 0;
    if (!take(reader, '{'))
        return false;
    skip_blanks(reader);
    if (take(reader, '}'))
        return true;
    do {
        if (!take_member(reader, depth, object))
            return false;
        skip_blanks(reader);
    } while (take(reader, ','));
    return take(reader, '}');
}

static bool take_array(struct reader *reader, unsigned depth)
{
    if (!take(reader, '['))
        return false;
    skip_blanks(reader);
    if (take(reader, ']'))
        return true;
    do {
        skip_blanks(reader);
        if (!take_value(reader, depth))
            return false;
        skip_blanks(reader);
    } while (take(reader, ','));
    return take(reader, ']');
}

static bool take_value(struct reader *reader, unsigned depth)
{
    struct model_object inner;
    struct model_view string;

    if (depth == 0)
        return false;
    if (at_byte(reader, '{'))
        return take_object(reader, depth - 1, &inner);
    if (at_byte(reader, '['))
        return take_array(reader, depth - 1);
    if (at_byte(reader, '"'))
        return take_string(reader, &string);
    return take_word(reader, "true") || take_word(reader, "false") || take_word(reader, "null") ||
           take_number(reader);
}

bool model_read_json(struct model_arena *arena, struct model_view text, struct model_object *out)
{
    struct reader reader = {arena, text, 0};

    skip_blanks(&reader);
    if (!take_object(&reader, DEPTH_MAX, out))
        return false;
    skip_blanks(&reader);
    return reader.at == text.len && model_is_utf8(text);
}

bool model_member_of(const struct model_object *object, const char *name, struct model_view *value)
{
    for (size_t i = 0; i < object->count; i++) {
        *value = object->members[i].value;
        if (model_is(object->members[i].name, name))
            return true;
    }
    return false;
}

bool model_json_string(struct model_arena *arena, struct model_view value, struct model_view *out)
{
    struct reader reader = {arena, value, 0};

    return take_string(&reader, out) && reader.at == value.len;
}

int model_json_strings(struct model_arena *arena, struct model_view value,
                       struct model_view items[MODEL_ITEMS_MAX])
{
    struct reader reader = {arena, value, 0};
    int count = 0;

    if (!take(&reader, '['))
        return -1;
    skip_blanks(&reader);
    if (take(&reader, ']'))
        return 0;
    do {
        skip_blanks(&reader);
        if (count == MODEL_ITEMS_MAX || !take_string(&reader, &items[count++]))
            return -1;
        skip_blanks(&reader);
    } while (take(&reader, ','));
    return take(&reader, ']') && reader.at == value.len ? count : -1;
}
