#include "model/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct model_block {
    struct model_block *next;
    size_t used;
    size_t bytes;
    max_align_t memory[];
};

static struct model_block *new_block(size_t bytes)
{
    struct model_block *block = calloc(1, sizeof *block + bytes);

    if (!block) {
        (void)fputs("the model is out of memory\n", stderr);
        abort();
    }
    block->bytes = bytes;
    return block;
}

void *model_alloc(struct model_arena *arena, size_t bytes)
{
    const size_t step = sizeof(max_align_t);
    const size_t rounded = (bytes + step - 1) / step * step;
    struct model_block *block = arena->first;

    if (!block || block->bytes - block->used < rounded) {
        size_t size = rounded > 4096 ? rounded : 4096;
        block = new_block(size);
        block->next = arena->first;
        arena->first = block;
    }
    void *result = (char *)block->memory + block->used;
    block->used += rounded;
    return result;
}

void model_arena_free(struct model_arena *arena)
{
    while (arena->first) {
        struct model_block *next = arena->first->next;
        free(arena->first);
        arena->first = next;
    }
}

/* One block that would have held everything replaces several. */
void model_arena_reset(struct model_arena *arena)
{
    size_t bytes = 0;

    for (const struct model_block *block = arena->first; block; block = block->next)
        bytes += block->bytes;
    if (arena->first && arena->first->next) {
        model_arena_free(arena);
        arena->first = new_block(bytes);
    } else if (arena->first) {
        memset(arena->first->memory, 0, arena->first->used);
        arena->first->used = 0;
    }
}

struct model_text model_text_of(struct model_arena *arena)
{
    return (struct model_text){arena, NULL, 0, 0};
}

static void make_room(struct model_text *text, size_t len)
{
    size_t cap = text->cap > 0 ? 2 * text->cap : 64;

    while (cap < text->len + len)
        cap *= 2;
    char *ptr = model_alloc(text->arena, cap);
    if (text->len > 0)
        memcpy(ptr, text->ptr, text->len);
    text->ptr = ptr;
    text->cap = cap;
}

void model_put_byte(struct model_text *text, char byte)
{
    if (text->len == text->cap)
        make_room(text, 1);
    text->ptr[text->len++] = byte;
}

void model_put(struct model_text *text, struct model_view view)
{
    if (view.len == 0)
        return;
    if (text->cap - text->len < view.len)
        make_room(text, view.len);
    memcpy(text->ptr + text->len, view.ptr, view.len);
    text->len += view.len;
}

struct model_view model_text_view(const struct model_text *text)
{
    return (struct model_view){text->ptr, text->len};
}

struct model_view model_literal(const char *text)
{
    return (struct model_view){text, strlen(text)};
}

struct model_view model_part(struct model_view view, size_t from, size_t to)
{
    return from < to ? (struct model_view){view.ptr + from, to - from}
                     : (struct model_view){NULL, 0};
}

struct model_view model_from(struct model_view view, size_t from)
{
    return model_part(view, from, view.len);
}

/* Loops, not memcmp: libFuzzer watches memcmp to learn what the core compares with. */
bool model_same(struct model_view a, struct model_view b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (a.ptr[i] != b.ptr[i])
            return false;
    }
    return true;
}

bool model_same_ignoring_case(struct model_view a, struct model_view b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (model_lower(a.ptr[i]) != model_lower(b.ptr[i]))
            return false;
    }
    return true;
}

bool model_is(struct model_view view, const char *text)
{
    size_t at = 0;

    while (at < view.len && text[at] != '\0' && view.ptr[at] == text[at])
        at++;
    return at == view.len && text[at] == '\0';
}

bool model_begins_at(struct model_view view, size_t at, const char *text)
{
    for (; *text != '\0'; text++, at++) {
        if (at >= view.len || view.ptr[at] != *text)
            return false;
    }
    return true;
}

bool model_begins(struct model_view view, const char *text)
{
    return view.len > 0 && model_begins_at(view, 0, text);
}

size_t model_find(struct model_view view, size_t from, char byte)
{
    size_t at = from;

    while (at < view.len && view.ptr[at] != byte)
        at++;
    return at;
}

bool model_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool model_is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

bool model_is_alpha(char byte)
{
    return model_is_upper(byte) || (byte >= 'a' && byte <= 'z');
}

bool model_is_hex(char byte)
{
    return model_hex_value(byte) >= 0;
}

int model_hex_value(char byte)
{
    if (model_is_digit(byte))
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

bool model_is_one_of(char byte, const char *set)
{
    for (; *set != '\0'; set++) {
        if (byte == *set)
            return true;
    }
    return false;
}

bool model_is_tchar(char byte)
{
    return model_is_alpha(byte) || model_is_digit(byte) || model_is_one_of(byte, "!#$%&'*+-.^_`|~");
}

char model_lower(char byte)
{
    return model_is_upper(byte) ? (char)(byte - 'A' + 'a') : byte;
}

/* How long a sequence with this lead byte is, and its smallest code point; RFC 3629, section 3. */
static size_t utf8_sequence(unsigned lead, unsigned *value, unsigned *smallest)
{
    if (lead < 0x80) {
        *value = lead;
        *smallest = 0;
        return 1;
    }
    if (lead >= 0xC0 && lead < 0xE0) {
        *value = lead - 0xC0;
        *smallest = 0x80;
        return 2;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        *value = lead - 0xE0;
        *smallest = 0x800;
        return 3;
    }
    *value = lead - 0xF0;
    *smallest = 0x10000;
    return lead >= 0xF0 && lead < 0xF8 ? 4 : 0;
}

bool model_is_utf8(struct model_view view)
{
    for (size_t i = 0; i < view.len;) {
        unsigned value, smallest;
        size_t len = utf8_sequence((unsigned char)view.ptr[i], &value, &smallest);
        if (len == 0 || len > view.len - i)
            return false;
        for (size_t k = 1; k < len; k++) {
            unsigned byte = (unsigned char)view.ptr[i + k];
            if (byte < 0x80 || byte > 0xBF)
                return false;
            value = value * 64 + (byte - 0x80);
        }
        if (value < smallest || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
            return false;
        i += len;
    }
    return true;
}
