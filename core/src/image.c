#include "image.h"

#include "carom/status.h"

#include <string.h>

/* Not text: the first byte is no UTF-8 lead byte, and the last two tell a CR LF conversion. */
const unsigned char carom_image_magic[8] = {0x8C, 'C', 'A', 'R', 'O', 'M', '\r', '\n'};

/*
 * A checksum over 64-bit words, then over the bytes left. Each step is a bijection, so one changed
 * word always shows; the fold brings high bits down, which a multiplication alone never does.
 */
static uint64_t checksum(const unsigned char *bytes, size_t len)
{
    uint64_t sum = 14695981039346656037u ^ len;
    size_t i = 0;
    for (; len - i >= 8; i += 8) {
        sum = (sum ^ image_u64(bytes + i)) * 0x9E3779B97F4A7C15u;
        sum ^= sum >> 32;
    }
    for (; i < len; i++) {
        sum = (sum ^ bytes[i]) * 0x9E3779B97F4A7C15u;
        sum ^= sum >> 32;
    }
    return sum;
}

void carom_image_seal(unsigned char *image, uint32_t image_bytes)
{
    uint64_t body = checksum(image + IMAGE_HEADER_BYTES, image_bytes - IMAGE_HEADER_BYTES);
    image_set_u64(image + IMAGE_AT_BODY_SUM, body);
    image_set_u64(image + IMAGE_AT_HEADER_SUM, checksum(image, IMAGE_AT_HEADER_SUM));
}

bool carom_rules_is_image(struct carom_view bytes)
{
    return bytes.len >= sizeof carom_image_magic &&
           memcmp(bytes.ptr, carom_image_magic, sizeof carom_image_magic) == 0;
}

enum carom_result carom_rules_open(struct carom_view image, struct carom_rules *out)
{
    *out = (struct carom_rules){NULL, 0};
    const unsigned char *bytes = (const unsigned char *)image.ptr;
    if (!carom_rules_is_image(image) || image.len < IMAGE_HEADER_BYTES)
        return CAROM_ERR_IMAGE;
    /* The version first: another version may keep its sums elsewhere. */
    if (image_u32(bytes + IMAGE_AT_VERSION) != IMAGE_VERSION)
        return CAROM_ERR_IMAGE_VERSION;
    if (image_u64(bytes + IMAGE_AT_HEADER_SUM) != checksum(bytes, IMAGE_AT_HEADER_SUM))
        return CAROM_ERR_IMAGE;
    if (image_u32(bytes + IMAGE_AT_BYTES) != image.len)
        return CAROM_ERR_IMAGE;
    if (image_u32(bytes + IMAGE_AT_DIALECT) > CAROM_DIALECT_CLOUDFLARE)
        return CAROM_ERR_IMAGE;
    /* So that whoever makes room for so many rules is not led astray. */
    if (image_u32(bytes + IMAGE_AT_RULE_COUNT) > image.len / RECORD_HEAD_BYTES)
        return CAROM_ERR_IMAGE;
    *out = (struct carom_rules){bytes, image.len};
    return CAROM_OK;
}

enum carom_result carom_rules_verify(const struct carom_rules *rules)
{
    uint64_t sum =
        checksum(rules->image + IMAGE_HEADER_BYTES, rules->image_bytes - IMAGE_HEADER_BYTES);
    return sum == image_u64(rules->image + IMAGE_AT_BODY_SUM) ? CAROM_OK : CAROM_ERR_IMAGE;
}

enum carom_dialect carom_rules_dialect(const struct carom_rules *rules)
{
    return (enum carom_dialect)image_header(rules, IMAGE_AT_DIALECT);
}

unsigned carom_rules_asked(const struct carom_rules *rules)
{
    return image_header(rules, IMAGE_AT_ASKED);
}

uint32_t carom_rules_count(const struct carom_rules *rules)
{
    return image_header(rules, IMAGE_AT_RULE_COUNT);
}

bool carom_image_rule(const struct carom_rules *rules, uint32_t index, struct image_rule *out)
{
    if (index >= carom_rules_count(rules))
        return false;
    const unsigned char *sample =
        image_element(rules, image_header(rules, IMAGE_AT_SAMPLES), index / IMAGE_SAMPLE_STEP, 4);
    if (sample == NULL || !image_rule_at(rules, image_u32(sample), out))
        return false;
    for (uint32_t i = 0; i < index % IMAGE_SAMPLE_STEP; i++) {
        if (!image_rule_at(rules, image_rule_end(rules, out), out))
            return false;
    }
    return true;
}

size_t carom_image_target_count(const struct image_rule *rule)
{
    struct carom_view rest = rule->extras;
    struct image_extra extra;
    size_t count = rule->to.len > 0 ? 1 : 0;
    while (image_extra_next(&rest, &extra))
        count += extra.kind == EXTRA_ALTERNATE;
    return count;
}

bool carom_image_target(const struct image_rule *rule, size_t number, struct image_target *out)
{
    struct carom_view rest = rule->extras;
    struct image_extra extra;
    size_t seen = 0;
    *out = (struct image_target){rule->to, carom_view_of(NULL, 0)};
    if (number == 0 && rule->to.len == 0)
        return false;
    while (image_extra_next(&rest, &extra)) {
        if (extra.kind == EXTRA_ALTERNATE) {
            if (seen++ == number)
                return true;
            out->text = extra.bytes;
        } else if (extra.kind == EXTRA_PARTS && seen == number) {
            out->parts = extra.bytes;
        }
    }
    return seen == number;
}

/* Puts one extra into a rule. Returns: false when there are more of its kind than may be. */
static bool take_extra(const struct image_extra *extra, struct carom_rule *out)
{
    struct image_pair pair;
    switch (extra->kind) {
    case EXTRA_SCHEME:
        out->scheme = extra->bytes;
        return true;
    case EXTRA_HOST:
        out->host = extra->bytes;
        return true;
    case EXTRA_METHODS:
        out->methods = extra->bytes;
        return true;
    case EXTRA_COUNTRIES:
        out->countries = extra->bytes;
        return true;
    case EXTRA_LANGUAGES:
        out->languages = extra->bytes;
        return true;
    case EXTRA_COOKIES:
        out->cookies = extra->bytes;
        return true;
    case EXTRA_REASON:
        out->reason = extra->bytes;
        return true;
    case EXTRA_ALLOWED_HOSTS:
        out->allowed_hosts = extra->bytes;
        return true;
    case EXTRA_MAX_AGE:
        if (extra->bytes.len != 4)
            return false;
        out->max_age_s = image_u32((const unsigned char *)extra->bytes.ptr);
        return true;
    case EXTRA_ALTERNATE:
        if (out->alternate_count == CAROM_ALTERNATES_MAX)
            return false;
        out->alternates[out->alternate_count++] = extra->bytes;
        return true;
    case EXTRA_PAIR:
        if (out->query_count == CAROM_QUERY_PAIRS_MAX || !image_pair_read(extra->bytes, &pair))
            return false;
        out->query[out->query_count] = (struct carom_field){pair.key, pair.value};
        out->query_captures[out->query_count++] = pair.captures;
        return true;
    default:
        return true;
    }
}

enum carom_result carom_rules_rule(const struct carom_rules *rules, uint32_t index,
                                   struct carom_rule *out)
{
    struct image_rule rule;
    struct image_extra extra;
    memset(out, 0, sizeof *out);
    if (index >= carom_rules_count(rules))
        return CAROM_ERR_RANGE;
    bool is_whole = carom_image_rule(rules, index, &rule) &&
                    carom_status_is_for_rules((uint16_t)(rule.flags & RULE_STATUS_MASK));
    out->max_age_s = -1;
    while (is_whole && image_extra_next(&rule.extras, &extra))
        is_whole = take_extra(&extra, out);
    if (!is_whole) {
        memset(out, 0, sizeof *out);
        return CAROM_ERR_IMAGE;
    }
    out->line = rule.line;
    out->status = (uint16_t)(rule.flags & RULE_STATUS_MASK);
    out->force = (rule.flags & RULE_FORCE) != 0;
    out->from = rule.from;
    out->to = rule.to;
    return CAROM_OK;
}
