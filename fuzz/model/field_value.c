#include "model/field_value.h"

bool model_is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

struct model_view model_without_blanks(struct model_view view)
{
    size_t start = 0;
    size_t end = view.len;

    while (start < end && model_is_blank(view.ptr[start]))
        start++;
    while (end > start && model_is_blank(view.ptr[end - 1]))
        end--;
    return model_part(view, start, end);
}

size_t model_member_end(struct model_view list, size_t at)
{
    bool is_quoted = false;

    for (; at < list.len; at++) {
        if (is_quoted && list.ptr[at] == '\\')
            at++;
        else if (list.ptr[at] == '"')
            is_quoted = !is_quoted;
        else if (list.ptr[at] == ',' && !is_quoted)
            return at;
    }
    return list.len;
}
