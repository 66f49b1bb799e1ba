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
    uint32_t slots = image_u32(bytes + IMAGE_AT_SLOT_COUNT);
    if ((slots & (slots - 1)) != 0 ||
        image_u32(bytes + IMAGE_AT_DIALECT) > CAROM_DIALECT_CLOUDFLARE)
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

uint32_t carom_rules_count(const struct carom_rules *rules)
{
    return image_header(rules, IMAGE_AT_RULE_COUNT);
}

static bool read_pairs(const struct carom_rules *rules, const unsigned char *record,
                       struct carom_rule *out)
{
    out->query_count = image_pair_count(record);
    for (uint32_t i = 0; i < out->query_count; i++) {
        const unsigned char *pair = image_pair(rules, record, i);
        if (pair == NULL || !image_text(rules, pair, PAIR_AT_KEY, &out->query[i].name) ||
            !image_text(rules, pair, PAIR_AT_VALUE, &out->query[i].value))
            return false;
        out->query_captures[i] = image_u32(pair + PAIR_AT_CAPTURE) != IMAGE_NONE;
    }
    return true;
}

static bool read_targets(const struct carom_rules *rules, const unsigned char *record,
                         struct carom_rule *out)
{
    uint32_t count = image_u32(record + RULE_AT_TARGET_COUNT);
    if (count > CAROM_ALTERNATES_MAX + 1)
        return false;
    out->alternate_count = count > 0 ? count - 1 : 0;
    for (uint32_t i = 0; i < count; i++) {
        const unsigned char *target = image_target(rules, record, i);
        struct carom_view *text = i == 0 ? &out->to : &out->alternates[i - 1];
        if (target == NULL || !image_text(rules, target, TARGET_AT_TEXT, text))
            return false;
    }
    return true;
}

enum carom_result carom_rules_rule(const struct carom_rules *rules, uint32_t index,
                                   struct carom_rule *out)
{
    memset(out, 0, sizeof *out);
    if (index >= carom_rules_count(rules))
        return CAROM_ERR_RANGE;
    const unsigned char *record = image_rule(rules, index);
    if (record == NULL || !carom_status_is_for_rules((uint16_t)image_u16(record + RULE_AT_STATUS)))
        return CAROM_ERR_IMAGE;
    uint32_t max_age = image_u32(record + RULE_AT_MAX_AGE);
    out->line = image_u32(record + RULE_AT_LINE);
    out->status = (uint16_t)image_u16(record + RULE_AT_STATUS);
    out->force = (image_u16(record + RULE_AT_FLAGS) & RULE_FORCE) != 0;
    out->max_age_s = max_age == IMAGE_NONE ? -1 : (int64_t)max_age;
    if (!image_text(rules, record, RULE_AT_FROM, &out->from) ||
        !image_text(rules, record, RULE_AT_METHODS, &out->methods) ||
        !image_text(rules, record, RULE_AT_REASON, &out->reason) ||
        !image_allowed_hosts(rules, record, &out->allowed_hosts) ||
        !read_pairs(rules, record, out) || !read_targets(rules, record, out)) {
        memset(out, 0, sizeof *out);
        return CAROM_ERR_IMAGE;
    }
    return CAROM_OK;
}
