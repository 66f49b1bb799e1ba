#include "model/cache_control.h"

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

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

struct model_view model_without_blanks(struct model_view view)
{
    size_t start = 0;
    size_t end = view.len;

    while (start < end && is_blank(view.ptr[start]))
        start++;
    while (end > start && is_blank(view.ptr[end - 1]))
        end--;
    return model_part(view, start, end);
}

static bool is_token(struct model_view view)
{
    for (size_t i = 0; i < view.len; i++) {
        if (!model_is_tchar(view.ptr[i]))
            return false;
    }
    return view.len > 0;
}

/* Reads a text that is one quoted-string in whole. Returns: whether it is. */
static bool unquote(struct model_arena *arena, struct model_view text, struct model_view *out)
{
    struct model_text bytes = model_text_of(arena);
    size_t at = 1;

    if (text.len < 2 || text.ptr[0] != '"')
        return false;
    for (; at < text.len && text.ptr[at] != '"'; at++) {
        if (text.ptr[at] == '\\' && ++at == text.len)
            return false;
        model_put_byte(&bytes, text.ptr[at]);
    }
    *out = model_text_view(&bytes);
    return at + 1 == text.len;
}

/* `token [ "=" ( token / quoted-string ) ]`, and nothing else. */
static bool read_directive(struct model_arena *arena, struct model_view member,
                           struct model_directive *out)
{
    size_t equals = model_find(member, 0, '=');
    struct model_view argument = model_from(member, equals + 1);

    *out = (struct model_directive){model_part(member, 0, equals), {NULL, 0}};
    if (!is_token(out->name))
        return false;
    if (equals == member.len)
        return true;
    out->argument = argument;
    return is_token(argument) || unquote(arena, argument, &out->argument);
}

struct model_directives model_directives_of(struct model_arena *arena,
                                            const struct model_field *fields, size_t count)
{
    size_t most = 0;
    struct model_directives list = {0, NULL};

    for (size_t i = 0; i < count; i++)
        most += fields[i].value.len + 1;
    list.items = model_alloc(arena, most * sizeof *list.items);
    for (size_t i = 0; i < count; i++) {
        struct model_view value = fields[i].value;
        if (!model_same_ignoring_case(fields[i].name, model_literal("Cache-Control")))
            continue;
        for (size_t at = 0, end; at < value.len; at = end + 1) {
            end = model_member_end(value, at);
            struct model_view member = model_without_blanks(model_part(value, at, end));
            if (read_directive(arena, member, &list.items[list.count]))
                list.count++;
        }
    }
    return list;
}

const struct model_directive *model_directive(const struct model_directives *directives,
                                              const char *name)
{
    for (size_t i = 0; i < directives->count; i++) {
        if (model_same_ignoring_case(directives->items[i].name, model_literal(name)))
            return &directives->items[i];
    }
    return NULL;
}

long long model_delta_seconds(struct model_view digits)
{
    const long long most = 1LL << 31;
    long long seconds = 0;

    for (size_t i = 0; i < digits.len; i++) {
        if (!model_is_digit(digits.ptr[i]))
            return -1;
        seconds = 10 * seconds + (digits.ptr[i] - '0');
        if (seconds > most)
            seconds = most;
    }
    return digits.len > 0 ? seconds : -1;
}
