#include "model/url_host.h"

#include <string.h>

static bool is_forbidden_host_code_point(uint32_t c)
{
    return c == 0 || (c <= 0x7F && model_is_one_of((char)c, "\t\n\r #/:<>?@[\\]^|"));
}

static bool is_forbidden_domain_code_point(uint32_t c)
{
    return is_forbidden_host_code_point(c) || c <= 0x1F || c == '%' || c == 0x7F;
}

/* ---- domain ---- */

static struct model_view utf8_of(struct model_arena *arena, const uint32_t *code_points, size_t len)
{
    struct model_text text = model_text_of(arena);

    for (size_t i = 0; i < len; i++) {
        char bytes[4];
        model_put(&text, (struct model_view){bytes, model_encode_utf8(code_points[i], bytes)});
    }
    return model_text_view(&text);
}

static bool is_ascii_string(const struct model_code_points *domain)
{
    for (size_t i = 0; i < domain->len; i++) {
        if (domain->ptr[i] > 0x7F)
            return false;
    }
    return true;
}

/* The domain parser (section 3.3), beStrict false. */
static enum model_url_failure parse_domain(const struct model_code_points *domain,
                                           const struct model_idna *idna, struct model_view *out)
{
    struct model_text result = model_text_of(domain->arena);

    if (is_ascii_string(domain)) {
        for (size_t i = 0; i < domain->len; i++)
            model_put_byte(&result, model_lower((char)domain->ptr[i]));
    } else {
        struct model_view utf8 = utf8_of(domain->arena, domain->ptr, domain->len);
        if (!idna || !idna->to_ascii(idna->ctx, utf8, &result))
            return MODEL_URL_DOMAIN_TO_ASCII;
    }
    if (result.len == 0)
        return MODEL_URL_HOST_MISSING;
    for (size_t i = 0; i < result.len; i++) {
        if (is_forbidden_domain_code_point((unsigned char)result.ptr[i]))
            return MODEL_URL_HOST_CODE_POINT;
    }
    *out = model_text_view(&result);
    return MODEL_URL_NO_FAILURE;
}

/* ---- IPv4 ---- */

enum { PARTS_MAX = 5 }; /* more than four are a failure however many there are */

/* What no part of an address reaches; larger numbers are not told apart. */
#define NUMBER_MAX ((uint64_t)1 << 40)

static int radix_digit(char byte, unsigned radix)
{
    int value = model_hex_value(byte);

    return value >= 0 && (unsigned)value < radix ? value : -1;
}

/* The IPv4 number parser. Returns: false for failure. */
static bool parse_ipv4_number(struct model_view input, uint64_t *out)
{
    unsigned radix = 10;
    uint64_t output = 0;

    if (input.len == 0)
        return false;
    if (input.len >= 2 && (model_begins(input, "0X") || model_begins(input, "0x"))) {
        input = model_from(input, 2);
        radix = 16;
    } else if (input.len >= 2 && input.ptr[0] == '0') {
        input = model_from(input, 1);
        radix = 8;
    }
    for (size_t i = 0; i < input.len; i++) {
        int digit = radix_digit(input.ptr[i], radix);
        if (digit < 0)
            return false;
        output = output * radix + (uint64_t)digit;
        if (output > NUMBER_MAX)
            output = NUMBER_MAX;
    }
    *out = output;
    return true;
}

/* The part that begins at *at, up to a dot; *at is then behind that dot, or behind the end + 1. */
static struct model_view next_part(struct model_view input, size_t *at)
{
    size_t end = model_find(input, *at, '.');
    struct model_view part = model_part(input, *at, end);

    *at = end + 1;
    return part;
}

/* The ends in a number checker. */
static bool ends_in_a_number(struct model_view input)
{
    struct model_view last = {NULL, 0};
    bool only_digits = true;
    uint64_t number;

    if (input.ptr[input.len - 1] == '.')
        input.len--;
    for (size_t at = 0; at <= input.len;)
        last = next_part(input, &at);
    for (size_t i = 0; i < last.len; i++)
        only_digits = only_digits && model_is_digit(last.ptr[i]);
    return (last.len > 0 && only_digits) || parse_ipv4_number(last, &number);
}

/* The IPv4 parser. Returns: false for failure. */
static bool parse_ipv4(struct model_view input, uint32_t *out)
{
    uint64_t numbers[PARTS_MAX];
    size_t size = 0;

    if (input.len > 1 && input.ptr[input.len - 1] == '.')
        input.len--;
    for (size_t at = 0; at <= input.len;) {
        struct model_view part = next_part(input, &at);
        if (size == 4 || !parse_ipv4_number(part, &numbers[size]))
            return false;
        size++;
    }
    for (size_t i = 0; i + 1 < size; i++) {
        if (numbers[i] > 255)
            return false;
    }
    if (numbers[size - 1] >= (uint64_t)1 << (8 * (5 - size)))
        return false;
    uint64_t ipv4 = numbers[size - 1];
    for (size_t counter = 0; counter + 1 < size; counter++)
        ipv4 += numbers[counter] << (8 * (3 - counter));
    *out = (uint32_t)ipv4;
    return true;
}

/* ---- IPv6 ---- */

/* The variables of the IPv6 parser. */
struct ipv6_parser {
    const uint32_t *input;
    size_t len;
    size_t pointer;
    unsigned piece_index;
    unsigned compress;
    bool has_compress;
    uint16_t *address;
};

/* c: the code point at the pointer; -1 is the EOF code point. */
static int32_t c_of(const struct ipv6_parser *p)
{
    return p->pointer < p->len ? (int32_t)p->input[p->pointer] : -1;
}

static bool is_digit(int32_t c)
{
    return c >= 0 && c <= 0x7F && model_is_digit((char)c);
}

static bool is_hex(int32_t c)
{
    return c >= 0 && c <= 0x7F && model_is_hex((char)c);
}

/* "While c is an ASCII digit" of the IPv4 part. Returns: false for failure. */
static bool parse_ipv4_piece(struct ipv6_parser *p, unsigned *out)
{
    bool is_null = true;
    unsigned ipv4_piece = 0;

    if (!is_digit(c_of(p)))
        return false;
    while (is_digit(c_of(p))) {
        unsigned number = (unsigned)(c_of(p) - '0');
        if (is_null)
            ipv4_piece = number;
        else if (ipv4_piece == 0)
            return false;
        else
            ipv4_piece = ipv4_piece * 10 + number;
        is_null = false;
        if (ipv4_piece > 255)
            return false;
        p->pointer++;
    }
    *out = ipv4_piece;
    return true;
}

/* "If c is U+002E (.)". Returns: false for failure. */
static bool parse_ipv4_in_ipv6(struct ipv6_parser *p)
{
    unsigned numbers_seen = 0;

    if (p->piece_index > 6)
        return false;
    while (c_of(p) != -1) {
        unsigned ipv4_piece;
        if (numbers_seen > 0) {
            if (c_of(p) != '.' || numbers_seen >= 4)
                return false;
            p->pointer++;
        }
        if (!parse_ipv4_piece(p, &ipv4_piece))
            return false;
        uint16_t *piece = &p->address[p->piece_index];
        *piece = (uint16_t)(*piece * 0x100U + ipv4_piece);
        numbers_seen++;
        if (numbers_seen == 2 || numbers_seen == 4)
            p->piece_index++;
    }
    return numbers_seen == 4;
}

/* One round of "While c is not the EOF code point"; *done is the standard's break. */
static bool parse_piece(struct ipv6_parser *p, bool *done)
{
    unsigned value = 0;
    size_t length = 0;

    if (p->piece_index == 8)
        return false;
    if (c_of(p) == ':') {
        if (p->has_compress)
            return false;
        p->pointer++;
        p->compress = ++p->piece_index;
        p->has_compress = true;
        return true;
    }
    for (; length < 4 && is_hex(c_of(p)); length++, p->pointer++)
        value = value * 0x10 + (unsigned)model_hex_value((char)c_of(p));
    if (c_of(p) == '.') {
        if (length == 0)
            return false;
        p->pointer -= length;
        *done = true;
        return parse_ipv4_in_ipv6(p);
    }
    if (c_of(p) == ':') {
        p->pointer++;
        if (c_of(p) == -1)
            return false;
    } else if (c_of(p) != -1) {
        return false;
    }
    p->address[p->piece_index++] = (uint16_t)value;
    return true;
}

/* The IPv6 parser. Returns: false for failure. */
static bool parse_ipv6(const uint32_t *input, size_t len, uint16_t address[8])
{
    struct ipv6_parser p = {input, len, 0, 0, 0, false, address};
    bool done = false;

    memset(address, 0, 8 * sizeof address[0]);
    if (c_of(&p) == ':') {
        if (len < 2 || input[1] != ':')
            return false;
        p.pointer += 2;
        p.compress = ++p.piece_index;
        p.has_compress = true;
    }
    while (!done && c_of(&p) != -1) {
        if (!parse_piece(&p, &done))
            return false;
    }
    if (!p.has_compress)
        return p.piece_index == 8;
    unsigned swaps = p.piece_index - p.compress;
    for (p.piece_index = 7; p.piece_index != 0 && swaps > 0; p.piece_index--, swaps--) {
        uint16_t piece = address[p.piece_index];
        address[p.piece_index] = address[p.compress + swaps - 1];
        address[p.compress + swaps - 1] = piece;
    }
    return true;
}

/* ---- any host ---- */

/* The opaque-host parser. */
static enum model_url_failure parse_opaque_host(const struct model_code_points *input,
                                                struct model_host *out)
{
    struct model_text text = model_text_of(input->arena);

    for (size_t i = 0; i < input->len; i++) {
        if (is_forbidden_host_code_point(input->ptr[i]))
            return MODEL_URL_HOST_CODE_POINT;
        model_put_percent_encoded(&text, input->ptr[i], MODEL_C0_CONTROL_SET);
    }
    out->kind = input->len > 0 ? MODEL_HOST_OPAQUE : MODEL_HOST_EMPTY;
    out->text = model_text_view(&text);
    return MODEL_URL_NO_FAILURE;
}

static enum model_url_failure parse_domain_or_ipv4(const struct model_code_points *input,
                                                   const struct model_idna *idna,
                                                   struct model_host *out)
{
    struct model_text decoded = model_text_of(input->arena);
    struct model_code_points domain = model_code_points_of(input->arena);

    model_percent_decode(&decoded, utf8_of(input->arena, input->ptr, input->len));
    (void)model_decode_utf8(model_text_view(&decoded), &domain);
    for (size_t i = 0; i < domain.len; i++) {
        if (domain.ptr[i] == 0xFFFD)
            return MODEL_URL_DOMAIN_REPLACEMENT;
    }
    enum model_url_failure failure = parse_domain(&domain, idna, &out->text);
    if (failure != MODEL_URL_NO_FAILURE)
        return failure;
    out->kind = MODEL_HOST_DOMAIN;
    if (!ends_in_a_number(out->text))
        return MODEL_URL_NO_FAILURE;
    bool is_ipv4 = parse_ipv4(out->text, &out->ipv4);
    out->kind = MODEL_HOST_IPV4;
    out->text = (struct model_view){NULL, 0};
    return is_ipv4 ? MODEL_URL_NO_FAILURE : MODEL_URL_IPV4;
}

enum model_url_failure model_parse_host(const struct model_code_points *input, bool is_opaque,
                                        const struct model_idna *idna, struct model_host *out)
{
    memset(out, 0, sizeof *out);
    if (input->len > 0 && input->ptr[0] == '[') {
        if (input->ptr[input->len - 1] != ']')
            return MODEL_URL_IPV6;
        out->kind = MODEL_HOST_IPV6;
        return parse_ipv6(input->ptr + 1, input->len - 2, out->pieces) ? MODEL_URL_NO_FAILURE
                                                                       : MODEL_URL_IPV6;
    }
    if (is_opaque)
        return parse_opaque_host(input, out);
    return parse_domain_or_ipv4(input, idna, out);
}

/* ---- serializing ---- */

static void put_number(struct model_text *output, unsigned number, unsigned radix)
{
    if (number >= radix)
        put_number(output, number / radix, radix);
    model_put_byte(output, "0123456789abcdef"[number % radix]);
}

/* Finds the IPv6 address compressed piece index; 8 stands for null. */
static unsigned compressed_piece_index(const uint16_t pieces[8])
{
    unsigned longest_index = 8;
    unsigned longest_size = 1;
    unsigned found_index = 8;
    unsigned found_size = 0;

    for (unsigned piece_index = 0; piece_index < 8; piece_index++) {
        if (pieces[piece_index] != 0) {
            if (found_size > longest_size) {
                longest_index = found_index;
                longest_size = found_size;
            }
            found_index = 8;
            found_size = 0;
        } else {
            if (found_index == 8)
                found_index = piece_index;
            found_size++;
        }
    }
    return found_size > longest_size ? found_index : longest_index;
}

static void serialize_ipv6(struct model_text *output, const uint16_t pieces[8])
{
    unsigned compress = compressed_piece_index(pieces);
    bool ignore0 = false;

    for (unsigned piece_index = 0; piece_index < 8; piece_index++) {
        if (ignore0 && pieces[piece_index] == 0)
            continue;
        ignore0 = false;
        if (compress == piece_index) {
            model_put(output, model_literal(piece_index == 0 ? "::" : ":"));
            ignore0 = true;
            continue;
        }
        put_number(output, pieces[piece_index], 16);
        if (piece_index != 7)
            model_put_byte(output, ':');
    }
}

void model_serialize_host(struct model_text *output, const struct model_host *host)
{
    if (host->kind == MODEL_HOST_IPV4) {
        for (unsigned i = 0; i < 4; i++) {
            put_number(output, host->ipv4 >> (24 - 8 * i) & 0xFF, 10);
            if (i != 3)
                model_put_byte(output, '.');
        }
    } else if (host->kind == MODEL_HOST_IPV6) {
        model_put_byte(output, '[');
        serialize_ipv6(output, host->pieces);
        model_put_byte(output, ']');
    } else {
        model_put(output, host->text);
    }
}

bool model_host_equals(const struct model_host *a, const struct model_host *b)
{
    return a->kind == b->kind && model_same(a->text, b->text) && a->ipv4 == b->ipv4 &&
           memcmp(a->pieces, b->pieces, sizeof a->pieces) == 0;
}
