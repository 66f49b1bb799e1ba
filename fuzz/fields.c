#include "fields.h"

#include "bridge.h"
#include "support.h"

#include <string.h>

struct carom_view fuzz_trimmed(struct carom_view view)
{
    while (view.len > 0 && (view.ptr[0] == ' ' || view.ptr[0] == '\t'))
        view = carom_view_of(view.ptr + 1, view.len - 1);
    while (view.len > 0 && (view.ptr[view.len - 1] == ' ' || view.ptr[view.len - 1] == '\t'))
        view.len--;
    return view;
}

size_t fuzz_fields_read(struct carom_view section, size_t max, struct carom_field *fields,
                        struct model_field *model_fields)
{
    struct carom_view line;
    size_t count = 0;

    while (count < max && fuzz_next_line(&section, &line)) {
        const char *colon = line.len > 0 ? memchr(line.ptr, ':', line.len) : NULL;
        if (!colon)
            continue;
        size_t name_len = (size_t)(colon - line.ptr);
        struct carom_view value = carom_view_of(colon + 1, line.len - name_len - 1);
        fields[count].name = fuzz_copy(carom_view_of(line.ptr, name_len));
        fields[count].value = fuzz_copy(fuzz_trimmed(value));
        model_fields[count] =
            (struct model_field){to_model(fields[count].name), to_model(fields[count].value)};
        count++;
    }
    return count;
}

void fuzz_fields_release(struct carom_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fuzz_release(fields[i].name);
        fuzz_release(fields[i].value);
    }
}
