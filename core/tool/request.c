#include "request.h"

#include "authority.h"
#include "buffer.h"

#include <string.h>

const char request_out_of_memory[] = "out of memory";

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 9110 §5.6.2 */
static bool is_token(struct carom_view text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!is_alphanumeric(c) && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return text.len > 0;
}

bool is_field_name(struct carom_view name)
{
    return is_token(name);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool is_same_name(struct carom_view a, struct carom_view b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    }
    return true;
}

static struct carom_view skip(struct carom_view text, size_t count)
{
    return carom_view_of(text.ptr + count, text.len - count);
}

/* The length of the part of `text` before the first of `stops`, or all of it. */
static size_t length_before(struct carom_view text, const char *stops)
{
    size_t len = 0;
    while (len < text.len && (text.ptr[len] == '\0' || strchr(stops, text.ptr[len]) == NULL))
        len++;
    return len;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

struct carom_view field_value_trimmed(struct carom_view value)
{
    while (value.len > 0 && is_space(value.ptr[0]))
        value = skip(value, 1);
    while (value.len > 0 && is_space(value.ptr[value.len - 1]))
        value.len--;
    return value;
}

const char *field_name_check(struct carom_view name)
{
    return is_token(name) ? NULL
                          : "a field name must be a token: letters, digits and !#$%&'*+-.^_`|~";
}

const char *field_check(struct carom_field *field)
{
    const char *wrong = field_name_check(field->name);
    struct carom_view value = field_value_trimmed(field->value);
    if (wrong != NULL)
        return wrong;
    for (size_t i = 0; i < value.len; i++) {
        unsigned char byte = (unsigned char)value.ptr[i];
        /* RFC 9110 §5.5: a CR, LF or NUL in a value is dangerous; other controls have no use. */
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F)
            return "a field value must not hold control bytes (line breaks among them)";
    }
    field->value = value;
    return NULL;
}

const char *field_read(struct carom_view text, struct carom_field *out)
{
    size_t name_len = length_before(text, ":");
    if (name_len == text.len)
        return "a field must be given as `Name: value`";
    out->name = carom_view_of(text.ptr, name_len);
    out->value = skip(text, name_len + 1);
    return field_check(out);
}

bool http_version_named(struct carom_view text, enum carom_http_version *out)
{
    if (carom_view_equal(text, CAROM_LITERAL("1.0")))
        *out = CAROM_HTTP_1_0;
    else if (carom_view_equal(text, CAROM_LITERAL("1.1")))
        *out = CAROM_HTTP_1_1;
    else if (carom_view_equal(text, CAROM_LITERAL("2")))
        *out = CAROM_HTTP_2;
    else
        return false;
    return true;
}

/* What stands after `scheme://`. */
static const char *split_hierarchy(struct carom_view rest, struct carom_buf *memory,
                                   struct carom_request *out)
{
    struct carom_view authority = carom_view_of(rest.ptr, length_before(rest, "/?"));
    rest = skip(rest, authority.len);
    if (authority.len == 0)
        return "the URL has no host";
    /* A browser ends the host there (WHATWG URL, authority state), so two readers of such a URL
     * would ask two hosts. */
    if (length_before(authority, "\\") < authority.len)
        return "the URL holds a backslash before its path, which a browser takes for `/`: "
               "write `/`";
    if (length_before(authority, "@") < authority.len)
        return "the URL holds user information (what stands before `@`), which is an error in an "
               "http or https URL (RFC 9110 section 4.2.4): leave it out";
    out->target = rest;
    if (rest.len == 0 || rest.ptr[0] != '/') {
        memory->len = 0;
        if (!buffer_append(memory, "/", 1) || !buffer_append(memory, rest.ptr, rest.len))
            return request_out_of_memory;
        out->target = carom_view_of(memory->ptr, memory->len);
    }
    out->authority = authority;
    return authority_check(authority);
}

static const char *split_url(struct carom_view url, struct carom_buf *memory,
                             struct carom_request *out)
{
    if (carom_view_equal(url, CAROM_LITERAL("*"))) {
        /* RFC 9112 §3.2.4: asterisk-form asks about the server as a whole. */
        if (!carom_view_equal(out->method, CAROM_LITERAL("OPTIONS")))
            return "`*` can be asked for by the method OPTIONS alone: give a URL";
        out->target = url;
        return NULL;
    }
    url.len = length_before(url, "#");
    if (url.len > 0 && url.ptr[0] == '/') {
        out->target = url;
        return NULL;
    }
    size_t scheme_len = length_before(url, ":");
    struct carom_view scheme = carom_view_of(url.ptr, scheme_len);
    if (url.len < scheme_len + 3 || memcmp(url.ptr + scheme_len, "://", 3) != 0)
        return "not a URL that can be requested: give http://HOST/PATH, https://HOST/PATH, "
               "a path that begins with `/`, or `*` for the method OPTIONS";
    if (is_same_name(scheme, CAROM_LITERAL("https")))
        out->scheme = CAROM_LITERAL("https");
    else if (is_same_name(scheme, CAROM_LITERAL("http")))
        out->scheme = CAROM_LITERAL("http");
    else
        return "the URL's scheme must be http or https";
    return split_hierarchy(skip(url, scheme_len + 3), memory, out);
}

/* RFC 9112 §3.2: a request has one Host field, and it says what authority is asked for. */
static const char *apply_host_field(struct carom_request *out)
{
    bool found = false;
    for (size_t i = 0; i < out->field_count; i++) {
        if (!is_same_name(out->fields[i].name, CAROM_LITERAL("host")))
            continue;
        if (found)
            return "the Host field is given twice";
        found = true;
        out->authority = out->fields[i].value;
        /* Empty when what is asked for has no authority (RFC 9112 §3.2). */
        const char *wrong = out->authority.len > 0 ? authority_check(out->authority) : NULL;
        if (wrong != NULL)
            return wrong;
    }
    return NULL;
}

/* Two countries are none: nobody can tell which of the fields a proxy set. */
static void apply_country_field(const char *header, struct carom_request *out)
{
    struct carom_view name = carom_view_of(header, strlen(header));
    size_t count = 0;
    for (size_t i = 0; i < out->field_count; i++) {
        if (!is_same_name(out->fields[i].name, name))
            continue;
        out->country = out->fields[i].value;
        count++;
    }
    if (count != 1)
        out->country = carom_view_of(NULL, 0);
}

const char *request_build(const struct request_input *in, struct carom_buf *memory,
                          struct carom_request *out)
{
    memset(out, 0, sizeof *out);
    if (!is_token(in->method))
        return "the method must be a token, such as GET";
    out->method = in->method;
    out->version = in->version;
    out->fields = in->fields;
    out->field_count = in->field_count;
    apply_country_field(in->country_header, out);
    const char *wrong = split_url(in->url, memory, out);
    return wrong != NULL ? wrong : apply_host_field(out);
}
