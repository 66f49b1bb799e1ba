#include "model/freshness.h"

#include "model/cache_control.h"
#include "model/date_read.h"
#include "model/field_value.h"

/* What is asked of a response, with its directives read. */
struct response {
    const struct model_stored *stored;
    struct model_directives directives;
};

static bool has(const struct response *response, const char *directive)
{
    return model_directive(&response->directives, directive) != NULL;
}

/* The value of the first line with a name. */
static bool field_of(struct model_fields fields, const char *name, struct model_view *value)
{
    for (size_t i = 0; i < fields.count; i++) {
        if (!model_same_ignoring_case(fields.lines[i].name, model_literal(name)))
            continue;
        *value = fields.lines[i].value;
        return true;
    }
    return false;
}

static bool has_field(struct model_fields fields, const char *name)
{
    struct model_view ignored;

    return field_of(fields, name, &ignored);
}

static bool date_of(const struct response *response, const char *name, long long *seconds)
{
    struct model_view value;

    return field_of(response->stored->response, name, &value) &&
           model_read_date(value, response->stored->response_time, seconds);
}

/* RFC 9111 section 1.2.2: 2^31 is as good as any larger number. */
static long long at_most_2_31(long long seconds)
{
    return seconds > 1LL << 31 ? 1LL << 31 : seconds;
}

static long long larger(long long a, long long b)
{
    return a > b ? a : b;
}

/* The statuses that may be cached by heuristic, as RFC 9110 section 15.1 lists them. */
static bool is_heuristic(int status)
{
    static const int statuses[] = {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501};

    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (statuses[i] == status)
            return true;
    }
    return false;
}

/*
 * The statuses that the IANA HTTP Status Code Registry has a phrase for: those that must-understand
 * means.
 */
static bool is_understood(int status)
{
    static const struct {
        int first;
        int last;
    } ranges[] = {{100, 103}, {200, 208}, {226, 226}, {300, 305}, {307, 308}, {400, 417},
                  {421, 426}, {428, 429}, {431, 431}, {451, 451}, {500, 508}, {510, 511}};

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (ranges[i].first <= status && status <= ranges[i].last)
            return true;
    }
    return false;
}

/* ---- lifetime, section 4.2.1 ---- */

static long long directive_seconds(const struct response *response, const char *name)
{
    const struct model_directive *directive = model_directive(&response->directives, name);

    return directive ? larger(model_delta_seconds(directive->argument), 0) : 0;
}

/* The Date field's value, or when the response came. */
static long long date_value(const struct response *response)
{
    long long date = 0;

    return date_of(response, "Date", &date) ? date : response->stored->response_time;
}

static enum model_lifetime lifetime_of(const struct response *response, long long *seconds)
{
    const struct model_stored *stored = response->stored;
    long long date = 0;

    *seconds = 0;
    if (stored->shared && has(response, "s-maxage")) {
        *seconds = directive_seconds(response, "s-maxage");
        return MODEL_LIFETIME_S_MAXAGE;
    }
    if (has(response, "max-age")) {
        *seconds = directive_seconds(response, "max-age");
        return MODEL_LIFETIME_MAX_AGE;
    }
    if (has_field(stored->response, "Expires")) {
        if (date_of(response, "Expires", &date))
            *seconds = at_most_2_31(larger(date - date_value(response), 0));
        return MODEL_LIFETIME_EXPIRES;
    }
    if (!is_heuristic(stored->status) || !date_of(response, "Last-Modified", &date) ||
        date > date_value(response))
        return MODEL_LIFETIME_NONE;
    *seconds = at_most_2_31((date_value(response) - date) / 10);
    return MODEL_LIFETIME_HEURISTIC;
}

/* ---- age, section 4.2.3, in its own words ---- */

static long long age_value(const struct response *response)
{
    struct model_view value;

    if (!field_of(response->stored->response, "Age", &value))
        return 0;
    value = model_without_blanks(model_part(value, 0, model_find(value, 0, ',')));
    return larger(model_delta_seconds(value), 0);
}

static long long current_age(const struct response *response)
{
    const struct model_stored *stored = response->stored;
    long long apparent_age = larger(0, stored->response_time - date_value(response));
    long long response_delay = stored->response_time - stored->request_time;
    long long corrected_age_value = age_value(response) + response_delay;
    long long corrected_initial_age = larger(apparent_age, corrected_age_value);
    long long resident_time = stored->now - stored->response_time;

    return at_most_2_31(corrected_initial_age + resident_time);
}

/* ---- storing, section 3 ---- */

static bool is_explicit(enum model_lifetime lifetime)
{
    return lifetime != MODEL_LIFETIME_NONE && lifetime != MODEL_LIFETIME_HEURISTIC;
}

/* RFC 9110 section 9.2.3 and, for POST, 9.3.3. */
static bool is_method_cached(const struct model_stored *stored, enum model_lifetime lifetime)
{
    if (model_is(stored->method, "GET") || model_is(stored->method, "HEAD"))
        return true;
    return model_is(stored->method, "POST") && is_explicit(lifetime) &&
           has_field(stored->response, "Content-Location");
}

static bool is_status_cached(const struct response *response)
{
    int status = response->stored->status;

    if (status < 200 || status == 206 || status == 304)
        return false;
    return !has(response, "must-understand") || is_understood(status);
}

/* Section 5.2.2.3: who understands the status need not obey the response's no-store. */
static bool is_no_store(struct model_arena *arena, const struct response *response)
{
    struct model_fields request = response->stored->request;
    struct model_directives asked = model_directives_of(arena, request.lines, request.count);

    return model_directive(&asked, "no-store") != NULL ||
           (has(response, "no-store") && !has(response, "must-understand"));
}

/* Section 3.5. */
static bool is_authorized_elsewhere(const struct response *response)
{
    return response->stored->shared && has_field(response->stored->request, "Authorization") &&
           !has(response, "must-revalidate") && !has(response, "public") &&
           !has(response, "s-maxage");
}

static enum model_storable storable_of(struct model_arena *arena, const struct response *response,
                                       enum model_lifetime lifetime)
{
    const struct model_stored *stored = response->stored;

    if (!is_method_cached(stored, lifetime))
        return MODEL_NO_METHOD;
    if (!is_status_cached(response))
        return MODEL_NO_STATUS;
    if (is_no_store(arena, response))
        return MODEL_NO_STORE;
    if (stored->shared && has(response, "private"))
        return MODEL_NO_PRIVATE;
    if (is_authorized_elsewhere(response))
        return MODEL_NO_AUTHORIZED;
    if (has(response, "public") || has(response, "private") || is_explicit(lifetime))
        return MODEL_EXPLICIT;
    return is_heuristic(stored->status) ? MODEL_BY_STATUS : MODEL_NO_PERMISSION;
}

struct model_freshness model_freshness_of(struct model_arena *arena,
                                          const struct model_stored *stored)
{
    struct response response = {
        stored, model_directives_of(arena, stored->response.lines, stored->response.count)};
    struct model_freshness out = {0};

    out.lifetime_from = lifetime_of(&response, &out.lifetime);
    out.age = current_age(&response);
    out.storable = storable_of(arena, &response, out.lifetime_from);
    out.no_cache = has(&response, "no-cache");
    if (out.storable >= MODEL_EXPLICIT && !out.no_cache)
        out.fresh = larger(out.lifetime - out.age, 0);
    out.must_revalidate =
        has(&response, "must-revalidate") ||
        (stored->shared && (has(&response, "proxy-revalidate") || has(&response, "s-maxage")));
    out.immutable = has(&response, "immutable");
    out.stale_while_revalidate = directive_seconds(&response, "stale-while-revalidate");
    out.stale_if_error = directive_seconds(&response, "stale-if-error");
    out.vary = model_vary_of(stored->response);
    return out;
}
