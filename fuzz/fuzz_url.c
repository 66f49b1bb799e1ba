/*
 * Fuzzes carom_url_parse, carom_url_origin and carom_url_same_origin with any reference and any base.
 *
 * An input is the reference; behind a line `--`, when there is one, stands the base:
 *
 *     ../a?b#c
 *     --
 *     https://example.org/x/y
 *
 * Oracles: the independent model, which is the URL Standard's state machine word by word, fails where
 * the core fails, and has the same href, components and origin. An href parses to itself. Each size of
 * buffer gives the same result. A domain that is ASCII never goes through the plug-in, and a URL with
 * one is the same without. Views lie in the href, and its bytes are visible ASCII but for the spaces
 * of an opaque path.
 */
#include "bridge.h"
#include "support.h"
#include "toy_idna.h"

#include "carom/url.h"
#include "model/url.h"

#include <string.h>

/* One URL in both readings. */
struct reading {
    struct carom_view input; /* an exact-size block */
    struct carom_buf buf;
    struct carom_url url;
    struct model_url model;
    struct model_view href; /* of the model */
};

struct harness {
    struct model_arena *arena;
    struct toy_idna toy;
    struct carom_idna idna;
    struct model_idna model_idna;
};

/* ---- what the contract says of any result ---- */

static void check_empty(const struct carom_url *url)
{
    FUZZ_ASSERT(url->href.len == 0 && url->scheme.len == 0 && url->username.len == 0);
    FUZZ_ASSERT(url->password.len == 0 && url->host.len == 0 && url->port.len == 0);
    FUZZ_ASSERT(url->path.len == 0 && url->query.len == 0 && url->fragment.len == 0);
}

static void check_inside(struct carom_view part, struct carom_view whole)
{
    if (part.len == 0)
        return;
    FUZZ_ASSERT(part.ptr >= whole.ptr && part.len <= whole.len);
    FUZZ_ASSERT((size_t)(part.ptr - whole.ptr) <= whole.len - part.len);
}

/* Spaces stand only where the opaque path state leaves them. */
static void check_bytes(const struct carom_url *url)
{
    size_t spaces = 0;
    size_t spaces_of_path = 0;

    for (size_t i = 0; i < url->href.len; i++) {
        char byte = url->href.ptr[i];
        FUZZ_ASSERT(byte >= ' ' && byte <= '~');
        spaces += byte == ' ';
    }
    for (size_t i = 0; spaces > 0 && i < url->path.len; i++)
        spaces_of_path += url->path.ptr[i] == ' ';
    FUZZ_ASSERT(spaces == (url->has_opaque_path ? spaces_of_path : 0));
}

static void check_success(const struct carom_url *url)
{
    /* The scheme may be static text. */
    check_inside(url->username, url->href);
    check_inside(url->password, url->href);
    check_inside(url->host, url->href);
    check_inside(url->port, url->href);
    check_inside(url->path, url->href);
    check_inside(url->query, url->href);
    check_inside(url->fragment, url->href);
    check_bytes(url);
    FUZZ_ASSERT_NUMBER("problem", url->problem, CAROM_URL_FINE);
}

static enum carom_result parse(struct carom_view input, const struct carom_url *base,
                               const struct carom_idna *idna, struct carom_buf *buf,
                               struct carom_url *out)
{
    size_t cap = buf->cap;

    memset(out, 0xA5, sizeof *out);
    buf->len = SIZE_MAX;
    enum carom_result result = carom_url_parse(input, base, idna, buf, out);
    FUZZ_ASSERT(buf->cap == cap);
    if (result != CAROM_OK) {
        check_empty(out);
        return result;
    }
    if (buf->len == 0) { /* without space around it, what the input is */
        check_inside(out->href, input);
    } else {
        FUZZ_ASSERT(out->href.ptr == buf->ptr && buf->len <= cap);
        FUZZ_ASSERT_NUMBER("the length of href", out->href.len, buf->len);
    }
    return result;
}

/* ---- against the model ---- */

static void compare_failure(const struct carom_url *url, enum model_url_failure failure,
                            bool is_ascii)
{
    static const enum carom_url_problem problems[] = {
        [MODEL_URL_NO_FAILURE] = CAROM_URL_FINE,
        [MODEL_URL_MISSING_SCHEME] = CAROM_URL_RELATIVE_WITHOUT_BASE,
        [MODEL_URL_HOST_MISSING] = CAROM_URL_HOST_MISSING,
        [MODEL_URL_HOST_CODE_POINT] = CAROM_URL_HOST_CODE_POINT,
        [MODEL_URL_DOMAIN_REPLACEMENT] = CAROM_URL_HOST_IDNA,
        [MODEL_URL_DOMAIN_TO_ASCII] = CAROM_URL_HOST_IDNA,
        [MODEL_URL_IPV4] = CAROM_URL_HOST_IPV4,
        [MODEL_URL_IPV6] = CAROM_URL_HOST_IPV6,
        [MODEL_URL_PORT] = CAROM_URL_PORT,
    };
    /* Once decoded, a U+FFFD does not tell whether it stood there or stands for ill-formed bytes. */
    bool may_be_ill_formed = failure == MODEL_URL_DOMAIN_REPLACEMENT;

    FUZZ_ASSERT(carom_url_problem_name(url->problem).len > 0);
    if (may_be_ill_formed && url->problem == CAROM_URL_HOST_NOT_UTF8)
        return;
    /* A port can be told to be wrong before there is room for the plug-in's work. */
    if (!is_ascii && url->problem == CAROM_URL_PORT)
        return;
    FUZZ_ASSERT_NUMBER("problem", url->problem, problems[failure]);
}

static void compare_kinds(const struct carom_url *url, const struct model_url *model)
{
    static const enum carom_host_kind kinds[] = {
        [MODEL_HOST_NULL] = CAROM_HOST_NONE,     [MODEL_HOST_EMPTY] = CAROM_HOST_EMPTY,
        [MODEL_HOST_DOMAIN] = CAROM_HOST_DOMAIN, [MODEL_HOST_IPV4] = CAROM_HOST_IPV4,
        [MODEL_HOST_IPV6] = CAROM_HOST_IPV6,     [MODEL_HOST_OPAQUE] = CAROM_HOST_OPAQUE,
    };
    uint32_t default_port;
    bool has_default = model_url_default_port(model, &default_port);

    FUZZ_ASSERT_NUMBER("host_kind", url->host_kind, kinds[model->host.kind]);
    FUZZ_ASSERT_NUMBER("port_number", url->port_number,
                       model->has_port ? (int32_t)model->port : -1);
    FUZZ_ASSERT_NUMBER("special", url->special != CAROM_SCHEME_OTHER, model_url_is_special(model));
    FUZZ_ASSERT_NUMBER("the default port", carom_scheme_default_port(url->special),
                       has_default ? (int32_t)default_port : -1);
    FUZZ_ASSERT_NUMBER("file", url->special == CAROM_SCHEME_FILE, model_is(model->scheme, "file"));
    FUZZ_ASSERT_NUMBER("has_opaque_path", url->has_opaque_path, model->has_opaque_path);
    FUZZ_ASSERT_NUMBER("has_query", url->has_query, model->has_query);
    FUZZ_ASSERT_NUMBER("has_fragment", url->has_fragment, model->has_fragment);
}

static void compare(struct harness *harness, const struct reading *reading)
{
    const struct carom_url *url = &reading->url;
    const struct model_url *model = &reading->model;
    struct model_arena *arena = harness->arena;

    FUZZ_ASSERT_SAME("href", url->href, to_core(reading->href));
    FUZZ_ASSERT_SAME("scheme", url->scheme, to_core(model->scheme));
    FUZZ_ASSERT_SAME("username", url->username, to_core(model->username));
    FUZZ_ASSERT_SAME("password", url->password, to_core(model->password));
    FUZZ_ASSERT_SAME("host", url->host, to_core(model_url_host(arena, model)));
    FUZZ_ASSERT_SAME("port", url->port, to_core(model_url_port(arena, model)));
    FUZZ_ASSERT_SAME("path", url->path, to_core(model_url_path(arena, model)));
    FUZZ_ASSERT_SAME("query", url->query, to_core(model->query));
    FUZZ_ASSERT_SAME("fragment", url->fragment, to_core(model->fragment));
    compare_kinds(url, model);
}

static void assert_same_url(const struct carom_url *a, const struct carom_url *b)
{
    FUZZ_ASSERT_SAME("href again", a->href, b->href);
    FUZZ_ASSERT_SAME("scheme again", a->scheme, b->scheme);
    FUZZ_ASSERT_SAME("username again", a->username, b->username);
    FUZZ_ASSERT_SAME("password again", a->password, b->password);
    FUZZ_ASSERT_SAME("host again", a->host, b->host);
    FUZZ_ASSERT_SAME("port again", a->port, b->port);
    FUZZ_ASSERT_SAME("path again", a->path, b->path);
    FUZZ_ASSERT_SAME("query again", a->query, b->query);
    FUZZ_ASSERT_SAME("fragment again", a->fragment, b->fragment);
    FUZZ_ASSERT(a->port_number == b->port_number && a->special == b->special);
    FUZZ_ASSERT(a->host_kind == b->host_kind && a->has_opaque_path == b->has_opaque_path);
    FUZZ_ASSERT(a->has_query == b->has_query && a->has_fragment == b->has_fragment);
}

/* ---- sizes of buffers, plug-ins, and the href as an input ---- */

/*
 * Parses with a buffer that is too small, without any or a byte short, then with what was asked for. A
 * plug-in is there in one of the two calls; the other gives the same result without, or says that it
 * needs one. The input decides which is which.
 */
static enum carom_result parse_twice(struct harness *harness, struct reading *reading,
                                     const struct carom_url *base, size_t model_len)
{
    uint32_t hash = fuzz_hash(reading->input);
    const struct carom_idna *first = (hash & 0x100) != 0 ? &harness->idna : NULL;
    const struct carom_idna *second = first ? NULL : &harness->idna;
    struct carom_buf small = fuzz_buf((hash & 0x200) != 0 && model_len > 0 ? model_len - 1 : 0);
    enum carom_result result = parse(reading->input, base, first, &small, &reading->url);
    size_t needed = small.len;

    fuzz_buf_release(&small);
    if (result != CAROM_ERR_NOSPACE) {
        FUZZ_ASSERT(result != CAROM_OK || needed == 0);
        return result;
    }
    FUZZ_ASSERT_NUMBER("the capacity", needed, model_len);
    reading->buf = fuzz_buf(needed);
    result = parse(reading->input, base, second, &reading->buf, &reading->url);
    FUZZ_ASSERT_NUMBER("the result for an exact buffer", result, CAROM_OK);
    FUZZ_ASSERT_NUMBER("the length written", reading->buf.len, needed);
    return result;
}

/*
 * The same for a domain that is not ASCII: the capacity asked for may be more than is written in the
 * end, and failure may show only then. Without a plug-in there is a clear error, unless no plug-in
 * could help.
 */
static enum carom_result parse_with_idna(struct harness *harness, struct reading *reading,
                                         const struct carom_url *base)
{
    struct carom_buf none = {NULL, 0, 0};
    enum carom_result result = parse(reading->input, base, NULL, &none, &reading->url);

    if (result == CAROM_ERR_SYNTAX && reading->url.problem == CAROM_URL_HOST_NOT_UTF8)
        return result;
    FUZZ_ASSERT_NUMBER("the result without a plug-in", result, CAROM_ERR_UNSUPPORTED);
    FUZZ_ASSERT_NUMBER("problem", reading->url.problem, CAROM_URL_HOST_NO_IDNA);
    result = parse(reading->input, base, &harness->idna, &none, &reading->url);
    if (result != CAROM_ERR_NOSPACE)
        return result;
    FUZZ_ASSERT(none.len > 0);
    reading->buf = fuzz_buf(none.len);
    result = parse(reading->input, base, &harness->idna, &reading->buf, &reading->url);
    FUZZ_ASSERT(result != CAROM_ERR_NOSPACE);
    return result;
}

/*
 * Nothing changes, so that nothing is written. (But the core may write the path of a file URL, and one
 * behind `/.`.)
 */
static void parse_href(const struct reading *reading)
{
    struct carom_view href = fuzz_copy(reading->url.href);
    bool may_write = reading->url.special == CAROM_SCHEME_FILE ||
                     (reading->url.host_kind == CAROM_HOST_NONE && !reading->url.has_opaque_path);
    struct carom_buf buf = fuzz_buf(may_write ? href.len : 0);
    struct carom_url url;

    FUZZ_ASSERT_NUMBER("the result for href", parse(href, NULL, NULL, &buf, &url), CAROM_OK);
    assert_same_url(&url, &reading->url);
    fuzz_buf_release(&buf);
    fuzz_release(href);
}

static void check_failure(struct harness *harness, const struct reading *reading,
                          enum model_url_failure failure, bool is_ascii, enum carom_result result)
{
    if (harness->toy.ran_out_of_memory) {
        FUZZ_ASSERT(result == CAROM_ERR_NOMEM || reading->url.problem == CAROM_URL_PORT);
        return;
    }
    FUZZ_ASSERT_NUMBER("the result", result, CAROM_ERR_SYNTAX);
    compare_failure(&reading->url, failure, is_ascii);
}

/* Returns: whether there is a URL. In: base is NULL or one of this function. */
static bool read_url(struct harness *harness, struct reading *reading, const struct reading *base)
{
    const struct carom_url *core_base = base ? &base->url : NULL;

    harness->toy = (struct toy_idna){.has_memory = false};
    enum model_url_failure failure =
        model_url_parse(harness->arena, to_model(reading->input), base ? &base->model : NULL,
                        &harness->model_idna, &reading->model);
    bool is_ascii = harness->toy.model_calls == 0 && failure != MODEL_URL_DOMAIN_REPLACEMENT;
    reading->href = (struct model_view){NULL, 0};
    if (failure == MODEL_URL_NO_FAILURE)
        reading->href = model_url_href(harness->arena, &reading->model);
    enum carom_result result = is_ascii
                                   ? parse_twice(harness, reading, core_base, reading->href.len)
                                   : parse_with_idna(harness, reading, core_base);
    FUZZ_ASSERT(harness->toy.core_calls == 0 || !is_ascii);
    if (failure != MODEL_URL_NO_FAILURE) {
        check_failure(harness, reading, failure, is_ascii, result);
        return false;
    }
    FUZZ_ASSERT_NUMBER("the result", result, CAROM_OK);
    FUZZ_ASSERT((harness->toy.core_calls > 0) == !is_ascii);
    check_success(&reading->url);
    compare(harness, reading);
    if (base || reading->buf.len > 0)
        parse_href(reading);
    return true;
}

/* ---- origins ---- */

struct origin_call {
    struct harness *harness;
    const struct carom_url *url;
    struct carom_view *origin;
};

static enum carom_result write_origin(const void *ctx, struct carom_buf *out)
{
    const struct origin_call *call = ctx;
    enum carom_result result = carom_url_origin(call->url, &call->harness->idna, out, call->origin);

    FUZZ_ASSERT(result == CAROM_OK || call->origin->len == 0);
    return result;
}

/* Returns: the model's origin. */
static struct model_view check_origin(struct harness *harness, const struct reading *reading)
{
    harness->toy.has_memory = true; /* carom_url_origin is called with several sizes of buffer */
    struct model_view model =
        model_url_origin(harness->arena, &reading->model, &harness->model_idna);
    bool is_tuple = !model_is(model, "null");
    struct carom_view origin;
    struct origin_call call = {harness, &reading->url, &origin};

    struct carom_buf buf = fuzz_write_enough(write_origin, &call);
    FUZZ_ASSERT_SAME("origin", origin, to_core(model));
    bool is_blob = model_is(reading->model.scheme, "blob");
    bool is_own = carom_url_same_origin(&reading->url, &reading->url);
    FUZZ_ASSERT(is_own == is_tuple || (is_blob && !is_own));
    fuzz_buf_release(&buf);
    return model;
}

static void check_same_origin(const struct reading *a, struct model_view origin_a,
                              const struct reading *b, struct model_view origin_b)
{
    bool expected = model_same(origin_a, origin_b) && !model_is(origin_a, "null");
    bool is_blob = model_is(a->model.scheme, "blob") || model_is(b->model.scheme, "blob");
    bool is_same = carom_url_same_origin(&a->url, &b->url);

    FUZZ_ASSERT(is_same == carom_url_same_origin(&b->url, &a->url));
    FUZZ_ASSERT(is_same == expected || (is_blob && !is_same));
}

/* ---- the target ---- */

static void read_reference(struct harness *harness, struct reading *reference, struct reading *base)
{
    if (!read_url(harness, reference, base))
        return;
    struct model_view origin = check_origin(harness, reference);
    if (base)
        check_same_origin(reference, origin, base, check_origin(harness, base));
}

static void release(struct reading *reading)
{
    fuzz_buf_release(&reading->buf);
    fuzz_release(reading->input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct model_arena arena; /* emptied below; only its memory is used again */
    struct harness harness = {.arena = &arena};
    struct carom_view rest = carom_view_of((const char *)data, size);
    struct carom_view section;
    struct reading reference = {.buf = {NULL, 0, 0}};
    struct reading base = {.buf = {NULL, 0, 0}};

    harness.idna = toy_idna_for_core(&harness.toy);
    harness.model_idna = toy_idna_for_model(&harness.toy);
    (void)fuzz_next_section(&rest, &section);
    reference.input = fuzz_copy(section);
    if (fuzz_next_section(&rest, &section)) {
        base.input = fuzz_copy(section);
        bool is_url = read_url(&harness, &base, NULL);
        read_reference(&harness, &reference, is_url ? &base : NULL);
        release(&base);
    } else {
        read_reference(&harness, &reference, NULL);
    }
    release(&reference);
    model_arena_reset(&arena);
    return 0;
}
