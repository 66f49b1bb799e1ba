/*
 * Fuzzes carom_guard_read with any Location for any request, and carom_decide with any rules: what the
 * guard is there for is that no capture moves a redirect to an origin that its rule does not name.
 *
 * An input has the request's URL, the Location, and, when rules shall be decided, the rules and the
 * request-target, with a line `--` between them:
 *
 *     https://ok.example/dir/page
 *     --
 *     /\evil.example
 *     --
 *     /go/:where /:where/ 307
 *     --
 *     /go/%5Cevil.example
 *
 * Oracles: the verdict follows from three readings by independent models: the URL Standard's state
 * machine on the request's URL and on the same with the other of http and https, and RFC 3986. Any
 * size of buffer gives the same verdict. A Location or alternate of a rule leads, in a browser on http
 * and on https, to the origin that the rule's target fixes or that its Allow-Host names, and one of a
 * target that is a path is same_origin for the guard.
 */
#include "bridge.h"
#include "support.h"
#include "toy_idna.h"

#include "carom/decide.h"
#include "carom/guard.h"
#include "model/uri_reference.h"
#include "model/url.h"

#include <string.h>

struct harness {
    struct model_arena *arena;
    struct toy_idna toy;
    struct carom_idna idna;
    struct model_idna model_idna;
    struct carom_url request;
    struct model_url here;  /* the request's URL */
    struct model_url there; /* the same with the other of http and https */
};

static bool is_web(const struct model_url *url)
{
    return model_is(url->scheme, "http") || model_is(url->scheme, "https");
}

static struct model_view origin_of(struct harness *harness, const struct model_url *url)
{
    return model_url_origin(harness->arena, url, &harness->model_idna);
}

/* ---- what the three readings find ---- */

struct readings {
    bool here_exists, there_exists;
    struct model_url here, there;
    bool rfc_has_host;
    struct model_view rfc_origin; /* empty: none that is http or https */
};

static bool read_url(struct harness *harness, struct model_view location,
                     const struct model_url *base, struct model_url *out)
{
    return model_url_parse(harness->arena, location, base, &harness->model_idna, out) ==
           MODEL_URL_NO_FAILURE;
}

/* Puts an IP literal as the URL Standard serialises it, any other host as RFC 3986 normalises it. */
static void put_rfc_host(struct harness *harness, struct model_text *text, struct model_view host)
{
    struct model_code_points code_points = model_code_points_of(harness->arena);
    struct model_host parsed;

    (void)model_decode_utf8(host, &code_points);
    if (host.len > 0 && host.ptr[0] == '[' &&
        model_parse_host(&code_points, false, NULL, &parsed) == MODEL_URL_NO_FAILURE)
        model_serialize_host(text, &parsed);
    else
        model_put(text, host);
}

/* A port's number without leading zeros. */
static struct model_view without_zeros(struct model_view port)
{
    while (port.len > 1 && port.ptr[0] == '0')
        port = model_from(port, 1);
    return port;
}

/* Reference resolution (RFC 3986 section 5.2.2) as far as it concerns scheme and authority. */
static void read_rfc(struct harness *harness, struct model_view location, struct readings *out)
{
    struct model_text text = model_text_of(harness->arena);
    struct model_uri reference;

    out->rfc_has_host = false;
    out->rfc_origin = model_literal("");
    if (!model_uri_parse(location, &reference))
        return;
    out->rfc_has_host = reference.authority.defined && reference.host.text.len > 0;
    if (!reference.scheme.defined && !reference.authority.defined) {
        out->rfc_origin = origin_of(harness, &harness->here);
        return;
    }
    if (!reference.scheme.defined)
        reference.scheme = (struct model_part){true, harness->here.scheme};
    struct model_uri normal = model_uri_normalise(harness->arena, &reference);
    bool is_http = model_is(normal.scheme.text, "http");
    if (!out->rfc_has_host || (!is_http && !model_is(normal.scheme.text, "https")))
        return;
    model_put(&text, normal.scheme.text);
    model_put(&text, model_literal("://"));
    put_rfc_host(harness, &text, normal.host.text);
    struct model_view port = without_zeros(normal.port.text);
    if (port.len > 0 && !model_is(port, is_http ? "80" : "443")) {
        model_put_byte(&text, ':');
        model_put(&text, port);
    }
    out->rfc_origin = model_text_view(&text);
}

static void read_all(struct harness *harness, struct model_view location, struct readings *out)
{
    out->here_exists = read_url(harness, location, &harness->here, &out->here);
    out->there_exists = read_url(harness, location, &harness->there, &out->there);
    read_rfc(harness, location, out);
}

/* ---- the verdict that follows ---- */

static bool same_port(const struct model_url *a, const struct model_url *b)
{
    uint32_t port_a = 0;
    uint32_t port_b = 0;

    if (!a->has_port && !b->has_port)
        return true;
    if (!model_url_default_port(a, &port_a) || !model_url_default_port(b, &port_b))
        return false;
    return (a->has_port ? a->port : port_a) == (b->has_port ? b->port : port_b);
}

/*
 * Both find one origin; or the same host and port, each by the scheme of its own request, and both stay
 * on their request's origin or both leave it.
 */
static bool browsers_agree(struct harness *harness, const struct readings *readings)
{
    const struct model_url *here = &readings->here;
    const struct model_url *there = &readings->there;

    if (model_same(origin_of(harness, here), origin_of(harness, there)))
        return true;
    bool here_stays = model_same(origin_of(harness, here), origin_of(harness, &harness->here));
    bool there_stays = model_same(origin_of(harness, there), origin_of(harness, &harness->there));
    return model_same(here->scheme, harness->here.scheme) &&
           model_same(there->scheme, harness->there.scheme) &&
           model_host_equals(&here->host, &there->host) && same_port(here, there) &&
           here_stays == there_stays;
}

static bool is_field_value(struct model_view value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned byte = (unsigned char)value.ptr[i];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F)
            return false;
    }
    return true;
}

/* A field value begins and ends without white space (RFC 9110 section 5.5). */
static struct model_view trimmed(struct model_view value)
{
    while (value.len > 0 && model_is_one_of(value.ptr[0], " \t"))
        value = model_from(value, 1);
    while (value.len > 0 && model_is_one_of(value.ptr[value.len - 1], " \t"))
        value.len--;
    return value;
}

static enum carom_guard_verdict verdict_of(struct harness *harness, const struct readings *readings)
{
    bool here_leads = readings->here_exists && is_web(&readings->here);
    bool there_leads = readings->there_exists && is_web(&readings->there);

    if (!readings->here_exists && !readings->there_exists)
        return readings->rfc_has_host ? CAROM_GUARD_AMBIGUOUS : CAROM_GUARD_MALFORMED;
    if (!here_leads && !there_leads)
        return CAROM_GUARD_NOT_FETCHABLE;
    if (!here_leads || !there_leads || !browsers_agree(harness, readings))
        return CAROM_GUARD_AMBIGUOUS;
    struct model_view origin = origin_of(harness, &readings->here);
    if (!model_same(origin, readings->rfc_origin))
        return CAROM_GUARD_AMBIGUOUS;
    return model_same(origin, origin_of(harness, &harness->here)) ? CAROM_GUARD_SAME_ORIGIN
                                                                  : CAROM_GUARD_OTHER_ORIGIN;
}

/* ---- the guard's own ---- */

struct guard_call {
    struct harness *harness;
    struct carom_view location;
    const struct carom_idna *idna;
    struct carom_guard *guard;
};

static enum carom_result read_guard(const void *ctx, struct carom_buf *out)
{
    const struct guard_call *call = ctx;

    memset(call->guard, 0xA5, sizeof *call->guard);
    enum carom_result result =
        carom_guard_read(&call->harness->request, call->location, call->idna, out, call->guard);
    if (result != CAROM_OK) {
        FUZZ_ASSERT(call->guard->verdict == CAROM_GUARD_MALFORMED);
        FUZZ_ASSERT(call->guard->origin.len == 0 && call->guard->reason.len == 0);
    }
    return result;
}

static bool has_punycode(struct model_view host)
{
    for (size_t i = 0; i < host.len; i++) {
        if ((i == 0 || host.ptr[i - 1] == '.') && model_begins_at(host, i, "xn--"))
            return true;
    }
    return false;
}

/* What is told besides is about a browser on the request's own URL. */
static void compare_facts(struct harness *harness, const struct carom_guard *guard,
                          const struct readings *readings)
{
    const struct model_url *url = &readings->here;
    enum model_host_kind kind = url->host.kind;
    bool leads = readings->here_exists && is_web(url);
    bool has_origin =
        guard->verdict == CAROM_GUARD_OTHER_ORIGIN || guard->verdict == CAROM_GUARD_AMBIGUOUS;

    FUZZ_ASSERT_SAME("origin", guard->origin,
                     leads && has_origin ? to_core(origin_of(harness, url))
                                         : carom_view_of(NULL, 0));
    FUZZ_ASSERT_NUMBER("has_credentials", guard->has_credentials,
                       leads && (url->username.len > 0 || url->password.len > 0));
    FUZZ_ASSERT_NUMBER("has_punycode", guard->has_punycode,
                       leads && kind == MODEL_HOST_DOMAIN && has_punycode(url->host.text));
    FUZZ_ASSERT_NUMBER("is_ip_address", guard->is_ip_address,
                       leads && (kind == MODEL_HOST_IPV4 || kind == MODEL_HOST_IPV6));
}

static void check_names(const struct carom_guard *guard)
{
    static const char *const names[] = {"malformed", "same_origin", "other_origin", "not_fetchable",
                                        "ambiguous"};

    FUZZ_ASSERT(fuzz_is(carom_guard_verdict_name(guard->verdict), names[guard->verdict]));
    FUZZ_ASSERT(guard->reason.len > 0);
}

/* Returns: the guard's verdict, which is what the models' readings say. */
static enum carom_guard_verdict check_guard(struct harness *harness, struct carom_view location)
{
    struct carom_guard guard;
    struct guard_call call = {harness, fuzz_copy(location), &harness->idna, &guard};
    struct model_view value = trimmed(to_model(location));
    struct readings readings = {.rfc_origin = {NULL, 0}};
    enum carom_guard_verdict expected = CAROM_GUARD_MALFORMED;

    harness->toy.model_calls = 0;
    if (is_field_value(value)) {
        read_all(harness, value, &readings);
        expected = verdict_of(harness, &readings);
    }
    if (harness->toy.model_calls == 0 && (fuzz_hash(location) & 0x100) != 0)
        call.idna = NULL; /* nothing is asked of it */
    struct carom_buf buf = fuzz_write_enough(read_guard, &call);
    FUZZ_ASSERT_NUMBER("verdict", guard.verdict, expected);
    compare_facts(harness, &guard, &readings);
    check_names(&guard);
    fuzz_buf_release(&buf);
    fuzz_release(call.location);
    return expected;
}

/* ---- the origin that a rule's target fixes ---- */

/* `scheme://authority` of a target, as it is written. */
static struct model_view origin_part(struct model_view target)
{
    size_t end = model_find(target, 0, '/') + 2;

    while (end < target.len && !model_is_one_of(target.ptr[end], "/?#"))
        end++;
    return model_part(target, 0, end);
}

static bool is_name_byte(char byte)
{
    return model_is_alpha(byte) || model_is_digit(byte) || byte == '_';
}

/*
 * The same without captures; *is_open tells whether there were any. A port begins with a digit, and
 * nothing is captured inside brackets.
 */
static struct model_view without_captures(struct harness *harness, struct model_view origin,
                                          bool *is_open)
{
    struct model_text text = model_text_of(harness->arena);
    size_t begin = model_find(origin, 0, '/');

    if (begin + 2 < origin.len && origin.ptr[begin + 2] == '[')
        begin = model_find(origin, begin, ']');
    *is_open = false;
    for (size_t i = 0; i < origin.len; i++) {
        if (i < begin || origin.ptr[i] != ':' || i + 1 == origin.len ||
            !is_name_byte(origin.ptr[i + 1]) || model_is_digit(origin.ptr[i + 1])) {
            model_put_byte(&text, origin.ptr[i]);
            continue;
        }
        *is_open = true;
        while (i + 1 < origin.len && is_name_byte(origin.ptr[i + 1]))
            i++;
    }
    return model_text_view(&text);
}

/* Whether one HOST of Allow-Host names the host and port of a URL. */
static bool host_is_named(struct harness *harness, struct model_view name,
                          const struct model_url *url)
{
    struct model_view host = model_url_host(harness->arena, url);
    size_t colon = model_find(name, 0, ':');
    struct model_view port = colon < name.len ? model_from(name, colon + 1) : model_literal("");
    struct model_view wanted = model_part(name, 0, colon);
    uint32_t default_port = 0;
    uint32_t number = 0;

    (void)model_url_default_port(url, &default_port);
    for (size_t i = 0; i < port.len; i++)
        number = number * 10 + (uint32_t)(port.ptr[i] - '0');
    if ((url->has_port ? url->port : default_port) != (port.len > 0 ? number : default_port))
        return false;
    if (!model_begins(wanted, "*."))
        return model_same_ignoring_case(wanted, host);
    struct model_view suffix = model_from(wanted, 1);
    return host.len > suffix.len &&
           model_same_ignoring_case(model_from(host, host.len - suffix.len), suffix);
}

static bool is_allowed(struct harness *harness, struct model_view list, const struct model_url *url)
{
    for (size_t at = 0; at < list.len;) {
        size_t end = model_find(list, at, ',');
        if (host_is_named(harness, model_part(list, at, end), url))
            return true;
        at = end + 1;
    }
    return false;
}

/* A browser on `base` goes where the rule's target says. */
static void check_leads(struct harness *harness, struct model_view location,
                        const struct model_url *base, struct model_view target,
                        struct model_view allowed_hosts)
{
    struct model_url url;
    struct model_url fixed;
    bool is_open;

    bool exists = read_url(harness, location, base, &url);
    if (target.ptr[0] == '/') {
        FUZZ_ASSERT(exists);
        FUZZ_ASSERT_SAME("the origin of a path", to_core(origin_of(harness, &url)),
                         to_core(origin_of(harness, base)));
        return;
    }
    struct model_view origin = without_captures(harness, origin_part(target), &is_open);
    bool is_url = read_url(harness, origin, NULL, &fixed);
    FUZZ_ASSERT(exists && (is_url || is_open));
    bool is_fixed = is_url && model_same(origin_of(harness, &url), origin_of(harness, &fixed));
    FUZZ_ASSERT(is_fixed || is_open);
    FUZZ_ASSERT(is_fixed || is_allowed(harness, allowed_hosts, &url));
    FUZZ_ASSERT(url.username.len == 0 && url.password.len == 0);
}

static void check_location(struct harness *harness, struct carom_view location,
                           struct carom_view target, struct carom_view allowed_hosts)
{
    check_leads(harness, to_model(location), &harness->here, to_model(target),
                to_model(allowed_hosts));
    check_leads(harness, to_model(location), &harness->there, to_model(target),
                to_model(allowed_hosts));
    enum carom_guard_verdict verdict = check_guard(harness, location);
    if (target.ptr[0] == '/')
        FUZZ_ASSERT_NUMBER("verdict of a path", verdict, CAROM_GUARD_SAME_ORIGIN);
}

/* ---- decisions ---- */

struct decide_call {
    const struct carom_rules *rules;
    const struct carom_request *request;
    struct carom_decision *decision;
};

static enum carom_result write_decision(const void *ctx, struct carom_buf *out)
{
    const struct decide_call *call = ctx;

    return carom_decide(call->rules, call->request, out, call->decision);
}

static void check_decision(struct harness *harness, const struct carom_rules *rules,
                           const struct carom_decision *decision)
{
    struct carom_rule rule;

    if (!decision->has_rule)
        return;
    FUZZ_ASSERT(carom_rules_rule(rules, decision->rule, &rule) == CAROM_OK);
    if (decision->action == CAROM_ACTION_REDIRECT)
        check_location(harness, decision->location, rule.to, rule.allowed_hosts);
    FUZZ_ASSERT(decision->alternate_count == 0 ||
                decision->alternate_count == rule.alternate_count);
    for (size_t i = 0; i < decision->alternate_count; i++)
        check_location(harness, decision->alternates[i], rule.alternates[i], rule.allowed_hosts);
}

static struct model_view authority_of(struct harness *harness)
{
    struct model_text text = model_text_of(harness->arena);
    struct model_view port = model_url_port(harness->arena, &harness->here);

    model_put(&text, model_url_host(harness->arena, &harness->here));
    if (port.len > 0) {
        model_put_byte(&text, ':');
        model_put(&text, port);
    }
    return model_text_view(&text);
}

static void decide(struct harness *harness, struct carom_view text, struct carom_view target)
{
    struct fuzz_memory memory = {0};
    struct carom_rules rules;
    struct carom_decision decision;
    struct carom_request request = {.method = CAROM_LITERAL("GET"),
                                    .scheme = to_core(harness->here.scheme),
                                    .authority = to_core(authority_of(harness)),
                                    .version = CAROM_HTTP_1_1};
    struct decide_call call = {&rules, &request, &decision};

    if (!fuzz_compile(text, CAROM_DIALECT_CAROM, &memory, &rules))
        return;
    request.target = fuzz_copy(target);
    struct carom_buf scratch = fuzz_write_enough(write_decision, &call);
    check_decision(harness, &rules, &decision);
    fuzz_buf_release(&scratch);
    fuzz_release(request.target);
    fuzz_rules_release(&rules, &memory);
}

/* ---- the target ---- */

/* The request's URL with http for https and back; a default port stays one. */
static void make_there(struct harness *harness)
{
    uint32_t default_port;

    harness->there = harness->here;
    harness->there.scheme =
        model_literal(model_is(harness->here.scheme, "http") ? "https" : "http");
    if (harness->there.has_port && model_url_default_port(&harness->there, &default_port) &&
        harness->there.port == default_port) {
        harness->there.has_port = false;
        harness->there.port = 0;
    }
}

static void run(struct harness *harness, struct carom_view rest)
{
    struct carom_view location;
    struct carom_view rules;
    struct carom_view target;

    (void)fuzz_next_section(&rest, &location);
    if (!is_web(&harness->here)) {
        struct carom_buf none = {NULL, 0, 0};
        struct carom_guard guard;
        FUZZ_ASSERT(carom_guard_read(&harness->request, location, NULL, &none, &guard) ==
                    CAROM_ERR_RANGE);
        FUZZ_ASSERT(guard.verdict == CAROM_GUARD_MALFORMED && guard.origin.len == 0);
        return;
    }
    make_there(harness);
    (void)check_guard(harness, location);
    if (fuzz_next_section(&rest, &rules) && fuzz_next_section(&rest, &target))
        decide(harness, rules, target);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct model_arena arena; /* emptied below; only its memory is used again */
    static char memory[1 << 16];     /* for the request, which is not what is fuzzed here */
    struct harness harness = {.arena = &arena, .toy = {.has_memory = true}};
    struct carom_view rest = carom_view_of((const char *)data, size);
    struct carom_buf buf = {memory, sizeof memory, 0};
    struct carom_view request;

    harness.idna = toy_idna_for_core(&harness.toy);
    harness.model_idna = toy_idna_for_model(&harness.toy);
    (void)fuzz_next_section(&rest, &request);
    if (carom_url_parse(request, NULL, &harness.idna, &buf, &harness.request) == CAROM_OK) {
        FUZZ_ASSERT(read_url(&harness, to_model(request), NULL, &harness.here));
        run(&harness, rest);
    }
    model_arena_reset(&arena);
    return 0;
}
