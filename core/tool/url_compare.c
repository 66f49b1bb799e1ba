#include "url_compare.h"

#include "buffer.h"
#include "commands.h"
#include "json_text.h"
#include "output.h"
#include "url_comparison.h"

#include <stdlib.h>
#include <string.h>

const struct url_part url_parts[URL_PART_COUNT] = {
    {"scheme", {URL_PROTOCOL, URL_PROTOCOL}}, {"userinfo", {URL_USERNAME, URL_PASSWORD}},
    {"host", {URL_HOSTNAME, URL_HOSTNAME}},   {"port", {URL_PORT, URL_PORT}},
    {"path", {URL_PATHNAME, URL_PATHNAME}},   {"query", {URL_SEARCH, URL_SEARCH}},
    {"fragment", {URL_HASH, URL_HASH}},       {"origin", {URL_ORIGIN, URL_ORIGIN}},
};

/*
 * Finds where the readings part. Spellings that RFC 3986 calls equivalent (§6.2.2) are no
 * difference: what a browser serialises is read and normalised as the RFC's own reading was.
 */
static enum carom_result find_differences(struct url_comparison *comparison)
{
    struct url_reading normal;
    memset(&normal, 0, sizeof normal);
    comparison->agree = comparison->whatwg.ok == comparison->rfc3986.ok;
    if (!comparison->whatwg.ok || !comparison->rfc3986.ok)
        return CAROM_OK;
    struct url_input href = {url_member_text(&comparison->whatwg, URL_HREF), {NULL, 0}, false};
    enum carom_result rv = url_read_rfc3986(&normal, &href, true);
    const struct url_reading *whatwg = rv == CAROM_OK && normal.ok ? &normal : &comparison->whatwg;
    for (size_t i = 0; i < URL_PART_COUNT; i++) {
        for (size_t k = 0; k < 2; k++) {
            enum url_member which = url_parts[i].members[k];
            /* An origin is compared as it is: what it is made of was normalised. */
            const struct url_reading *left = which == URL_ORIGIN ? &comparison->whatwg : whatwg;
            if (!carom_view_equal(url_member_text(left, which),
                                  url_member_text(&comparison->rfc3986, which)))
                comparison->differs[i] = true;
        }
        comparison->agree = comparison->agree && !comparison->differs[i];
    }
    url_reading_free(&normal);
    return rv;
}

static enum carom_result ask_guard(struct url_comparison *comparison)
{
    const struct carom_url *base = &comparison->whatwg.base;
    comparison->has_guard = comparison->input->has_base && (base->special == CAROM_SCHEME_HTTP ||
                                                            base->special == CAROM_SCHEME_HTTPS);
    while (comparison->has_guard) {
        comparison->guard_bytes.len = 0;
        enum carom_result rv = carom_guard_read(base, comparison->input->ref, url_idna(),
                                                &comparison->guard_bytes, &comparison->guard);
        if (rv != CAROM_ERR_NOSPACE)
            return rv;
        rv = buffer_make_room(&comparison->guard_bytes);
        if (rv != CAROM_OK)
            return rv;
    }
    return CAROM_OK;
}

static enum carom_result compare(struct url_comparison *comparison)
{
    enum carom_result rv = url_read_whatwg(&comparison->whatwg, comparison->input);
    if (rv == CAROM_OK)
        rv = url_read_rfc3986(&comparison->rfc3986, comparison->input, true);
    if (rv == CAROM_OK)
        rv = find_differences(comparison);
    return rv == CAROM_OK ? ask_guard(comparison) : rv;
}

/* ---- as JSON ---- */

static json_t *parts_json(const struct url_comparison *comparison)
{
    json_t *names = json_array();
    for (size_t i = 0; names != NULL && i < URL_PART_COUNT; i++) {
        if (comparison->differs[i] &&
            json_array_append_new(names, json_string(url_parts[i].name)) != 0) {
            json_decref(names);
            names = NULL;
        }
    }
    return names;
}

static json_t *guard_json(const struct url_comparison *comparison)
{
    const struct carom_guard *guard = &comparison->guard;
    if (!comparison->has_guard)
        return json_null();
    json_t *object = json_object();
    int failed = json_object_set_new(object, "verdict",
                                     json_bytes(carom_guard_verdict_name(guard->verdict)));
    failed |= json_object_set_new(object, "reason", json_bytes(guard->reason));
    failed |= json_object_set_new(object, "origin",
                                  guard->origin.len > 0 ? json_bytes(guard->origin) : json_null());
    failed |= json_object_set_new(object, "credentials", json_boolean(guard->has_credentials));
    failed |= json_object_set_new(object, "punycode", json_boolean(guard->has_punycode));
    failed |= json_object_set_new(object, "ip_address", json_boolean(guard->is_ip_address));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *comparison_json(const struct url_comparison *comparison)
{
    json_t *object = json_object();
    int failed = json_object_set_new(object, "ok", json_true());
    failed |= json_object_set_new(object, "agree", json_boolean(comparison->agree));
    failed |= json_object_set_new(object, "parts", parts_json(comparison));
    failed |= json_object_set_new(object, "whatwg", url_reading_json(&comparison->whatwg));
    failed |= json_object_set_new(object, "rfc3986", url_reading_json(&comparison->rfc3986));
    failed |= json_object_set_new(object, "guard", guard_json(comparison));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}

int url_compare(const struct url_input *input, bool json)
{
    struct url_comparison comparison;
    memset(&comparison, 0, sizeof comparison);
    comparison.input = input;
    enum carom_result rv = compare(&comparison);
    bool printed = false;
    if (rv != CAROM_OK)
        message("url: %s", url_failure_text(rv));
    else
        printed =
            json ? print_json(comparison_json(&comparison)) : url_comparison_print(&comparison);
    bool good = printed && comparison.agree && comparison.whatwg.ok;
    url_reading_free(&comparison.whatwg);
    url_reading_free(&comparison.rfc3986);
    buffer_free(&comparison.guard_bytes);
    return good ? EXIT_DONE : EXIT_NO;
}
