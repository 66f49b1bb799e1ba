/*
 * A strict reader of JSON, RFC 8259: it checks a whole text and finds the members of its top-level
 * object.
 */
#ifndef FUZZ_MODEL_JSON_H
#define FUZZ_MODEL_JSON_H

#include "model/text.h"

enum { MODEL_MEMBERS_MAX = 16, MODEL_ITEMS_MAX = 16 };

struct model_member {
    struct model_view name;  /* decoded */
    struct model_view value; /* the text of the value */
};

struct model_object {
    size_t count;
    struct model_member members[MODEL_MEMBERS_MAX];
};

/* Returns: whether the text is one JSON object, UTF-8, without a member twice and without anything
 * after it. */
bool model_read_json(struct model_arena *arena, struct model_view text, struct model_object *out);

/* The text of a member's value. Returns: false when there is no such member. */
bool model_member_of(const struct model_object *object, const char *name, struct model_view *value);

/* Decodes a value that is a string. */
bool model_json_string(struct model_arena *arena, struct model_view value, struct model_view *out);

/* Takes an array apart; only arrays of strings. Returns: the number, or -1. */
int model_json_strings(struct model_arena *arena, struct model_view value,
                       struct model_view items[MODEL_ITEMS_MAX]);

#endif
