#include "follow_chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What stays dropped, by its name. */
static const struct {
    const char *name;
    uint32_t bit;
} credentials[] = {
    {"Authorization", CAROM_DROP_AUTHORIZATION},
    {"Cookie", CAROM_DROP_COOKIE},
    {"WWW-Authenticate", CAROM_DROP_WWW_AUTHENTICATE},
    {"Proxy-Authorization", CAROM_DROP_PROXY_AUTHORIZATION},
    {"Proxy-Authenticate", CAROM_DROP_PROXY_AUTHENTICATE},
};

enum { CREDENTIAL_COUNT = sizeof credentials / sizeof credentials[0], SEEN_DIGITS = 16 };

static json_t *dropped_json(uint32_t dropped)
{
    json_t *array = json_array();
    for (size_t i = 0; i < CREDENTIAL_COUNT; i++) {
        if ((dropped & credentials[i].bit) != 0 &&
            json_array_append_new(array, json_string(credentials[i].name)) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

/* JSON's numbers are doubles to most who read them, and hold no 64 bits. */
static json_t *seen_json(const struct carom_chain *chain)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < chain->seen_count; i++) {
        char digits[SEEN_DIGITS + 1];
        (void)snprintf(digits, sizeof digits, "%016" PRIx64, chain->seen[i]);
        if (json_array_append_new(array, json_string(digits)) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

json_t *chain_json(const struct carom_chain *chain)
{
    json_t *object = json_object();
    int failed = json_object_set_new(object, "count", json_integer(chain->count));
    failed |= json_object_set_new(object, "dropped", dropped_json(chain->dropped));
    failed |= json_object_set_new(object, "domain_len", json_integer(chain->domain_len));
    failed |= json_object_set_new(object, "has_left", json_boolean(chain->has_left));
    failed |= json_object_set_new(object, "is_temporary", json_boolean(chain->is_temporary));
    failed |= json_object_set_new(object, "seen", seen_json(chain));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}

static bool read_dropped(const json_t *value, uint32_t *dropped)
{
    if (!json_is_array(value))
        return false;
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *item = json_array_get(value, i);
        struct carom_view name = carom_view_of(json_string_value(item), json_string_length(item));
        size_t at = 0;
        while (at < CREDENTIAL_COUNT &&
               !carom_view_equal(name,
                                 carom_view_of(credentials[at].name, strlen(credentials[at].name))))
            at++;
        if (at == CREDENTIAL_COUNT)
            return false;
        *dropped |= credentials[at].bit;
    }
    return true;
}

static bool read_fingerprint(const json_t *value, uint64_t *out)
{
    const char *digits = json_string_value(value);
    *out = 0;
    if (digits == NULL || json_string_length(value) != SEEN_DIGITS ||
        strspn(digits, "0123456789abcdef") != SEEN_DIGITS)
        return false;
    for (size_t i = 0; i < SEEN_DIGITS; i++) {
        int digit = digits[i] <= '9' ? digits[i] - '0' : digits[i] - 'a' + 10;
        *out = *out << 4 | (uint64_t)digit;
    }
    return true;
}

static bool read_seen(const json_t *value, struct carom_chain *chain)
{
    size_t count = json_array_size(value);
    if (!json_is_array(value) || count > CAROM_CHAIN_SEEN_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!read_fingerprint(json_array_get(value, i), &chain->seen[i]))
            return false;
    }
    chain->seen_count = (uint32_t)count;
    return true;
}

static bool read_number(const json_t *value, json_int_t max, uint32_t *out)
{
    json_int_t number = json_integer_value(value);
    *out = (uint32_t)number;
    return json_is_integer(value) && number >= 0 && number <= max;
}

static bool read_flag(const json_t *value, bool *out)
{
    *out = json_is_true(value);
    return json_is_boolean(value);
}

/* Reads a member. Returns: NULL; or a sentence. */
static const char *read_member(const char *key, const json_t *value, struct carom_chain *chain)
{
    if (strcmp(key, "count") == 0)
        return read_number(value, CAROM_REDIRECTS_MAX, &chain->count)
                   ? NULL
                   : "\"chain.count\" must be a whole number from 0 to 1000";
    if (strcmp(key, "dropped") == 0)
        return read_dropped(value, &chain->dropped)
                   ? NULL
                   : "\"chain.dropped\" must be an array of Authorization, Cookie, "
                     "WWW-Authenticate, Proxy-Authorization and Proxy-Authenticate";
    if (strcmp(key, "domain_len") == 0)
        return read_number(value, UINT32_MAX, &chain->domain_len)
                   ? NULL
                   : "\"chain.domain_len\" must be a whole number";
    if (strcmp(key, "has_left") == 0)
        return read_flag(value, &chain->has_left) ? NULL
                                                  : "\"chain.has_left\" must be true or false";
    if (strcmp(key, "is_temporary") == 0)
        return read_flag(value, &chain->is_temporary)
                   ? NULL
                   : "\"chain.is_temporary\" must be true or false";
    if (strcmp(key, "seen") == 0)
        return read_seen(value, chain) ? NULL
                                       : "\"chain.seen\" must be an array of 32 strings at most, "
                                         "each of 16 digits 0 to 9 and a to f";
    return "";
}

bool chain_read_json(json_t *value, struct carom_chain *chain, struct line_error *error)
{
    static const char whole[] =
        "the chain lacks a member: it has count, dropped, domain_len, has_left, "
        "is_temporary and seen, as the decision before answered";
    const char *key;
    json_t *member;
    memset(chain, 0, sizeof *chain);
    if (json_is_null(value))
        return true;
    if (!json_is_object(value))
        return line_fail(error, "\"chain\" must be null or an object");
    json_object_foreach(value, key, member)
    {
        const char *wrong = read_member(key, member, chain);
        if (wrong != NULL && *wrong == '\0')
            return line_fail_about(error, "unknown member \"chain.", key, "\"");
        if (wrong != NULL)
            return line_fail(error, wrong);
    }
    if (json_object_size(value) != 6)
        return line_fail(error, whole);
    return true;
}
