#include "case.h"

#include "bridge.h"
#include "fields.h"
#include "support.h"

#include <string.h>

static struct carom_view copy_word(struct carom_view *line)
{
    struct carom_view word;

    if (!fuzz_next_word(line, &word) || fuzz_is(word, "-"))
        word = carom_view_of("", 0);
    return fuzz_copy(word);
}

static enum carom_http_version version_of(struct carom_view word)
{
    if (fuzz_is(word, "1.0"))
        return CAROM_HTTP_1_0;
    return fuzz_is(word, "2") ? CAROM_HTTP_2 : CAROM_HTTP_1_1;
}

/* At most 15 digits are read. */
static int64_t number_of(struct carom_view word)
{
    int64_t value = 0;

    for (size_t i = 0; i < word.len && i < 15; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return -1;
        value = 10 * value + (word.ptr[i] - '0');
    }
    return value;
}

/* What stands behind a key and its `=`. Returns: false when the word has another key. */
static bool take_value(struct carom_view word, const char *key, struct carom_view *value)
{
    size_t len = strlen(key);

    if (word.len <= len || memcmp(word.ptr, key, len) != 0)
        return false;
    *value = carom_view_of(word.ptr + len, word.len - len);
    return true;
}

static void read_option(struct carom_view word, struct fuzz_case *out)
{
    struct carom_view value;

    if (fuzz_is(word, "strict")) {
        out->options.strict_accept = true;
    } else if (fuzz_is(word, "trace")) {
        out->options.trace = true;
    } else if (take_value(word, "now=", &value)) {
        out->options.now_s = number_of(value);
    } else if (take_value(word, "dialect=", &value)) {
        (void)carom_dialect_named(value, &out->dialect);
    } else if (take_value(word, "country=", &value)) {
        fuzz_release(out->request.country);
        out->request.country = fuzz_copy(value);
    } else if (fuzz_is(word, "x-country")) {
        out->options.country_field = CAROM_LITERAL("X-Country");
    }
}

static void read_request_line(struct carom_view line, struct fuzz_case *out)
{
    struct carom_view word;

    out->request.method = copy_word(&line);
    out->request.scheme = copy_word(&line);
    out->request.authority = copy_word(&line);
    out->request.version = CAROM_HTTP_1_1;
    out->request.country = fuzz_copy(carom_view_of("", 0));
    if (fuzz_next_word(&line, &word))
        out->request.version = version_of(word);
    while (fuzz_next_word(&line, &word))
        read_option(word, out);
}

/* The operator's media type is trusted by the core, so only one that a field may hold gets through.
 */
static void read_representation(struct carom_view section, struct carom_respond_options *options)
{
    struct carom_view type;

    (void)fuzz_next_line(&section, &type);
    type = fuzz_trimmed(type);
    for (size_t i = 0; i < type.len; i++) {
        if (type.ptr[i] < 0x20 || type.ptr[i] > 0x7E)
            return;
    }
    if (type.len == 0)
        return;
    options->has_representation = true;
    options->representation_type = fuzz_copy(type);
    options->representation = fuzz_copy(section);
}

/* Blanks out the lines that the model found bad; the numbers of the others stay. */
static void blank_bad_lines(struct fuzz_case *out)
{
    size_t bad = 0;
    uint32_t line = 1;
    bool has_mark = out->rules_len >= 3 && memcmp(out->rules, "\xEF\xBB\xBF", 3) == 0;

    for (size_t i = has_mark ? 3 : 0; i < out->rules_len && bad < out->model.bad_count; i++) {
        if (out->rules[i] == '\n') {
            bad += out->model.bad_lines[bad] == line;
            line++;
        } else if (out->model.bad_lines[bad] == line) {
            out->rules[i] = ' ';
        }
    }
}

/* The model's views go into a copy; the core reads the blanked text. */
static void read_model(struct fuzz_case *out)
{
    char *copy = model_alloc(&out->arena, out->rules_len + 1);

    if (out->rules_len > 0)
        memcpy(copy, out->rules, out->rules_len);
    model_rules_read(&out->arena, fuzz_model_dialect(out->dialect),
                     (struct model_view){copy, out->rules_len}, &out->model);
    blank_bad_lines(out);
}

static void read_rules(struct carom_view section, struct fuzz_case *out)
{
    struct carom_buf text = fuzz_buf(section.len);

    if (section.len > 0)
        memcpy(text.ptr, section.ptr, section.len);
    out->rules = text.ptr;
    out->rules_len = section.len;
    read_model(out);
    /* In cloudflare what a line means depends on those before it. */
    while (out->dialect == CAROM_DIALECT_CLOUDFLARE && out->model.bad_count > 0)
        read_model(out);
}

void fuzz_case_read(struct carom_view input, struct fuzz_case *out)
{
    struct carom_view section;

    memset(out, 0, sizeof *out);
    out->options.now_s = -1;
    (void)fuzz_next_section(&input, &section);
    read_request_line(section, out);
    (void)fuzz_next_section(&input, &section);
    out->request.target = fuzz_copy(section);
    (void)fuzz_next_section(&input, &section);
    read_rules(section, out);
    (void)fuzz_next_section(&input, &section);
    out->request.field_count =
        fuzz_fields_read(section, FUZZ_FIELDS_MAX, out->fields, out->model_fields);
    out->request.fields = out->request.field_count > 0 ? out->fields : NULL;
    if (fuzz_next_section(&input, &out->fifth))
        read_representation(out->fifth, &out->options);
}

void fuzz_case_release(struct fuzz_case *test)
{
    struct carom_buf rules = {test->rules, test->rules_len, 0};

    fuzz_release(test->request.method);
    fuzz_release(test->request.scheme);
    fuzz_release(test->request.authority);
    fuzz_release(test->request.target);
    fuzz_release(test->request.country);
    fuzz_fields_release(test->fields, test->request.field_count);
    if (test->options.has_representation) {
        fuzz_release(test->options.representation_type);
        fuzz_release(test->options.representation);
    }
    fuzz_buf_release(&rules);
    model_arena_free(&test->arena);
}

struct model_request fuzz_case_request(const struct fuzz_case *test)
{
    return (struct model_request){to_model(test->request.method),    to_model(test->request.scheme),
                                  to_model(test->request.authority), to_model(test->request.target),
                                  to_model(test->request.country),   test->model_fields,
                                  test->request.field_count};
}
