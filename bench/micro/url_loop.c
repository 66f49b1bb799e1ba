#include "url_loop.h"

#include <stdio.h>
#include <string.h>

enum { OUTPUT_BYTES = 4096 };

static char output_bytes[OUTPUT_BYTES];

static bool read_once(url_read *read, struct carom_view input, struct carom_buf *out)
{
    struct carom_buf fresh = {output_bytes, sizeof(output_bytes), 0};
    *out = fresh;
    return read(input, out);
}

static const char *expected_of(const struct url_reading *reading, const struct url_shape *shape)
{
    if (reading->expected == EXPECT_HREF)
        return shape->href;
    if (reading->expected == EXPECT_INPUT && shape->normalised != NULL)
        return shape->input;
    return shape->normalised;
}

static enum url_answer compare(const char *expected, bool accepted, const struct carom_buf *got)
{
    if (!accepted)
        return expected == NULL ? URL_SAME : URL_REFUSED;
    if (expected == NULL || got->len != strlen(expected))
        return URL_OTHER;
    return memcmp(got->ptr, expected, got->len) == 0 ? URL_SAME : URL_OTHER;
}

bool url_check(const struct url_reading *reading, const struct url_reader *reader,
               enum url_answer answers[URL_SHAPES])
{
    url_read *read = reader->read_whole != NULL ? reader->read_whole : reader->read;
    bool right = true;
    for (size_t i = 0; i < URL_SHAPES; i++) {
        const char *expected = expected_of(reading, &url_shapes[i]);
        struct carom_view input = carom_view_of(url_shapes[i].input, strlen(url_shapes[i].input));
        struct carom_buf got;
        bool accepted = read_once(read, input, &got);
        answers[i] = compare(expected, accepted, &got);
        if (answers[i] == URL_SAME || reader->is_peer)
            continue;
        fprintf(stderr, "carom-micro: %s: %s was read as %.*s, which is not expected\n",
                reading->name, url_shapes[i].input, accepted ? (int)got.len : 6,
                accepted ? got.ptr : "no URL");
        right = false;
    }
    return right;
}

static size_t run_url_loop(void *ctx, size_t iterations)
{
    const struct url_loop *loop = ctx;
    size_t wrong = 0, index = 0;
    for (size_t i = 0; i < iterations; i++) {
        const struct url_operation *operation = &loop->operations[index];
        struct carom_buf out;
        bool accepted = read_once(loop->reader->read, operation->input, &out);
        wrong += accepted != operation->accepted || out.len != operation->written;
        if (++index == loop->count)
            index = 0;
    }
    return wrong;
}

struct loop url_loop_over(const struct url_reader *reader, const bool chosen[URL_SHAPES],
                          struct url_loop *context)
{
    context->reader = reader;
    context->count = 0;
    for (size_t i = 0; i < URL_SHAPES; i++) {
        if (!chosen[i])
            continue;
        struct url_operation *added = &context->operations[context->count++];
        struct carom_buf got;
        added->input = carom_view_of(url_shapes[i].input, strlen(url_shapes[i].input));
        added->accepted = read_once(reader->read, added->input, &got);
        added->written = got.len;
    }
    struct loop loop = {run_url_loop, context, context->count, reader->is_peer};
    return loop;
}
