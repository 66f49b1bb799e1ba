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
    const struct carom_rules *rules;
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

static enum carom_result add_part(struct opening *opening, const unsigned char *part, bool is_first)
{
    struct carom_view text;
    switch (image_u32(part + PART_AT_KIND)) {
    case PART_LITERAL:
        if (!image_text(opening->rules, part, PART_AT_VALUE, &text))
            return CAROM_ERR_IMAGE;
        opening->has_ended = is_first && !take_scheme(opening, &text);
        if (!opening->has_ended)
            add_literal(opening, text);
        return CAROM_OK;
    case PART_CAPTURE:
        opening->has_ended =
            is_first || (image_u32(part + PART_AT_EXTRA) & PART_PLACE_MASK) != PLACE_AUTHORITY;
        if (opening->has_ended)
            return CAROM_OK;
        if (image_u32(part + PART_AT_VALUE) >= opening->match->capture_count)
            return CAROM_ERR_IMAGE;
        opening->is_open = true;
        put_view(&opening->written.buf, opening->match->captures[image_u32(part + PART_AT_VALUE)]);
        return CAROM_OK;
    default:
        opening->has_ended = true;
        return CAROM_OK;
    }
}

static enum carom_result read_parts(struct opening *opening, const unsigned char *target)
{
    uint32_t count = image_u32(target + TARGET_AT_PART_COUNT);
    opening->is_open = opening->has_ended = false;
    begin(&opening->fixed);
    begin(&opening->written);
    for (uint32_t i = 0; i < count && !opening->has_ended; i++) {
        const unsigned char *part =
            image_element(opening->rules, image_u32(target + TARGET_AT_PARTS), i, PART_BYTES);
        if (part == NULL)
            return CAROM_ERR_IMAGE;
        enum carom_result result = add_part(opening, part, i == 0);
        if (result != CAROM_OK)
            return result;
    }
    return CAROM_OK;
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
    return carom_hosts_have(hosts, &written, opening->default_port);
}

enum carom_result carom_open_targets_check(const struct carom_rules *rules,
                                           const unsigned char *rule,
                                           const struct carom_match *match, bool *allowed)
{
    struct opening opening;
    struct carom_view hosts;
    opening.rules = rules;
    opening.match = match;
    *allowed = false;
    if (!image_allowed_hosts(rules, rule, &hosts))
        return CAROM_ERR_IMAGE;
    uint32_t count = image_u32(rule + RULE_AT_TARGET_COUNT);
    for (uint32_t i = 0; i < count; i++) {
        const unsigned char *target = image_target(rules, rule, i);
        enum carom_result result = target == NULL ? CAROM_ERR_IMAGE : read_parts(&opening, target);
        if (result != CAROM_OK)
            return result;
        if (!is_allowed(&opening, hosts))
            return CAROM_OK;
    }
    *allowed = true;
    return CAROM_OK;
}
