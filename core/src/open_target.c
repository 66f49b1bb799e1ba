#include "open_target.h"

#include "authority.h"
#include "chars.h"
#include "image.h"
#include "writer.h"

/* An authority put together from parts. What does not fit is too long for any. */
struct spelling {
    char bytes[AUTHORITY_LEN_MAX];
    struct carom_buf buf;
};

/* The authority of one target while its parts are read. */
struct opening {
    const struct carom_match *match;
    struct carom_view default_port;
    bool is_open; /* a capture has a part in it */
    bool has_ended;
    struct spelling fixed;
    struct spelling written;
};

static void begin(struct spelling *spelling)
{
    spelling->buf = (struct carom_buf){spelling->bytes, sizeof spelling->bytes, 0};
}

static bool read_spelling(const struct spelling *spelling, struct authority *out)
{
    return put_result(&spelling->buf) == CAROM_OK &&
           carom_authority_read(put_since(&spelling->buf, 0), out);
}

/* Takes `http://` or `https://` off. Returns: false when the target is relative. */
static bool take_scheme(struct opening *opening, struct carom_view *text)
{
    bool is_https = carom_starts_with(*text, CAROM_LITERAL("https://"));
    if (!is_https && !carom_starts_with(*text, CAROM_LITERAL("http://")))
        return false;
    size_t len = is_https ? sizeof "https://" - 1 : sizeof "http://" - 1;
    opening->default_port = is_https ? CAROM_LITERAL("443") : CAROM_LITERAL("80");
    *text = carom_view_of(text->ptr + len, text->len - len);
    return true;
}

static void add_literal(struct opening *opening, struct carom_view text)
{
    size_t len = carom_authority_end(text);
    opening->has_ended = len < text.len;
    put_bytes(&opening->fixed.buf, text.ptr, len);
    put_bytes(&opening->written.buf, text.ptr, len);
}

static enum carom_result add_part(struct opening *opening, struct image_part *part, bool is_first)
{
    switch (part->kind) {
    case PART_LITERAL:
        opening->has_ended = is_first && !take_scheme(opening, &part->text);
        if (!opening->has_ended)
            add_literal(opening, part->text);
        return CAROM_OK;
    case PART_CAPTURE:
        opening->has_ended = is_first || part->place != PLACE_AUTHORITY;
        if (opening->has_ended)
            return CAROM_OK;
        if (part->capture >= opening->match->capture_count)
            return CAROM_ERR_IMAGE;
        opening->is_open = true;
        put_view(&opening->written.buf, opening->match->captures[part->capture]);
        return CAROM_OK;
    case PART_REST:
        return CAROM_OK;
    case PART_QUERY:
        break;
    }
    opening->has_ended = true;
    return CAROM_OK;
}

/* In: a target without parts is literal, and fixed. */
static enum carom_result read_parts(struct opening *opening, struct image_target *target)
{
    struct image_part part;
    bool is_first = true;
    opening->is_open = opening->has_ended = false;
    begin(&opening->fixed);
    begin(&opening->written);
    while (!opening->has_ended && image_part_next(target, &part)) {
        enum carom_result result = add_part(opening, &part, is_first);
        if (result != CAROM_OK)
            return result;
        is_first = false;
    }
    return opening->has_ended || target->parts.len == 0 ? CAROM_OK : CAROM_ERR_IMAGE;
}

static bool is_allowed(const struct opening *opening, struct carom_view hosts)
{
    struct authority fixed, written;
    if (!opening->is_open)
        return true;
    if (!read_spelling(&opening->written, &written))
        return false;
    if (read_spelling(&opening->fixed, &fixed) &&
        carom_authority_same(&written, &fixed, opening->default_port))
        return true;
    return hosts.len > 0 && carom_hosts_have(hosts, &written, opening->default_port);
}

enum carom_result carom_open_targets_check(const struct image_rule *rule,
                                           const struct carom_match *match, bool *allowed)
{
    struct opening opening = {.match = match};
    struct carom_view hosts = image_extra_of(rule, EXTRA_ALLOWED_HOSTS);
    struct image_target target;
    *allowed = false;
    for (size_t i = 0; carom_image_target(rule, i, &target); i++) {
        enum carom_result result = read_parts(&opening, &target);
        if (result != CAROM_OK)
            return result;
        if (!is_allowed(&opening, hosts))
            return CAROM_OK;
    }
    *allowed = true;
    return CAROM_OK;
}
