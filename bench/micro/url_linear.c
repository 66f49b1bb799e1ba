#include "url_linear.h"

#include "carom/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t sizes[LINEAR_SIZES] = {1024, 65536, 1048576};
static const double batch_target_ns = 2e6;
static const double growth_allowed = 3.0;

enum {
    /* The most that a byte of an input becomes: `%EF%BF%BD`. */
    ESCAPED_MAX = 9,
    SPARE_BYTES = 256
};

/* One input of one size, and what it must become. */
struct linear_loop {
    struct carom_buf input;
    struct carom_buf expected;
    struct carom_buf output;
    bool refused;
};

static void append(struct carom_buf *buf, const char *text, size_t times)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < times; i++) {
        memcpy(buf->ptr + buf->len, text, len);
        buf->len += len;
    }
}

static void free_loop(struct linear_loop *loop)
{
    free(loop->input.ptr);
    free(loop->expected.ptr);
    free(loop->output.ptr);
}

static bool allocate(struct carom_buf *buf, size_t bytes)
{
    buf->ptr = malloc(bytes);
    buf->cap = buf->ptr != NULL ? bytes : 0;
    buf->len = 0;
    return buf->ptr != NULL;
}

static bool make_loop(const struct linear_input *input, size_t bytes, struct linear_loop *out)
{
    const char *climb = input->climb != NULL ? input->climb : "";
    size_t fixed = strlen(input->start) + strlen(input->end);
    size_t times = (bytes - fixed) / (strlen(input->run) + strlen(climb));
    size_t room = bytes * ESCAPED_MAX + SPARE_BYTES;
    memset(out, 0, sizeof(*out));
    if (!allocate(&out->input, bytes) || !allocate(&out->expected, room) ||
        !allocate(&out->output, room)) {
        fputs("carom-micro: not enough memory\n", stderr);
        free_loop(out);
        return false;
    }
    append(&out->input, input->start, 1);
    append(&out->input, input->run, times);
    append(&out->input, climb, times);
    append(&out->input, input->end, 1);
    out->refused = input->href_start == NULL;
    if (!out->refused) {
        append(&out->expected, input->href_start, 1);
        append(&out->expected, input->href_run, times);
        append(&out->expected, input->href_end, 1);
    }
    return true;
}

static enum carom_result parse(const struct linear_loop *loop, struct carom_url *url)
{
    struct carom_buf out = loop->output;
    return carom_url_parse(carom_view_of(loop->input.ptr, loop->input.len), NULL, NULL, &out, url);
}

/* Without a plug-in for domains that are not ASCII, one that is not UTF-8 is no less refused. */
static bool is_refused(enum carom_result result)
{
    return result == CAROM_ERR_SYNTAX || result == CAROM_ERR_UNSUPPORTED;
}

static size_t run_parse(void *ctx, size_t iterations)
{
    const struct linear_loop *loop = ctx;
    size_t wrong = 0;
    for (size_t i = 0; i < iterations; i++) {
        struct carom_url url;
        enum carom_result result = parse(loop, &url);
        wrong += loop->refused ? !is_refused(result)
                               : result != CAROM_OK || url.href.len != loop->expected.len;
    }
    return wrong;
}

/* The whole href, once: the loop compares lengths. */
static bool is_as_expected(const char *name, const struct linear_loop *loop)
{
    struct carom_url url;
    enum carom_result result = parse(loop, &url);
    bool right = loop->refused ? is_refused(result)
                               : result == CAROM_OK && url.href.len == loop->expected.len &&
                                     memcmp(url.href.ptr, loop->expected.ptr, url.href.len) == 0;
    if (!right)
        fprintf(stderr, "carom-micro: linear: %s of %zu bytes was not read as expected\n", name,
                loop->input.len);
    return right;
}

/* All sizes in each round, so that growth is taken inside it. */
static bool race_sizes(struct linear_loop *loops, bool once, struct linear_result *out)
{
    double ns[LINEAR_SIZES][LINEAR_ROUNDS], growth[LINEAR_ROUNDS];
    size_t rounds = once ? 1 : LINEAR_ROUNDS, iterations[LINEAR_SIZES];
    struct loop timed[LINEAR_SIZES];
    struct faults faults = {0, 0};
    for (size_t i = 0; i < LINEAR_SIZES; i++) {
        timed[i] = (struct loop){run_parse, &loops[i], 1, false};
        iterations[i] = once ? 1 : loop_iterations(&timed[i], batch_target_ns, &faults);
    }
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < LINEAR_SIZES; i++)
            ns[i][round] =
                loop_batch_ns(&timed[i], iterations[i], &faults) / (double)loops[i].input.len;
        growth[round] = ns[LINEAR_SIZES - 1][round] / ns[0][round];
    }
    for (size_t i = 0; i < LINEAR_SIZES; i++) {
        out->bytes[i] = loops[i].input.len;
        out->ns_per_byte[i] = spread_of(ns[i], rounds);
    }
    out->growth = spread_of(growth, rounds);
    /* What is read once says nothing about growth. */
    out->grows = !once && out->growth.median > growth_allowed;
    return loop_faultless(out->input->name, &faults);
}

bool measure_linear(const struct linear_input *input, bool once, struct linear_result *out)
{
    struct linear_loop loops[LINEAR_SIZES];
    size_t made = 0;
    bool right = true;
    out->input = input;
    while (right && made < LINEAR_SIZES) {
        right = make_loop(input, sizes[made], &loops[made]);
        if (right)
            right = is_as_expected(input->name, &loops[made++]);
    }
    if (right)
        right = race_sizes(loops, once, out);
    while (made > 0)
        free_loop(&loops[--made]);
    return right;
}
