/*
 * Fuzzes carom_url_parse beside libcurl's URL API, which reads URLs on its own terms: mostly by RFC 3986,
 * and where browsers are followed on purpose, as they read.
 *
 * An input is one absolute URL: `http://`, `https://` or `ftp://` in any case, and then no further
 * slash. Others are let pass: what libcurl makes of them differs from the URL Standard by design.
 *
 * Oracle: both fail, or both find the same scheme, user name, password, host, port, path, query and
 * fragment. libcurl leaves bytes as they are, so that its parts are first percent-encoded as the URL
 * Standard does it. A difference passes only when the table of known ones has it.
 */
#include "bridge.h"
#include "support.h"

#include "carom/url.h"
#include "model/code_points.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum part { RESULT, USERNAME, PASSWORD, HOST, PORT, PATH, QUERY, FRAGMENT, PART_COUNT };

/* One URL as both read it. */
struct both {
    struct carom_view input;
    struct carom_url core;
    bool core_reads;
    CURLU *curl;
    CURLUcode curl_code;
    struct carom_view curl_host; /* percent-decoded; empty when libcurl fails */
    struct carom_view authority; /* of the input, as far as it is not in doubt */
    struct carom_view path;      /* the same */
    bool is_ill_formed;          /* the input is not UTF-8 */
};

/* ---- known differences ---- */

static bool has_byte(struct carom_view view, const char *set)
{
    for (size_t i = 0; i < view.len; i++) {
        if (view.ptr[i] != '\0' && strchr(set, view.ptr[i]))
            return true;
    }
    return false;
}

static bool has_control(const struct both *both)
{
    for (size_t i = 0; i < both->input.len; i++) {
        unsigned byte = (unsigned char)both->input.ptr[i];
        if (byte < 0x20 || byte == 0x7F)
            return true;
    }
    return false;
}

static bool ends_in_space(const struct both *both)
{
    return both->input.ptr[both->input.len - 1] == ' ';
}

static bool has_backslash(const struct both *both)
{
    return has_byte(both->authority, "\\") || has_byte(both->path, "\\");
}

static bool has_escaped_dot(const struct both *both)
{
    for (size_t i = 0; i + 2 < both->path.len; i++) {
        if (both->path.ptr[i] == '%' && both->path.ptr[i + 1] == '2' &&
            (both->path.ptr[i + 2] | 0x20) == 'e')
            return true;
    }
    return false;
}

static bool needs_idna(const struct both *both)
{
    return both->core.problem == CAROM_URL_HOST_NO_IDNA ||
           both->core.problem == CAROM_URL_HOST_NOT_UTF8;
}

static bool is_ill_formed(const struct both *both)
{
    return both->is_ill_formed;
}

static bool has_two_at_signs(const struct both *both)
{
    const char *first = memchr(both->authority.ptr, '@', both->authority.len);

    return first &&
           memchr(first + 1, '@', both->authority.len - (size_t)(first + 1 - both->authority.ptr));
}

/* Of the ASCII that both could put into a host, what only the URL Standard does. */
static bool has_sign_in_host(const struct both *both)
{
    return both->core_reads && has_byte(both->core.host, "!\"$&'()*+,;=`{}");
}

static bool has_sign_that_no_host_has(const struct both *both)
{
    return both->core.problem == CAROM_URL_HOST_CODE_POINT;
}

static bool is_no_ipv4(const struct both *both)
{
    return both->core.problem == CAROM_URL_HOST_IPV4;
}

static bool is_ipv4_with_dot(const struct both *both)
{
    struct carom_view host = both->curl_host;

    return both->core.host_kind == CAROM_HOST_IPV4 && host.len > 0 && host.ptr[host.len - 1] == '.';
}

static bool is_escaped_ipv4(const struct both *both)
{
    return both->core.host_kind == CAROM_HOST_IPV4 && has_byte(both->authority, "%");
}

static bool is_ipv4_with_empty_number(const struct both *both)
{
    struct carom_view host = both->curl_host;

    if (both->core.host_kind != CAROM_HOST_IPV4)
        return false;
    for (size_t i = 0; i + 1 < host.len; i++) {
        bool ends = i + 2 == host.len || host.ptr[i + 2] == '.';
        if (host.ptr[i] == '0' && (host.ptr[i + 1] | 0x20) == 'x' && ends)
            return true;
    }
    return false;
}

/* The same address in another spelling. */
static bool is_same_ipv6(const struct both *both)
{
    char input[80] = "http://";
    char output[80];
    struct carom_buf buf = {output, sizeof output, 0};
    struct carom_url url;
    size_t scheme_len = strlen(input);

    if (both->core.host_kind != CAROM_HOST_IPV6 || both->curl_host.len > sizeof input - scheme_len)
        return false;
    memcpy(input + scheme_len, both->curl_host.ptr, both->curl_host.len);
    return carom_url_parse(carom_view_of(input, scheme_len + both->curl_host.len), NULL, NULL, &buf,
                           &url) == CAROM_OK &&
           carom_view_equal(url.host, both->core.host);
}

static bool has_zone(const struct both *both)
{
    return both->core.problem == CAROM_URL_HOST_IPV6 && has_byte(both->authority, "%");
}

/* One difference: what is seen in the input, and the parts in which the two then may differ. */
struct difference {
    const char *reason;
    bool (*is_seen)(const struct both *both);
    unsigned parts;
};

#define IN(part) (1U << (part))

static const struct difference differences[] = {
    {"libcurl refuses control characters, which the URL Standard removes or percent-encodes",
     has_control, IN(RESULT)},
    {"the URL Standard takes spaces off the end, libcurl has none or all", ends_in_space,
     IN(RESULT) | IN(PATH) | IN(QUERY) | IN(FRAGMENT)},
    {"a backslash is a slash only for the URL Standard", has_backslash,
     IN(RESULT) | IN(USERNAME) | IN(PASSWORD) | IN(HOST) | IN(PORT) | IN(PATH)},
    {"libcurl 7.88 does not know an escaped dot as a dot segment", has_escaped_dot, IN(PATH)},
    {"libcurl does not ask for UTF-8; the URL Standard replaces what is not", is_ill_formed,
     IN(USERNAME) | IN(PASSWORD) | IN(PATH) | IN(QUERY) | IN(FRAGMENT)},
    {"libcurl maps a host that is not ASCII when it connects; here there is no IDNA", needs_idna,
     IN(RESULT)},
    {"libcurl ends the credentials at the first at sign", has_two_at_signs,
     IN(RESULT) | IN(USERNAME) | IN(PASSWORD) | IN(HOST) | IN(PORT)},
    {"libcurl refuses signs in a host that the URL Standard lets pass", has_sign_in_host,
     IN(RESULT)},
    {"libcurl lets signs in a host pass that the URL Standard refuses", has_sign_that_no_host_has,
     IN(RESULT)},
    {"a host that ends in a number and is no IPv4 address is a name for libcurl", is_no_ipv4,
     IN(RESULT)},
    {"an IPv4 address with a dot behind it is a name for libcurl", is_ipv4_with_dot, IN(HOST)},
    {"libcurl looks for an IPv4 address before it percent-decodes", is_escaped_ipv4, IN(HOST)},
    {"libcurl wants a digit behind 0x", is_ipv4_with_empty_number, IN(HOST)},
    {"libcurl leaves some IPv6 addresses as they are, or writes the end of one as IPv4",
     is_same_ipv6, IN(HOST)},
    {"libcurl knows zone identifiers", has_zone, IN(RESULT)},
};

static bool is_known(const struct both *both, enum part part)
{
    for (size_t i = 0; i < sizeof differences / sizeof differences[0]; i++) {
        if ((differences[i].parts & IN(part)) != 0 && differences[i].is_seen(both))
            return true;
    }
    return false;
}

/* ---- the comparison ---- */

/* A part as libcurl gives it, percent-encoded; `set` holds the visible ASCII that is encoded. */
static struct carom_buf encoded(const char *text, const char *set)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t len = strlen(text);
    struct carom_buf out = fuzz_buf(3 * len);

    for (size_t i = 0; i < len; i++) {
        unsigned byte = (unsigned char)text[i];
        if (byte > 0x20 && byte < 0x7F && !strchr(set, text[i])) {
            out.ptr[out.len++] = text[i];
            continue;
        }
        out.ptr[out.len++] = '%';
        out.ptr[out.len++] = digits[byte / 16];
        out.ptr[out.len++] = digits[byte % 16];
    }
    return out;
}

static bool equal_nocase(struct carom_view a, struct carom_view b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        char lower = a.ptr[i] >= 'A' && a.ptr[i] <= 'Z' ? (char)(a.ptr[i] - 'A' + 'a') : a.ptr[i];
        if (lower != b.ptr[i])
            return false;
    }
    return true;
}

static const struct {
    CURLUPart curl;
    CURLUcode absent;
    const char *name;
    const char *set;
} parts[PART_COUNT] = {
    [USERNAME] = {CURLUPART_USER, CURLUE_NO_USER, "username", "\"#<>?^`{}/:;=@[\\]|"},
    [PASSWORD] = {CURLUPART_PASSWORD, CURLUE_NO_PASSWORD, "password", "\"#<>?^`{}/:;=@[\\]|"},
    [HOST] = {CURLUPART_HOST, CURLUE_NO_HOST, "host", ""},
    [PORT] = {CURLUPART_PORT, CURLUE_NO_PORT, "port", ""},
    [PATH] = {CURLUPART_PATH, CURLUE_OK, "path", "\"#<>?^`{}"},
    [QUERY] = {CURLUPART_QUERY, CURLUE_NO_QUERY, "query", "\"#<>'"},
    [FRAGMENT] = {CURLUPART_FRAGMENT, CURLUE_NO_FRAGMENT, "fragment", "\"<>`"},
};

static void compare_part(const struct both *both, enum part part, struct carom_view core)
{
    char *text = NULL;
    CURLUcode code = curl_url_get(both->curl, parts[part].curl, &text, CURLU_NO_DEFAULT_PORT);

    FUZZ_ASSERT(code == CURLUE_OK || code == parts[part].absent);
    struct carom_buf curl = encoded(code == CURLUE_OK ? text : "", parts[part].set);
    struct carom_view view = carom_view_of(curl.ptr, curl.len);
    bool is_same = part == HOST ? equal_nocase(view, core) : carom_view_equal(view, core);
    if (!is_same && !is_known(both, part))
        FUZZ_ASSERT_SAME(parts[part].name, core, view);
    fuzz_buf_release(&curl);
    curl_free(text);
}

static void compare(struct both *both)
{
    const struct carom_url *url = &both->core;

    if (both->core_reads != (both->curl_code == CURLUE_OK)) {
        if (!is_known(both, RESULT)) {
            FUZZ_ASSERT_NUMBER("result: the URL Standard's problem", url->problem,
                               both->curl_code == CURLUE_OK ? CAROM_URL_FINE : -1);
        }
        return;
    }
    if (!both->core_reads)
        return;
    char *host = NULL;
    FUZZ_ASSERT(curl_url_get(both->curl, CURLUPART_HOST, &host, 0) == CURLUE_OK);
    both->curl_host = carom_view_of(host, strlen(host));
    compare_part(both, USERNAME, url->username);
    compare_part(both, PASSWORD, url->password);
    compare_part(both, HOST, url->host);
    compare_part(both, PORT, url->port);
    compare_part(both, PATH, url->path);
    compare_part(both, QUERY, url->query);
    compare_part(both, FRAGMENT, url->fragment);
    curl_free(host);
}

/* ---- the target ---- */

/* Sets the input's authority and path, by RFC 3986 appendix B. Returns: whether it is for this target. */
static bool split(struct both *both)
{
    static const char *const schemes[] = {"http://", "https://", "ftp://"};
    struct carom_view input = both->input;

    for (size_t i = 0; i < 3; i++) {
        size_t begin = strlen(schemes[i]);
        if (input.len <= begin || has_byte(carom_view_of(input.ptr + begin, 1), "/\\") ||
            !equal_nocase(carom_view_of(input.ptr, begin), carom_view_of(schemes[i], begin)))
            continue;
        size_t end = begin;
        while (end < input.len && !has_byte(carom_view_of(input.ptr + end, 1), "/?#"))
            end++;
        both->authority = carom_view_of(input.ptr + begin, end - begin);
        size_t path = end;
        while (end < input.len && !has_byte(carom_view_of(input.ptr + end, 1), "?#"))
            end++;
        both->path = carom_view_of(input.ptr + path, end - path);
        return true;
    }
    return false;
}

/* A C string of the input. */
static char *c_string(struct carom_view input)
{
    char *text = malloc(input.len + 1);

    FUZZ_ASSERT(text);
    memcpy(text, input.ptr, input.len);
    text[input.len] = '\0';
    return text;
}

static void read_both(struct both *both, struct carom_buf *buf)
{
    struct model_arena arena = {NULL};
    struct model_code_points code_points = model_code_points_of(&arena);
    char *text = c_string(both->input);

    both->is_ill_formed = !model_decode_utf8(to_model(both->input), &code_points);
    model_arena_free(&arena);
    both->curl = curl_url();
    FUZZ_ASSERT(both->curl);
    both->curl_code = curl_url_set(both->curl, CURLUPART_URL, text, CURLU_ALLOW_SPACE);
    FUZZ_ASSERT(both->curl_code != CURLUE_OUT_OF_MEMORY);
    free(text);
    enum carom_result result = carom_url_parse(both->input, NULL, NULL, buf, &both->core);
    FUZZ_ASSERT(result == CAROM_OK || result == CAROM_ERR_SYNTAX ||
                result == CAROM_ERR_UNSUPPORTED);
    both->core_reads = result == CAROM_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct both both = {.input = carom_view_of((const char *)data, size)};

    if (memchr(data, '\0', size) || !split(&both)) /* a C string cannot have it */
        return 0;
    struct carom_buf buf = fuzz_buf(9 * size + 64); /* more than any byte becomes */
    read_both(&both, &buf);
    compare(&both);
    curl_url_cleanup(both.curl);
    fuzz_buf_release(&buf);
    return 0;
}
