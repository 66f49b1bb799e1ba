/* Which fields of a request go with a redirect. */
#include "carom/follow.h"

#include "chars.h"
#include "comma_list.h"

struct droppable {
    struct carom_view name;
    uint32_t bits;
};

#define ROW(text, bits)                                                                            \
    {                                                                                              \
        {text, sizeof(text) - 1}, (uint32_t)(bits)                                                 \
    }

static const struct droppable droppables[] = {
    ROW("Authorization", CAROM_DROP_AUTHORIZATION),
    ROW("Cookie", CAROM_DROP_COOKIE),
    ROW("Cookie2", CAROM_DROP_COOKIE),
    ROW("WWW-Authenticate", CAROM_DROP_WWW_AUTHENTICATE),
    ROW("Proxy-Authorization", CAROM_DROP_PROXY_AUTHORIZATION),
    ROW("Proxy-Authenticate", CAROM_DROP_PROXY_AUTHENTICATE),
    ROW("Host", CAROM_DROP_HOST),
    ROW("Referer", CAROM_DROP_REFERER),
    ROW("Origin", CAROM_DROP_ORIGIN),
    ROW("Content-Type", CAROM_DROP_CONTENT_TYPE),
    ROW("Content-Encoding", CAROM_DROP_CONTENT_ENCODING),
    ROW("Content-Language", CAROM_DROP_CONTENT_LANGUAGE),
    ROW("Content-Location", CAROM_DROP_CONTENT_LOCATION),
    ROW("Content-Digest", CAROM_DROP_DIGEST),
    ROW("Content-Length", CAROM_DROP_FRAMING),
    ROW("Digest", CAROM_DROP_DIGEST),
    ROW("Repr-Digest", CAROM_DROP_DIGEST),
    ROW("Last-Modified", CAROM_DROP_LAST_MODIFIED),
    ROW("Transfer-Encoding", CAROM_DROP_FRAMING),
    ROW("Trailer", CAROM_DROP_FRAMING),
    ROW("Expect", CAROM_DROP_FRAMING),
    ROW("If-Match", CAROM_DROP_CONDITIONAL),
    ROW("If-None-Match", CAROM_DROP_CONDITIONAL),
    ROW("If-Modified-Since", CAROM_DROP_CONDITIONAL),
    ROW("If-Unmodified-Since", CAROM_DROP_CONDITIONAL),
    ROW("If-Range", CAROM_DROP_CONDITIONAL),
    ROW("Connection", CAROM_DROP_CONNECTION),
    ROW("Keep-Alive", CAROM_DROP_CONNECTION),
    ROW("Proxy-Connection", CAROM_DROP_CONNECTION),
    ROW("TE", CAROM_DROP_CONNECTION),
    ROW("Upgrade", CAROM_DROP_CONNECTION),
};

static bool begins_with_content(struct carom_view name)
{
    const struct carom_view prefix = CAROM_LITERAL("Content-");
    return name.len >= prefix.len &&
           carom_equal_nocase(carom_view_of(name.ptr, prefix.len), prefix);
}

/* The bits of which any makes the field go, by its name alone. */
static uint32_t bits_of(struct carom_view name)
{
    uint32_t bits = begins_with_content(name) ? (uint32_t)CAROM_DROP_CONTENT_ANY : 0;
    for (size_t i = 0; i < sizeof droppables / sizeof droppables[0]; i++) {
        if (carom_equal_nocase(name, droppables[i].name))
            return bits | droppables[i].bits;
    }
    return bits;
}

/* Whether a request's Connection names the field (RFC 9110 §7.6.1). */
static bool is_named_by_connection(struct carom_view name, const struct carom_field *fields,
                                   size_t field_count)
{
    for (size_t i = 0; i < field_count; i++) {
        if (!carom_equal_nocase(fields[i].name, CAROM_LITERAL("Connection")))
            continue;
        struct carom_view rest = fields[i].value;
        do {
            struct carom_view member = without_space(comma_list_take(&rest));
            if (member.len > 0 && carom_equal_nocase(member, name))
                return true;
        } while (rest.ptr != NULL);
    }
    return false;
}

bool carom_follow_drops(uint32_t drop, struct carom_view name, const struct carom_field *fields,
                        size_t field_count)
{
    if ((drop & bits_of(name)) != 0)
        return true;
    return (drop & (uint32_t)CAROM_DROP_CONNECTION) != 0 &&
           is_named_by_connection(name, fields, field_count);
}
