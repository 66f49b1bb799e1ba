/*
 * Reading an input as if its tabs and newlines had been removed, which is what the URL Standard does
 * first (§4.4): they are passed over where the text is looked at, so that nothing is copied.
 */
#ifndef CAROM_SRC_URL_TEXT_H
#define CAROM_SRC_URL_TEXT_H

#include "carom/view.h"

#include "url_chars.h"

/* A part of the input that is still to be read. */
struct url_text {
    const char *at;
    const char *end;
};

static inline void url_skip_breaks(struct url_text *text)
{
    while (text->at != text->end && url_char_is(*text->at, URL_TAB_OR_NEWLINE))
        text->at++;
}

/* The next code unit, which stays unread; -1 at the end. */
static inline int url_peek(struct url_text *text)
{
    url_skip_breaks(text);
    return text->at != text->end ? (unsigned char)*text->at : -1;
}

static inline int url_next(struct url_text *text)
{
    int c = url_peek(text);
    if (c >= 0)
        text->at++;
    return c;
}

/* The code unit after the next. */
static inline int url_peek_second(struct url_text text)
{
    (void)url_next(&text);
    return url_peek(&text);
}

static inline bool url_is_slash(int c, bool is_special)
{
    return c == '/' || (is_special && c == '\\');
}

#endif
