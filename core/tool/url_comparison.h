/*
 * Two readings of a reference beside each other, and their table.
 */
#ifndef CAROM_TOOL_URL_COMPARISON_H
#define CAROM_TOOL_URL_COMPARISON_H

#include "url_reading.h"

#include "carom/guard.h"

struct url_part {
    const char *name;
    enum url_member members[2]; /* the second is the first again when there is one only */
};

/* What is compared: the components of a URL, and its origin. */
enum { URL_PART_COUNT = 8 };
extern const struct url_part url_parts[URL_PART_COUNT];

struct url_comparison {
    const struct url_input *input;
    struct url_reading whatwg;
    struct url_reading rfc3986;
    bool differs[URL_PART_COUNT];
    bool agree;
    bool has_guard;
    struct carom_guard guard;
    struct carom_buf guard_bytes;
};

static inline struct carom_view url_member_text(const struct url_reading *reading,
                                                enum url_member which)
{
    return carom_view_of(reading->members[which].ptr, reading->members[which].len);
}

/* Prints both readings in columns, where they part, and the verdict. Returns: whether it was printed. */
bool url_comparison_print(const struct url_comparison *comparison);

#endif
