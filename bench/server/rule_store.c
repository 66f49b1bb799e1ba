/* Loads rule sets, prints what is wrong with them, and swaps them. */
#include "rule_store.h"

#include "image_guard.h"
#include "message.h"
#include "root_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

static double monotonic_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool open_root(const char *folder, int *root)
{
    *root = -1;
    if (folder == NULL)
        return true;
    *root = root_open(folder);
    if (*root != -1)
        return true;
    if (errno == ENOSYS)
        message("%s: this system cannot keep a look-up inside a folder (openat2, Linux 5.6): "
                "leave --root out",
                folder);
    else
        message("%s: cannot be used as --root: %s", folder, strerror(errno));
    return false;
}

static void warn_of_other_dialect(const struct rule_store *store, const struct carom_rules *rules)
{
    static const char *const names[] = {"carom", "netlify", "cloudflare"};
    enum carom_dialect dialect = carom_rules_dialect(rules);
    if (store->dialect_is_given && dialect != store->dialect)
        message("warning: %s was compiled in the dialect %s: --dialect %s changes nothing",
                store->path, names[dialect], names[store->dialect]);
}

static bool load_rules(const struct rule_store *store, bool verify, struct carom_loaded *out)
{
    struct problems problems = {store->path, {0, 0}};
    /* A reload that waits for a writer would keep every later one from beginning. */
    const bool is_reload = rule_store_current(store) != NULL;
    const struct carom_load_options options = {.dialect = store->dialect,
                                               .report = print_diagnostic,
                                               .report_ctx = &problems,
                                               .verify = verify,
                                               .regular_only = is_reload};
    char reason[CAROM_LOAD_MESSAGE_MAX];
    enum carom_result result = carom_load(store->path, &options, out, reason);
    print_rest(&problems, CAROM_SEVERITY_ERROR, "errors");
    print_rest(&problems, CAROM_SEVERITY_WARNING, "warnings");
    if (result != CAROM_OK)
        message("%s: %s", store->path, reason);
    else
        warn_of_other_dialect(store, &out->rules);
    return result == CAROM_OK;
}

static bool guard(const struct rule_store *store, struct rule_set *set)
{
    if (image_guard_take(&set->loaded, &set->is_guarded))
        return true;
    message("%s: another process is writing it: wait until it is written, then try "
            "again, and replace an image by a rename, as `carom compile` does",
            store->path);
    return false;
}

struct rule_set *rule_store_load(const struct rule_store *store, bool verify)
{
    static atomic_uint_least64_t serials;
    const double began_ms = monotonic_ms();
    struct rule_set *set = calloc(1, sizeof(*set));
    if (set == NULL) {
        message("%s: out of memory", store->path);
        return NULL;
    }
    if (!open_root(store->root, &set->root) || !load_rules(store, verify, &set->loaded) ||
        !guard(store, set)) {
        rule_set_free(set);
        return NULL;
    }
    set->serial = atomic_fetch_add_explicit(&serials, 1, memory_order_relaxed);
    set->load_ms = monotonic_ms() - began_ms;
    return set;
}

void rule_store_announce(const struct rule_store *store, const char *verb, size_t count,
                         double load_ms)
{
    message("%s %s: %zu %s in %.1f ms", verb, store->path, count, count == 1 ? "rule" : "rules",
            load_ms);
    if (count == 0)
        message("warning: %s holds no rules%s", store->path,
                store->root == NULL ? ": every request is answered 404" : "");
}

struct rule_set *rule_store_swap(struct rule_store *store, struct rule_set *set)
{
    return atomic_exchange_explicit(&store->current, set, memory_order_acq_rel);
}

void rule_store_guard(const struct rule_store *store)
{
    struct rule_set *set = atomic_load_explicit(&store->current, memory_order_acquire);
    if (!set->is_guarded || !image_guard_answer(&set->loaded))
        return;
    set->is_guarded = false;
    message("%s is being written in place: its rules stay, as a copy in memory; replace an "
            "image by a rename, as `carom compile` does",
            store->path);
}

void rule_set_free(struct rule_set *set)
{
    if (set == NULL)
        return;
    carom_unload(&set->loaded);
    if (set->root != -1)
        (void)close(set->root);
    free(set);
}
