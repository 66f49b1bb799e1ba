/* Loads rule sets, prints what is wrong with them, and swaps them. */
#include "rule_store.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    DIAGNOSTIC_BYTES = 1024 /* the core shortens a long token */
};

static void print_diagnostic(void *ctx, const struct carom_diagnostic *diagnostic)
{
    const char *const *path = ctx;
    char text[DIAGNOSTIC_BYTES];
    struct carom_buf buf = {text, sizeof(text), 0};
    struct carom_view shown = diagnostic->message;
    if (carom_diagnostic_write(diagnostic, &buf) == CAROM_OK)
        shown = carom_view_of(buf.ptr, buf.len);
    fprintf(stderr, "%s:%lu:%lu: %s: %.*s\n", *path, (unsigned long)diagnostic->line,
            (unsigned long)diagnostic->column,
            diagnostic->severity == CAROM_SEVERITY_ERROR ? "error" : "warning", (int)shown.len,
            shown.ptr);
}

struct carom_loaded *rule_store_load(const struct rule_store *store)
{
    const char *path = store->path;
    struct carom_load_options options = {
        .dialect = store->dialect, .report = print_diagnostic, .report_ctx = &path};
    char message[CAROM_LOAD_MESSAGE_MAX];
    struct carom_loaded *set = malloc(sizeof(*set));
    if (set == NULL) {
        fprintf(stderr, "carom-server: %s: out of memory\n", store->path);
        return NULL;
    }
    if (carom_load(store->path, &options, set, message) != CAROM_OK) {
        fprintf(stderr, "carom-server: %s: %s\n", store->path, message);
        free(set);
        return NULL;
    }
    return set;
}

struct carom_loaded *rule_store_swap(struct rule_store *store, struct carom_loaded *set)
{
    return atomic_exchange_explicit(&store->current, set, memory_order_acq_rel);
}

void rule_set_free(struct carom_loaded *set)
{
    if (set == NULL)
        return;
    carom_unload(set);
    free(set);
}
