#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *counting_resize(void *ctx, void *ptr, size_t old_bytes, size_t new_bytes)
{
    struct counting_allocator *counts = ctx;
    if (new_bytes == 0) {
        counts->blocks -= ptr != NULL ? 1 : 0;
        counts->bytes -= old_bytes;
        free(ptr);
        return NULL;
    }
    counts->calls++;
    if (counts->calls == counts->fail_at)
        return NULL;
    /* A block always moves, and the old one is poisoned by ASan: stale pointers are seen. */
    void *fresh = malloc(new_bytes);
    assert_non_null(fresh);
    memset(fresh, 0xA5, new_bytes);
    if (ptr != NULL)
        memcpy(fresh, ptr, old_bytes < new_bytes ? old_bytes : new_bytes);
    free(ptr);
    counts->blocks += ptr == NULL ? 1 : 0;
    counts->bytes += new_bytes - old_bytes;
    return fresh;
}

struct carom_allocator counting_allocator(struct counting_allocator *counts)
{
    return (struct carom_allocator){counting_resize, counts};
}

struct carom_view text_view(const char *text)
{
    return carom_view_of(text, strlen(text));
}

char *exact_copy(struct carom_view bytes)
{
    char *copy = malloc(bytes.len > 0 ? bytes.len : 1);
    assert_non_null(copy);
    if (bytes.len > 0)
        memcpy(copy, bytes.ptr, bytes.len);
    return copy;
}

static void note_problem(void *ctx, const struct carom_diagnostic *diagnostic)
{
    struct problems *problems = ctx;
    char text[1024];
    struct carom_buf out = {text, sizeof text, 0};
    assert_int_equal(carom_diagnostic_write(diagnostic, &out), CAROM_OK);
    size_t left = sizeof problems->text - problems->len;
    int len =
        snprintf(problems->text + problems->len, left, "%u:%u %.*s\n", (unsigned)diagnostic->line,
                 (unsigned)diagnostic->column, (int)out.len, text);
    assert_true(len > 0 && (size_t)len < left);
    problems->len += (size_t)len;
    problems->count++;
}

static enum carom_result compile_in(enum carom_dialect dialect, struct carom_view text,
                                    struct counting_allocator *counts, struct problems *problems,
                                    struct carom_rules *rules)
{
    memset(problems, 0, sizeof *problems);
    struct carom_compile_options options = {dialect, counting_allocator(counts), note_problem,
                                            problems};
    return carom_rules_compile(text, &options, rules);
}

enum carom_result compile_text(struct carom_view text, struct counting_allocator *counts,
                               struct problems *problems, struct carom_rules *rules)
{
    return compile_in(CAROM_DIALECT_CAROM, text, counts, problems, rules);
}

/* The rule sets of tests live in blocks that free() takes. */
static struct counting_allocator shared_counts;

struct carom_rules rules_of(const char *text)
{
    return rules_in(CAROM_DIALECT_CAROM, text);
}

struct carom_rules rules_in(enum carom_dialect dialect, const char *text)
{
    struct carom_rules rules;
    struct problems problems;
    enum carom_result result =
        compile_in(dialect, text_view(text), &shared_counts, &problems, &rules);
    if (result != CAROM_OK)
        print_error("%s", problems.text);
    assert_int_equal(result, CAROM_OK);
    return rules;
}

void free_rules(struct carom_rules *rules)
{
    union {
        const unsigned char *constant;
        void *block;
    } image = {rules->image};
    (void)counting_resize(&shared_counts, image.block, rules->image_bytes, 0);
    *rules = (struct carom_rules){NULL, 0};
}

void exchange_init(struct exchange *exchange, const char *method, const char *target)
{
    memset(exchange, 0, sizeof *exchange);
    exchange->request.method = text_view(method);
    exchange->request.scheme = CAROM_LITERAL("http");
    exchange->request.authority = CAROM_LITERAL("h");
    exchange->request.target = text_view(target);
    exchange->request.version = CAROM_HTTP_1_1;
    exchange->request.fields = exchange->fields;
    exchange->options.now_s = -1;
}

void exchange_add_field(struct exchange *exchange, const char *name, const char *value)
{
    assert_true(exchange->request.field_count <
                sizeof exchange->fields / sizeof exchange->fields[0]);
    struct carom_field field = {text_view(name), text_view(value)};
    exchange->fields[exchange->request.field_count++] = field;
}

void exchange_run(struct exchange *exchange, const struct carom_rules *rules)
{
    struct carom_buf none = {NULL, 0, 0};
    enum carom_result result = carom_decide(rules, &exchange->request, &none, &exchange->decision);
    struct carom_buf decided = {exchange->decided, none.len, 0};
    if (result == CAROM_ERR_NOSPACE) {
        assert_true(none.len > 0 && none.len <= sizeof exchange->decided);
        result = carom_decide(rules, &exchange->request, &decided, &exchange->decision);
    }
    assert_int_equal(result, CAROM_OK);

    struct carom_buf empty = {NULL, 0, 0};
    result = carom_respond(&exchange->request, &exchange->decision, &exchange->options, &empty,
                           &exchange->response);
    if (result == CAROM_ERR_NOSPACE) {
        assert_true(empty.len <= sizeof exchange->responded);
        struct carom_buf responded = {exchange->responded, empty.len, 0};
        result = carom_respond(&exchange->request, &exchange->decision, &exchange->options,
                               &responded, &exchange->response);
        assert_int_equal(responded.len, empty.len);
    }
    assert_int_equal(result, CAROM_OK);
}

struct carom_view response_field(const struct carom_response *response, const char *name)
{
    struct carom_view found = {NULL, 0};
    for (size_t i = 0; i < response->field_count; i++) {
        if (!carom_view_equal(response->fields[i].name, text_view(name)))
            continue;
        assert_null(found.ptr);
        found = response->fields[i].value;
        assert_non_null(found.ptr);
    }
    return found;
}

void assert_view(struct carom_view actual, const char *expected)
{
    if (!carom_view_equal(actual, text_view(expected)))
        print_error("got \"%.*s\", expected \"%s\"\n", (int)actual.len,
                    actual.ptr == NULL ? "" : actual.ptr, expected);
    assert_true(carom_view_equal(actual, text_view(expected)));
}

void assert_view_contains(struct carom_view actual, const char *expected)
{
    size_t len = strlen(expected);
    bool found = false;
    for (size_t i = 0; !found && i + len <= actual.len; i++)
        found = memcmp(actual.ptr + i, expected, len) == 0;
    if (!found)
        print_error("no \"%s\" in \"%.*s\"\n", expected, (int)actual.len,
                    actual.ptr == NULL ? "" : actual.ptr);
    assert_true(found);
}
