/* Loads rule sets, prints what is wrong with them, and swaps them. */
#include "rule_store.h"

#include "message.h"

#include <stdlib.h>

enum {
    DIAGNOSTIC_BYTES = 1024, /* the core shortens a long token */
    PROBLEMS_SHOWN_MAX = 20  /* of a kind; more would fill a log at every reload */
};

/* Errors and warnings are counted apart, so that warnings hide no error. */
struct problems {
    const char *path;
    size_t counts[CAROM_SEVERITY_WARNING + 1];
};

static void print_rest(const struct problems *problems, enum carom_severity severity,
                       const char *what)
{
    if (problems->counts[severity] > PROBLEMS_SHOWN_MAX)
        message("… and %zu more %s", problems->counts[severity] - PROBLEMS_SHOWN_MAX, what);
}

static void print_diagnostic(void *ctx, const struct carom_diagnostic *diagnostic)
{
    struct problems *problems = ctx;
    if (problems->counts[diagnostic->severity]++ >= PROBLEMS_SHOWN_MAX)
        return;
    char text[DIAGNOSTIC_BYTES];
    struct carom_buf buf = {text, sizeof(text), 0};
    struct carom_view shown = diagnostic->message;
    if (carom_diagnostic_write(diagnostic, &buf) == CAROM_OK)
        shown = carom_view_of(buf.ptr, buf.len);
    message_plain("%s:%lu:%lu: %s: %.*s", problems->path, (unsigned long)diagnostic->line,
                  (unsigned long)diagnostic->column,
                  diagnostic->severity == CAROM_SEVERITY_ERROR ? "error" : "warning",
                  (int)shown.len, shown.ptr);
}

struct rule_set *rule_store_load(const struct rule_store *store)
{
    static atomic_uint_least64_t serials;
    struct problems problems = {store->path, {0, 0}};
    struct carom_load_options options = {
        .dialect = store->dialect, .report = print_diagnostic, .report_ctx = &problems};
    char reason[CAROM_LOAD_MESSAGE_MAX];
    struct rule_set *set = malloc(sizeof(*set));
    if (set == NULL) {
        message("%s: out of memory", store->path);
        return NULL;
    }
    enum carom_result result = carom_load(store->path, &options, &set->loaded, reason);
    print_rest(&problems, CAROM_SEVERITY_ERROR, "errors");
    print_rest(&problems, CAROM_SEVERITY_WARNING, "warnings");
    if (result != CAROM_OK) {
        message("%s: %s", store->path, reason);
        free(set);
        return NULL;
    }
    set->serial = atomic_fetch_add_explicit(&serials, 1, memory_order_relaxed);
    return set;
}

void rule_store_warn_if_empty(const struct rule_store *store, size_t count)
{
    if (count == 0)
        message("warning: %s holds no rules: every request is answered 404", store->path);
}

struct rule_set *rule_store_swap(struct rule_store *store, struct rule_set *set)
{
    return atomic_exchange_explicit(&store->current, set, memory_order_acq_rel);
}

void rule_set_free(struct rule_set *set)
{
    if (set == NULL)
        return;
    carom_unload(&set->loaded);
    free(set);
}
