/*
 * The words of a user to a request: URL, method and fields checked, and nothing guessed.
 */
#ifndef CAROM_TOOL_REQUEST_H
#define CAROM_TOOL_REQUEST_H

#include "carom/decide.h"

/* What request_build returns when memory ran out, which no change of the words would help. */
extern const char request_out_of_memory[];

/* A request as it was asked for. The views are the caller's. */
struct request_input {
    struct carom_view method;
    struct carom_view url; /* http://…, https://…, a path that begins with `/`, or OPTIONS' `*` */
    enum carom_http_version version;
    const char *country_header; /* the name of the field that tells the client's country */
    const struct carom_field *fields;
    size_t field_count;
};

/*
 * Makes a request. A fragment is dropped, an empty path becomes `/`, user information is refused,
 * and a Host field stands above the URL's authority. The client's country is what its field says, when
 * it is there once.
 *
 * Returns: NULL; or an English sentence that says what is wrong, static.
 * Out:     views into `in` and `memory`, which the caller frees in either case.
 */
const char *request_build(const struct request_input *in, struct carom_buf *memory,
                          struct carom_request *out);

/*
 * Reads `Name: value`.
 *
 * Returns: NULL; or an English sentence, static. Out: views into text.
 */
const char *field_read(struct carom_view text, struct carom_field *out);

/*
 * Checks a field, and takes the white space around its value away.
 *
 * Returns: NULL; or an English sentence, static.
 */
const char *field_check(struct carom_field *field);

/* Whether a field may have this name. */
bool is_field_name(struct carom_view name);

/* Returns: NULL when a field may have this name; or an English sentence, static. */
const char *field_name_check(struct carom_view name);

/* A field's value without the white space around it. */
struct carom_view field_value_trimmed(struct carom_view value);

/* Whether two names are the same, of fields or of schemes: compared without case. */
bool is_same_name(struct carom_view a, struct carom_view b);

/* "1.0", "1.1" or "2". Returns: false for anything else. */
bool http_version_named(struct carom_view text, enum carom_http_version *out);

#endif
