/*
 * What the core's tests share: cmocka, an allocator that counts and can fail, copies without anything
 * behind them, and rule sets and decisions in one call.
 */
#ifndef CAROM_TEST_SUPPORT_H
#define CAROM_TEST_SUPPORT_H

/* cmocka.h needs these before it, in this order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "carom/respond.h"

/* An allocator whose blocks are counted; when `fail_at` is not 0, the fail_at-th call returns NULL.
 */
struct counting_allocator {
    size_t blocks;
    size_t bytes;
    size_t calls;
    size_t fail_at;
};

struct carom_allocator counting_allocator(struct counting_allocator *counts);

/* The problems that a compilation reported: "LINE:COL message: token" each, a newline behind. */
struct problems {
    char text[4096];
    size_t len;
    size_t count;
};

/* A view of a NUL-terminated text. */
struct carom_view text_view(const char *text);

/* A copy in a block of exactly its size, so that a read behind it is seen; for free(). */
char *exact_copy(struct carom_view bytes);

enum carom_result compile_text(struct carom_view text, struct counting_allocator *counts,
                               struct problems *problems, struct carom_rules *rules);

/* Compiles a text that must be valid, in the carom dialect or another. Free with free_rules. */
struct carom_rules rules_of(const char *text);
struct carom_rules rules_in(enum carom_dialect dialect, const char *text);
void free_rules(struct carom_rules *rules);

/* A request and what became of it; the views are into this struct. */
struct exchange {
    struct carom_request request;
    struct carom_field fields[8];
    struct carom_respond_options options;
    struct carom_decision decision;
    struct carom_response response;
    char decided[8192];
    char responded[8192];
};

/* GET over HTTP/1.1, http, host h. */
void exchange_init(struct exchange *exchange, const char *method, const char *target);
void exchange_add_field(struct exchange *exchange, const char *name, const char *value);

/* Decides and responds, asserting that both work, into buffers of exactly the size needed. */
void exchange_run(struct exchange *exchange, const struct carom_rules *rules);

/* The value of a response's field; NULL.ptr when it is not there. Fails when it is there twice. */
struct carom_view response_field(const struct carom_response *response, const char *name);

void assert_view(struct carom_view actual, const char *expected);
void assert_view_contains(struct carom_view actual, const char *expected);

#endif
