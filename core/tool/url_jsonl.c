#include "url_jsonl.h"

#include "json_lines.h"

#include <string.h>

/* What is kept from line to line. */
struct url_lines {
    const struct url_jsonl_setup *setup;
    struct url_reading reading;
};

bool url_standard_named(struct carom_view text, enum url_standard *out)
{
    if (carom_view_equal(text, CAROM_LITERAL("whatwg")))
        *out = URL_STANDARD_WHATWG;
    else if (carom_view_equal(text, CAROM_LITERAL("rfc3986")))
        *out = URL_STANDARD_RFC3986;
    else
        return false;
    return true;
}

static bool read_base(const json_t *value, struct line_error *error, struct url_input *input)
{
    input->has_base = !json_is_null(value);
    if (!input->has_base)
        return true;
    if (!json_is_string(value))
        return line_fail(error, "\"base\" must be a string or null");
    input->base = carom_view_of(json_string_value(value), json_string_length(value));
    return true;
}

static bool read_standard(const json_t *value, struct line_error *error,
                          enum url_standard *standard)
{
    if (!json_is_string(value))
        return line_fail(error, "\"standard\" must be a string");
    struct carom_view text = carom_view_of(json_string_value(value), json_string_length(value));
    return url_standard_named(text, standard) ||
           line_fail(error, "unknown standard: use \"whatwg\" or \"rfc3986\"");
}

static bool read_line(json_t *line, struct line_error *error, struct url_input *input,
                      enum url_standard *standard)
{
    const char *key;
    json_t *value;
    bool has_ref = false;
    json_object_foreach(line, key, value)
    {
        bool read = true;
        if (strcmp(key, "ref") == 0) {
            has_ref = json_is_string(value);
            read = has_ref || line_fail(error, "\"ref\" must be a string");
            input->ref = carom_view_of(json_string_value(value), json_string_length(value));
        } else if (strcmp(key, "base") == 0) {
            read = read_base(value, error, input);
        } else if (strcmp(key, "standard") == 0) {
            read = read_standard(value, error, standard);
        } else {
            read = line_fail_about(error, "unknown member \"", key,
                                   "\": a line has ref, base and standard");
        }
        if (!read)
            return false;
    }
    return has_ref || line_fail(error, "\"ref\" is missing");
}

static bool answer_line(void *ctx, json_t *line, struct line_error *error, json_t **out)
{
    struct url_lines *lines = ctx;
    struct url_input input = {{NULL, 0}, lines->setup->base, lines->setup->has_base};
    enum url_standard standard = lines->setup->standard;
    if (!read_line(line, error, &input, &standard))
        return false;
    enum carom_result rv = standard == URL_STANDARD_WHATWG
                               ? url_read_whatwg(&lines->reading, &input)
                               : url_read_rfc3986(&lines->reading, &input, false);
    if (rv != CAROM_OK)
        return line_fail(error, url_failure_text(rv));
    *out = url_reading_json(&lines->reading);
    return *out != NULL || line_fail(error, "out of memory");
}

int run_url_jsonl(const struct url_jsonl_setup *setup)
{
    struct url_lines lines;
    memset(&lines, 0, sizeof lines);
    lines.setup = setup;
    int code = json_lines_run(answer_line, &lines);
    url_reading_free(&lines.reading);
    return code;
}
