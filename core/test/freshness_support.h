/*
 * What a cache makes of a response, for tests: fields as text, and the time of the tests.
 */
#ifndef CAROM_TEST_FRESHNESS_SUPPORT_H
#define CAROM_TEST_FRESHNESS_SUPPORT_H

#include "field_support.h"

#include "carom/freshness.h"

/* 2026-11-23T04:05:06Z, when all responses here come if nothing else is said. */
#define NOW INT64_C(1795406706)
#define DATE_NOW "Date: Mon, 23 Nov 2026 04:05:06 GMT"
#define CC "Cache-Control: "
#define MOST INT64_C(2147483648)

struct asked {
    const char *method;         /* NULL: GET */
    const char *request_fields; /* NULL: none */
    uint16_t status;
    const char *fields; /* NULL: none */
    int64_t delay_s;    /* how long the response took */
    int64_t kept_s;     /* how long ago it came; what `now` is, is moved */
    bool shared;
};

/* Reckons with exact-size copies of all fields, and asserts that it can be done. */
struct carom_freshness reckon(const struct asked *asked);

/* The same for a GET with nothing else said. */
struct carom_freshness reckon_fields(uint16_t status, const char *fields);

/* Asserts whether and why a response may be stored. */
void assert_why(const struct asked *asked, enum carom_storable expected);

/* A lifetime of a 200 that is not shared. */
struct lifetime {
    const char *fields;
    enum carom_lifetime from;
    int64_t lifetime_s;
};

void assert_lifetime(uint16_t status, const struct lifetime *expected, bool shared);
void assert_lifetimes(const struct lifetime *expected, size_t count);

#endif
