/*
 * Fuzzes carom_uri_parse, carom_uri_resolve, carom_uri_normalise and carom_uri_write.
 *
 * The input's first line is the base, the rest of it, byte by byte, the reference.
 *
 * Oracles: the independent model of RFC 3986 takes the same references apart into the same parts
 * and refuses the others at the same byte; resolution and normalisation give the model's parts, with
 * any size of buffer; what is written parses to the parts it was written from; what is in normal
 * form is not changed, nor written, again.
 */
#include "bridge.h"
#include "support.h"

#include "carom/url.h"
#include "model/uri_reference.h"

#include <string.h>

/* A reference, and what both sides make of it. */
struct both {
    struct carom_uri core;
    struct model_uri model;
};

static void compare_part(const char *name, bool has, struct carom_view core,
                         const struct model_part *model)
{
    FUZZ_ASSERT_NUMBER(name, has, model->defined);
    FUZZ_ASSERT_SAME(name, core, to_core(model->text));
}

static void compare(const struct carom_uri *core, const struct model_uri *model)
{
    compare_part("scheme", core->has_scheme, core->scheme, &model->scheme);
    compare_part("userinfo", core->has_userinfo, core->userinfo, &model->userinfo);
    compare_part("host", core->has_authority, core->host, &model->host);
    compare_part("port", core->has_port, core->port, &model->port);
    FUZZ_ASSERT_SAME("path", core->path, to_core(model->path));
    compare_part("query", core->has_query, core->query, &model->query);
    compare_part("fragment", core->has_fragment, core->fragment, &model->fragment);
}

static void assert_zeroed(const struct carom_uri *uri)
{
    static const struct model_uri zeroed;

    compare(uri, &zeroed);
}

/* ---- parsing and writing ---- */

static enum carom_result write_uri(const void *ctx, struct carom_buf *out)
{
    return carom_uri_write(ctx, out);
}

/* The first byte at which no reference can go on: up to it one could, and with it none does. */
static void check_bad_at(struct model_arena *arena, struct carom_view text, size_t bad_at)
{
    FUZZ_ASSERT(bad_at <= text.len);
    FUZZ_ASSERT(model_uri_begins(arena, model_part(to_model(text), 0, bad_at)));
    FUZZ_ASSERT(bad_at == text.len ||
                !model_uri_begins(arena, model_part(to_model(text), 0, bad_at + 1)));
}

static bool parse_both(struct model_arena *arena, struct carom_view text, struct both *both)
{
    size_t bad_at = 0;

    memset(&both->core, 0xA5, sizeof both->core);
    enum carom_result result = carom_uri_parse(text, &both->core, &bad_at);
    FUZZ_ASSERT(result == CAROM_OK || result == CAROM_ERR_SYNTAX);
    FUZZ_ASSERT_NUMBER("whether it is a reference", result == CAROM_OK,
                       model_uri_parse(to_model(text), &both->model));
    if (result != CAROM_OK) {
        assert_zeroed(&both->core);
        check_bad_at(arena, text, bad_at);
        return false;
    }
    compare(&both->core, &both->model);
    struct carom_buf written = fuzz_write(write_uri, &both->core);
    FUZZ_ASSERT_SAME("the reference written again", carom_view_of(written.ptr, written.len), text);
    fuzz_buf_release(&written);
    return true;
}

/* Parts of one URI, written and parsed, are the same parts, but for what guards the path. */
static void check_written(struct model_arena *arena, const struct both *both)
{
    struct carom_buf written = fuzz_write(write_uri, &both->core);
    struct carom_view text = carom_view_of(written.ptr, written.len);
    struct model_uri expected = both->model;
    struct carom_uri again;
    const char *guard = "";

    if (!expected.authority.defined && model_begins(expected.path, "//"))
        guard = "/.";
    size_t colon = model_find(expected.path, 0, ':');
    if (!expected.authority.defined && !expected.scheme.defined &&
        colon < model_find(expected.path, 0, '/'))
        guard = "./";
    struct model_text path = model_text_of(arena);
    model_put(&path, model_literal(guard));
    model_put(&path, expected.path);
    expected.path = model_text_view(&path);
    FUZZ_ASSERT_SAME("what is written", text, to_core(model_uri_recompose(arena, &expected)));
    FUZZ_ASSERT(carom_uri_parse(text, &again, NULL) == CAROM_OK);
    compare(&again, &expected);
    fuzz_buf_release(&written);
}

/* Without scheme and authority a path may be one that no reference begins with. */
static void check_written_without(struct model_arena *arena, const struct both *both)
{
    struct both less = *both;
    const struct model_part none = {false, {NULL, 0}};

    less.core.has_scheme = false;
    less.core.scheme.len = 0;
    less.model.scheme = none;
    check_written(arena, &less);
    less.core.has_authority = less.core.has_userinfo = less.core.has_port = false;
    less.core.userinfo.len = less.core.host.len = less.core.port.len = 0;
    less.model.authority = less.model.userinfo = less.model.host = less.model.port = none;
    check_written(arena, &less);
}

/* ---- normalisation ---- */

struct normalisation {
    const struct carom_uri *uri;
    struct carom_uri *out;
};

static enum carom_result write_normal(const void *ctx, struct carom_buf *out)
{
    const struct normalisation *call = ctx;

    memset(call->out, 0xA5, sizeof *call->out);
    enum carom_result result = carom_uri_normalise(call->uri, out, call->out);
    if (result != CAROM_OK)
        assert_zeroed(call->out);
    return result;
}

/* In normal form nothing is left to write. */
static void check_is_normal(const struct both *normal)
{
    struct carom_buf none = {NULL, 0, 0};
    struct carom_uri again;

    FUZZ_ASSERT(carom_uri_normalise(&normal->core, &none, &again) == CAROM_OK);
    FUZZ_ASSERT(none.len == 0);
    compare(&again, &normal->model);
}

static void check_normal(struct model_arena *arena, const struct both *both)
{
    struct both normal;
    struct normalisation call = {&both->core, &normal.core};
    struct carom_buf buf = fuzz_write(write_normal, &call);

    normal.model = model_uri_normalise(arena, &both->model);
    compare(&normal.core, &normal.model);
    check_is_normal(&normal);
    check_written(arena, &normal);
    fuzz_buf_release(&buf);
}

/* ---- resolution ---- */

struct resolution {
    const struct carom_uri *base;
    const struct carom_uri *reference;
    struct carom_uri *out;
};

static enum carom_result write_target(const void *ctx, struct carom_buf *out)
{
    const struct resolution *call = ctx;

    memset(call->out, 0xA5, sizeof *call->out);
    enum carom_result result = carom_uri_resolve(call->base, call->reference, out, call->out);
    if (result != CAROM_OK)
        assert_zeroed(call->out);
    return result;
}

static void resolve(struct model_arena *arena, const struct both *base,
                    const struct both *reference)
{
    struct both target;
    struct resolution call = {&base->core, &reference->core, &target.core};

    if (!base->core.has_scheme) {
        struct carom_buf none = {NULL, 0, 0};
        FUZZ_ASSERT(write_target(&call, &none) == CAROM_ERR_RANGE);
        return;
    }
    struct carom_buf buf = fuzz_write(write_target, &call);
    target.model = model_uri_resolve(arena, &base->model, &reference->model);
    compare(&target.core, &target.model);
    FUZZ_ASSERT(buf.len == 0 || buf.len == target.core.path.len);
    check_written(arena, &target);
    check_normal(arena, &target);
    fuzz_buf_release(&buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct model_arena arena = {NULL};
    struct carom_view rest = carom_view_of((const char *)data, size);
    struct carom_view line;
    struct both base;
    struct both reference;

    (void)fuzz_next_line(&rest, &line);
    struct carom_view base_text = fuzz_copy(line);
    struct carom_view reference_text = fuzz_copy(rest);
    bool has_base = parse_both(&arena, base_text, &base);
    if (parse_both(&arena, reference_text, &reference)) {
        check_written_without(&arena, &reference);
        check_normal(&arena, &reference);
        if (has_base)
            resolve(&arena, &base, &reference);
    }
    fuzz_release(base_text);
    fuzz_release(reference_text);
    model_arena_free(&arena);
    return 0;
}
