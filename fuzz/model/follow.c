#include "model/follow.h"

#include "model/field_value.h"
#include "model/uri_reference.h"

#include <string.h>

/* All of one question. */
struct question {
    struct model_arena *arena;
    const struct model_policy *policy;
    const struct model_asked *request;
    const struct model_answer *response;
    const struct model_idna *idna;
    const struct model_chain *chain;
    char step;
    bool location_has_userinfo;
};

/* ---- fields ---- */

static bool has_field(const struct model_field *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (model_same_ignoring_case(fields[i].name, model_literal(name)))
            return true;
    }
    return false;
}

static bool request_has(const struct question *question, const char *name)
{
    return has_field(question->request->fields, question->request->field_count, name);
}

/* ---- the Location ---- */

struct values {
    size_t count;
    struct model_view *items;
};

static struct values all_locations(const struct question *question)
{
    const struct model_answer *response = question->response;
    struct values values = {
        0, model_alloc(question->arena, (response->field_count + 1) * sizeof *values.items)};

    for (size_t i = 0; i < response->field_count; i++) {
        if (model_same_ignoring_case(response->fields[i].name, model_literal("location")))
            values.items[values.count++] = model_without_blanks(response->fields[i].value);
    }
    return values;
}

static bool are_alike(const struct values *values)
{
    for (size_t i = 1; i < values->count; i++) {
        if (!model_same(values->items[0], values->items[i]))
            return false;
    }
    return true;
}

/* Those that are not empty; when all are, one empty one. */
static struct values without_empty_ones(struct model_arena *arena, const struct values *values)
{
    struct values rest = {0, model_alloc(arena, (values->count + 1) * sizeof *rest.items)};

    for (size_t i = 0; i < values->count; i++) {
        if (values->items[i].len > 0)
            rest.items[rest.count++] = values->items[i];
    }
    if (rest.count == 0)
        rest.items[rest.count++] = model_literal("");
    return rest;
}

static struct model_view joined(struct model_arena *arena, const struct values *values)
{
    struct model_text text = model_text_of(arena);

    for (size_t i = 0; i < values->count; i++) {
        if (i > 0)
            model_put(&text, model_literal(", "));
        model_put(&text, values->items[i]);
    }
    return model_without_blanks(model_text_view(&text));
}

/* Which value counts. Returns: MODEL_REDIRECT, or why none does. */
static enum model_reason choose_location(const struct question *question, struct model_view *value)
{
    struct values values = all_locations(question);

    if (values.count == 0)
        return MODEL_NO_LOCATION;
    if (question->policy->locations == MODEL_ALIKE_OR_EMPTY)
        values = without_empty_ones(question->arena, &values);
    *value = values.items[0];
    switch (question->policy->locations) {
    case MODEL_ALIKE:
    case MODEL_ALIKE_OR_EMPTY:
        if (!are_alike(&values))
            return MODEL_SEVERAL_LOCATIONS;
        break;
    case MODEL_SINGLE:
        if (values.count > 1)
            return MODEL_SEVERAL_LOCATIONS;
        break;
    case MODEL_FIRST:
        break;
    case MODEL_LAST:
        *value = values.items[values.count - 1];
        break;
    case MODEL_JOINED:
        *value = joined(question->arena, &values);
        break;
    }
    return value->len == 0 && question->policy->empty_is_none ? MODEL_NO_LOCATION : MODEL_REDIRECT;
}

/* field-content has no control but HTAB (RFC 9110 section 5.5). */
static bool is_field_value(struct model_view value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned byte = (unsigned char)value.ptr[i];
        if (byte == 0x7F || (byte < 0x20 && byte != '\t'))
            return false;
    }
    return true;
}

static bool has_userinfo(const struct model_url *url)
{
    return url->username.len > 0 || url->password.len > 0;
}

static bool parse(const struct question *question, struct model_view value,
                  const struct model_url *base, struct model_url *out)
{
    return model_url_parse(question->arena, value, base, question->idna, out) ==
           MODEL_URL_NO_FAILURE;
}

/* RFC 9110 section 4.2: `"http" "://" authority path-abempty`, of which the host must not be empty. A
 * relative reference has its scheme from the request, which is one of the two. */
static bool is_reference(struct model_view value)
{
    struct model_uri uri;

    if (!model_uri_parse(value, &uri))
        return false;
    bool is_http = !uri.scheme.defined ||
                   model_same_ignoring_case(uri.scheme.text, model_literal("http")) ||
                   model_same_ignoring_case(uri.scheme.text, model_literal("https"));
    bool is_path = !uri.scheme.defined && !uri.authority.defined;
    return !is_http || is_path || (uri.authority.defined && uri.host.text.len > 0);
}

static bool read_location(struct question *question, struct model_view value, struct model_url *url)
{
    const struct model_url *here = question->request->url;
    struct model_url without = *here;
    struct model_url own;

    without.username = without.password = model_literal("");
    if (!is_field_value(value) || !parse(question, value, here, url) ||
        !parse(question, value, &without, &own))
        return false;
    if (question->policy->strict_reference && !is_reference(value))
        return false;
    question->location_has_userinfo = has_userinfo(&own);
    if (question->location_has_userinfo && question->policy->userinfo == MODEL_USERINFO_IGNORED)
        url->username = url->password = model_literal("");
    if (question->policy->inherits_fragment && !url->has_fragment && here->has_fragment) {
        url->has_fragment = true;
        url->fragment = here->fragment;
    }
    return true;
}

/* ---- where it leads ---- */

static struct model_view origin_of(const struct question *question, const struct model_url *url)
{
    return model_url_origin(question->arena, url, question->idna);
}

static bool crosses_origin(const struct question *question, const struct model_url *url)
{
    return !model_same(origin_of(question, question->request->url), origin_of(question, url));
}

static bool is_from_to(const struct question *question, const struct model_url *url,
                       const char *from, const char *to)
{
    return model_is(question->request->url->scheme, from) && model_is(url->scheme, to);
}

/* The labels of a host; one that ends in a dot has an empty one behind it. */
static struct values labels_of(struct model_arena *arena, struct model_view host)
{
    struct values labels = {0, model_alloc(arena, (host.len + 1) * sizeof *labels.items)};

    for (size_t at = 0; at <= host.len;) {
        size_t end = model_find(host, at, '.');
        labels.items[labels.count++] = model_part(host, at, end);
        at = end + 1;
    }
    return labels;
}

/* Whether a host is the domain or has labels before it. */
static bool is_in_domain(struct model_arena *arena, struct model_view host,
                         struct model_view domain)
{
    struct values labels = labels_of(arena, host);
    struct values wanted = labels_of(arena, domain);

    if (labels.count < wanted.count)
        return false;
    for (size_t i = 1; i <= wanted.count; i++) {
        if (!model_same(labels.items[labels.count - i], wanted.items[wanted.count - i]))
            return false;
    }
    return true;
}

static bool stays_in_first_domain(const struct question *question, const struct model_url *url)
{
    return !question->chain->has_left_host &&
           is_in_domain(question->arena, model_url_host(question->arena, url),
                        question->chain->first_host);
}

static bool is_upgrade(const struct question *question, const struct model_url *url)
{
    const struct model_url *here = question->request->url;

    return is_from_to(question, url, "http", "https") && !here->has_port && !url->has_port &&
           model_host_equals(&here->host, &url->host);
}

static bool is_in_scope(const struct question *question, const struct model_url *url)
{
    switch (question->policy->scope) {
    case MODEL_ONE_ORIGIN:
        return !crosses_origin(question, url);
    case MODEL_ONE_DOMAIN:
        return stays_in_first_domain(question, url);
    case MODEL_ONE_ORIGIN_OR_UPGRADE:
        return !crosses_origin(question, url) || is_upgrade(question, url);
    case MODEL_ANYWHERE:
        break;
    }
    return true;
}

static bool scheme_is_allowed(const struct model_policy *policy, const struct model_url *url)
{
    return (policy->http && model_is(url->scheme, "http")) ||
           (policy->https && model_is(url->scheme, "https")) ||
           (policy->ftp && model_is(url->scheme, "ftp")) ||
           (policy->ws && model_is(url->scheme, "ws")) ||
           (policy->wss && model_is(url->scheme, "wss"));
}

static bool userinfo_is_refused(const struct question *question, const struct model_url *url)
{
    if (!question->location_has_userinfo)
        return false;
    if (question->policy->userinfo == MODEL_USERINFO_REFUSED_ACROSS)
        return question->chain->has_left_origin ||
               !model_same(question->chain->first_origin, origin_of(question, url));
    return question->policy->userinfo == MODEL_USERINFO_REFUSED;
}

/* ---- the next request ---- */

static bool step_keeps_body(char step)
{
    return step == 'K' || step == 'k';
}

static struct model_kinds kinds_that_go(const struct question *question,
                                        const struct model_url *url)
{
    const struct model_policy *policy = question->policy;
    struct model_kinds drop = model_kinds_of("proxy-authorization");

    model_add_kinds(&drop, &policy->always);
    model_add_kinds(&drop, &question->chain->dropped);
    if (!step_keeps_body(question->step))
        model_add_kinds(&drop, &policy->with_body);
    if (!is_in_scope(question, url))
        model_add_kinds(&drop, &policy->across);
    if (crosses_origin(question, url))
        model_add_kinds(&drop, &policy->off_origin);
    if (is_from_to(question, url, "https", "http"))
        model_add_kinds(&drop, &policy->on_downgrade);
    return drop;
}

static struct model_view text_of(const struct question *question, const struct model_url *url)
{
    struct model_url without = *url;

    without.has_fragment = false;
    return model_url_href(question->arena, &without);
}

static bool body_is_missing(const struct question *question)
{
    if (question->request->body != MODEL_BODY_ONCE)
        return false;
    return step_keeps_body(question->step) ||
           (question->policy->body_stops_but_on_303 && question->response->status != 303);
}

static struct model_view copy_of(struct model_arena *arena, struct model_view view)
{
    struct model_text text = model_text_of(arena);

    model_put(&text, view);
    return model_text_view(&text);
}

static struct model_request_sent next_sent(const struct question *question,
                                           const struct model_next *out)
{
    return (struct model_request_sent){
        .method = copy_of(question->arena, out->method),
        .url = text_of(question, &out->url),
        .has_body = out->keeps_body && question->request->body != MODEL_NO_BODY,
        .dropped = model_credentials(&out->drop),
        .cookies_set =
            question->chain->cookies_set +
            (has_field(question->response->fields, question->response->field_count, "set-cookie")
                 ? 1
                 : 0),
    };
}

/* All but Proxy-Authorization, which only the first of a chain's requests may have. */
static bool have_the_same_credentials(const struct model_request_sent *a,
                                      const struct model_request_sent *b)
{
    struct model_kinds lost_by_a = model_kinds_of("proxy-authorization");
    struct model_kinds lost_by_b = lost_by_a;

    model_add_kinds(&lost_by_a, &a->dropped);
    model_add_kinds(&lost_by_b, &b->dropped);
    return model_same_kinds(&lost_by_a, &lost_by_b);
}

static bool was_sent(const struct question *question, const struct model_request_sent *next)
{
    const struct model_chain *chain = question->chain;
    size_t first = chain->sent_count > MODEL_REMEMBERED ? chain->sent_count - MODEL_REMEMBERED : 0;

    for (size_t i = first; i < chain->sent_count; i++) {
        const struct model_request_sent *sent = &chain->sent[i];
        bool is_same = model_same(sent->url, next->url);
        if (question->policy->loops == MODEL_LOOPS_OF_REQUESTS)
            is_same = is_same && model_same(sent->method, next->method) &&
                      sent->has_body == next->has_body && sent->cookies_set == next->cookies_set &&
                      have_the_same_credentials(sent, next);
        if (is_same && question->policy->loops != MODEL_LOOPS_ONLY_COUNTED)
            return true;
    }
    return false;
}

/* ---- the chain ---- */

static void add_sent(struct model_chain *chain, struct model_request_sent sent)
{
    if (chain->sent_count == chain->sent_cap) {
        size_t cap = chain->sent_cap * 2 + 4;
        struct model_request_sent *more = model_alloc(chain->arena, cap * sizeof *more);
        if (chain->sent_count > 0)
            memcpy(more, chain->sent, chain->sent_count * sizeof *more);
        chain->sent = more;
        chain->sent_cap = cap;
    }
    chain->sent[chain->sent_count++] = sent;
}

static void begin(const struct question *question, struct model_chain *chain)
{
    const struct model_asked *request = question->request;

    add_sent(chain, (struct model_request_sent){.method = copy_of(chain->arena, request->method),
                                                .url = text_of(question, request->url),
                                                .has_body = request->body != MODEL_NO_BODY});
    chain->first_host = model_url_host(chain->arena, request->url);
    chain->first_origin = origin_of(question, request->url);
}

static void go_on(const struct question *question, const struct model_next *out,
                  const struct model_request_sent *next, struct model_chain *chain)
{
    bool stays_in_domain = stays_in_first_domain(question, &out->url);
    int status = question->response->status;

    if (!stays_in_domain)
        chain->has_left_host = true;
    if (!model_same(chain->first_origin, origin_of(question, &out->url)))
        chain->has_left_origin = true;
    if (status != 301 && status != 308)
        chain->is_temporary = true;
    chain->dropped = next->dropped;
    chain->cookies_set = next->cookies_set;
    add_sent(chain, *next);
}

size_t model_chain_domain_len(const struct model_chain *chain)
{
    return chain->has_left_host ? 0 : chain->first_host.len;
}

/* ---- decisions ---- */

static void stop(const struct model_policy *policy, enum model_reason reason,
                 struct model_next *out)
{
    out->action = "stop";
    out->reason = reason;
    out->is_error = policy->errors[reason];
}

static bool has_credentials(const struct question *question)
{
    return request_has(question, "authorization") || has_userinfo(question->request->url);
}

/* RFC 9110 sections 15.5.2, 15.5.4, 15.5.7 and 15.5.8. */
static enum model_reason reason_to_repeat(const struct question *question, const char **repeat)
{
    switch (question->response->status) {
    case 401:
        *repeat = has_credentials(question) ? "with_other_credentials" : "with_credentials";
        return MODEL_UNAUTHORIZED;
    case 407:
        *repeat = request_has(question, "proxy-authorization") ? "with_other_credentials"
                                                               : "with_credentials";
        return MODEL_UNAUTHORIZED;
    case 403:
        *repeat = "with_other_credentials";
        return MODEL_FORBIDDEN;
    case 406:
        *repeat = "with_other_preferences";
        return MODEL_NOT_ACCEPTABLE;
    default:
        return MODEL_NOT_A_REDIRECT;
    }
}

/* Returns: MODEL_REDIRECT, or why there is no next request. */
static enum model_reason look_for_stops(struct question *question, struct model_next *out)
{
    struct model_view value;

    if (question->step == '.')
        return MODEL_STATUS;
    enum model_reason reason = choose_location(question, &value);
    if (reason != MODEL_REDIRECT)
        return reason;
    out->has_url = read_location(question, value, &out->url);
    if (!out->has_url)
        return MODEL_INVALID_LOCATION;
    if (!scheme_is_allowed(question->policy, &out->url))
        return MODEL_SCHEME;
    if (userinfo_is_refused(question, &out->url))
        return MODEL_USERINFO;
    out->is_permanent = question->response->status == 301 || question->response->status == 308;
    if (body_is_missing(question))
        return MODEL_BODY;
    if (question->chain->sent_count - 1 >= question->policy->max_redirects)
        return MODEL_TOO_MANY;
    return MODEL_REDIRECT;
}

static void describe_next(const struct question *question, struct model_next *out)
{
    bool is_get = question->step == 'G' || question->step == 'g';

    out->method = is_get ? model_literal("GET") : question->request->method;
    out->keeps_body = step_keeps_body(question->step);
    out->drop = kinds_that_go(question, &out->url);
    out->crosses_origin = crosses_origin(question, &out->url);
    out->is_downgrade = is_from_to(question, &out->url, "https", "http");
}

static void go_or_ask(const struct question *question, struct model_next *out)
{
    bool asks = question->step == 'k' || question->step == 'g';

    out->action = "confirm";
    if (asks && question->response->status == 300)
        out->reason = MODEL_CHOICE;
    else if (out->is_downgrade && question->policy->confirms_downgrade)
        out->reason = MODEL_DOWNGRADE;
    else if (asks)
        out->reason = MODEL_METHOD;
    else {
        out->action = "follow";
        out->reason = MODEL_REDIRECT;
    }
}

static void decide_redirect(struct question *question, struct model_chain *chain,
                            struct model_next *out)
{
    struct model_next next = {.repeat = "no"};

    enum model_reason reason = look_for_stops(question, &next);
    if (reason == MODEL_REDIRECT) {
        describe_next(question, &next);
        struct model_request_sent sent = next_sent(question, &next);
        if (!was_sent(question, &sent)) {
            go_or_ask(question, &next);
            go_on(question, &next, &sent, chain);
            *out = next;
            return;
        }
        reason = MODEL_LOOP;
    }
    out->has_url = next.has_url;
    out->url = next.url;
    out->is_permanent = next.is_permanent;
    stop(question->policy, reason, out);
}

void model_follow(const struct model_policy *policy, const struct model_asked *request,
                  const struct model_answer *response, const struct model_idna *idna,
                  struct model_chain *chain, struct model_next *out)
{
    struct question question = {.arena = chain->arena,
                                .policy = policy,
                                .request = request,
                                .response = response,
                                .idna = idna,
                                .chain = chain};

    *out = (struct model_next){.repeat = "no"};
    if (response->status < 300 || response->status > 399) {
        stop(policy, reason_to_repeat(&question, &out->repeat), out);
        return;
    }
    if (chain->sent_count == 0)
        begin(&question, chain);
    question.step = policy->steps[model_row(response->status)][model_column(request->method)];
    decide_redirect(&question, chain, out);
}
