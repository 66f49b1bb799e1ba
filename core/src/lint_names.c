/*
 * Names in vain, and statuses that lose a rule's methods.
 */
#include "carom/status.h"

#include "chars.h"
#include "comma_list.h"
#include "lint_run.h"
#include "lint_target.h"

#include <string.h>

static void report(struct lint_run *run, uint32_t number, const struct carom_rule *rule,
                   struct carom_lint_finding finding)
{
    finding.rule = number;
    finding.line = rule->line;
    finding.dialect = run->dialect;
    run->options->report(run->options->report_ctx, &finding);
}

/* Marks which of the names a target has. Returns: whether any. */
static bool mark_used(const struct lint_names *names, struct carom_view target, bool *used)
{
    size_t at = 0, start;
    bool any = false;
    for (;;) {
        uint32_t index = carom_lint_next_name(names, target, &at, &start);
        if (index == LINT_NONE)
            return any;
        used[index] = true;
        any = true;
    }
}

/* A name as it stands in the rule: `*`, or with the `:` that its view is behind. */
static struct carom_view as_written(const struct lint_names *names, size_t index)
{
    struct carom_view name = names->names[index];
    return names->is_splat[index] ? CAROM_LITERAL("*") : carom_view_of(name.ptr - 1, name.len + 1);
}

static void report_unused(struct lint_run *run, uint32_t number, const struct carom_rule *rule,
                          const struct lint_names *names)
{
    bool used[CAROM_CAPTURES_MAX] = {false};
    bool any = mark_used(names, rule->to, used);
    for (size_t i = 0; i < rule->alternate_count; i++)
        any = mark_used(names, rule->alternates[i], used) || any;
    /* What is served whatever was captured is an application that reads its own URL. */
    if (rule->to.len == 0 || (!any && !carom_status_is_redirect(rule->status)))
        return;
    for (size_t i = 0; i < names->count; i++) {
        bool is_meant = names->names[i].len > 0 && names->names[i].ptr[0] == '_';
        if (used[i] || is_meant)
            continue;
        report(run, number, rule,
               (struct carom_lint_finding){.kind = CAROM_LINT_UNUSED_CAPTURE,
                                           .name = as_written(names, i)});
    }
}

/* Whether a `:` stands where a whole segment or a whole value of a query begins. */
static bool begins_part(struct carom_view target, size_t at)
{
    return at > 0 && memchr("/=?&#", target.ptr[at - 1], 5) != NULL;
}

static void report_unknown(struct lint_run *run, uint32_t number, const struct carom_rule *rule,
                           const struct lint_names *names, struct carom_view target)
{
    for (size_t at = 0; at < target.len;) {
        size_t len = 1;
        if (target.ptr[at] != ':' || carom_lint_name_at(names, target, at, &len) != LINT_NONE) {
            at += len;
            continue;
        }
        len = carom_lint_name_len(target.ptr + at + 1, target.len - at - 1);
        struct carom_view name = carom_view_of(target.ptr + at, 1 + len);
        bool is_splat = carom_view_equal(name, CAROM_LITERAL(":splat"));
        bool is_name = len > 0 && !char_is_digit(name.ptr[1]) && begins_part(target, at);
        if (is_splat || is_name)
            report(run, number, rule,
                   (struct carom_lint_finding){.kind = CAROM_LINT_UNKNOWN_NAME, .name = name});
        at += 1 + len;
    }
}

/* The first of a rule's methods that is neither GET nor HEAD; empty: none is. */
static struct carom_view method_at_risk(struct carom_view list)
{
    for (struct carom_view rest = list; rest.ptr != NULL;) {
        struct carom_view method = comma_list_take(&rest);
        if (!carom_view_equal(method, CAROM_LITERAL("GET")) &&
            !carom_view_equal(method, CAROM_LITERAL("HEAD")))
            return method;
    }
    return carom_view_of(NULL, 0);
}

static void report_method(struct lint_run *run, uint32_t number, const struct carom_rule *rule)
{
    struct carom_status status = carom_status_of(rule->status);
    struct carom_view method = method_at_risk(rule->methods);
    if (status.method_rule != CAROM_METHOD_MAY_BECOME_GET || method.len == 0)
        return;
    report(run, number, rule,
           (struct carom_lint_finding){.kind = CAROM_LINT_METHOD_CHANGE,
                                       .name = method,
                                       .status = status.permanent ? 308 : 307});
}

void carom_lint_names(struct lint_run *run, uint32_t number, const struct carom_rule *rule)
{
    struct lint_names names;
    carom_lint_names_read(run->dialect, rule, &names);
    if (names.count > 0)
        report_unused(run, number, rule, &names);
    report_unknown(run, number, rule, &names, rule->to);
    for (size_t i = 0; i < rule->alternate_count; i++)
        report_unknown(run, number, rule, &names, rule->alternates[i]);
    report_method(run, number, rule);
}
