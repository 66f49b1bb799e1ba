/* A file to a rule set: takes its bytes, whatever it is, and hands them to the core. */
#include "carom/load.h"

#include "input.h"
#include "reason.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The image must not carry the room that was left for growing; failing to shrink does no harm. */
static void shrink(struct input *in)
{
    char *exact = realloc(in->bytes, in->len);
    if (exact == NULL)
        return;
    in->bytes = exact;
    in->cap = in->len;
}

/* Keeps the bytes that were taken as the rule set's memory. */
static enum carom_result adopt_image(struct input *in, bool verify, struct carom_loaded *out)
{
    if (!in->is_mapped)
        shrink(in);
    enum carom_result result = carom_rules_open(carom_view_of(in->bytes, in->len), &out->rules);
    /* Opening looks at the header only. What was read whole anyway is verified too: an image with a
     * flipped bit is better refused than decided by. */
    if (result == CAROM_OK && (verify || !in->is_mapped))
        result = carom_rules_verify(&out->rules);
    if (result != CAROM_OK)
        return result;
    out->memory = in->bytes;
    out->mapped_bytes = in->is_mapped ? in->len : 0;
    out->file = in->file;
    *in = (struct input){.bytes = NULL};
    return CAROM_OK;
}

static enum carom_result compile_text(struct input *in, const struct carom_load_options *options,
                                      struct carom_loaded *out)
{
    struct carom_compile_options compile = {
        .dialect = options->dialect,
        .allocator = carom_malloc_allocator(),
        .report = options->report,
        .report_ctx = options->report_ctx,
    };
    enum carom_result result =
        carom_rules_compile(carom_view_of(in->bytes, in->len), &compile, &out->rules);
    if (result != CAROM_OK)
        return result;
    /* The allocator is ours, so the image is a block of free()'s; the const was the core's promise
     * not to write, which freeing keeps. */
    memcpy(&out->memory, &out->rules.image, sizeof out->memory);
    if (options->keep_text) {
        out->text = in->bytes;
        out->text_len = in->len;
        *in = (struct input){.bytes = NULL};
    }
    return CAROM_OK;
}

enum carom_result carom_load(const char *path, const struct carom_load_options *options,
                             struct carom_loaded *out, char *message)
{
    struct input in;
    memset(out, 0, sizeof *out);
    reason_say(message, "");
    enum carom_result result = input_take(path, options->regular_only, &in, message);
    if (result == CAROM_OK) {
        if (carom_rules_is_image(carom_view_of(in.bytes, in.len)))
            result = adopt_image(&in, options->verify, out);
        else
            result = compile_text(&in, options, out);
        if (result != CAROM_OK)
            reason_explain(result, message);
    }
    input_free(&in);
    if (result != CAROM_OK)
        memset(out, 0, sizeof *out);
    return result;
}

void carom_unload(struct carom_loaded *loaded)
{
    if (loaded->mapped_bytes > 0) {
        (void)munmap(loaded->memory, loaded->mapped_bytes);
        (void)close(loaded->file);
    } else {
        free(loaded->memory);
    }
    free(loaded->text);
    memset(loaded, 0, sizeof *loaded);
}
