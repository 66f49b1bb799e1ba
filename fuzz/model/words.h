/*
 * A line as ECMAScript's trim() and split(/\s+/) cut it: at WhiteSpace and LineTerminator (ECMA-262,
 * sections 12.2 and 12.3), which go beyond ASCII.
 */
#ifndef FUZZ_MODEL_WORDS_H
#define FUZZ_MODEL_WORDS_H

#include "model/text.h"

struct model_words {
    size_t count;
    struct model_view *items;
};

struct model_words model_words_of(struct model_arena *arena, struct model_view line);

/* The line without the white space around it. */
struct model_view model_trim(struct model_view line);

/* Whether bytes are UTF-8 without control characters, which a rules file may not have in its words. */
bool model_is_text(struct model_view view);
bool model_words_are_text(const struct model_words *words);

/* How many UTF-16 code units a UTF-8 text has. */
size_t model_utf16_len(struct model_view text);

#endif
