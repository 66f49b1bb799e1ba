#include "model/cache_control.h"

#include "model/field_value.h"

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

/* The longest token that a member begins with. */
static struct model_view name_of(struct model_view member)
{
    size_t end = 0;

    while (end < member.len && model_is_tchar(member.ptr[end]))
        end++;
    return model_part(member, 0, end);
}

/* The directives that a careful reader obeys although something is wrong behind their names. */
static bool is_obeyed_anyway(struct model_view name)
{
    static const char *const names[] = {"no-store",        "no-cache",         "private",
                                        "must-revalidate", "proxy-revalidate", "max-age",
                                        "s-maxage"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (model_same_ignoring_case(name, model_literal(names[i])))
            return true;
    }
    return false;
}

/* Such a one stands there with an argument that is no number. */
static bool read_malformed(struct model_view member, struct model_directive *out)
{
    *out = (struct model_directive){name_of(member), model_literal("?")};
    return is_obeyed_anyway(out->name);
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
            struct model_directive *item = &list.items[list.count];
            if (read_directive(arena, member, item) || read_malformed(member, item))
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
