#include "freshness_support.h"

#include <string.h>

struct carom_freshness reckon(const struct asked *asked)
{
    struct field_set request =
        fields_of(asked->request_fields == NULL ? "" : asked->request_fields);
    struct field_set response = fields_of(asked->fields == NULL ? "" : asked->fields);
    struct carom_freshness out;
    struct carom_stored stored = {
        .method = text_view(asked->method == NULL ? "GET" : asked->method),
        .request_fields = request.fields,
        .request_field_count = request.count,
        .status = asked->status,
        .fields = response.fields,
        .field_count = response.count,
        .request_s = NOW - asked->delay_s,
        .response_s = NOW,
        .now_s = NOW + asked->kept_s,
        .shared = asked->shared,
    };
    memset(&out, 0xA5, sizeof out);
    assert_int_equal(carom_freshness_read(&stored, &out), CAROM_OK);
    free_fields(&request);
    free_fields(&response);
    return out;
}

struct carom_freshness reckon_fields(uint16_t status, const char *fields)
{
    struct asked asked = {.status = status, .fields = fields};
    return reckon(&asked);
}

void assert_why(const struct asked *asked, enum carom_storable expected)
{
    struct carom_freshness freshness = reckon(asked);
    if (freshness.why != expected) {
        struct carom_view name = carom_storable_name(freshness.why);
        print_error("%s %u [%s]: %.*s\n", asked->method == NULL ? "GET" : asked->method,
                    (unsigned)asked->status, asked->fields == NULL ? "" : asked->fields,
                    (int)name.len, name.ptr);
    }
    assert_int_equal(freshness.why, expected);
    assert_int_equal(freshness.storable,
                     expected == CAROM_STORABLE_EXPLICIT || expected == CAROM_STORABLE_BY_STATUS);
    if (!freshness.storable)
        assert_true(freshness.fresh_s == 0);
}

void assert_lifetime(uint16_t status, const struct lifetime *expected, bool shared)
{
    struct asked asked = {.status = status, .fields = expected->fields, .shared = shared};
    struct carom_freshness freshness = reckon(&asked);
    if (freshness.lifetime_from != expected->from || freshness.lifetime_s != expected->lifetime_s) {
        struct carom_view name = carom_lifetime_name(freshness.lifetime_from);
        print_error("%u [%s]: %.*s %lld\n", (unsigned)status, expected->fields, (int)name.len,
                    name.ptr, (long long)freshness.lifetime_s);
    }
    assert_int_equal(freshness.lifetime_from, expected->from);
    assert_true(freshness.lifetime_s == expected->lifetime_s);
}

void assert_lifetimes(const struct lifetime *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_lifetime(200, &expected[i], false);
}
