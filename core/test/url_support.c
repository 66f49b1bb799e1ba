#include "url_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 9, EVERY_CAPACITY = 2048 };

static void parts_of(const struct carom_url *url, struct carom_view parts[PARTS])
{
    const struct carom_view all[PARTS] = {url->href,     url->scheme, url->username,
                                          url->password, url->host,   url->port,
                                          url->path,     url->query,  url->fragment};
    memcpy(parts, all, sizeof all);
}

void assert_no_parts(const struct carom_url *url)
{
    struct carom_view parts[PARTS];
    parts_of(url, parts);
    for (size_t i = 0; i < PARTS; i++)
        assert_int_equal(parts[i].len, 0);
    assert_int_equal(url->host_kind, CAROM_HOST_NONE);
    assert_false(url->has_query || url->has_fragment || url->has_opaque_path);
}

static enum carom_result never_called(void *ctx, struct carom_view domain, struct carom_buf *out)
{
    (void)ctx;
    (void)out;
    fail_msg("UTS #46 for %.*s", (int)domain.len, domain.ptr);
    return CAROM_ERR_SYNTAX;
}

static const struct carom_idna never = {never_called, NULL};

/* What a view of the serialisation is, put together by the serializer's own steps (§4.5). */
static void assert_serialised(const struct carom_url *url)
{
    size_t room = url->href.len + 16, len = 0;
    char *text = malloc(room);
    assert_non_null(text);
#define APPEND(...) len += (size_t)snprintf(text + len, room - len, __VA_ARGS__)
#define VIEW(view) (int)(view).len, (view).len > 0 ? (view).ptr : ""
    APPEND("%.*s:", VIEW(url->scheme));
    if (url->host_kind != CAROM_HOST_NONE) {
        APPEND("//");
        if (url->username.len + url->password.len > 0) {
            APPEND("%.*s", VIEW(url->username));
            if (url->password.len > 0)
                APPEND(":%.*s", VIEW(url->password));
            APPEND("@");
        }
        APPEND("%.*s", VIEW(url->host));
        if (url->port_number >= 0)
            APPEND(":%d", (int)url->port_number);
    } else if (!url->has_opaque_path && url->path.len > 1 && url->path.ptr[1] == '/') {
        APPEND("/.");
    }
    APPEND("%.*s", VIEW(url->path));
    if (url->has_query)
        APPEND("?%.*s", VIEW(url->query));
    if (url->has_fragment)
        APPEND("#%.*s", VIEW(url->fragment));
#undef VIEW
#undef APPEND
    assert_true(len < room);
    assert_view(url->href, text);
    free(text);
}

static void assert_sound(const struct carom_url *url)
{
    struct carom_view parts[PARTS];
    parts_of(url, parts);
    for (size_t i = 1; i < PARTS; i++) {
        if (parts[i].len == 0)
            continue;
        assert_true(parts[i].ptr >= url->href.ptr);
        assert_true(parts[i].ptr + parts[i].len <= url->href.ptr + url->href.len);
    }
    for (size_t i = 0; i < url->href.len; i++)
        assert_in_range(url->href.ptr[i], 0x20, 0x7E);
    assert_int_equal(url->problem, CAROM_URL_FINE);
    /* The scheme/host table of §4.1. */
    if (url->special == CAROM_SCHEME_FILE)
        assert_true(url->host_kind >= CAROM_HOST_EMPTY && url->host_kind <= CAROM_HOST_IPV6);
    else if (url->special != CAROM_SCHEME_OTHER)
        assert_true(url->host_kind >= CAROM_HOST_DOMAIN && url->host_kind <= CAROM_HOST_IPV6);
    if (url->special != CAROM_SCHEME_OTHER)
        assert_true(!url->has_opaque_path && url->path.len > 0 && url->path.ptr[0] == '/');
    if (url->host_kind == CAROM_HOST_NONE || url->host_kind == CAROM_HOST_EMPTY ||
        url->special == CAROM_SCHEME_FILE)
        assert_int_equal(url->username.len + url->password.len + url->port.len, 0);
    if (url->host_kind == CAROM_HOST_NONE || url->host_kind == CAROM_HOST_EMPTY)
        assert_int_equal(url->host.len, 0);
    assert_serialised(url);
}

static bool same_parts(const struct carom_url *a, const struct carom_url *b)
{
    struct carom_view of_a[PARTS], of_b[PARTS];
    parts_of(a, of_a);
    parts_of(b, of_b);
    for (size_t i = 0; i < PARTS; i++) {
        if (!carom_view_equal(of_a[i], of_b[i]))
            return false;
    }
    return a->port_number == b->port_number && a->special == b->special &&
           a->host_kind == b->host_kind && a->has_opaque_path == b->has_opaque_path &&
           a->has_query == b->has_query && a->has_fragment == b->has_fragment;
}

/* "If that string is then parsed, the result will equal the URL that was serialized" (§4). */
static void assert_parses_to_itself(const struct carom_url *url)
{
    struct carom_url again;
    char *href = exact_copy(url->href), *output = exact_copy(url->href);
    struct carom_buf buf = {output, url->href.len, 0};
    assert_int_equal(
        carom_url_parse(carom_view_of(href, url->href.len), NULL, &never, &buf, &again), CAROM_OK);
    assert_true(same_parts(url, &again));
    free(href);
    free(output);
}

/* Into a block of exactly `cap` bytes. */
static enum carom_result parse_into(struct held_url *held, const struct carom_url *base,
                                    const struct carom_idna *idna, size_t cap)
{
    struct carom_view input = carom_view_of(held->input, held->input_len);
    held->output = malloc(cap);
    assert_non_null(held->output);
    struct carom_buf buf = {held->output, cap, cap + 1};
    memset(&held->url, 0xA5, sizeof held->url);
    enum carom_result result = carom_url_parse(input, base, idna, &buf, &held->url);
    held->output_len = buf.len;
    return result;
}

static void assert_needs(struct held_url *held, const struct carom_url *base, size_t cap,
                         size_t needed)
{
    assert_int_equal(parse_into(held, base, cap % 2 == 0 ? NULL : &never, cap), CAROM_ERR_NOSPACE);
    assert_int_equal(held->output_len, needed);
    assert_int_equal(held->url.problem, CAROM_URL_FINE);
    assert_no_parts(&held->url);
    free(held->output);
}

/* Room to spare changes how dot segments are taken out, and nothing else. */
static void assert_more_room_changes_nothing(const struct held_url *held,
                                             const struct carom_url *base, size_t needed)
{
    const size_t more[] = {1, held->input_len, 4 * held->input_len + 16};
    for (size_t i = 0; i < COUNT_OF(more); i++) {
        struct held_url again = {.input = held->input, .input_len = held->input_len};
        assert_int_equal(parse_into(&again, base, &never, needed + more[i]), CAROM_OK);
        assert_int_equal(again.output_len, needed);
        assert_true(same_parts(&held->url, &again.url));
        free(again.output);
    }
}

struct held_url parse_view(struct carom_view input, const struct carom_url *base)
{
    struct held_url held = {.input = exact_copy(input), .input_len = input.len};
    struct carom_url first;
    struct carom_buf none = {NULL, 0, 0};
    enum carom_result result =
        carom_url_parse(carom_view_of(held.input, held.input_len), base, NULL, &none, &first);
    if (result != CAROM_OK && result != CAROM_ERR_NOSPACE) {
        struct carom_view name = carom_url_problem_name(first.problem);
        fail_msg("%.*s: %.*s", (int)input.len, input.ptr, (int)name.len, name.ptr);
    }
    assert_true((result == CAROM_OK) == (none.len == 0));
    size_t needed = none.len;
    for (size_t cap = 0; cap < needed; cap++) {
        if (cap < EVERY_CAPACITY || cap + 2 > needed)
            assert_needs(&held, base, cap, needed);
    }
    assert_int_equal(parse_into(&held, base, &never, needed), CAROM_OK);
    assert_int_equal(held.output_len, needed);
    assert_int_equal(held.url.href.len, needed > 0 ? needed : held.url.href.len);
    assert_memory_equal(held.input, input.len > 0 ? input.ptr : "", input.len);
    if (needed == 0)
        assert_true(held.url.href.ptr >= held.input &&
                    held.url.href.ptr + held.url.href.len <= held.input + held.input_len);
    else
        assert_ptr_equal(held.url.href.ptr, held.output);
    assert_sound(&held.url);
    assert_more_room_changes_nothing(&held, base, needed);
    assert_parses_to_itself(&held.url);
    return held;
}

void release_url(struct held_url *held)
{
    free(held->input);
    free(held->output);
    memset(held, 0, sizeof *held);
}

struct held_url parse_text(const char *input, const char *base)
{
    if (base == NULL)
        return parse_view(text_view(input), NULL);
    struct held_url parsed_base = parse_view(text_view(base), NULL);
    struct held_url held = parse_view(text_view(input), &parsed_base.url);
    release_url(&parsed_base);
    return held;
}

struct carom_view describe_url(const struct carom_url *url, char *out, size_t cap)
{
    static const char *const host_names[] = {
        "", " empty-host", " domain=", " ipv4=", " ipv6=", " opaque-host="};
    size_t len = 0;
    const struct {
        const char *name;
        struct carom_view part;
        bool is_there;
    } parts[] = {
        {"", url->scheme, true},
        {" user=", url->username, url->username.len > 0},
        {" password=", url->password, url->password.len > 0},
        {host_names[url->host_kind], url->host, url->host_kind != CAROM_HOST_NONE},
        {" port=", url->port, url->port.len > 0},
        {url->has_opaque_path ? " opaque-path=" : " path=", url->path, true},
        {" query=", url->query, url->has_query},
        {" fragment=", url->fragment, url->has_fragment},
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].is_there)
            len += (size_t)snprintf(out + len, cap - len, "%s%.*s", parts[i].name,
                                    (int)parts[i].part.len,
                                    parts[i].part.len > 0 ? parts[i].part.ptr : "");
        assert_true(len < cap);
    }
    return carom_view_of(out, len);
}

void assert_view_href(struct carom_view input, const struct carom_url *base,
                      struct carom_view expected)
{
    struct held_url held = parse_view(input, base);
    if (!carom_view_equal(held.url.href, expected))
        fail_msg("%.*s gives %.*s, not %.*s", (int)input.len, input.ptr, (int)held.url.href.len,
                 held.url.href.ptr, (int)expected.len, expected.ptr);
    release_url(&held);
}

void assert_href(const char *input, const char *base, const char *expected)
{
    if (base == NULL) {
        assert_view_href(text_view(input), NULL, text_view(expected));
        return;
    }
    struct held_url parsed_base = parse_view(text_view(base), NULL);
    assert_view_href(text_view(input), &parsed_base.url, text_view(expected));
    release_url(&parsed_base);
}

void assert_hrefs(const struct url_case *cases, size_t count)
{
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++)
        assert_href(cases[i].input, cases[i].base, cases[i].href);
}

void assert_parts(const char *input, const char *base, const char *expected)
{
    char text[512];
    struct held_url held = parse_text(input, base);
    assert_view(describe_url(&held.url, text, sizeof text), expected);
    release_url(&held);
}

void assert_view_failure(struct carom_view input, const struct carom_url *base,
                         enum carom_url_problem problem)
{
    static const size_t capacities[] = {0, 1, 2, 7, 8, 9, 20, 1000};
    struct held_url held = {.input = exact_copy(input), .input_len = input.len};
    for (size_t i = 0; i < 2 * COUNT_OF(capacities); i++) {
        /* Only what ends in a missing plug-in would call one. */
        bool has_idna = i % 2 == 1 && problem != CAROM_URL_HOST_NO_IDNA;
        enum carom_result result =
            parse_into(&held, base, has_idna ? &never : NULL, capacities[i / 2]);
        enum carom_result expected =
            problem == CAROM_URL_HOST_NO_IDNA ? CAROM_ERR_UNSUPPORTED : CAROM_ERR_SYNTAX;
        if (result != expected || held.url.problem != problem) {
            struct carom_view name = carom_url_problem_name(held.url.problem);
            fail_msg("%.*s: result %d, %.*s", (int)input.len, input.ptr, (int)result, (int)name.len,
                     name.ptr);
        }
        assert_int_equal(held.output_len, 0);
        assert_no_parts(&held.url);
        free(held.output);
    }
    free(held.input);
}

void assert_failure(const char *input, const char *base, enum carom_url_problem problem)
{
    if (base == NULL) {
        assert_view_failure(text_view(input), NULL, problem);
        return;
    }
    struct held_url parsed_base = parse_view(text_view(base), NULL);
    assert_view_failure(text_view(input), &parsed_base.url, problem);
    release_url(&parsed_base);
}

void assert_failures(const struct url_failure *cases, size_t count)
{
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++)
        assert_failure(cases[i].input, cases[i].base, cases[i].problem);
}

void assert_host(const char *host, const char *expected, enum carom_host_kind kind)
{
    char input[256];
    (void)snprintf(input, sizeof input, "http://%s:81/p", host);
    struct held_url held = parse_text(input, NULL);
    assert_view(held.url.host, expected);
    assert_int_equal(held.url.host_kind, kind);
    assert_view(held.url.port, "81");
    assert_view(held.url.path, "/p");
    release_url(&held);
}

void assert_no_host(const char *host, enum carom_url_problem problem)
{
    char input[256];
    (void)snprintf(input, sizeof input, "http://%s/", host);
    assert_failure(input, NULL, problem);
    (void)snprintf(input, sizeof input, "wss://u:p@%s:81?q", host);
    assert_failure(input, NULL, problem);
}

struct carom_view around(const char *before, unsigned char byte, const char *after, char *out)
{
    size_t len = strlen(before);
    memcpy(out, before, len);
    out[len++] = (char)byte;
    memcpy(out + len, after, strlen(after));
    return carom_view_of(out, len + strlen(after));
}
