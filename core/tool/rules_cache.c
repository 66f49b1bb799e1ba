#include "rules_cache.h"

#include "buffer.h"
#include "problems.h"

#include "carom/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first error of the rules, and how many there are. */
struct first_error {
    struct carom_buf text;
    size_t count;
    uint32_t line, column;
};

static void keep_first_error(void *ctx, const struct carom_diagnostic *diagnostic)
{
    struct first_error *first = ctx;
    if (diagnostic->severity != CAROM_SEVERITY_ERROR || first->count++ > 0)
        return;
    first->line = diagnostic->line;
    first->column = diagnostic->column;
    if (!diagnostic_text(diagnostic, &first->text))
        first->text.len = 0;
}

static void write_first_error(const struct first_error *first, struct carom_buf *error)
{
    char position[64], rest[64] = "";
    (void)snprintf(position, sizeof position, "rules:%lu:%lu: ", (unsigned long)first->line,
                   (unsigned long)first->column);
    if (first->count > 1)
        (void)snprintf(rest, sizeof rest, " (and %zu more)", first->count - 1);
    if (!buffer_append(error, position, strlen(position)) ||
        !buffer_append(error, first->text.ptr, first->text.len) ||
        !buffer_append(error, rest, strlen(rest)))
        error->len = 0;
}

static void explain(enum carom_result result, const struct first_error *first,
                    struct carom_buf *error)
{
    const char *text = NULL;
    error->len = 0;
    if (result == CAROM_ERR_UNSUPPORTED)
        text = "this dialect is not built yet: use \"carom\"";
    else if (result == CAROM_ERR_TOO_LARGE)
        text = "\"rules\" is too large: at most 2 GiB";
    else if (result == CAROM_ERR_COLLISIONS)
        text = "\"rules\" has paths that were made to have nearly the same hashes";
    else if (result == CAROM_ERR_NOMEM)
        text = "out of memory";
    if (text == NULL)
        write_first_error(first, error);
    else if (!buffer_append(error, text, strlen(text)))
        error->len = 0;
}

static void forget(struct rules_cache *cache)
{
    /* The image came from our own malloc; the const is the core's promise not to write to it. */
    void *memory;
    memcpy(&memory, &cache->rules.image, sizeof memory);
    free(memory);
    memset(&cache->rules, 0, sizeof cache->rules);
    cache->text.len = 0;
}

static bool is_cached(const struct rules_cache *cache, struct carom_view text,
                      enum carom_dialect dialect)
{
    struct carom_view cached = carom_view_of(cache->text.ptr, cache->text.len);
    return cache->rules.image != NULL && cache->dialect == dialect &&
           carom_view_equal(cached, text);
}

const struct carom_rules *rules_cache_get(struct rules_cache *cache, struct carom_view text,
                                          enum carom_dialect dialect, struct carom_buf *error)
{
    if (is_cached(cache, text, dialect))
        return &cache->rules;
    struct first_error first = {{NULL, 0, 0}, 0, 0, 0};
    struct carom_compile_options options = {dialect, carom_malloc_allocator(), keep_first_error,
                                            &first};
    forget(cache);
    enum carom_result result = carom_rules_compile(text, &options, &cache->rules);
    if (result == CAROM_OK && !buffer_append(&cache->text, text.ptr, text.len)) {
        forget(cache);
        result = CAROM_ERR_NOMEM;
    }
    if (result != CAROM_OK)
        explain(result, &first, error);
    cache->dialect = dialect;
    buffer_free(&first.text);
    return result == CAROM_OK ? &cache->rules : NULL;
}

void rules_cache_free(struct rules_cache *cache)
{
    forget(cache);
    buffer_free(&cache->text);
}
