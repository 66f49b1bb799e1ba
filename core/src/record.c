#include "record.h"

#include "image.h"
#include "normal.h"
#include "reason.h"
#include "target.h"
#include "writer.h"

#include <string.h>

/* A record while it is being written; places are offsets, because the block moves as it grows. */
struct record {
    struct block *image;
    enum carom_dialect dialect;
    const struct line_rule *rule;
    size_t start;
    size_t extras; /* where the extras' length stands; 0: there are none yet */
    uint32_t flags;
};

/* The worst length of `len` bytes when each becomes an escape; too long ones fail in the block. */
static size_t escaped_worst(size_t len)
{
    return len <= IMAGE_BYTES_MAX ? 3 * len : SIZE_MAX;
}

/* A writer at the image's end, with room that is known to suffice; its ptr is NULL on failure. */
static struct carom_buf open_room(struct record *record, size_t worst)
{
    unsigned char *room = carom_block_add(record->image, worst);
    if (room == NULL)
        return (struct carom_buf){NULL, 0, 0};
    record->image->len -= worst;
    return (struct carom_buf){(char *)room, worst, 0};
}

static void close_room(struct record *record, const struct carom_buf *room)
{
    if (room->ptr != NULL)
        record->image->len += room->len;
}

static void add_text(struct record *record, struct carom_view text)
{
    struct carom_buf room = open_room(record, text.len);
    if (room.ptr != NULL)
        put_view(&room, text);
    close_room(record, &room);
}

static bool is_of(struct carom_view text, unsigned raw)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!char_is(text.ptr[i], raw))
            return false;
    }
    return true;
}

/* A text in the normal form that the dialect compares in; nearly every text is in it. */
static void add_normal(struct record *record, struct carom_view text, unsigned raw)
{
    if (record->dialect != CAROM_DIALECT_CAROM || is_of(text, raw)) {
        add_text(record, text);
        return;
    }
    struct carom_buf room = open_room(record, escaped_worst(text.len));
    for (size_t i = 0; room.ptr != NULL && i < text.len;) {
        struct normal_unit unit = normal_next(text.ptr + i, text.len - i, raw);
        put_bytes(&room, unit.bytes, unit.len);
        i += unit.consumed;
    }
    close_room(record, &room);
}

static void add_target_text(struct record *record, struct carom_view target)
{
    struct carom_buf room = open_room(record, escaped_worst(target.len));
    if (room.ptr != NULL)
        carom_target_normalise(record->rule, target, &room);
    close_room(record, &room);
}

static unsigned char *at(struct record *record, size_t place)
{
    return record->image->bytes + place;
}

/* Begins an extra. Returns: its place, for end_extra. */
static size_t begin_extra(struct record *record, unsigned kind)
{
    if (record->extras == 0) {
        record->flags |= RULE_EXTRAS;
        record->extras = record->image->len;
        (void)carom_block_add(record->image, 4);
    }
    size_t place = record->image->len;
    unsigned char *head = carom_block_add(record->image, EXTRA_HEAD_BYTES);
    if (head != NULL)
        head[0] = (unsigned char)kind;
    return place;
}

static void end_extra(struct record *record, size_t place)
{
    if (record->image->failure != CAROM_OK)
        return;
    image_set_u32(at(record, place) + 1, (uint32_t)(record->image->len - place - EXTRA_HEAD_BYTES));
    image_set_u32(at(record, record->extras), (uint32_t)(record->image->len - record->extras - 4));
}

static void add_extra(struct record *record, unsigned kind, struct carom_view text)
{
    if (text.len == 0)
        return;
    size_t place = begin_extra(record, kind);
    add_text(record, text);
    end_extra(record, place);
}

/* A host is compared without case, and kept in lower case. */
static void add_host(struct record *record)
{
    struct carom_view host = record->rule->host;
    if (host.len == 0)
        return;
    size_t place = begin_extra(record, EXTRA_HOST);
    struct carom_buf room = open_room(record, host.len);
    for (size_t i = 0; room.ptr != NULL && i < host.len; i++)
        put_char(&room, char_lower(host.ptr[i]));
    close_room(record, &room);
    end_extra(record, place);
}

static void add_pair(struct record *record, const struct line_pair *pair)
{
    size_t place = begin_extra(record, EXTRA_PAIR);
    size_t head = record->image->len;
    (void)carom_block_add(record->image, PAIR_HEAD_BYTES);
    add_normal(record, pair->key, CHAR_QUERY);
    size_t key_len = record->image->len - head - PAIR_HEAD_BYTES;
    add_normal(record, pair->value, CHAR_QUERY);
    end_extra(record, place);
    if (record->image->failure != CAROM_OK)
        return;
    at(record, head)[0] = pair->captures ? 1 : 0;
    image_set_u32(at(record, head) + PAIR_AT_KEY_LEN, (uint32_t)key_len);
}

/* A reason, percent-decoded. */
static void add_reason(struct record *record)
{
    struct carom_view text = record->rule->reason;
    if (text.len == 0)
        return;
    size_t place = begin_extra(record, EXTRA_REASON);
    struct carom_buf room = open_room(record, text.len);
    for (size_t i = 0; room.ptr != NULL && i < text.len;)
        put_char(&room, carom_reason_byte(text, &i));
    close_room(record, &room);
    end_extra(record, place);
}

/* One part; what its 16-bit length cannot tell is cut into several. */
static void add_part(struct record *record, unsigned what, uint32_t capture, size_t len)
{
    do {
        size_t now = len < UINT16_MAX ? len : UINT16_MAX;
        unsigned char *part = carom_block_add(record->image, PART_BYTES);
        if (part == NULL)
            return;
        part[PART_AT_WHAT] = (unsigned char)what;
        part[PART_AT_CAPTURE] = (unsigned char)capture;
        image_set_u16(part + PART_AT_LEN, (uint32_t)now);
        len -= now;
        if ((what & PART_KIND_MASK) == PART_CAPTURE)
            what = PART_REST;
    } while (len > 0);
}

/* Whether a target's text is more than a literal at whose end the request's query may stand. */
static bool has_parts(const struct line_rule *rule, struct carom_view text)
{
    size_t index;
    if (text.len > 0 && memchr(text.ptr, '#', text.len) != NULL)
        return true;
    for (size_t i = 0; rule->capture_count > 0 && i < text.len; i++) {
        if (target_capture_at(rule, text, i, &index) > 0)
            return true;
    }
    return false;
}

/* The parts of the target whose text stands at `place` in the image, when it needs them. */
static void add_parts(struct record *record, size_t place, size_t len)
{
    const struct line_rule *rule = record->rule;
    if (record->image->failure != CAROM_OK ||
        !has_parts(rule, carom_view_of((const char *)at(record, place), len)))
        return;
    size_t extra = begin_extra(record, EXTRA_PARTS);
    struct target_cursor cursor = carom_target_begin(carom_view_of(NULL, 0));
    struct target_piece piece;
    for (size_t was = 0; record->image->failure == CAROM_OK; was = cursor.at) {
        /* The block may have moved since the last part. */
        cursor.text = carom_view_of((const char *)at(record, place), len);
        if (!carom_target_next(&cursor, rule, &piece))
            break;
        unsigned what = (unsigned)piece.kind | (unsigned)piece.place << PART_PLACE_SHIFT;
        if (piece.kind == PART_CAPTURE && piece.capture >= rule->path_capture_count)
            what |= PART_FROM_QUERY;
        add_part(record, what, piece.capture, cursor.at - was);
    }
    end_extra(record, extra);
}

static void add_alternates(struct record *record)
{
    const struct line_rule *rule = record->rule;
    for (size_t i = 1; i < rule->target_count; i++) {
        size_t place = begin_extra(record, EXTRA_ALTERNATE);
        add_target_text(record, rule->targets[i]);
        end_extra(record, place);
        size_t text = place + EXTRA_HEAD_BYTES;
        if (record->image->failure == CAROM_OK)
            add_parts(record, text, record->image->len - text);
    }
}

static void add_max_age(struct record *record)
{
    if (record->rule->max_age_s < 0)
        return;
    size_t place = begin_extra(record, EXTRA_MAX_AGE);
    unsigned char *value = carom_block_add(record->image, 4);
    if (value != NULL)
        image_set_u32(value, (uint32_t)record->rule->max_age_s);
    end_extra(record, place);
}

static void add_extras(struct record *record, size_t to, size_t to_len)
{
    const struct line_rule *rule = record->rule;
    add_extra(record, EXTRA_SCHEME, rule->scheme);
    add_host(record);
    add_extra(record, EXTRA_METHODS, rule->methods);
    for (size_t i = 0; i < rule->pair_count; i++)
        add_pair(record, &rule->pairs[i]);
    add_extra(record, EXTRA_COUNTRIES, rule->countries);
    add_extra(record, EXTRA_LANGUAGES, rule->languages);
    add_extra(record, EXTRA_COOKIES, rule->cookies);
    if (rule->never)
        end_extra(record, begin_extra(record, EXTRA_NEVER));
    if (to_len > 0)
        add_parts(record, to, to_len);
    add_alternates(record);
    add_max_age(record);
    add_reason(record);
    add_extra(record, EXTRA_ALLOWED_HOSTS, rule->allowed_hosts);
}

/* Writes the head, when it is known how long `from` and the target are. */
static void write_head(struct record *record, uint32_t line, uint32_t index, size_t from_len,
                       size_t to_len)
{
    unsigned char *head = at(record, record->start);
    image_set_u32(head + RECORD_AT_LINE, line);
    image_set_u32(head + RECORD_AT_INDEX, index);
    image_set_u16(head + RECORD_AT_FLAGS, record->flags);
    if ((record->flags & RULE_WIDE) != 0) {
        image_set_u32(head + RECORD_AT_FROM_LEN, (uint32_t)from_len);
        image_set_u32(head + RECORD_AT_WIDE_TO_LEN, (uint32_t)to_len);
    } else {
        image_set_u16(head + RECORD_AT_FROM_LEN, (uint32_t)from_len);
        image_set_u16(head + RECORD_AT_TO_LEN, (uint32_t)to_len);
    }
}

static uint32_t flags_of(const struct line_rule *rule)
{
    uint32_t flags = rule->status;
    if (rule->force)
        flags |= RULE_FORCE;
    if (rule->is_dynamic)
        flags |= RULE_DYNAMIC;
    if (rule->is_open)
        flags |= RULE_OPEN;
    if (rule->target_count > 0 && carom_target_has_query(rule->targets[0]))
        flags |= RULE_TO_HAS_QUERY;
    /* In normal form each byte may become three. */
    if (rule->from.len > UINT16_MAX / 3 ||
        (rule->target_count > 0 && rule->targets[0].len > UINT16_MAX / 3))
        flags |= RULE_WIDE;
    return flags;
}

void carom_record_add(struct block *image, enum carom_dialect dialect, const struct line_rule *rule,
                      uint32_t line, uint32_t index)
{
    struct record record = {image, dialect, rule, image->len, 0, flags_of(rule)};
    bool is_wide = (record.flags & RULE_WIDE) != 0;
    (void)carom_block_add(image, is_wide ? RECORD_WIDE_HEAD_BYTES : RECORD_HEAD_BYTES);
    size_t from = image->len;
    add_normal(&record, rule->from, CHAR_PATH);
    size_t to = image->len;
    if (rule->target_count > 0)
        add_target_text(&record, rule->targets[0]);
    size_t to_len = image->len - to;
    add_extras(&record, to, to_len);
    if (image->failure == CAROM_OK)
        write_head(&record, line, index, to - from, to_len);
    else
        image->len = record.start;
}
