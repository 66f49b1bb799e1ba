/*
 * A rules text to an image: line by line into records and texts, then the index over them.
 */
#include "chars.h"
#include "example.h"
#include "image.h"
#include "line.h"
#include "normal.h"
#include "reason.h"
#include "target.h"
#include "writer.h"

#include <string.h>

/* Memory that grows; owned by the compiler. */
struct block {
    unsigned char *bytes;
    size_t len;
    size_t cap;
};

struct compiler {
    const struct carom_compile_options *options;
    struct block image;       /* the header and the texts; at the end, everything */
    struct block records;     /* the rules */
    struct line_context line; /* what the lines so far say of the next */
    uint32_t rule_count;
    uint32_t static_count;
    uint32_t dynamic_count;
    bool has_errors;
    enum carom_result failure; /* the first one that ends the compilation */
};

static void free_block(struct compiler *compiler, struct block *block)
{
    const struct carom_allocator *allocator = &compiler->options->allocator;
    if (block->bytes != NULL)
        (void)allocator->resize(allocator->ctx, block->bytes, block->cap, 0);
    *block = (struct block){NULL, 0, 0};
}

static bool resize_block(struct compiler *compiler, struct block *block, size_t cap)
{
    const struct carom_allocator *allocator = &compiler->options->allocator;
    unsigned char *bytes = allocator->resize(allocator->ctx, block->bytes, block->cap, cap);
    if (bytes == NULL) {
        compiler->failure = CAROM_ERR_NOMEM;
        return false;
    }
    block->bytes = bytes;
    block->cap = cap;
    return true;
}

/* Room for `len` more bytes at the end. Returns: NULL after a failure, which is noted. */
static unsigned char *grow(struct compiler *compiler, struct block *block, size_t len)
{
    if (len > IMAGE_BYTES_MAX - block->len) {
        compiler->failure = CAROM_ERR_TOO_LARGE;
        return NULL;
    }
    if (len > block->cap - block->len) {
        size_t cap = block->cap < 1024 ? 1024 : block->cap * 2;
        if (cap < block->len + len)
            cap = block->len + len;
        if (!resize_block(compiler, block, cap))
            return NULL;
    }
    unsigned char *start = block->bytes + block->len;
    block->len += len;
    return start;
}

/* A writer over room that is known to suffice; what it used is kept. */
static struct carom_buf open_room(struct compiler *compiler, size_t worst)
{
    unsigned char *room = grow(compiler, &compiler->image, worst);
    if (room == NULL)
        return (struct carom_buf){NULL, 0, 0};
    compiler->image.len -= worst;
    return (struct carom_buf){(char *)room, worst, 0};
}

/* Keeps what was written and notes its place at `record + at`. */
static void close_room(struct compiler *compiler, const struct carom_buf *room,
                       unsigned char *record, uint32_t at)
{
    image_set_u32(record + at, (uint32_t)compiler->image.len);
    image_set_u32(record + at + 4, (uint32_t)room->len);
    compiler->image.len += room->len;
}

/* The worst length of `len` bytes when each becomes an escape; too long ones fail in grow(). */
static size_t escaped_worst(size_t len)
{
    return len <= IMAGE_BYTES_MAX ? 3 * len : SIZE_MAX;
}

static void add_normal_text(struct compiler *compiler, struct carom_view text, unsigned raw,
                            unsigned char *record, uint32_t at)
{
    struct carom_buf room = open_room(compiler, escaped_worst(text.len));
    if (compiler->failure != CAROM_OK)
        return;
    for (size_t i = 0; i < text.len;) {
        struct normal_unit unit = normal_next(text.ptr + i, text.len - i, raw);
        put_bytes(&room, unit.bytes, unit.len);
        i += unit.consumed;
    }
    close_room(compiler, &room, record, at);
}

static void add_text(struct compiler *compiler, struct carom_view text, unsigned char *record,
                     uint32_t at)
{
    struct carom_buf room = open_room(compiler, text.len);
    if (compiler->failure != CAROM_OK)
        return;
    put_view(&room, text);
    close_room(compiler, &room, record, at);
}

/* A reason, percent-decoded. */
static void add_reason(struct compiler *compiler, struct carom_view text, unsigned char *record)
{
    struct carom_buf room = open_room(compiler, text.len);
    if (compiler->failure != CAROM_OK)
        return;
    for (size_t at = 0; at < text.len;)
        put_char(&room, carom_reason_byte(text, &at));
    close_room(compiler, &room, record, RULE_AT_REASON);
}

static void add_pairs(struct compiler *compiler, const struct line_rule *rule,
                      unsigned char *record)
{
    unsigned char pairs[CAROM_QUERY_PAIRS_MAX * PAIR_BYTES];
    for (size_t i = 0; i < rule->pair_count; i++) {
        const struct line_pair *pair = &rule->pairs[i];
        unsigned char *out = pairs + i * PAIR_BYTES;
        add_normal_text(compiler, pair->key, CHAR_QUERY, out, PAIR_AT_KEY);
        add_normal_text(compiler, pair->value, CHAR_QUERY, out, PAIR_AT_VALUE);
        image_set_u32(out + PAIR_AT_CAPTURE, pair->captures ? 1 : IMAGE_NONE);
    }
    struct carom_view bytes = carom_view_of((const char *)pairs, rule->pair_count * PAIR_BYTES);
    add_text(compiler, bytes, record, RULE_AT_QUERY);
    image_set_u32(record + RULE_AT_QUERY_COUNT, (uint32_t)rule->pair_count);
}

static void add_part(struct compiler *compiler, const struct line_rule *rule,
                     const struct target_piece *piece, uint32_t text_offset, const char *text_start)
{
    /* The block may move now, and the piece's text with it. */
    uint32_t skipped = piece->kind == PART_LITERAL ? (uint32_t)(piece->text.ptr - text_start) : 0;
    unsigned char *part = grow(compiler, &compiler->image, PART_BYTES);
    if (part == NULL)
        return;
    image_set_u32(part + PART_AT_KIND, (uint32_t)piece->kind);
    image_set_u32(part + PART_AT_VALUE, piece->capture);
    image_set_u32(part + PART_AT_EXTRA, (uint32_t)piece->place);
    if (piece->kind == PART_LITERAL) {
        image_set_u32(part + PART_AT_VALUE, text_offset + skipped);
        image_set_u32(part + PART_AT_EXTRA, (uint32_t)piece->text.len);
    } else if (piece->kind == PART_CAPTURE && piece->capture >= rule->path_capture_count) {
        image_set_u32(part + PART_AT_EXTRA, (uint32_t)piece->place | PART_FROM_QUERY);
    }
}

/* The parts of the target whose normalised text is noted in `record`. */
static void add_parts(struct compiler *compiler, const struct line_rule *rule,
                      unsigned char *record)
{
    uint32_t offset = image_u32(record + TARGET_AT_TEXT);
    uint32_t len = image_u32(record + TARGET_AT_TEXT_LEN);
    size_t start = compiler->image.len;
    uint32_t count = 0;
    size_t at = 0;
    struct target_cursor cursor = carom_target_begin(carom_view_of(NULL, 0));
    for (;;) {
        /* The block may have moved since the last part. */
        const char *text = (const char *)compiler->image.bytes + offset;
        cursor.text = carom_view_of(text, len);
        cursor.at = at;
        struct target_piece piece;
        if (compiler->failure != CAROM_OK || !carom_target_next(&cursor, rule, &piece))
            break;
        at = cursor.at;
        add_part(compiler, rule, &piece, offset, text);
        count++;
    }
    image_set_u32(record + TARGET_AT_PARTS, (uint32_t)start);
    image_set_u32(record + TARGET_AT_PART_COUNT, count);
    bool has_query =
        carom_target_has_query(carom_view_of((const char *)compiler->image.bytes + offset, len));
    image_set_u32(record + TARGET_AT_HAS_QUERY, has_query ? 1 : 0);
}

static void add_target(struct compiler *compiler, const struct line_rule *rule, size_t index,
                       unsigned char *record)
{
    struct carom_view target = rule->targets[index];
    struct carom_buf room = open_room(compiler, escaped_worst(target.len));
    if (compiler->failure != CAROM_OK)
        return;
    carom_target_normalise(target, &room);
    close_room(compiler, &room, record, TARGET_AT_TEXT);
    add_parts(compiler, rule, record);
}

static void add_targets(struct compiler *compiler, const struct line_rule *rule,
                        unsigned char *record)
{
    unsigned char targets[(2 + CAROM_ALTERNATES_MAX) * TARGET_BYTES] = {0};
    size_t count = rule->target_count;
    for (size_t i = 0; i < count && compiler->failure == CAROM_OK; i++)
        add_target(compiler, rule, i, targets + i * TARGET_BYTES);
    if (rule->is_open && compiler->failure == CAROM_OK)
        add_text(compiler, rule->allowed_hosts, targets + count++ * TARGET_BYTES, TARGET_AT_TEXT);
    if (compiler->failure != CAROM_OK)
        return;
    struct carom_view bytes = carom_view_of((const char *)targets, count * TARGET_BYTES);
    add_text(compiler, bytes, record, RULE_AT_TARGETS);
    image_set_u32(record + RULE_AT_TARGET_COUNT, (uint32_t)rule->target_count);
}

/* The hash of a static rule's path as it stands in the image. */
static uint32_t from_hash(const struct compiler *compiler, const unsigned char *record)
{
    const char *text = (const char *)compiler->image.bytes + image_u32(record + RULE_AT_FROM);
    struct carom_view from = carom_view_of(text, image_u32(record + RULE_AT_FROM_LEN));
    return path_hash(path_without_slash(from));
}

static void add_rule(struct compiler *compiler, const struct line_rule *rule, uint32_t line)
{
    unsigned char record[RULE_BYTES] = {0};
    uint32_t flags = (rule->force ? RULE_FORCE : 0u) | (rule->is_dynamic ? RULE_DYNAMIC : 0u) |
                     (rule->is_open ? RULE_OPEN : 0u);
    image_set_u32(record + RULE_AT_LINE, line);
    image_set_u16(record + RULE_AT_STATUS, rule->status);
    image_set_u16(record + RULE_AT_FLAGS, flags);
    image_set_u32(record + RULE_AT_MAX_AGE,
                  rule->max_age_s < 0 ? IMAGE_NONE : (uint32_t)rule->max_age_s);
    add_normal_text(compiler, rule->from, CHAR_PATH, record, RULE_AT_FROM);
    add_text(compiler, rule->methods, record, RULE_AT_METHODS);
    add_reason(compiler, rule->reason, record);
    add_pairs(compiler, rule, record);
    add_targets(compiler, rule, record);
    unsigned char *kept = grow(compiler, &compiler->records, RULE_BYTES);
    if (compiler->failure != CAROM_OK || kept == NULL)
        return;
    if (!rule->is_dynamic)
        image_set_u32(record + RULE_AT_HASH, from_hash(compiler, record));
    memcpy(kept, record, RULE_BYTES);
    compiler->rule_count++;
    if (rule->is_dynamic)
        compiler->dynamic_count++;
    else
        compiler->static_count++;
}

static void report(const struct compiler *compiler, const struct carom_diagnostic *diagnostic)
{
    if (compiler->options->report != NULL)
        compiler->options->report(compiler->options->report_ctx, diagnostic);
}

/* An example that would not fit here would not help either. */
enum { EXAMPLE_BYTES_MAX = 256 };

/* Reports each target of a rule without Allow-Host whose host a request could choose. */
static void warn_of_open_targets(const struct compiler *compiler, struct carom_view line,
                                 const struct line_rule *rule, uint32_t number)
{
    if (!rule->is_open || rule->allowed_hosts.len > 0)
        return;
    for (size_t i = 0; i < rule->target_count; i++) {
        struct carom_view capture = carom_target_open_capture(rule, rule->targets[i]);
        char bytes[EXAMPLE_BYTES_MAX];
        struct carom_buf buf = {bytes, sizeof bytes, 0};
        if (capture.len == 0)
            continue;
        struct carom_diagnostic warning = {
            .severity = CAROM_SEVERITY_WARNING,
            .line = number,
            .column = (uint32_t)(capture.ptr - line.ptr) + 1,
            .message = CAROM_LITERAL("this capture lets a request write into the host: one that "
                                     "does is refused with 400, until Allow-Host names the hosts "
                                     "that are meant"),
            .token = capture,
            .example = carom_example_write(rule, rule->targets[i], &buf),
        };
        report(compiler, &warning);
    }
}

static void read_line(struct compiler *compiler, struct carom_view line, uint32_t number)
{
    struct line_rule rule;
    struct carom_diagnostic problem = {.line = number, .column = 1};
    switch (carom_line_read(&compiler->line, line, &rule, &problem)) {
    case LINE_EMPTY:
        break;
    case LINE_RULE:
        warn_of_open_targets(compiler, line, &rule, number);
        /* After an error the rest is only checked; there will be no image. */
        if (!compiler->has_errors)
            add_rule(compiler, &rule, number);
        break;
    case LINE_ERROR:
        compiler->has_errors = true;
        report(compiler, &problem);
        break;
    }
}

static void read_text(struct compiler *compiler, struct carom_view text)
{
    if (carom_starts_with(text, CAROM_LITERAL("\xEF\xBB\xBF")))
        text = carom_view_of(text.ptr + 3, text.len - 3);
    uint32_t number = 0;
    for (size_t start = 0; start < text.len && compiler->failure == CAROM_OK;) {
        const char *bytes = text.ptr + start;
        const char *end = memchr(bytes, '\n', text.len - start);
        size_t len = end == NULL ? text.len - start : (size_t)(end - bytes);
        start += len + 1;
        if (len > 0 && bytes[len - 1] == '\r')
            len--;
        read_line(compiler, carom_view_of(bytes, len), ++number);
    }
}

/* The number of slots for so many static rules: a power of two, at most half full. */
static uint32_t slot_count(uint32_t static_count)
{
    uint32_t count = static_count == 0 ? 0 : 2;
    while (count / 2 < static_count)
        count *= 2;
    return count;
}

/* Whether two static rules, given by their records, have the same path. */
static bool same_path(const struct compiler *compiler, const unsigned char *a,
                      const unsigned char *b)
{
    const char *texts = (const char *)compiler->image.bytes;
    struct carom_view path_a =
        carom_view_of(texts + image_u32(a + RULE_AT_FROM), image_u32(a + RULE_AT_FROM_LEN));
    struct carom_view path_b =
        carom_view_of(texts + image_u32(b + RULE_AT_FROM), image_u32(b + RULE_AT_FROM_LEN));
    return image_u32(a + RULE_AT_HASH) == image_u32(b + RULE_AT_HASH) &&
           carom_view_equal(path_without_slash(path_a), path_without_slash(path_b));
}

/* Puts a static rule into the table, or at the end of the chain of its path. */
static void index_static(const struct compiler *compiler, unsigned char *rules,
                         unsigned char *slots, uint32_t count, uint32_t index)
{
    unsigned char *record = rules + (size_t)index * RULE_BYTES;
    for (uint32_t slot = image_u32(record + RULE_AT_HASH);; slot++) {
        unsigned char *entry = slots + (size_t)(slot & (count - 1)) * SLOT_BYTES;
        if (image_u32(entry) == 0) {
            image_set_u32(entry, index + 1);
            image_set_u32(record + RULE_AT_LAST, index + 1);
            return;
        }
        unsigned char *head = rules + (size_t)(image_u32(entry) - 1) * RULE_BYTES;
        if (!same_path(compiler, head, record))
            continue;
        unsigned char *last = rules + (size_t)(image_u32(head + RULE_AT_LAST) - 1) * RULE_BYTES;
        image_set_u32(last + RULE_AT_NEXT, index + 1);
        image_set_u32(head + RULE_AT_LAST, index + 1);
        return;
    }
}

static void fill_index(const struct compiler *compiler, unsigned char *rules, unsigned char *slots,
                       uint32_t count, unsigned char *dynamic)
{
    for (uint32_t i = 0; i < compiler->rule_count; i++) {
        const unsigned char *record = rules + (size_t)i * RULE_BYTES;
        if ((image_u16(record + RULE_AT_FLAGS) & RULE_DYNAMIC) == 0) {
            index_static(compiler, rules, slots, count, i);
            continue;
        }
        image_set_u32(dynamic, i);
        dynamic += DYNAMIC_BYTES;
    }
}

static void write_header(const struct compiler *compiler, uint32_t rules, uint32_t slots,
                         uint32_t count, uint32_t dynamic)
{
    unsigned char *image = compiler->image.bytes;
    memset(image, 0, IMAGE_HEADER_BYTES);
    memcpy(image, carom_image_magic, sizeof carom_image_magic);
    image_set_u32(image + IMAGE_AT_VERSION, IMAGE_VERSION);
    image_set_u32(image + IMAGE_AT_DIALECT, (uint32_t)compiler->options->dialect);
    image_set_u32(image + IMAGE_AT_BYTES, (uint32_t)compiler->image.len);
    image_set_u32(image + IMAGE_AT_RULE_COUNT, compiler->rule_count);
    image_set_u32(image + IMAGE_AT_RULES, rules);
    image_set_u32(image + IMAGE_AT_SLOTS, slots);
    image_set_u32(image + IMAGE_AT_SLOT_COUNT, count);
    image_set_u32(image + IMAGE_AT_DYNAMIC, dynamic);
    image_set_u32(image + IMAGE_AT_DYNAMIC_COUNT, compiler->dynamic_count);
    carom_image_seal(image, (uint32_t)compiler->image.len);
}

/* Puts records and index behind the texts; the image is complete then. */
static void finish_image(struct compiler *compiler)
{
    size_t padding = (0 - compiler->image.len) & 3u;
    uint32_t count = slot_count(compiler->static_count);
    size_t rules = compiler->image.len + padding;
    size_t slots = rules + compiler->records.len;
    size_t dynamic = slots + (size_t)count * SLOT_BYTES;
    size_t end = dynamic + (size_t)compiler->dynamic_count * DYNAMIC_BYTES;
    if (end > IMAGE_BYTES_MAX) {
        compiler->failure = CAROM_ERR_TOO_LARGE;
        return;
    }
    if (!resize_block(compiler, &compiler->image, end))
        return;
    unsigned char *image = compiler->image.bytes;
    memset(image + compiler->image.len, 0, end - compiler->image.len);
    compiler->image.len = end;
    if (compiler->records.len > 0)
        memcpy(image + rules, compiler->records.bytes, compiler->records.len);
    fill_index(compiler, image + rules, image + slots, count, image + dynamic);
    write_header(compiler, (uint32_t)rules, (uint32_t)slots, count, (uint32_t)dynamic);
}

enum carom_result carom_rules_compile(struct carom_view text,
                                      const struct carom_compile_options *options,
                                      struct carom_rules *out)
{
    *out = (struct carom_rules){NULL, 0};
    if (options->dialect != CAROM_DIALECT_CAROM)
        return CAROM_ERR_UNSUPPORTED;
    if (text.len > IMAGE_BYTES_MAX)
        return CAROM_ERR_TOO_LARGE;
    struct compiler compiler = {
        .options = options, .failure = CAROM_OK, .line = {.dialect = options->dialect}};
    if (grow(&compiler, &compiler.image, IMAGE_HEADER_BYTES) != NULL)
        read_text(&compiler, text);
    if (compiler.failure == CAROM_OK && compiler.has_errors)
        compiler.failure = CAROM_ERR_SYNTAX;
    if (compiler.failure == CAROM_OK)
        finish_image(&compiler);
    free_block(&compiler, &compiler.records);
    if (compiler.failure != CAROM_OK) {
        free_block(&compiler, &compiler.image);
        return compiler.failure;
    }
    *out = (struct carom_rules){compiler.image.bytes, compiler.image.len};
    return CAROM_OK;
}
