#include "model/dropped.h"

#include "model/field_value.h"

/* The words for the kinds, and the names of the fields of each, in lower case. */
static const struct {
    const char *word;
    bool is_credential;
    const char *names;
} kinds_of_fields[MODEL_KINDS] = {
    [MODEL_KIND_AUTHORIZATION] = {"authorization", true, "authorization"},
    [MODEL_KIND_COOKIE] = {"cookie", true, "cookie cookie2"},
    [MODEL_KIND_WWW_AUTHENTICATE] = {"www-authenticate", true, "www-authenticate"},
    [MODEL_KIND_PROXY_AUTHORIZATION] = {"proxy-authorization", true, "proxy-authorization"},
    [MODEL_KIND_PROXY_AUTHENTICATE] = {"proxy-authenticate", true, "proxy-authenticate"},
    [MODEL_KIND_HOST] = {"host", false, "host"},
    [MODEL_KIND_REFERER] = {"referer", false, "referer"},
    [MODEL_KIND_ORIGIN] = {"origin", false, "origin"},
    [MODEL_KIND_CONTENT_TYPE] = {"content-type", false, "content-type"},
    [MODEL_KIND_CONTENT_ENCODING] = {"content-encoding", false, "content-encoding"},
    [MODEL_KIND_CONTENT_LANGUAGE] = {"content-language", false, "content-language"},
    [MODEL_KIND_CONTENT_LOCATION] = {"content-location", false, "content-location"},
    [MODEL_KIND_CONTENT_ANY] = {"content-*", false, ""},
    [MODEL_KIND_DIGEST] = {"digest", false, "digest content-digest repr-digest"},
    [MODEL_KIND_LAST_MODIFIED] = {"last-modified", false, "last-modified"},
    [MODEL_KIND_FRAMING] = {"framing", false, "content-length transfer-encoding trailer expect"},
    [MODEL_KIND_CONDITIONAL] = {"conditional", false,
                                "if-match if-none-match if-modified-since if-unmodified-since "
                                "if-range"},
    [MODEL_KIND_CONNECTION] = {"connection", false,
                               "connection keep-alive proxy-connection te upgrade"},
};

/* Takes the text before the next `separator` off a list. Returns: false behind the last. */
static bool next_of(struct model_view *rest, char separator, struct model_view *item)
{
    if (!rest->ptr)
        return false;
    size_t end = model_find(*rest, 0, separator);
    *item = model_part(*rest, 0, end);
    *rest = end < rest->len ? model_from(*rest, end + 1) : (struct model_view){NULL, 0};
    return true;
}

static bool is_among(struct model_view name, const char *names)
{
    struct model_view rest = model_literal(names);
    struct model_view item;

    while (next_of(&rest, ' ', &item)) {
        if (item.len > 0 && model_same_ignoring_case(item, name))
            return true;
    }
    return false;
}

struct model_kinds model_kinds_of(const char *words)
{
    struct model_kinds kinds = {{false}};

    for (size_t i = 0; i < MODEL_KINDS; i++)
        kinds.has[i] = is_among(model_literal(kinds_of_fields[i].word), words);
    return kinds;
}

void model_add_kinds(struct model_kinds *kinds, const struct model_kinds *more)
{
    for (size_t i = 0; i < MODEL_KINDS; i++)
        kinds->has[i] = kinds->has[i] || more->has[i];
}

bool model_same_kinds(const struct model_kinds *a, const struct model_kinds *b)
{
    for (size_t i = 0; i < MODEL_KINDS; i++) {
        if (a->has[i] != b->has[i])
            return false;
    }
    return true;
}

struct model_kinds model_credentials(const struct model_kinds *kinds)
{
    struct model_kinds credentials = {{false}};

    for (size_t i = 0; i < MODEL_KINDS; i++)
        credentials.has[i] = kinds->has[i] && kinds_of_fields[i].is_credential;
    return credentials;
}

/* Connection = #connection-option; an option is a token (RFC 9110 sections 5.6.1 and 7.6.1). */
static bool connection_names(struct model_view name, const struct model_field *fields,
                             size_t field_count)
{
    for (size_t i = 0; i < field_count; i++) {
        struct model_view rest = fields[i].value;
        struct model_view option;
        if (!model_same_ignoring_case(fields[i].name, model_literal("connection")))
            continue;
        while (next_of(&rest, ',', &option)) {
            option = model_without_blanks(option);
            if (option.len > 0 && model_same_ignoring_case(option, name))
                return true;
        }
    }
    return false;
}

static bool is_of_kind(enum model_kind kind, struct model_view name,
                       const struct model_field *fields, size_t field_count)
{
    const char *const content = "content-";

    if (is_among(name, kinds_of_fields[kind].names))
        return true;
    if (kind == MODEL_KIND_CONTENT_ANY)
        return name.len >= model_literal(content).len &&
               model_same_ignoring_case(model_part(name, 0, model_literal(content).len),
                                        model_literal(content));
    return kind == MODEL_KIND_CONNECTION && connection_names(name, fields, field_count);
}

bool model_drops(const struct model_kinds *kinds, struct model_view name,
                 const struct model_field *fields, size_t field_count)
{
    for (size_t i = 0; i < MODEL_KINDS; i++) {
        if (kinds->has[i] && is_of_kind((enum model_kind)i, name, fields, field_count))
            return true;
    }
    return false;
}
