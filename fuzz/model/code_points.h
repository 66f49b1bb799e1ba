/*
 * Code points as the URL Standard and the Encoding Standard speak of them: UTF-8 decoding with
 * replacement, and the percent-encode sets (URL Standard section 1.3 "Percent-encoded bytes").
 */
#ifndef FUZZ_MODEL_CODE_POINTS_H
#define FUZZ_MODEL_CODE_POINTS_H

#include "model/text.h"

#include <stdint.h>

struct model_code_points {
    struct model_arena *arena;
    uint32_t *ptr;
    size_t len;
    size_t cap;
};

struct model_code_points model_code_points_of(struct model_arena *arena);
void model_append(struct model_code_points *code_points, uint32_t code_point);

/*
 * Appends what the Encoding Standard's "UTF-8 decode without BOM" gives: a byte-order mark is a code
 * point like any other, and each maximal part of an ill-formed sequence is one U+FFFD.
 *
 * Returns: false when something had to be replaced.
 */
bool model_decode_utf8(struct model_view bytes, struct model_code_points *out);

/* Writes the UTF-8 of a scalar value. Returns: how many bytes. */
size_t model_encode_utf8(uint32_t code_point, char bytes[4]);

/* "percent-decode" of a byte sequence: appends the bytes. */
void model_percent_decode(struct model_text *text, struct model_view bytes);

enum model_percent_encode_set {
    MODEL_C0_CONTROL_SET,
    MODEL_FRAGMENT_SET,
    MODEL_QUERY_SET,
    MODEL_SPECIAL_QUERY_SET,
    MODEL_PATH_SET,
    MODEL_USERINFO_SET
};

bool model_in_set(uint32_t code_point, enum model_percent_encode_set set);

/* What one code point can become: four bytes of UTF-8, each as `%XX`. */
enum { MODEL_PERCENT_ENCODED_MAX = 12 };

/* "UTF-8 percent-encode" of one scalar value. Returns: how many ASCII bytes it is. */
size_t model_utf8_percent_encode(uint32_t code_point, enum model_percent_encode_set set,
                                 char bytes[MODEL_PERCENT_ENCODED_MAX]);

/* The same, appended. */
void model_put_percent_encoded(struct model_text *text, uint32_t code_point,
                               enum model_percent_encode_set set);

#endif
