#include "file_decision.h"

#include <string.h>
#include <unistd.h>

struct carom_view file_decision_methods(void)
{
    return CAROM_LITERAL("GET, HEAD, OPTIONS");
}

/* The path of a request-target, with what is behind it; of an absolute-form (RFC 9112 §3.2.2) what
 * follows the authority. Empty when there is none. */
static struct carom_view path_of(struct carom_view target)
{
    static const char separator[] = "://";
    if (target.len > 0 && target.ptr[0] == '/')
        return target;
    size_t at = 0;
    while (at + sizeof(separator) - 1 <= target.len &&
           memcmp(target.ptr + at, separator, sizeof(separator) - 1) != 0)
        at++;
    if (at + sizeof(separator) - 1 > target.len)
        return carom_view_of(NULL, 0);
    for (at += sizeof(separator) - 1; at < target.len; at++) {
        if (target.ptr[at] == '/')
            return carom_view_of(target.ptr + at, target.len - at);
        if (target.ptr[at] == '?')
            break;
    }
    return CAROM_LITERAL("/");
}

static bool is_one_of(struct carom_view method, const struct carom_view *methods, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (carom_view_equal(method, methods[i]))
            return true;
    }
    return false;
}

/* The decision about a request whose path names a file. Returns: whether the file is shown. */
static bool decide_by_file(const struct carom_request *request, struct carom_decision *decision)
{
    const struct carom_view shown_to[] = {CAROM_LITERAL("GET"), CAROM_LITERAL("HEAD")};
    const struct carom_view answered[] = {CAROM_LITERAL("OPTIONS"), CAROM_LITERAL("TRACE")};
    const bool is_shown = is_one_of(request->method, shown_to, 2);
    const bool is_answered = is_shown || is_one_of(request->method, answered, 2);
    memset(decision, 0, sizeof(*decision));
    decision->action = is_answered ? CAROM_ACTION_REWRITE : CAROM_ACTION_REFUSE;
    decision->status = is_answered ? 200 : 405;
    decision->methods = file_decision_methods();
    decision->max_age_s = -1;
    return is_shown;
}

static bool yields(const struct carom_decision *decision)
{
    /* Without a rule a refusal is about the request itself: it is malformed. */
    if (!decision->has_rule)
        return decision->action == CAROM_ACTION_NONE;
    return !decision->force;
}

static bool is_path(struct carom_view location)
{
    return location.len > 0 && location.ptr[0] == '/' &&
           (location.len == 1 || location.ptr[1] != '/');
}

/* No rule has a say. */
static void decide_none(struct carom_decision *decision)
{
    memset(decision, 0, sizeof(*decision));
    decision->max_age_s = -1;
}

bool file_decision_amend(int root, const struct carom_request *request,
                         struct carom_decision *decision, struct root_file *out, bool *may_change)
{
    *may_change = yields(decision);
    if (*may_change && root_file_open(root, path_of(request->target), out)) {
        bool is_shown = decide_by_file(request, decision);
        if (!is_shown)
            (void)close(out->fd);
        return is_shown;
    }
    if ((decision->action != CAROM_ACTION_REWRITE && decision->action != CAROM_ACTION_REFUSE) ||
        !is_path(decision->location))
        return false;
    *may_change = true;
    if (root_file_open(root, decision->location, out))
        return true;
    if (decision->action == CAROM_ACTION_REWRITE)
        decide_none(decision);
    return false;
}
