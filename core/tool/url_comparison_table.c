/* Two readings in columns. */
#include "url_comparison.h"

#include "buffer.h"
#include "commands.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where a value does not fit beside another, the table is one column. */
enum { CELL_MAX = 48, NAME_WIDTH = 12 };

/* Text that is put together; it is not printed when memory ran out on the way. */
struct page {
    struct carom_buf text;
    bool out_of_memory;
    bool colour;
};

static void put(struct page *page, struct carom_view text)
{
    if (!buffer_append(&page->text, text.ptr, text.len))
        page->out_of_memory = true;
}

static void put_text(struct page *page, const char *text)
{
    put(page, carom_view_of(text, strlen(text)));
}

static void put_spaces(struct page *page, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put(page, CAROM_LITERAL(" "));
}

static void put_name(struct page *page, const char *name)
{
    size_t len = strlen(name);
    put_text(page, name);
    put_spaces(page, len < NAME_WIDTH ? NAME_WIDTH - len : 1);
}

static void put_colour(struct page *page, const char *code)
{
    if (page->colour)
        put_text(page, code);
}

/* A line of a name and words from outside. */
static void put_input(struct page *page, const char *name, struct carom_view text)
{
    put_text(page, "  ");
    put_name(page, name);
    if (!append_visible(&page->text, text.ptr, text.len))
        page->out_of_memory = true;
    put_text(page, "\n");
}

/* What stands where there is no reading. No URL holds it, so it cannot be taken for a value. */
#define NO_READING "—"

/* The member without the delimiter that the URL interface leaves on it. */
static struct carom_view component(const struct url_reading *reading, enum url_member which)
{
    struct carom_view text = url_member_text(reading, which);
    if (text.len == 0)
        return text;
    if (which == URL_PROTOCOL)
        return carom_view_of(text.ptr, text.len - 1);
    if (which == URL_SEARCH || which == URL_HASH)
        return carom_view_of(text.ptr + 1, text.len - 1);
    return text;
}

/* A part as one text; in `cell`, which is emptied before. */
static struct carom_view part_text(const struct url_reading *reading, const struct url_part *part,
                                   struct carom_buf *cell, struct page *page)
{
    if (!reading->ok)
        return CAROM_LITERAL(NO_READING);
    struct carom_view first = component(reading, part->members[0]);
    struct carom_view second = component(reading, part->members[1]);
    if (part->members[0] == part->members[1] || second.len == 0)
        return first;
    cell->len = 0;
    if (!buffer_append(cell, first.ptr, first.len) || !buffer_append(cell, ":", 1) ||
        !buffer_append(cell, second.ptr, second.len))
        page->out_of_memory = true;
    return carom_view_of(cell->ptr, cell->len);
}

static size_t longest_part(const struct url_reading *reading)
{
    size_t longest = sizeof "URL Standard" - 1;
    for (size_t i = 0; reading->ok && i < URL_PART_COUNT; i++) {
        size_t len = component(reading, url_parts[i].members[0]).len;
        if (url_parts[i].members[0] != url_parts[i].members[1])
            len += 1 + component(reading, url_parts[i].members[1]).len;
        longest = len > longest ? len : longest;
    }
    return longest;
}

/* Takes the spaces away that an empty cell leaves at the end of a row. */
static void end_row(struct page *page)
{
    while (page->text.len > 0 && page->text.ptr[page->text.len - 1] == ' ')
        page->text.len--;
}

static void put_row(struct page *page, const struct url_comparison *comparison, size_t i,
                    size_t width)
{
    struct carom_buf cells[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
    struct carom_view left = part_text(&comparison->whatwg, &url_parts[i], &cells[0], page);
    struct carom_view right = part_text(&comparison->rfc3986, &url_parts[i], &cells[1], page);
    bool differs = comparison->differs[i];
    put_colour(page, differs ? "\x1b[1;31m" : "");
    put_text(page, differs ? "≠ " : "  ");
    put_name(page, url_parts[i].name);
    put(page, left);
    if (width > CELL_MAX) {
        end_row(page);
        put_text(page, "\n");
        put_spaces(page, 2 + NAME_WIDTH);
    } else {
        /* The dash takes one column. */
        put_spaces(page, width - (comparison->whatwg.ok ? left.len : 1) + 2);
    }
    put(page, right);
    end_row(page);
    put_colour(page, differs ? "\x1b[0m" : "");
    put_text(page, "\n");
    buffer_free(&cells[0]);
    buffer_free(&cells[1]);
}

static void put_table(struct page *page, const struct url_comparison *comparison)
{
    size_t width = longest_part(&comparison->whatwg);
    put_text(page, "\n");
    put_spaces(page, 2 + NAME_WIDTH);
    put_colour(page, "\x1b[1m");
    put_text(page, "URL Standard");
    if (width > CELL_MAX)
        put_text(page, ", and below it RFC 3986, normalised");
    else
        put_spaces(page, width + 2 - (sizeof "URL Standard" - 1));
    if (width <= CELL_MAX)
        put_text(page, "RFC 3986, normalised");
    put_colour(page, "\x1b[0m");
    put_text(page, "\n");
    for (size_t i = 0; i < URL_PART_COUNT; i++)
        put_row(page, comparison, i, width);
}

static void put_verdict(struct page *page, const struct url_comparison *comparison)
{
    bool whatwg = comparison->whatwg.ok, rfc3986 = comparison->rfc3986.ok;
    bool first = true;
    put_text(page, "  ");
    if (whatwg != rfc3986 || !whatwg) {
        put_name(page, comparison->agree ? "they agree" : "they part");
        put_text(page, !whatwg && !rfc3986 ? "neither reads it"
                       : whatwg            ? "only the URL Standard reads it"
                                           : "only RFC 3986 reads it");
    } else if (comparison->agree) {
        put_name(page, "they agree");
        put_text(page, "in every component");
    } else {
        put_name(page, "they part");
        for (size_t i = 0; i < URL_PART_COUNT; i++) {
            if (!comparison->differs[i])
                continue;
            put_text(page, first ? "at " : ", ");
            put_text(page, url_parts[i].name);
            first = false;
        }
    }
    put_text(page, "\n");
}

static void put_error(struct page *page, const char *name, const struct url_reading *reading)
{
    if (reading->ok)
        return;
    put_text(page, "  ");
    put_name(page, name);
    put(page, carom_view_of(reading->error.ptr, reading->error.len));
    put_text(page, "\n");
}

static void put_guard(struct page *page, const struct url_comparison *comparison)
{
    const struct carom_guard *guard = &comparison->guard;
    if (!comparison->has_guard) {
        put_text(page, "\n  ");
        put_name(page, "guard");
        put_text(page, "asked only when the base is an http or https URL\n");
        return;
    }
    put_text(page, "\n  ");
    put_name(page, "guard");
    put(page, carom_guard_verdict_name(guard->verdict));
    if (guard->origin.len > 0) {
        put_text(page, " ");
        put(page, guard->origin);
    }
    if (guard->reason.len > 0) {
        put_text(page, ": ");
        put(page, guard->reason);
    }
    put_text(page, guard->has_credentials ? "; with credentials" : "");
    put_text(page, guard->has_punycode ? "; a host in Punycode" : "");
    put_text(page, guard->is_ip_address ? "; an IP address" : "");
    put_text(page, "\n");
}

static bool wants_colour(void)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) == 1 && (no_colour == NULL || *no_colour == '\0') &&
           terminal != NULL && strcmp(terminal, "dumb") != 0;
}

bool url_comparison_print(const struct url_comparison *comparison)
{
    struct page page = {{NULL, 0, 0}, false, wants_colour()};
    put_input(&page, "reference", comparison->input->ref);
    if (comparison->input->has_base)
        put_input(&page, "base", comparison->input->base);
    put_table(&page, comparison);
    put_text(&page, "\n");
    put_verdict(&page, comparison);
    put_error(&page, "URL Standard", &comparison->whatwg);
    put_error(&page, "RFC 3986", &comparison->rfc3986);
    if (comparison->input->has_base)
        put_guard(&page, comparison);
    bool printed = false;
    if (page.out_of_memory)
        (void)out_of_memory();
    else
        printed = print_bytes(page.text.ptr, page.text.len);
    buffer_free(&page.text);
    return printed;
}
