#include "model/http.h"

#include "model/field_value.h"

struct parser {
    struct model_view bytes;
    size_t at;
    const char *problem;
};

static bool fail(struct parser *parser, const char *problem)
{
    parser->problem = problem;
    return false;
}

static bool take_crlf(struct parser *parser)
{
    if (!model_begins_at(parser->bytes, parser->at, "\r\n"))
        return fail(parser, "expected CR LF");
    parser->at += 2;
    return true;
}

/* VCHAR, SP and HTAB up to a CR or whatever else may not stand here. */
static struct model_view take_text(struct parser *parser)
{
    size_t start = parser->at;

    while (parser->at < parser->bytes.len) {
        char byte = parser->bytes.ptr[parser->at];
        if (byte != '\t' && (byte < 0x20 || byte > 0x7E))
            break;
        parser->at++;
    }
    return model_part(parser->bytes, start, parser->at);
}

static bool take_status_line(struct parser *parser, struct model_response *out)
{
    struct model_view bytes = parser->bytes;

    if (!model_begins(bytes, "HTTP/1.1 ") || bytes.len < 13)
        return fail(parser, "expected HTTP/1.1, a space and a status");
    struct model_view digits = model_part(bytes, 9, 12);
    long long status = model_number(digits);
    if (status < 100 || status > 599 || bytes.ptr[12] != ' ')
        return fail(parser, "expected a status of three digits and a space");
    out->status = (int)status;
    parser->at = 13;
    out->reason = take_text(parser);
    return take_crlf(parser);
}

static bool take_field(struct parser *parser, struct model_field *field)
{
    struct model_view bytes = parser->bytes;
    size_t start = parser->at;

    while (parser->at < bytes.len && model_is_tchar(bytes.ptr[parser->at]))
        parser->at++;
    field->name = model_part(bytes, start, parser->at);
    if (field->name.len == 0 || !model_begins_at(bytes, parser->at, ": "))
        return fail(parser, "expected a field name, a colon and a space");
    parser->at += 2;
    field->value = take_text(parser);
    if (model_without_blanks(field->value).len < field->value.len)
        return fail(parser, "white space around a field value");
    return take_crlf(parser);
}

bool model_parse_response(struct model_view bytes, struct model_response *out, const char **problem)
{
    struct parser parser = {bytes, 0, ""};
    bool valid = take_status_line(&parser, out);

    out->field_count = 0;
    while (valid && !model_begins_at(bytes, parser.at, "\r\n")) {
        if (out->field_count == MODEL_FIELDS_MAX)
            valid = fail(&parser, "more fields than a response has");
        else
            valid = take_field(&parser, &out->fields[out->field_count++]);
    }
    valid = valid && take_crlf(&parser);
    out->body = model_from(bytes, parser.at);
    *problem = parser.problem;
    return valid;
}

size_t model_field_values(const struct model_response *response, const char *name,
                          struct model_view *value)
{
    size_t count = 0;

    for (size_t i = 0; i < response->field_count; i++) {
        if (!model_same_ignoring_case(response->fields[i].name, model_literal(name)))
            continue;
        *value = response->fields[i].value;
        count++;
    }
    return count;
}

long long model_number(struct model_view digits)
{
    long long value = 0;

    if (digits.len == 0 || digits.len > 12 || (digits.len > 1 && digits.ptr[0] == '0'))
        return -1;
    for (size_t i = 0; i < digits.len; i++) {
        if (!model_is_digit(digits.ptr[i]))
            return -1;
        value = 10 * value + (digits.ptr[i] - '0');
    }
    return value;
}
