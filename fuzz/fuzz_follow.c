/*
 * Fuzzes carom_follow, carom_follow_drops, the policies and carom_policy_set_postredir with chains of hostile
 * responses: each next request is made from the decision before, as a client would. follow_case.h shows the
 * layout of an input.
 *
 * Oracles: a model in model/follow.h, with policies of its own, decides the same at every hop and takes the
 * same fields out. Besides, whatever the model says: a credential that was dropped never comes back, also
 * when the first request's fields are given again on every hop; Proxy-Authorization goes at once; no chain
 * leaves the schemes of its policy, which are http and https unless the input says otherwise; a chain that
 * goes around ends, after max_redirects hops at the latest; 307 and 308 keep the method in every table, and
 * rfc2616 goes on with nothing but GET and HEAD unless somebody confirms it; a stop leaves the chain as it
 * was; a failure leaves nothing. Asking twice, a buffer of any size and a chain that was written out member by
 * member give the same answer, and the next URL parses to itself. A chain of any bytes gives
 * CAROM_ERR_RANGE or a decision.
 */
#include "bridge.h"
#include "follow_case.h"
#include "support.h"
#include "toy_idna.h"

#include "model/follow.h"

#include <string.h>

/* A request on its way, and the chain behind it. */
struct walk {
    const struct follow_case *test;
    struct toy_idna toy;
    struct carom_idna idna;
    struct model_idna model_idna;
    struct carom_sent request;
    struct carom_field fields[FOLLOW_FIELDS_MAX]; /* what request.fields points to */
    struct model_field models[FOLLOW_FIELDS_MAX]; /* the same for the model */
    size_t places[FOLLOW_FIELDS_MAX];             /* where they stand in test->fields */
    bool was_dropped[FOLLOW_FIELDS_MAX];          /* of test->fields: as a credential */
    struct carom_chain chain;
    struct model_chain model_chain;
    struct model_url model_url;
    struct carom_view method; /* exact-size copies that the request lives in */
    struct carom_view href;
    struct carom_url url;
    struct carom_buf url_bytes;
    uint32_t followed;
};

/* One call, and what came out of it. */
struct call {
    struct walk *walk;
    struct carom_answered response;
    struct carom_chain before;
    struct carom_chain after;
    struct carom_next next;
};

/* ---- asking ---- */

static bool same_chain(const struct carom_chain *a, const struct carom_chain *b)
{
    if (a->count != b->count || a->dropped != b->dropped || a->domain_len != b->domain_len ||
        a->has_left != b->has_left || a->is_temporary != b->is_temporary ||
        a->seen_count != b->seen_count)
        return false;
    for (size_t i = 0; i < a->seen_count && i < CAROM_CHAIN_SEEN_MAX; i++) {
        if (a->seen[i] != b->seen[i])
            return false;
    }
    return true;
}

static bool is_empty(struct carom_view view)
{
    return !view.ptr && view.len == 0;
}

static void assert_zeroed(const struct carom_next *next)
{
    FUZZ_ASSERT(next->action == CAROM_FOLLOW_STOP && next->reason == CAROM_REASON_NOT_A_REDIRECT);
    FUZZ_ASSERT(!next->is_error && !next->keeps_body && !next->has_url && !next->crosses_origin &&
                !next->is_downgrade && !next->is_permanent);
    FUZZ_ASSERT(is_empty(next->method) && is_empty(next->url.href) && is_empty(next->url.host));
    FUZZ_ASSERT(next->drop == 0 && next->repeat == CAROM_REPEAT_NOT);
}

static enum carom_result write_next(const void *ctx, struct carom_buf *out)
{
    /* What is asked is the same at every size; what is answered belongs to the call. */
    struct call *call = (struct call *)(uintptr_t)ctx;
    struct walk *walk = call->walk;

    memcpy(&call->after, &call->before, sizeof call->after);
    memset(&call->next, 0xA5, sizeof call->next);
    enum carom_result result =
        carom_follow(&walk->test->policy, &walk->request, &call->response,
                     walk->test->has_idna ? &walk->idna : NULL, &call->after, out, &call->next);
    if (result != CAROM_OK)
        assert_zeroed(&call->next);
    if (result != CAROM_OK || call->next.action == CAROM_FOLLOW_STOP)
        FUZZ_ASSERT(memcmp(&call->after, &call->before, sizeof call->after) == 0);
    return result;
}

/* The chain written out member by member and read in again: nothing else of it counts. */
static struct carom_chain copy_of_chain(const struct carom_chain *chain)
{
    struct carom_chain copy;

    memset(&copy, 0x5A, sizeof copy);
    copy.count = chain->count;
    copy.dropped = chain->dropped;
    copy.domain_len = chain->domain_len;
    copy.has_left = chain->has_left;
    copy.is_temporary = chain->is_temporary;
    copy.seen_count = chain->seen_count;
    for (size_t i = 0; i < chain->seen_count && i < CAROM_CHAIN_SEEN_MAX; i++)
        copy.seen[i] = chain->seen[i];
    return copy;
}

static void assert_same_next(const struct carom_next *a, const struct carom_next *b)
{
    FUZZ_ASSERT(a->action == b->action && a->reason == b->reason && a->is_error == b->is_error);
    FUZZ_ASSERT_SAME("method", a->method, b->method);
    FUZZ_ASSERT(a->keeps_body == b->keeps_body && a->has_url == b->has_url);
    FUZZ_ASSERT_SAME("url", a->url.href, b->url.href);
    FUZZ_ASSERT_NUMBER("drop", a->drop, b->drop);
    FUZZ_ASSERT(a->crosses_origin == b->crosses_origin && a->is_downgrade == b->is_downgrade);
    FUZZ_ASSERT(a->is_permanent == b->is_permanent && a->repeat == b->repeat);
}

static bool ran_out_of_memory(struct call *call, enum carom_result result)
{
    if (!call->walk->toy.ran_out_of_memory)
        return false;
    FUZZ_ASSERT_NUMBER("the result without memory", result, CAROM_ERR_NOMEM);
    return true;
}

/*
 * Asks with a large buffer, of a chain that was copied, and then with buffers of other sizes.
 *
 * Returns: the result; with CAROM_OK *bytes is what the decision's views may be in.
 */
static enum carom_result ask(struct call *call, struct carom_buf *bytes)
{
    static char memory[1 << 16];
    struct carom_buf large = {memory, sizeof memory, 0};
    struct carom_buf larger = {NULL, 0, 0};
    struct call copy = *call;

    copy.before = copy_of_chain(&call->before);
    call->walk->toy.ran_out_of_memory = false;
    enum carom_result result = write_next(&copy, &large);
    if (result == CAROM_ERR_NOSPACE) {
        larger = fuzz_buf(large.len);
        result = write_next(&copy, &larger);
        FUZZ_ASSERT(result != CAROM_ERR_NOSPACE);
    }
    if (!ran_out_of_memory(&copy, result) && result == CAROM_OK) {
        *bytes = fuzz_write_enough(write_next, call);
        assert_same_next(&copy.next, &call->next);
        FUZZ_ASSERT(same_chain(&copy.after, &call->after));
    }
    fuzz_buf_release(&larger);
    return result;
}

/* ---- what must hold without a model ---- */

static bool is_any_of(struct carom_view text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (fuzz_is(text, words[i]))
            return true;
    }
    return false;
}

static void check_stop(const struct call *call)
{
    const struct carom_next *next = &call->next;

    FUZZ_ASSERT(next->reason <= CAROM_REASON_TOO_MANY);
    FUZZ_ASSERT(next->method.len == 0 && !next->keeps_body && next->drop == 0);
    FUZZ_ASSERT(!next->crosses_origin && !next->is_downgrade);
    FUZZ_ASSERT_NUMBER("is_error", next->is_error,
                       call->walk->test->policy.errors >> next->reason & 1);
}

static uint32_t scheme_bit(enum carom_scheme scheme)
{
    switch (scheme) {
    case CAROM_SCHEME_HTTP:
        return CAROM_FOLLOW_HTTP;
    case CAROM_SCHEME_HTTPS:
        return CAROM_FOLLOW_HTTPS;
    case CAROM_SCHEME_FTP:
        return CAROM_FOLLOW_FTP;
    case CAROM_SCHEME_WS:
        return CAROM_FOLLOW_WS;
    case CAROM_SCHEME_WSS:
        return CAROM_FOLLOW_WSS;
    case CAROM_SCHEME_FILE:
    case CAROM_SCHEME_OTHER:
        break;
    }
    return 0;
}

static void check_chain(const struct call *call)
{
    const struct carom_chain *before = &call->before;
    const struct carom_chain *after = &call->after;
    uint32_t credentials = CAROM_DROP_CREDENTIALS;

    FUZZ_ASSERT_NUMBER("count", after->count, before->count + 1);
    FUZZ_ASSERT(after->count <= call->walk->test->policy.max_redirects);
    FUZZ_ASSERT_NUMBER("dropped", after->dropped, call->next.drop & credentials);
    FUZZ_ASSERT((before->dropped & ~after->dropped) == 0);
    FUZZ_ASSERT((after->dropped & CAROM_DROP_PROXY_AUTHORIZATION) != 0);
    FUZZ_ASSERT(after->seen_count <= CAROM_CHAIN_SEEN_MAX);
    FUZZ_ASSERT(after->domain_len <= call->next.url.host.len);
    FUZZ_ASSERT(after->has_left || (!before->has_left && !call->next.crosses_origin));
}

/* What the standards say of a status is no matter of any table's. */
static void check_tables(const struct call *call)
{
    const struct carom_next *next = &call->next;
    const struct follow_case *test = call->walk->test;
    uint16_t status = call->response.status;

    if (test->has_own_steps)
        return;
    if (status == 307 || status == 308) {
        FUZZ_ASSERT_SAME("the method on 307 and 308", next->method, call->walk->request.method);
        FUZZ_ASSERT(next->keeps_body);
    }
    if (fuzz_is(test->policy.name, "rfc2616") && status != 303)
        FUZZ_ASSERT(next->action == CAROM_FOLLOW_CONFIRM || fuzz_is(next->method, "GET") ||
                    fuzz_is(next->method, "HEAD"));
}

static void check_next(const struct call *call)
{
    const struct carom_next *next = &call->next;

    FUZZ_ASSERT(next->action == CAROM_FOLLOW_GO || next->action == CAROM_FOLLOW_CONFIRM);
    FUZZ_ASSERT((next->action == CAROM_FOLLOW_GO) == (next->reason == CAROM_REASON_REDIRECT));
    FUZZ_ASSERT(next->reason >= CAROM_REASON_REDIRECT && next->reason < CAROM_FOLLOW_REASONS);
    FUZZ_ASSERT(next->has_url && !next->is_error && next->repeat == CAROM_REPEAT_NOT);
    FUZZ_ASSERT((scheme_bit(next->url.special) & call->walk->test->policy.schemes) != 0);
    FUZZ_ASSERT(!next->keeps_body || call->walk->request.body != CAROM_BODY_STREAM);
    FUZZ_ASSERT((next->drop & CAROM_DROP_PROXY_AUTHORIZATION) != 0);
    check_chain(call);
    check_tables(call);
}

static void check(const struct call *call)
{
    static const char *const repeats[] = {"no", "with_credentials", "with_other_credentials",
                                          "with_other_preferences"};
    const struct carom_next *next = &call->next;
    uint16_t status = call->response.status;

    if (next->action == CAROM_FOLLOW_STOP)
        check_stop(call);
    else
        check_next(call);
    FUZZ_ASSERT_NUMBER("is_permanent", next->is_permanent,
                       next->has_url && next->reason != CAROM_REASON_SCHEME &&
                           next->reason != CAROM_REASON_USERINFO &&
                           (status == 301 || status == 308));
    FUZZ_ASSERT(next->has_url == (next->url.href.len > 0));
    FUZZ_ASSERT(!next->has_url || (status >= 300 && status <= 399));
    FUZZ_ASSERT(carom_follow_reason_text(next->reason).len > 0);
    FUZZ_ASSERT(is_any_of(carom_repeat_name(next->repeat), repeats, 4));
}

/* ---- the model ---- */

static enum model_body model_body(enum carom_body body)
{
    return body == CAROM_BODY_STREAM       ? MODEL_BODY_ONCE
           : body == CAROM_BODY_REPLAYABLE ? MODEL_BODY_AGAIN
                                           : MODEL_NO_BODY;
}

static void ask_model(struct call *call, const struct follow_fields *response_fields,
                      struct model_next *out)
{
    struct walk *walk = call->walk;
    struct model_asked request = {.method = to_model(walk->request.method),
                                  .url = &walk->model_url,
                                  .fields = walk->models,
                                  .field_count = walk->request.field_count,
                                  .body = model_body(walk->request.body)};
    struct model_answer response = {.status = call->response.status,
                                    .fields = response_fields->models,
                                    .field_count = response_fields->count};

    model_follow(&walk->test->model_policy, &request, &response,
                 walk->test->has_idna ? &walk->model_idna : NULL, &walk->model_chain, out);
}

static struct carom_view text(const char *literal)
{
    return carom_view_of(literal, strlen(literal));
}

static void compare_chains(const struct call *call)
{
    const struct model_chain *model = &call->walk->model_chain;
    const struct carom_chain *chain = &call->after;

    FUZZ_ASSERT_NUMBER("count", chain->count, model->sent_count - 1);
    FUZZ_ASSERT_NUMBER("dropped", chain->dropped, fuzz_drop_bits(&model->dropped));
    FUZZ_ASSERT_NUMBER("domain_len", chain->domain_len, model_chain_domain_len(model));
    FUZZ_ASSERT_NUMBER("has_left", chain->has_left, model->has_left_origin);
    FUZZ_ASSERT_NUMBER("is_temporary", chain->is_temporary, model->is_temporary);
}

static void compare(const struct call *call, const struct model_next *model)
{
    const struct carom_next *next = &call->next;
    struct model_view href = model_literal("");

    if (model->has_url)
        href = model_url_href(call->walk->model_chain.arena, &model->url);
    FUZZ_ASSERT_SAME("reason", carom_follow_reason_name(next->reason),
                     text(model_reason_name(model->reason)));
    FUZZ_ASSERT_SAME("action", carom_follow_action_name(next->action), text(model->action));
    FUZZ_ASSERT_NUMBER("is_error", next->is_error, model->is_error);
    FUZZ_ASSERT_SAME("method", next->method, to_core(model->method));
    FUZZ_ASSERT_NUMBER("keeps_body", next->keeps_body, model->keeps_body);
    FUZZ_ASSERT_SAME("url", next->url.href, to_core(href));
    FUZZ_ASSERT_NUMBER("drop", next->drop, fuzz_drop_bits(&model->drop));
    FUZZ_ASSERT_NUMBER("crosses_origin", next->crosses_origin, model->crosses_origin);
    FUZZ_ASSERT_NUMBER("is_downgrade", next->is_downgrade, model->is_downgrade);
    FUZZ_ASSERT_NUMBER("is_permanent", next->is_permanent, model->is_permanent);
    FUZZ_ASSERT_SAME("repeat", carom_repeat_name(next->repeat), text(model->repeat));
    if (next->action != CAROM_FOLLOW_STOP)
        compare_chains(call);
}

/* ---- the next request ---- */

static void assert_same_part(const char *name, struct carom_view a, struct carom_view b)
{
    fuzz_assert_same(name, a, b, __FILE__, __LINE__);
}

static void assert_same_url(const struct carom_url *a, const struct carom_url *b)
{
    assert_same_part("href", a->href, b->href);
    assert_same_part("scheme", a->scheme, b->scheme);
    assert_same_part("username", a->username, b->username);
    assert_same_part("password", a->password, b->password);
    assert_same_part("host", a->host, b->host);
    assert_same_part("port", a->port, b->port);
    assert_same_part("path", a->path, b->path);
    assert_same_part("query", a->query, b->query);
    assert_same_part("fragment", a->fragment, b->fragment);
    FUZZ_ASSERT(a->special == b->special && a->host_kind == b->host_kind);
    FUZZ_ASSERT(a->port_number == b->port_number && a->has_opaque_path == b->has_opaque_path);
    FUZZ_ASSERT(a->has_query == b->has_query && a->has_fragment == b->has_fragment);
}

struct parse_call {
    struct carom_view href;
    struct carom_url *url;
};

static enum carom_result parse_url(const void *ctx, struct carom_buf *out)
{
    const struct parse_call *call = ctx;

    return carom_url_parse(call->href, NULL, NULL, out, call->url);
}

/* A URL in exact-size bytes of its own. Asserts that it parses to itself. */
static void take_url(const struct carom_url *url, struct carom_view *href, struct carom_buf *bytes,
                     struct carom_url *out)
{
    struct parse_call call = { *href = fuzz_copy(url->href), out};

    *bytes = fuzz_write_enough(parse_url, &call);
    assert_same_url(out, url);
}

static void release_request(struct walk *walk)
{
    fuzz_release(walk->method);
    fuzz_release(walk->href);
    fuzz_buf_release(&walk->url_bytes);
}

/* Whether a field goes, which the model says, too; a credential that went once does not come back. */
static bool is_dropped(struct walk *walk, uint32_t drop, struct carom_view name)
{
    struct model_kinds kinds = fuzz_kinds_of(drop);
    bool goes = carom_follow_drops(drop, name, walk->request.fields, walk->request.field_count);

    FUZZ_ASSERT_NUMBER(
        "goes", goes, model_drops(&kinds, to_model(name), walk->models, walk->request.field_count));
    return goes;
}

static void note_credential(struct walk *walk, size_t place, uint32_t drop, bool goes)
{
    struct model_kinds kinds = fuzz_kinds_of(drop);
    struct model_kinds credentials = model_credentials(&kinds);
    struct model_view name = walk->test->fields.models[place].name;

    FUZZ_ASSERT(goes || !walk->was_dropped[place]);
    if (model_drops(&credentials, name, NULL, 0))
        walk->was_dropped[place] = true;
}

/* The fields of the first request at these places. */
static void give_fields(struct walk *walk, const size_t *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        walk->places[i] = places[i];
        walk->fields[i] = walk->test->fields.items[places[i]];
        walk->models[i] = walk->test->fields.models[places[i]];
    }
    walk->request.field_count = count;
    walk->request.fields = count > 0 ? walk->fields : NULL;
}

/* Takes out of the request's fields what goes, or gives those of the first request once more. */
static void take_fields(struct walk *walk, uint32_t drop)
{
    size_t places[FOLLOW_FIELDS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < walk->request.field_count; i++) {
        bool goes = is_dropped(walk, drop, walk->fields[i].name);
        note_credential(walk, walk->places[i], drop, goes);
        if (!goes || walk->test->gives_again)
            places[count++] = walk->places[i];
    }
    give_fields(walk, places, count);
}

static void go_on(struct call *call, const struct model_next *model)
{
    struct walk *walk = call->walk;
    const struct carom_next *next = &call->next;
    struct walk old = *walk;

    walk->method = fuzz_copy(next->method);
    walk->request.method = walk->method;
    take_url(&next->url, &walk->href, &walk->url_bytes, &walk->url);
    walk->model_url = model->url;
    if (!next->keeps_body)
        walk->request.body = CAROM_BODY_NONE;
    take_fields(walk, next->drop);
    walk->chain = call->after;
    walk->followed++;
    release_request(&old);
}

/* ---- the walk ---- */

static bool is_decidable(const struct walk *walk, uint16_t status)
{
    enum carom_scheme scheme = walk->url.special;

    return !walk->test->is_bad && status >= 100 && status <= 599 &&
           (scheme == CAROM_SCHEME_HTTP || scheme == CAROM_SCHEME_HTTPS);
}

/* Returns: whether there is a next request. */
static bool take_decision(struct call *call, const struct follow_fields *response_fields)
{
    struct model_next model = {.url = call->walk->model_url};

    check(call);
    if (!call->walk->test->has_raw_chain) {
        ask_model(call, response_fields, &model);
        compare(call, &model);
    }
    if (call->next.action == CAROM_FOLLOW_STOP)
        return false;
    go_on(call, &model);
    return true;
}

/* Returns: whether there is a next request. */
static bool take_response(struct walk *walk, uint16_t status, const struct follow_fields *fields)
{
    struct call call = {
        .walk = walk,
        .response = {status, fields->count > 0 ? fields->items : NULL, fields->count}};
    struct carom_buf bytes = {NULL, 0, 0};
    bool goes_on = false;

    memcpy(&call.before, &walk->chain, sizeof call.before);
    enum carom_result result = ask(&call, &bytes);
    if (!is_decidable(walk, status))
        FUZZ_ASSERT_NUMBER("result", result, CAROM_ERR_RANGE);
    else if (!walk->toy.ran_out_of_memory && !walk->test->has_raw_chain)
        FUZZ_ASSERT_NUMBER("result", result, CAROM_OK);
    if (result == CAROM_OK)
        goes_on = take_decision(&call, fields);
    else
        FUZZ_ASSERT(result == CAROM_ERR_RANGE || result == CAROM_ERR_NOMEM);
    fuzz_buf_release(&bytes);
    return goes_on;
}

static void follow_chain(struct walk *walk)
{
    struct carom_view rest = walk->test->responses;
    bool goes_on = true;

    while (goes_on) {
        struct follow_fields fields;
        uint16_t status = 0;
        if (!follow_next_response(walk->test, &rest, &status, &fields))
            break;
        goes_on = take_response(walk, status, &fields);
        follow_release_fields(&fields);
        FUZZ_ASSERT(walk->followed <= CAROM_REDIRECTS_MAX);
    }
}

/* Makes the first request. Returns: false when its URL is none. */
static bool begin(struct walk *walk)
{
    static char memory[1 << 16]; /* what is fuzzed here is not how it is parsed */
    const struct follow_case *test = walk->test;
    struct carom_buf buf = {memory, sizeof memory, 0};
    struct carom_url url;
    size_t places[FOLLOW_FIELDS_MAX];

    if (carom_url_parse(test->url, NULL, &walk->idna, &buf, &url) != CAROM_OK ||
        url.has_opaque_path)
        return false;
    FUZZ_ASSERT(model_url_parse(walk->model_chain.arena, to_model(test->url), NULL,
                                &walk->model_idna, &walk->model_url) == MODEL_URL_NO_FAILURE);
    if (url.special == CAROM_SCHEME_OTHER || url.special == CAROM_SCHEME_FILE)
        return false;
    take_url(&url, &walk->href, &walk->url_bytes, &walk->url);
    walk->method = fuzz_copy(test->method);
    walk->request =
        (struct carom_sent){.method = walk->method, .url = &walk->url, .body = test->body};
    for (size_t i = 0; i < test->fields.count; i++)
        places[i] = i;
    give_fields(walk, places, test->fields.count);
    return true;
}

static void run(const struct follow_case *test, struct model_arena *arena)
{
    struct walk walk = {.test = test, .toy = {.has_memory = true}};

    walk.idna = toy_idna_for_core(&walk.toy);
    walk.model_idna = toy_idna_for_model(&walk.toy);
    walk.model_chain.arena = arena;
    memset(&walk.chain, 0, sizeof walk.chain);
    if (test->has_raw_chain)
        walk.chain = follow_raw_chain(test->raw_chain);
    if (!begin(&walk))
        return;
    walk.toy.has_memory = test->has_memory;
    follow_chain(&walk);
    release_request(&walk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct model_arena arena; /* emptied below; only its memory is used again */
    struct follow_case test;

    if (follow_read(carom_view_of((const char *)data, size), &test)) {
        run(&test, &arena);
        follow_release(&test);
    }
    model_arena_reset(&arena);
    return 0;
}
