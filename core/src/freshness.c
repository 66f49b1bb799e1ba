#include "carom/freshness.h"

#include "carom/date.h"
#include "carom/status.h"

#include "cache_control.h"
#include "delta_seconds.h"
#include "field_value.h"
#include "name_is.h"
#include "vary.h"

#include <string.h>

/* What counts of both field sets. Of several lines of one name these are the first. */
struct message {
    const struct carom_field *age;
    const struct carom_field *date;
    const struct carom_field *expires;
    const struct carom_field *last_modified;
    struct cache_control directives;
    enum carom_vary vary;
    bool has_content_location;
    bool is_authorized;       /* the request had Authorization */
    bool is_not_to_be_stored; /* the request had no-store */
};

static void keep_first(const struct carom_field **kept, const struct carom_field *field)
{
    if (*kept == NULL)
        *kept = field;
}

static void read_vary(const struct carom_field *field, struct message *message)
{
    enum carom_vary vary = carom_vary_of(field->value);
    if (vary > message->vary)
        message->vary = vary;
}

/* Most fields are none of these, and most of them have another length, which is compared first. */
static void read_response_fields(const struct carom_stored *stored, struct message *message)
{
    for (size_t i = 0; i < stored->field_count; i++) {
        const struct carom_field *field = &stored->fields[i];
        if (name_is(field->name, "cache-control"))
            carom_cache_control_read(field->value, &message->directives);
        else if (name_is(field->name, "date"))
            keep_first(&message->date, field);
        else if (name_is(field->name, "vary"))
            read_vary(field, message);
        else if (name_is(field->name, "age"))
            keep_first(&message->age, field);
        else if (name_is(field->name, "expires"))
            keep_first(&message->expires, field);
        else if (name_is(field->name, "last-modified"))
            keep_first(&message->last_modified, field);
        else if (name_is(field->name, "content-location"))
            message->has_content_location = true;
    }
}

static void read_request_fields(const struct carom_stored *stored, struct message *message)
{
    struct cache_control directives = {.has = 0};
    for (size_t i = 0; i < stored->request_field_count; i++) {
        const struct carom_field *field = &stored->request_fields[i];
        if (name_is(field->name, "cache-control"))
            carom_cache_control_read(field->value, &directives);
        else if (name_is(field->name, "authorization"))
            message->is_authorized = true;
    }
    message->is_not_to_be_stored = (directives.has & CACHE_NO_STORE) != 0;
}

static bool has(const struct message *message, unsigned directives)
{
    return (message->directives.has & directives) != 0;
}

/* Of the time when it came: what a stored response means must not change while it is kept. */
static bool read_date(const struct carom_field *field, const struct carom_stored *stored,
                      int64_t *unix_s)
{
    return field != NULL && carom_date_read(field->value, stored->response_s, unix_s) == CAROM_OK;
}

/* Of a list the first member counts, and nothing when that is no number (RFC 9111 §5.1). */
static int64_t age_value_of(struct carom_view value)
{
    struct scanner scanner = {value, 0};
    int64_t seconds = 0;
    scanner_skip_space(&scanner);
    while (scanner.at < value.len && delta_seconds_add(&seconds, value.ptr[scanner.at]))
        scanner.at++;
    scanner_skip_space(&scanner);
    return scanner.at == value.len || scanner_is_at(&scanner, ',') ? seconds : 0;
}

/* RFC 9111 §4.2.3, with its names. Date that is none makes no apparent age. */
static int64_t current_age(const struct message *message, const struct carom_stored *stored,
                           int64_t date_value)
{
    int64_t age_value = message->age != NULL ? age_value_of(message->age->value) : 0;
    int64_t apparent_age = stored->response_s - date_value;
    int64_t response_delay = stored->response_s - stored->request_s;
    int64_t corrected_age_value = age_value + response_delay;
    int64_t initial_age = apparent_age > corrected_age_value ? apparent_age : corrected_age_value;
    return delta_seconds_limited(initial_age + (stored->now_s - stored->response_s));
}

/* A tenth of the time since it changed (RFC 9111 §4.2.2). */
static void set_heuristic_lifetime(const struct message *message, const struct carom_stored *stored,
                                   int64_t date_value, struct carom_freshness *out)
{
    int64_t modified_s;
    if (!carom_status_of(stored->status).heuristic_cacheable ||
        !read_date(message->last_modified, stored, &modified_s) || modified_s > date_value)
        return;
    out->lifetime_from = CAROM_LIFETIME_HEURISTIC;
    out->lifetime_s = delta_seconds_limited((date_value - modified_s) / 10);
}

/* RFC 9111 §4.2.1: the first of these that there is, whatever it says. */
static void set_lifetime(const struct message *message, const struct carom_stored *stored,
                         int64_t date_value, struct carom_freshness *out)
{
    int64_t expires_s;
    if (stored->shared && has(message, CACHE_S_MAXAGE)) {
        out->lifetime_from = CAROM_LIFETIME_S_MAXAGE;
        out->lifetime_s = message->directives.s_maxage_s;
    } else if (has(message, CACHE_MAX_AGE)) {
        out->lifetime_from = CAROM_LIFETIME_MAX_AGE;
        out->lifetime_s = message->directives.max_age_s;
    } else if (message->expires != NULL) {
        /* What is no date is in the past (RFC 9111 §5.3). */
        out->lifetime_from = CAROM_LIFETIME_EXPIRES;
        if (read_date(message->expires, stored, &expires_s) && expires_s > date_value)
            out->lifetime_s = delta_seconds_limited(expires_s - date_value);
    } else {
        set_heuristic_lifetime(message, stored, date_value, out);
    }
}

static bool is_explicit(enum carom_lifetime lifetime)
{
    return lifetime != CAROM_LIFETIME_NONE && lifetime != CAROM_LIFETIME_HEURISTIC;
}

static bool is_cached_method(const struct message *message, struct carom_view method,
                             bool has_lifetime)
{
    switch (method.len) {
    case 3:
        return memcmp(method.ptr, "GET", 3) == 0;
    case 4:
        if (memcmp(method.ptr, "HEAD", 4) == 0)
            return true;
        /* RFC 9110 §9.3.3 */
        return memcmp(method.ptr, "POST", 4) == 0 && has_lifetime && message->has_content_location;
    default:
        return false;
    }
}

/* Partial and not modified responses would have to be combined with others: §3.3, §4.3.4. */
static bool is_stored_status(const struct message *message, const struct carom_stored *stored)
{
    if (stored->status < 200 || stored->status == 206 || stored->status == 304)
        return false;
    return !has(message, CACHE_MUST_UNDERSTAND) || carom_status_of(stored->status).reason.len > 0;
}

/* RFC 9111 §3, in its order. */
static enum carom_storable reason_of(const struct message *message,
                                     const struct carom_stored *stored, bool has_lifetime)
{
    if (!is_cached_method(message, stored->method, has_lifetime))
        return CAROM_STORABLE_NO_METHOD;
    if (!is_stored_status(message, stored))
        return CAROM_STORABLE_NO_STATUS;
    /* What must be understood and is may be stored all the same (§5.2.2.3). */
    if (message->is_not_to_be_stored ||
        (has(message, CACHE_NO_STORE) && !has(message, CACHE_MUST_UNDERSTAND)))
        return CAROM_STORABLE_NO_STORE;
    if (stored->shared && has(message, CACHE_PRIVATE))
        return CAROM_STORABLE_NO_PRIVATE;
    /* §3.5 */
    if (stored->shared && message->is_authorized &&
        !has(message, CACHE_PUBLIC | CACHE_S_MAXAGE | CACHE_MUST_REVALIDATE))
        return CAROM_STORABLE_NO_AUTHORIZED;
    if (has_lifetime || has(message, CACHE_PUBLIC | CACHE_PRIVATE))
        return CAROM_STORABLE_EXPLICIT;
    return carom_status_of(stored->status).heuristic_cacheable ? CAROM_STORABLE_BY_STATUS
                                                               : CAROM_STORABLE_NO_PERMISSION;
}

static bool is_in_range(const struct carom_stored *stored)
{
    return stored->request_s >= 0 && stored->request_s <= stored->response_s &&
           stored->response_s <= stored->now_s && stored->now_s <= CAROM_DATE_LAST_S &&
           stored->status >= 100 && stored->status <= 599;
}

static void set_directives(const struct message *message, const struct carom_stored *stored,
                           struct carom_freshness *out)
{
    out->no_cache = has(message, CACHE_NO_CACHE);
    out->must_revalidate =
        has(message, CACHE_MUST_REVALIDATE) ||
        (stored->shared && has(message, CACHE_PROXY_REVALIDATE | CACHE_S_MAXAGE)); /* §5.2.2.10 */
    out->immutable = has(message, CACHE_IMMUTABLE);
    out->stale_while_revalidate_s = message->directives.stale_while_revalidate_s;
    out->stale_if_error_s = message->directives.stale_if_error_s;
    out->vary = message->vary;
}

enum carom_result carom_freshness_read(const struct carom_stored *stored,
                                       struct carom_freshness *out)
{
    struct message message = {.vary = CAROM_VARY_NONE};
    int64_t date_value;
    *out = (struct carom_freshness){.storable = false};
    if (!is_in_range(stored))
        return CAROM_ERR_RANGE;
    read_response_fields(stored, &message);
    read_request_fields(stored, &message);
    if (!read_date(message.date, stored, &date_value))
        date_value = stored->response_s;
    set_directives(&message, stored, out);
    set_lifetime(&message, stored, date_value, out);
    out->why = reason_of(&message, stored, is_explicit(out->lifetime_from));
    out->storable = out->why == CAROM_STORABLE_EXPLICIT || out->why == CAROM_STORABLE_BY_STATUS;
    out->age_s = current_age(&message, stored, date_value);
    if (out->storable && !out->no_cache && out->lifetime_s > out->age_s)
        out->fresh_s = out->lifetime_s - out->age_s;
    return CAROM_OK;
}
