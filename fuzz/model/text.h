/*
 * The models' own bytes: views, growing texts, and one arena that everything of an input lives in.
 *
 * The models share no code and no types with the core; they are plain and slow on purpose, and
 * abort when memory runs out.
 */
#ifndef FUZZ_MODEL_TEXT_H
#define FUZZ_MODEL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct model_view {
    const char *ptr;
    size_t len;
};

struct model_block;

/*
 * Zero it to begin; model_arena_free ends the life of all that was taken from it, and so does
 * model_arena_reset, which keeps a block for what comes next.
 */
struct model_arena {
    struct model_block *first;
};

/* Zeroed memory, aligned for any type. Never NULL. */
void *model_alloc(struct model_arena *arena, size_t bytes);
void model_arena_free(struct model_arena *arena);
void model_arena_reset(struct model_arena *arena);

struct model_text {
    struct model_arena *arena;
    char *ptr;
    size_t len;
    size_t cap;
};

struct model_text model_text_of(struct model_arena *arena);
void model_put_byte(struct model_text *text, char byte);
void model_put(struct model_text *text, struct model_view view);
struct model_view model_text_view(const struct model_text *text);

/* The view of a C string. */
struct model_view model_literal(const char *text);
struct model_view model_part(struct model_view view, size_t from, size_t to);
struct model_view model_from(struct model_view view, size_t from);
bool model_same(struct model_view a, struct model_view b);
/* Whether two views are equal when A-Z and a-z are. */
bool model_same_ignoring_case(struct model_view a, struct model_view b);
bool model_is(struct model_view view, const char *text);
bool model_begins(struct model_view view, const char *text);
bool model_begins_at(struct model_view view, size_t at, const char *text);
/* The index of the first `byte` at or behind `from`, or view.len. */
size_t model_find(struct model_view view, size_t from, char byte);

bool model_is_digit(char byte);
bool model_is_upper(char byte);
bool model_is_alpha(char byte);
bool model_is_hex(char byte);
int model_hex_value(char byte);
bool model_is_one_of(char byte, const char *set);
/* `tchar` of RFC 9110 section 5.6.2. */
bool model_is_tchar(char byte);
char model_lower(char byte);
bool model_is_utf8(struct model_view view);

#endif
