#include "field_support.h"

#include <stdlib.h>
#include <string.h>

static struct carom_view copied(const char *start, const char *end)
{
    struct carom_view text = carom_view_of(start, (size_t)(end - start));
    return carom_view_of(exact_copy(text), text.len);
}

static size_t count_lines(const char *lines)
{
    size_t count = *lines != '\0' ? 1 : 0;
    for (const char *p = lines; *p != '\0'; p++)
        count += *p == '\n' ? 1 : 0;
    return count;
}

struct field_set fields_of(const char *lines)
{
    struct field_set set = {NULL, count_lines(lines)};
    if (set.count == 0)
        return set;
    set.fields = calloc(set.count, sizeof *set.fields);
    assert_non_null(set.fields);
    for (size_t i = 0; i < set.count; i++) {
        const char *end = lines + strcspn(lines, "\n");
        const char *colon = strstr(lines, ": ");
        assert_true(colon != NULL && colon < end);
        set.fields[i].name = copied(lines, colon);
        set.fields[i].value = copied(colon + 2, end);
        lines = end + 1;
    }
    return set;
}

static void free_view(struct carom_view view)
{
    union {
        const char *constant;
        void *block;
    } bytes = {view.ptr};
    free(bytes.block);
}

void free_fields(struct field_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        free_view(set->fields[i].name);
        free_view(set->fields[i].value);
    }
    free(set->fields);
    *set = (struct field_set){NULL, 0};
}
