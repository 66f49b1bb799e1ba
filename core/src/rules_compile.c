/*
 * A rules text to an image: line by line into records, then the index over them.
 */
#include "block.h"
#include "chars.h"
#include "example.h"
#include "image.h"
#include "index_build.h"
#include "line.h"
#include "record.h"
#include "supersede.h"
#include "target.h"

#include <string.h>

struct compiler {
    const struct carom_compile_options *options;
    struct block image;       /* the header and the records; at the end, everything */
    struct block sources;     /* netlify: a struct rule_source for each rule */
    struct line_context line; /* what the lines so far say of the next */
    uint32_t rule_count;
    uint32_t static_count;
    bool has_errors;
};

/* Whether a target is what a rule without one leads to. */
static bool is_own_path(struct carom_view to, struct carom_view from)
{
    const struct carom_view name = CAROM_LITERAL(":splat");
    size_t start = from.len - 1;
    return to.len == start + name.len && carom_starts_with(to, carom_view_of(from.ptr, start)) &&
           carom_view_equal(carom_view_of(to.ptr + start, name.len), name);
}

static void add_source(struct compiler *compiler, const struct line_rule *rule)
{
    struct rule_source source = {
        .from = rule->from_token,
        .signed_by = rule->signed_by,
        .has_status = rule->has_status,
        .is_signed = rule->is_signed,
    };
    if (rule->has_to && !is_own_path(rule->to_token, rule->from_token))
        source.to = rule->to_token;
    unsigned char *bytes = carom_block_add(&compiler->sources, sizeof source);
    if (bytes != NULL)
        memcpy(bytes, &source, sizeof source);
    else
        compiler->image.failure = compiler->sources.failure;
}

static void add_rule(struct compiler *compiler, const struct line_rule *rule, uint32_t line)
{
    if (compiler->options->dialect == CAROM_DIALECT_NETLIFY)
        add_source(compiler, rule);
    carom_record_add(&compiler->image, compiler->options->dialect, rule, line,
                     compiler->rule_count);
    compiler->rule_count++;
    if (!rule->is_dynamic)
        compiler->static_count++;
}

static void report(const struct compiler *compiler, const struct carom_diagnostic *diagnostic)
{
    if (compiler->options->report != NULL)
        compiler->options->report(compiler->options->report_ctx, diagnostic);
}

/* An example that would not fit here would not help either. */
enum { EXAMPLE_BYTES_MAX = 256 };

/* Only in carom can a rule name the hosts. */
static struct carom_view open_target_message(enum carom_dialect dialect)
{
    if (dialect == CAROM_DIALECT_CAROM)
        return CAROM_LITERAL("this capture lets a request write into the host: one that does is "
                             "refused with 400, until Allow-Host names the hosts that are meant");
    return CAROM_LITERAL(
        "this capture lets a request write into the host: one that does is refused "
        "with 400; write the host out, one rule for each");
}

/* Reports each target of a rule without Allow-Host whose host a request could choose, if it matches any. */
static void warn_of_open_targets(const struct compiler *compiler, struct carom_view line,
                                 const struct line_rule *rule, uint32_t number)
{
    if (!rule->is_open || rule->allowed_hosts.len > 0 || rule->never)
        return;
    for (size_t i = 0; i < rule->target_count; i++) {
        struct carom_view capture = carom_line_open_token(rule, i);
        char bytes[EXAMPLE_BYTES_MAX];
        struct carom_buf buf = {bytes, sizeof bytes, 0};
        if (capture.len == 0)
            continue;
        struct carom_diagnostic warning = {
            .severity = CAROM_SEVERITY_WARNING,
            .line = number,
            .column = (uint32_t)(capture.ptr - line.ptr) + 1,
            .message = open_target_message(rule->dialect),
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
    case LINE_IGNORED:
        report(compiler, &problem);
        break;
    case LINE_RULE:
        if (problem.message.len > 0)
            report(compiler, &problem);
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
    for (size_t start = 0; start < text.len && compiler->image.failure == CAROM_OK;) {
        const char *bytes = text.ptr + start;
        const char *end = memchr(bytes, '\n', text.len - start);
        size_t len = end == NULL ? text.len - start : (size_t)(end - bytes);
        start += len + 1;
        if (len > 0 && bytes[len - 1] == '\r')
            len--;
        read_line(compiler, carom_view_of(bytes, len), ++number);
    }
}

/* The image of a long text is about a quarter longer; that of a short one may grow as it has to. */
enum { LONG_TEXT_BYTES = 1 << 20 };

static void begin_image(struct compiler *compiler, size_t text_len)
{
    if (text_len >= LONG_TEXT_BYTES)
        carom_block_expect(&compiler->image, IMAGE_HEADER_BYTES + text_len + text_len / 4);
    unsigned char *header = carom_block_add_zeroed(&compiler->image, IMAGE_HEADER_BYTES, 1);
    if (header == NULL)
        return;
    memcpy(header, carom_image_magic, sizeof carom_image_magic);
    image_set_u32(header + IMAGE_AT_VERSION, IMAGE_VERSION);
    image_set_u32(header + IMAGE_AT_DIALECT, (uint32_t)compiler->options->dialect);
}

/* Puts the index behind the records; the image is complete then. */
static void finish_image(struct compiler *compiler)
{
    struct block *image = &compiler->image;
    image_set_u32(image->bytes + IMAGE_AT_RULE_COUNT, compiler->rule_count);
    if (compiler->options->dialect == CAROM_DIALECT_NETLIFY)
        carom_supersede(image, &compiler->sources);
    carom_index_build(image, compiler->static_count);
    carom_block_fit(image);
    if (image->failure != CAROM_OK)
        return;
    image_set_u32(image->bytes + IMAGE_AT_BYTES, (uint32_t)image->len);
    carom_image_seal(image->bytes, (uint32_t)image->len);
}

enum carom_result carom_rules_compile(struct carom_view text,
                                      const struct carom_compile_options *options,
                                      struct carom_rules *out)
{
    *out = (struct carom_rules){NULL, 0};
    if (text.len > IMAGE_BYTES_MAX)
        return CAROM_ERR_TOO_LARGE;
    struct compiler compiler = {
        .options = options,
        .image = carom_block(&options->allocator),
        .sources = carom_block(&options->allocator),
        .line = {.dialect = options->dialect},
    };
    begin_image(&compiler, text.len);
    if (compiler.image.failure == CAROM_OK)
        read_text(&compiler, text);
    enum carom_result result = compiler.image.failure;
    if (result == CAROM_OK && compiler.has_errors)
        result = CAROM_ERR_SYNTAX;
    if (result == CAROM_OK) {
        finish_image(&compiler);
        result = compiler.image.failure;
    }
    carom_block_free(&compiler.sources);
    if (result != CAROM_OK) {
        carom_block_free(&compiler.image);
        return result;
    }
    *out = (struct carom_rules){compiler.image.bytes, compiler.image.len};
    return CAROM_OK;
}
