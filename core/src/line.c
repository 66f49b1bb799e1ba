#include "line_reader.h"

#include "target.h"

#include <string.h>

size_t carom_line_capture_index(const struct line_rule *rule, struct carom_view name)
{
    size_t index = 0;
    while (index < rule->capture_count && !carom_view_equal(rule->captures[index], name))
        index++;
    return index;
}

struct carom_view carom_line_open_token(const struct line_rule *rule, size_t target)
{
    struct carom_view capture = carom_target_open_capture(rule, rule->targets[target]);
    /* Only `to` can be other text than the line's. */
    if (capture.len == 0 || target > 0 || rule->targets[0].ptr == rule->to_token.ptr)
        return capture;
    capture = carom_target_open_capture(rule, rule->to_token);
    return capture.len > 0 ? capture : rule->to_token;
}

/* Member by member up to the arrays: what a memset of these costs is a good part of a short line's time. */
static void begin_rule(struct line_rule *rule, enum carom_dialect dialect)
{
    memset(rule, 0, offsetof(struct line_rule, captures));
    rule->dialect = dialect;
    rule->status = dialect == CAROM_DIALECT_CLOUDFLARE ? 302 : 301;
    rule->force = dialect == CAROM_DIALECT_CLOUDFLARE;
    rule->max_age_s = -1;
}

enum line_kind carom_line_read(struct line_context *context, struct carom_view line,
                               struct line_rule *rule, struct carom_diagnostic *problem)
{
    struct line_reader reader = {context, line, 0, rule, problem, {NULL, 0}};
    begin_rule(rule, context->dialect);
    problem->message = carom_view_of(NULL, 0);
    switch (context->dialect) {
    case CAROM_DIALECT_NETLIFY:
        return carom_line_read_netlify(&reader);
    case CAROM_DIALECT_CLOUDFLARE:
        return carom_line_read_cloudflare(&reader);
    case CAROM_DIALECT_CAROM:
    default:
        return carom_line_read_carom(&reader);
    }
}
