#include "model/url.h"

#include <string.h>

/* The states of the basic URL parser, by their names in the standard. */
enum state {
    SCHEME_START,
    SCHEME,
    NO_SCHEME,
    SPECIAL_RELATIVE_OR_AUTHORITY,
    PATH_OR_AUTHORITY,
    RELATIVE,
    RELATIVE_SLASH,
    SPECIAL_AUTHORITY_SLASHES,
    SPECIAL_AUTHORITY_IGNORE_SLASHES,
    AUTHORITY,
    HOST,
    PORT,
    FILE_STATE,
    FILE_SLASH,
    FILE_HOST,
    PATH_START,
    PATH,
    OPAQUE_PATH,
    QUERY,
    FRAGMENT
};

static const int32_t eof = -1;

/* A path that is a list of segments. */
struct segments {
    struct model_view *ptr;
    size_t size;
    size_t cap;
};

/* The variables of the basic URL parser. */
struct parser {
    struct model_arena *arena;
    const struct model_url *base;
    const struct model_idna *idna;
    struct model_code_points input;
    ptrdiff_t pointer;
    enum state state;
    struct model_code_points buffer;
    bool at_sign_seen;
    bool inside_brackets;
    bool password_token_seen;
    enum model_url_failure failure;
    struct model_url url; /* its growing parts are the members below until the end */
    bool is_special;      /* of url's scheme */
    struct segments path;
    struct model_text username;
    struct model_text password;
    struct model_text opaque_path;
    struct model_text query;
    struct model_text fragment;
};

/* ---- words of the standard ---- */

static int32_t at(const struct parser *p, ptrdiff_t index)
{
    return index < (ptrdiff_t)p->input.len ? (int32_t)p->input.ptr[index] : eof;
}

/* c: the code point at the pointer. */
static int32_t c_of(const struct parser *p)
{
    return at(p, p->pointer);
}

/* Whether remaining, what is behind c, starts with this text. */
static bool remaining_starts_with(const struct parser *p, const char *text)
{
    for (ptrdiff_t i = 1; *text != '\0'; i++, text++) {
        if (at(p, p->pointer + i) != *text)
            return false;
    }
    return true;
}

static bool is_alpha(int32_t c)
{
    return c >= 0 && c <= 0x7F && model_is_alpha((char)c);
}

static bool is_digit(int32_t c)
{
    return c >= 0 && c <= 0x7F && model_is_digit((char)c);
}

static void clear_buffer(struct parser *p)
{
    p->buffer.len = 0;
}

/* The buffer as a text; it holds ASCII where this is called. */
static struct model_view buffer_text(struct parser *p)
{
    struct model_text text = model_text_of(p->arena);

    for (size_t i = 0; i < p->buffer.len; i++)
        model_put_byte(&text, (char)p->buffer.ptr[i]);
    return model_text_view(&text);
}

static bool is_special_scheme(struct model_view scheme)
{
    return model_is(scheme, "ftp") || model_is(scheme, "file") || model_is(scheme, "http") ||
           model_is(scheme, "https") || model_is(scheme, "ws") || model_is(scheme, "wss");
}

bool model_url_is_special(const struct model_url *url)
{
    return is_special_scheme(url->scheme);
}

bool model_url_default_port(const struct model_url *url, uint32_t *out)
{
    if (model_is(url->scheme, "ftp"))
        *out = 21;
    else if (model_is(url->scheme, "http") || model_is(url->scheme, "ws"))
        *out = 80;
    else if (model_is(url->scheme, "https") || model_is(url->scheme, "wss"))
        *out = 443;
    else
        return false;
    return true;
}

static void set_scheme(struct parser *p, struct model_view scheme)
{
    p->url.scheme = scheme;
    p->is_special = is_special_scheme(scheme);
}

static bool is_file(const struct model_url *url)
{
    return model_is(url->scheme, "file");
}

static bool is_windows_drive_letter(const uint32_t *ptr, size_t len)
{
    return len == 2 && is_alpha((int32_t)ptr[0]) && (ptr[1] == ':' || ptr[1] == '|');
}

static bool is_normalized_windows_drive_letter(struct model_view segment)
{
    return segment.len == 2 && model_is_alpha(segment.ptr[0]) && segment.ptr[1] == ':';
}

/* Whether the code point substring from the pointer starts with a Windows drive letter. */
static bool starts_with_a_windows_drive_letter(const struct parser *p)
{
    int32_t second = at(p, p->pointer + 1);
    int32_t third = at(p, p->pointer + 2);

    return is_alpha(c_of(p)) && (second == ':' || second == '|') &&
           (third == eof || third == '/' || third == '\\' || third == '?' || third == '#');
}

static bool is_single_dot(struct model_view segment)
{
    return model_is(segment, ".") || model_same_ignoring_case(segment, model_literal("%2e"));
}

static bool is_double_dot(struct model_view segment)
{
    return model_is(segment, "..") || model_same_ignoring_case(segment, model_literal(".%2e")) ||
           model_same_ignoring_case(segment, model_literal("%2e.")) ||
           model_same_ignoring_case(segment, model_literal("%2e%2e"));
}

static void append_segment(struct parser *p, struct model_view segment)
{
    struct segments *path = &p->path;

    if (path->size == path->cap) {
        size_t cap = path->cap > 0 ? 2 * path->cap : 8;
        struct model_view *ptr = model_alloc(p->arena, cap * sizeof *ptr);
        if (path->size > 0)
            memcpy(ptr, path->ptr, path->size * sizeof *ptr);
        path->ptr = ptr;
        path->cap = cap;
    }
    path->ptr[path->size++] = segment;
}

/* Sets url's path to a clone of base's path. */
static void clone_path(struct parser *p)
{
    p->path.size = 0;
    for (size_t i = 0; i < p->base->path_size; i++)
        append_segment(p, p->base->path[i]);
}

/* Shortens url's path. */
static void shorten(struct parser *p)
{
    if (is_file(&p->url) && p->path.size == 1 && is_normalized_windows_drive_letter(p->path.ptr[0]))
        return;
    if (p->path.size > 0)
        p->path.size--;
}

static void set_text(struct model_text *text, struct model_view value)
{
    text->len = 0;
    model_put(text, value);
}

static void set_query_of_base(struct parser *p)
{
    p->url.has_query = p->base->has_query;
    set_text(&p->query, p->base->query);
}

/* "set url's query to the empty string, and state to query state" */
static void begin_query(struct parser *p)
{
    p->url.has_query = true;
    p->query.len = 0;
    p->state = QUERY;
}

static void begin_fragment(struct parser *p)
{
    p->url.has_fragment = true;
    p->fragment.len = 0;
    p->state = FRAGMENT;
}

static void clear_query(struct parser *p)
{
    p->url.has_query = false;
    p->query.len = 0;
}

static void set_authority_of_base(struct parser *p)
{
    set_text(&p->username, p->base->username);
    set_text(&p->password, p->base->password);
    p->url.host = p->base->host;
    p->url.has_port = p->base->has_port;
    p->url.port = p->base->port;
}

static void set_empty_host(struct parser *p)
{
    memset(&p->url.host, 0, sizeof p->url.host);
    p->url.host.kind = MODEL_HOST_EMPTY;
}

/* Whether c is EOF, `/`, `?` or `#`, or `\` in a special URL: what ends an authority. */
static bool ends_authority(const struct parser *p, int32_t c)
{
    return c == eof || c == '/' || c == '?' || c == '#' || (p->is_special && c == '\\');
}

/* ---- the states ---- */

static void scheme_start_state(struct parser *p, int32_t c)
{
    if (is_alpha(c)) {
        model_append(&p->buffer, (uint32_t)model_lower((char)c));
        p->state = SCHEME;
    } else {
        p->state = NO_SCHEME;
        p->pointer--;
    }
}

/* "Otherwise, if c is U+003A (:)" */
static void end_of_scheme(struct parser *p)
{
    set_scheme(p, buffer_text(p));
    clear_buffer(p);
    if (is_file(&p->url)) {
        p->state = FILE_STATE;
    } else if (p->is_special && p->base && model_same(p->base->scheme, p->url.scheme)) {
        p->state = SPECIAL_RELATIVE_OR_AUTHORITY;
    } else if (p->is_special) {
        p->state = SPECIAL_AUTHORITY_SLASHES;
    } else if (remaining_starts_with(p, "/")) {
        p->state = PATH_OR_AUTHORITY;
        p->pointer++;
    } else {
        p->url.has_opaque_path = true;
        p->state = OPAQUE_PATH;
    }
}

static void scheme_state(struct parser *p, int32_t c)
{
    if (is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.') {
        model_append(&p->buffer, (uint32_t)model_lower((char)c));
    } else if (c == ':') {
        end_of_scheme(p);
    } else {
        clear_buffer(p);
        p->state = NO_SCHEME;
        p->pointer = -1; /* start over: the round ends with one step on */
    }
}

static void no_scheme_state(struct parser *p, int32_t c)
{
    if (!p->base || (p->base->has_opaque_path && c != '#')) {
        p->failure = MODEL_URL_MISSING_SCHEME;
    } else if (p->base->has_opaque_path) {
        set_scheme(p, p->base->scheme);
        p->url.has_opaque_path = true;
        set_text(&p->opaque_path, p->base->opaque_path);
        set_query_of_base(p);
        begin_fragment(p);
    } else if (!is_file(p->base)) {
        p->state = RELATIVE;
        p->pointer--;
    } else {
        p->state = FILE_STATE;
        p->pointer--;
    }
}

static void special_relative_or_authority_state(struct parser *p, int32_t c)
{
    if (c == '/' && remaining_starts_with(p, "/")) {
        p->state = SPECIAL_AUTHORITY_IGNORE_SLASHES;
        p->pointer++;
    } else {
        p->state = RELATIVE;
        p->pointer--;
    }
}

static void path_or_authority_state(struct parser *p, int32_t c)
{
    if (c == '/') {
        p->state = AUTHORITY;
    } else {
        p->state = PATH;
        p->pointer--;
    }
}

static void relative_state(struct parser *p, int32_t c)
{
    set_scheme(p, p->base->scheme);
    if (c == '/' || (p->is_special && c == '\\')) {
        p->state = RELATIVE_SLASH;
        return;
    }
    set_authority_of_base(p);
    clone_path(p);
    set_query_of_base(p);
    if (c == '?') {
        begin_query(p);
    } else if (c == '#') {
        begin_fragment(p);
    } else if (c != eof) {
        clear_query(p);
        shorten(p);
        p->state = PATH;
        p->pointer--;
    }
}

static void relative_slash_state(struct parser *p, int32_t c)
{
    if (p->is_special && (c == '/' || c == '\\')) {
        p->state = SPECIAL_AUTHORITY_IGNORE_SLASHES;
    } else if (c == '/') {
        p->state = AUTHORITY;
    } else {
        set_authority_of_base(p);
        p->state = PATH;
        p->pointer--;
    }
}

static void special_authority_slashes_state(struct parser *p, int32_t c)
{
    p->state = SPECIAL_AUTHORITY_IGNORE_SLASHES;
    if (c == '/' && remaining_starts_with(p, "/"))
        p->pointer++;
    else
        p->pointer--;
}

static void special_authority_ignore_slashes_state(struct parser *p, int32_t c)
{
    if (c != '/' && c != '\\') {
        p->state = AUTHORITY;
        p->pointer--;
    }
}

/* "If c is U+0040 (@)". The buffer with "%40" in front of it is what is looped over. */
static void credentials(struct parser *p)
{
    struct model_code_points buffer = model_code_points_of(p->arena);

    if (p->at_sign_seen) {
        model_append(&buffer, '%');
        model_append(&buffer, '4');
        model_append(&buffer, '0');
    }
    p->at_sign_seen = true;
    for (size_t i = 0; i < p->buffer.len; i++)
        model_append(&buffer, p->buffer.ptr[i]);
    for (size_t i = 0; i < buffer.len; i++) {
        uint32_t code_point = buffer.ptr[i];
        if (code_point == ':' && !p->password_token_seen)
            p->password_token_seen = true;
        else
            model_put_percent_encoded(p->password_token_seen ? &p->password : &p->username,
                                      code_point, MODEL_USERINFO_SET);
    }
    clear_buffer(p);
}

static void authority_state(struct parser *p, int32_t c)
{
    if (c == '@') {
        credentials(p);
    } else if (ends_authority(p, c)) {
        if (p->at_sign_seen && p->buffer.len == 0) {
            p->failure = MODEL_URL_HOST_MISSING;
            return;
        }
        p->pointer -= (ptrdiff_t)p->buffer.len + 1;
        clear_buffer(p);
        p->state = HOST;
    } else {
        model_append(&p->buffer, (uint32_t)c);
    }
}

/* Sets url's host to what host parsing the buffer gives, empties it, and sets the state. */
static void parse_host(struct parser *p, enum state next)
{
    struct model_host host;

    p->failure = model_parse_host(&p->buffer, !p->is_special, p->idna, &host);
    if (p->failure != MODEL_URL_NO_FAILURE)
        return;
    p->url.host = host;
    clear_buffer(p);
    p->state = next;
}

static void host_state(struct parser *p, int32_t c)
{
    if (c == ':' && !p->inside_brackets) {
        if (p->buffer.len == 0)
            p->failure = MODEL_URL_HOST_MISSING;
        else
            parse_host(p, PORT);
    } else if (ends_authority(p, c)) {
        p->pointer--;
        if (p->is_special && p->buffer.len == 0)
            p->failure = MODEL_URL_HOST_MISSING;
        else
            parse_host(p, PATH_START);
    } else {
        if (c == '[')
            p->inside_brackets = true;
        if (c == ']')
            p->inside_brackets = false;
        model_append(&p->buffer, (uint32_t)c);
    }
}

/* "If buffer is not the empty string" */
static void end_of_port(struct parser *p)
{
    uint32_t port = 0;
    uint32_t default_port;

    for (size_t i = 0; i < p->buffer.len; i++) {
        port = port * 10 + (p->buffer.ptr[i] - '0');
        if (port > 65535) {
            p->failure = MODEL_URL_PORT;
            return;
        }
    }
    p->url.has_port = !(model_url_default_port(&p->url, &default_port) && port == default_port);
    p->url.port = p->url.has_port ? port : 0;
    clear_buffer(p);
}

static void port_state(struct parser *p, int32_t c)
{
    if (is_digit(c)) {
        model_append(&p->buffer, (uint32_t)c);
    } else if (ends_authority(p, c)) {
        if (p->buffer.len > 0)
            end_of_port(p);
        p->state = PATH_START;
        p->pointer--;
    } else {
        p->failure = MODEL_URL_PORT;
    }
}

/* "Otherwise, if base is non-null and base's scheme is "file"" of the file state */
static void file_state_with_file_base(struct parser *p, int32_t c)
{
    p->url.host = p->base->host;
    clone_path(p);
    set_query_of_base(p);
    if (c == '?') {
        begin_query(p);
    } else if (c == '#') {
        begin_fragment(p);
    } else if (c != eof) {
        clear_query(p);
        if (!starts_with_a_windows_drive_letter(p))
            shorten(p);
        else
            p->path.size = 0;
        p->state = PATH;
        p->pointer--;
    }
}

static void file_state(struct parser *p, int32_t c)
{
    set_scheme(p, model_literal("file"));
    set_empty_host(p);
    if (c == '/' || c == '\\') {
        p->state = FILE_SLASH;
    } else if (p->base && is_file(p->base)) {
        file_state_with_file_base(p, c);
    } else {
        p->state = PATH;
        p->pointer--;
    }
}

static void file_slash_state(struct parser *p, int32_t c)
{
    if (c == '/' || c == '\\') {
        p->state = FILE_HOST;
        return;
    }
    if (p->base && is_file(p->base)) {
        p->url.host = p->base->host;
        if (!starts_with_a_windows_drive_letter(p) && p->base->path_size > 0 &&
            is_normalized_windows_drive_letter(p->base->path[0]))
            append_segment(p, p->base->path[0]);
    }
    p->state = PATH;
    p->pointer--;
}

static void file_host_state(struct parser *p, int32_t c)
{
    if (c != eof && c != '/' && c != '\\' && c != '?' && c != '#') {
        model_append(&p->buffer, (uint32_t)c);
        return;
    }
    p->pointer--;
    if (is_windows_drive_letter(p->buffer.ptr, p->buffer.len)) {
        p->state = PATH; /* the buffer is used there */
    } else if (p->buffer.len == 0) {
        set_empty_host(p);
        p->state = PATH_START;
    } else {
        parse_host(p, PATH_START);
        if (p->failure == MODEL_URL_NO_FAILURE && p->url.host.kind == MODEL_HOST_DOMAIN &&
            model_is(p->url.host.text, "localhost"))
            set_empty_host(p);
    }
}

static void path_start_state(struct parser *p, int32_t c)
{
    if (p->is_special) {
        p->state = PATH;
        if (c != '/' && c != '\\')
            p->pointer--;
    } else if (c == '?') {
        begin_query(p);
    } else if (c == '#') {
        begin_fragment(p);
    } else if (c != eof) {
        p->state = PATH;
        if (c != '/')
            p->pointer--;
    }
}

/* The end of a segment: c is EOF, `/`, `?` or `#`, or `\` in a special URL. */
static void end_of_segment(struct parser *p, int32_t c)
{
    struct model_view buffer = buffer_text(p);
    bool is_slash = c == '/' || (p->is_special && c == '\\');

    if (is_double_dot(buffer)) {
        shorten(p);
        if (!is_slash)
            append_segment(p, model_literal(""));
    } else if (is_single_dot(buffer)) {
        if (!is_slash)
            append_segment(p, model_literal(""));
    } else {
        if (is_file(&p->url) && p->path.size == 0 &&
            is_windows_drive_letter(p->buffer.ptr, p->buffer.len)) {
            p->buffer.ptr[1] = ':';
            buffer = buffer_text(p);
        }
        append_segment(p, buffer);
    }
    clear_buffer(p);
    if (c == '?')
        begin_query(p);
    if (c == '#')
        begin_fragment(p);
}

static void path_state(struct parser *p, int32_t c)
{
    char encoded[MODEL_PERCENT_ENCODED_MAX];

    if (c == eof || c == '/' || (p->is_special && c == '\\') || c == '?' || c == '#') {
        end_of_segment(p, c);
        return;
    }
    size_t len = model_utf8_percent_encode((uint32_t)c, MODEL_PATH_SET, encoded);
    for (size_t i = 0; i < len; i++)
        model_append(&p->buffer, (uint32_t)encoded[i]);
}

static void opaque_path_state(struct parser *p, int32_t c)
{
    if (c == '?') {
        begin_query(p);
    } else if (c == '#') {
        begin_fragment(p);
    } else if (c == ' ') {
        if (remaining_starts_with(p, "?") || remaining_starts_with(p, "#"))
            model_put(&p->opaque_path, model_literal("%20"));
        else
            model_put_byte(&p->opaque_path, ' ');
    } else if (c != eof) {
        model_put_percent_encoded(&p->opaque_path, (uint32_t)c, MODEL_C0_CONTROL_SET);
    }
}

static void query_state(struct parser *p, int32_t c)
{
    if (c != '#' && c != eof) {
        model_append(&p->buffer, (uint32_t)c);
        return;
    }
    for (size_t i = 0; i < p->buffer.len; i++)
        model_put_percent_encoded(&p->query, p->buffer.ptr[i],
                                  p->is_special ? MODEL_SPECIAL_QUERY_SET : MODEL_QUERY_SET);
    clear_buffer(p);
    if (c == '#')
        begin_fragment(p);
}

static void fragment_state(struct parser *p, int32_t c)
{
    if (c != eof)
        model_put_percent_encoded(&p->fragment, (uint32_t)c, MODEL_FRAGMENT_SET);
}

static void (*const states[])(struct parser *p, int32_t c) = {
    [SCHEME_START] = scheme_start_state,
    [SCHEME] = scheme_state,
    [NO_SCHEME] = no_scheme_state,
    [SPECIAL_RELATIVE_OR_AUTHORITY] = special_relative_or_authority_state,
    [PATH_OR_AUTHORITY] = path_or_authority_state,
    [RELATIVE] = relative_state,
    [RELATIVE_SLASH] = relative_slash_state,
    [SPECIAL_AUTHORITY_SLASHES] = special_authority_slashes_state,
    [SPECIAL_AUTHORITY_IGNORE_SLASHES] = special_authority_ignore_slashes_state,
    [AUTHORITY] = authority_state,
    [HOST] = host_state,
    [PORT] = port_state,
    [FILE_STATE] = file_state,
    [FILE_SLASH] = file_slash_state,
    [FILE_HOST] = file_host_state,
    [PATH_START] = path_start_state,
    [PATH] = path_state,
    [OPAQUE_PATH] = opaque_path_state,
    [QUERY] = query_state,
    [FRAGMENT] = fragment_state,
};

/* ---- the parser ---- */

static bool is_c0_control_or_space(uint32_t code_point)
{
    return code_point <= 0x20;
}

/* Removes leading and trailing C0 control or space, then all ASCII tab or newline. */
static struct model_code_points prepare(struct model_arena *arena, struct model_view bytes)
{
    struct model_code_points decoded = model_code_points_of(arena);
    struct model_code_points result = model_code_points_of(arena);
    size_t from = 0;

    (void)model_decode_utf8(bytes, &decoded);
    while (from < decoded.len && is_c0_control_or_space(decoded.ptr[from]))
        from++;
    while (decoded.len > from && is_c0_control_or_space(decoded.ptr[decoded.len - 1]))
        decoded.len--;
    for (size_t i = from; i < decoded.len; i++) {
        uint32_t code_point = decoded.ptr[i];
        if (code_point != '\t' && code_point != '\n' && code_point != '\r')
            model_append(&result, code_point);
    }
    return result;
}

enum model_url_failure model_url_parse(struct model_arena *arena, struct model_view input,
                                       const struct model_url *base, const struct model_idna *idna,
                                       struct model_url *out)
{
    struct parser p = {.arena = arena, .base = base, .idna = idna, .state = SCHEME_START};

    p.input = prepare(arena, input);
    p.buffer = model_code_points_of(arena);
    p.username = p.password = p.opaque_path = p.query = p.fragment = model_text_of(arena);
    for (;;) {
        states[p.state](&p, c_of(&p));
        if (p.failure != MODEL_URL_NO_FAILURE)
            return p.failure;
        if (p.pointer == (ptrdiff_t)p.input.len)
            break;
        p.pointer++;
    }
    *out = p.url;
    out->username = model_text_view(&p.username);
    out->password = model_text_view(&p.password);
    out->opaque_path = model_text_view(&p.opaque_path);
    out->path = p.path.ptr;
    out->path_size = p.path.size;
    out->query = model_text_view(&p.query);
    out->fragment = model_text_view(&p.fragment);
    return MODEL_URL_NO_FAILURE;
}

/* ---- serializing ---- */

static void put_decimal(struct model_text *output, uint32_t number)
{
    if (number >= 10)
        put_decimal(output, number / 10);
    model_put_byte(output, (char)('0' + number % 10));
}

static void put_path(struct model_text *output, const struct model_url *url)
{
    if (url->has_opaque_path) {
        model_put(output, url->opaque_path);
        return;
    }
    for (size_t i = 0; i < url->path_size; i++) {
        model_put_byte(output, '/');
        model_put(output, url->path[i]);
    }
}

static void put_authority(struct model_text *output, const struct model_url *url)
{
    model_put(output, model_literal("//"));
    if (url->username.len > 0 || url->password.len > 0) {
        model_put(output, url->username);
        if (url->password.len > 0) {
            model_put_byte(output, ':');
            model_put(output, url->password);
        }
        model_put_byte(output, '@');
    }
    model_serialize_host(output, &url->host);
    if (url->has_port) {
        model_put_byte(output, ':');
        put_decimal(output, url->port);
    }
}

struct model_view model_url_href(struct model_arena *arena, const struct model_url *url)
{
    struct model_text output = model_text_of(arena);

    model_put(&output, url->scheme);
    model_put_byte(&output, ':');
    if (url->host.kind != MODEL_HOST_NULL)
        put_authority(&output, url);
    else if (!url->has_opaque_path && url->path_size > 1 && url->path[0].len == 0)
        model_put(&output, model_literal("/."));
    put_path(&output, url);
    if (url->has_query) {
        model_put_byte(&output, '?');
        model_put(&output, url->query);
    }
    if (url->has_fragment) {
        model_put_byte(&output, '#');
        model_put(&output, url->fragment);
    }
    return model_text_view(&output);
}

struct model_view model_url_host(struct model_arena *arena, const struct model_url *url)
{
    struct model_text output = model_text_of(arena);

    model_serialize_host(&output, &url->host);
    return model_text_view(&output);
}

struct model_view model_url_port(struct model_arena *arena, const struct model_url *url)
{
    struct model_text output = model_text_of(arena);

    if (url->has_port)
        put_decimal(&output, url->port);
    return model_text_view(&output);
}

struct model_view model_url_path(struct model_arena *arena, const struct model_url *url)
{
    struct model_text output = model_text_of(arena);

    put_path(&output, url);
    return model_text_view(&output);
}

/* ---- origin ---- */

static struct model_view tuple_origin(struct model_arena *arena, const struct model_url *url)
{
    struct model_text output = model_text_of(arena);

    model_put(&output, url->scheme);
    model_put(&output, model_literal("://"));
    model_serialize_host(&output, &url->host);
    if (url->has_port) {
        model_put_byte(&output, ':');
        put_decimal(&output, url->port);
    }
    return model_text_view(&output);
}

struct model_view model_url_origin(struct model_arena *arena, const struct model_url *url,
                                   const struct model_idna *idna)
{
    struct model_url path_url;

    if (model_is(url->scheme, "blob")) {
        struct model_view path = model_url_path(arena, url);
        if (model_url_parse(arena, path, NULL, idna, &path_url) == MODEL_URL_NO_FAILURE &&
            (model_is(path_url.scheme, "http") || model_is(path_url.scheme, "https")))
            return tuple_origin(arena, &path_url);
        return model_literal("null"); /* of a file URL, too */
    }
    if (!model_url_is_special(url) || is_file(url))
        return model_literal("null");
    return tuple_origin(arena, url);
}
