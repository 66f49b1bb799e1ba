/*
 * What a finding says.
 */
#include "carom/lint.h"

#include "writer.h"

enum {
    /* How much of a text, and how many lines of a cycle, are shown. */
    SHOWN_MAX = 120,
    LINES_SHOWN_MAX = 20
};

/* Shortened when long, with nothing in it that could steer a terminal. */
static void put_visible(struct carom_buf *out, struct carom_view text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len && i < SHOWN_MAX; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte >= 0x20 && byte < 0x7f) {
            put_char(out, text.ptr[i]);
            continue;
        }
        char shown[4] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        put_bytes(out, shown, sizeof shown);
    }
    if (text.len > SHOWN_MAX)
        put_literal(out, "…");
}

static void put_quoted(struct carom_buf *out, struct carom_view text)
{
    put_char(out, '`');
    put_visible(out, text);
    put_char(out, '`');
}

static void put_line(struct carom_buf *out, uint32_t line)
{
    put_literal(out, "line ");
    put_number(out, line);
}

static void put_chain(struct carom_buf *out, const struct carom_lint_finding *finding)
{
    put_literal(out, "what this redirects to is redirected again, by ");
    put_line(out, finding->other_line);
    put_literal(out, ": ");
    put_number(out, finding->hops);
    put_literal(out, " redirects to ");
    put_visible(out, finding->location);
}

static void put_cycle(struct carom_buf *out, const struct carom_lint_finding *finding)
{
    if (finding->line_count < 2) {
        put_literal(out, "what this redirects to it redirects again, without end");
        return;
    }
    put_literal(out, "this redirects without end: lines ");
    for (size_t i = 0; i < finding->line_count && i < LINES_SHOWN_MAX; i++) {
        put_number(out, finding->lines[i]);
        put_literal(out, ", ");
    }
    if (finding->line_count > LINES_SHOWN_MAX)
        put_literal(out, "…, ");
    put_number(out, finding->lines[0]);
}

static void put_location(struct carom_buf *out, struct carom_view location)
{
    if (location.len > 0)
        put_visible(out, location);
    else
        put_literal(out, "no target");
}

static void put_difference(struct carom_buf *out, const struct carom_difference *difference)
{
    switch (difference->kind) {
    case CAROM_DIFFERENCE_STATUS:
        put_literal(out, "the status is ");
        put_number(out, difference->other_status);
        put_literal(out, ", not ");
        put_number(out, difference->status);
        return;
    case CAROM_DIFFERENCE_FORCE:
        if (difference->force)
            put_literal(out, "it also holds where there is a file");
        else
            put_literal(out, "it does not hold where there is a file");
        return;
    case CAROM_DIFFERENCE_NO_MATCH:
        put_literal(out, "it does not match ");
        break;
    case CAROM_DIFFERENCE_MATCH:
        put_literal(out, "it also matches ");
        break;
    case CAROM_DIFFERENCE_LOCATION:
    case CAROM_DIFFERENCE_ORDER:
        break;
    }
    put_visible(out, difference->request);
    if (difference->kind == CAROM_DIFFERENCE_LOCATION) {
        put_literal(out, " leads to ");
        put_location(out, difference->other_location);
        put_literal(out, ", not to ");
        put_location(out, difference->location);
    } else if (difference->kind == CAROM_DIFFERENCE_ORDER && difference->other_line > 0) {
        put_literal(out, " is for ");
        put_line(out, difference->other_line);
    } else if (difference->kind == CAROM_DIFFERENCE_ORDER) {
        put_literal(out, " is for no rule");
    }
}

static struct carom_view dialect_name(enum carom_dialect dialect)
{
    switch (dialect) {
    case CAROM_DIALECT_NETLIFY:
        return CAROM_LITERAL("netlify");
    case CAROM_DIALECT_CLOUDFLARE:
        return CAROM_LITERAL("cloudflare");
    case CAROM_DIALECT_CAROM:
        break;
    }
    return CAROM_LITERAL("carom");
}

static void put_differences(struct carom_buf *out, const struct carom_lint_finding *finding)
{
    put_literal(out, "in ");
    put_view(out, dialect_name(finding->dialect));
    for (size_t i = 0; i < finding->difference_count; i++) {
        put_view(out, i == 0 ? CAROM_LITERAL(" ") : CAROM_LITERAL("; "));
        put_difference(out, &finding->differences[i]);
    }
}

static void put_finding(struct carom_buf *out, const struct carom_lint_finding *finding)
{
    switch (finding->kind) {
    case CAROM_LINT_DUPLICATE:
        put_literal(out, "the same rule stands on ");
        put_line(out, finding->other_line);
        return;
    case CAROM_LINT_UNREACHABLE:
        put_literal(out, "no request gets here: the rule on ");
        put_line(out, finding->other_line);
        put_literal(out, " takes them all");
        return;
    case CAROM_LINT_CHAIN:
        put_chain(out, finding);
        return;
    case CAROM_LINT_CYCLE:
        put_cycle(out, finding);
        return;
    case CAROM_LINT_INTO_CYCLE:
        put_literal(out, "this leads into redirects without end, at ");
        put_line(out, finding->other_line);
        return;
    case CAROM_LINT_UNUSED_CAPTURE:
        put_literal(out, "no target uses what ");
        put_quoted(out, finding->name);
        put_literal(out, " captures");
        return;
    case CAROM_LINT_UNKNOWN_NAME:
        put_literal(out, "nothing captures ");
        put_quoted(out, finding->name);
        put_literal(out, ", which stays in the target as it is");
        return;
    case CAROM_LINT_METHOD_CHANGE:
        put_literal(out, "an agent may change ");
        put_visible(out, finding->name);
        put_literal(out, " to GET: ");
        put_number(out, finding->status);
        put_literal(out, " keeps the method");
        return;
    case CAROM_LINT_PORTABILITY:
        put_differences(out, finding);
        return;
    }
}

enum carom_result carom_lint_write(const struct carom_lint_finding *finding, struct carom_buf *out)
{
    out->len = 0;
    put_finding(out, finding);
    return put_result(out);
}
