#include "model/words.h"

/* U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000, U+FEFF. */
static const char *const spaces[] = {
    "\t",           "\n",           "\v",           "\f",           "\r",           " ",
    "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89",
    "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
    "\xEF\xBB\xBF"};

/* The length of the space at an index; 0 when there is none. */
static size_t space_len(struct model_view line, size_t at)
{
    unsigned first = (unsigned char)line.ptr[at];

    if (first > ' ' && first < 0xC2) /* nearly every byte: none of them begins so */
        return 0;
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
        if (model_begins_at(line, at, spaces[i]))
            return model_literal(spaces[i]).len;
    }
    return 0;
}

struct model_words model_words_of(struct model_arena *arena, struct model_view line)
{
    struct model_words words = {0, model_alloc(arena, (line.len / 2 + 1) * sizeof line)};

    for (size_t at = 0; at < line.len;) {
        size_t end = at;
        if (space_len(line, at) > 0) {
            at += space_len(line, at);
            continue;
        }
        while (end < line.len && space_len(line, end) == 0)
            end++;
        words.items[words.count++] = model_part(line, at, end);
        at = end;
    }
    return words;
}

struct model_view model_trim(struct model_view line)
{
    size_t end = 0;
    size_t start = 0;

    while (start < line.len && space_len(line, start) > 0)
        start += space_len(line, start);
    for (size_t at = start; at < line.len;) {
        size_t len = space_len(line, at);
        at += len > 0 ? len : 1;
        if (len == 0)
            end = at;
    }
    return model_part(line, start, end);
}

/* Every code point has one, and a second when its UTF-8 has four bytes. */
size_t model_utf16_len(struct model_view text)
{
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned byte = (unsigned char)text.ptr[i];
        len += byte < 0x80 || byte >= 0xC0;
        len += byte >= 0xF0;
    }
    return len;
}

static bool has_control(struct model_view view)
{
    for (size_t i = 0; i < view.len; i++) {
        unsigned byte = (unsigned char)view.ptr[i];
        if (byte < 0x20 || byte == 0x7F)
            return true;
    }
    return false;
}

bool model_is_text(struct model_view view)
{
    return model_is_utf8(view) && !has_control(view);
}

bool model_words_are_text(const struct model_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        if (!model_is_text(words->items[i]))
            return false;
    }
    return true;
}
