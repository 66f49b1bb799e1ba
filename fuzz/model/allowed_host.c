#include "model/allowed_host.h"

#include <stdio.h>
#include <stdlib.h>

static bool all_of(struct model_view view, bool (*is)(char byte))
{
    for (size_t i = 0; i < view.len; i++) {
        if (!is(view.ptr[i]))
            return false;
    }
    return true;
}

static bool is_label_byte(char byte)
{
    return model_is_alpha(byte) || model_is_digit(byte) || byte == '-';
}

static struct model_view last_label(struct model_view host)
{
    size_t at = host.len;

    while (at > 0 && host.ptr[at - 1] != '.')
        at--;
    return model_from(host, at);
}

/* What an agent reads as the end of an IPv4 address: decimal, octal or hexadecimal. */
static bool is_number(struct model_view label)
{
    if (model_begins(label, "0x") || model_begins(label, "0X"))
        return all_of(model_from(label, 2), model_is_hex);
    return all_of(label, model_is_digit);
}

static bool is_name(struct model_view host)
{
    for (size_t at = 0; at <= host.len;) {
        size_t end = model_find(host, at, '.');
        if (end == at || !all_of(model_part(host, at, end), is_label_byte))
            return false;
        at = end + 1;
    }
    return host.len <= 253;
}

/* The number that digits spell, -1 when they are none or too many. */
static int number_of(struct model_view digits)
{
    int value = 0;

    if (digits.len == 0 || digits.len > 5 || !all_of(digits, model_is_digit))
        return -1;
    for (size_t i = 0; i < digits.len; i++)
        value = 10 * value + (digits.ptr[i] - '0');
    return value;
}

/* An address is one when it is spelled as its numbers would be printed. */
static bool is_address(struct model_view host)
{
    int numbers[4];
    char printed[4 * 12];
    size_t at = 0;

    for (size_t i = 0; i < 4; i++) {
        size_t end = model_find(host, at, '.');
        numbers[i] = number_of(model_part(host, at, end));
        if (numbers[i] < 0 || numbers[i] > 255)
            return false;
        at = end + 1;
    }
    (void)snprintf(printed, sizeof printed, "%d.%d.%d.%d", numbers[0], numbers[1], numbers[2],
                   numbers[3]);
    return model_is(host, printed);
}

static bool is_port(struct model_view port)
{
    char printed[12];
    int value = number_of(port);

    (void)snprintf(printed, sizeof printed, "%d", value);
    return value >= 0 && value <= 65535 && model_is(port, printed);
}

static void put_lower(struct model_text *text, struct model_view view)
{
    for (size_t i = 0; i < view.len; i++)
        model_put_byte(text, model_lower(view.ptr[i]));
}

struct model_view model_plain_authority(struct model_arena *arena, struct model_view text,
                                        bool is_https)
{
    const struct model_view none = {NULL, 0};
    struct model_text plain = model_text_of(arena);
    size_t colon = model_find(text, 0, ':');
    struct model_view host = model_part(text, 0, colon);
    struct model_view port = model_from(text, colon + 1);

    if (!is_name(host) || (is_number(last_label(host)) && !is_address(host)))
        return none;
    if (port.len > 0 && !is_port(port))
        return none;
    put_lower(&plain, host);
    if (port.len > 0 && !model_is(port, is_https ? "443" : "80")) {
        model_put_byte(&plain, ':');
        model_put(&plain, port);
    }
    return model_text_view(&plain);
}

/* `*.` and two labels or more. */
static bool is_wildcard(struct model_view host)
{
    struct model_view suffix = model_from(host, 2);

    return model_begins(host, "*.") && is_name(suffix) && last_label(suffix).len < suffix.len &&
           !is_number(last_label(suffix));
}

bool model_is_host_list(struct model_arena *arena, struct model_view list)
{
    for (size_t at = 0; at <= list.len;) {
        size_t end = model_find(list, at, ',');
        struct model_view host = model_part(list, at, end);
        bool names_one = model_plain_authority(arena, host, true).len > 0;
        if (!is_wildcard(host) && (!names_one || host.ptr[host.len - 1] == ':'))
            return false;
        at = end + 1;
    }
    return true;
}

static bool matches_wildcard(struct model_view authority, struct model_view suffix)
{
    size_t before = authority.len > suffix.len ? authority.len - suffix.len : 0;

    /* With a port, the authority does not end as a host does. */
    return before > 0 && model_same_ignoring_case(model_from(authority, before), suffix);
}

bool model_lists_host(struct model_arena *arena, struct model_view list,
                      struct model_view authority, bool is_https)
{
    for (size_t at = 0; at < list.len;) {
        size_t end = model_find(list, at, ',');
        struct model_view host = model_part(list, at, end);
        if (model_begins(host, "*.")
                ? matches_wildcard(authority, model_from(host, 1))
                : model_same(model_plain_authority(arena, host, is_https), authority))
            return true;
        at = end + 1;
    }
    return false;
}
