#include "follow_support.h"

#include "field_support.h"

#include <stdlib.h>
#include <string.h>

#define KEEP_ALWAYS                                                                                \
    {                                                                                              \
        CAROM_STEP_KEEP, CAROM_STEP_KEEP, CAROM_STEP_KEEP, CAROM_STEP_KEEP, CAROM_STEP_KEEP,       \
            CAROM_STEP_KEEP                                                                        \
    }

const struct carom_policy open_policy = {
    .name = {"open", 4},
    .source = {"a test", 6},
    .steps = {KEEP_ALWAYS, KEEP_ALWAYS, KEEP_ALWAYS, KEEP_ALWAYS, KEEP_ALWAYS, KEEP_ALWAYS},
    .drop_with_body = CAROM_DROP_CONTENT_ANY,
    .drop_across = CAROM_DROP_AUTHORIZATION | CAROM_DROP_COOKIE,
    .schemes = CAROM_FOLLOW_HTTP | CAROM_FOLLOW_HTTPS,
    .max_redirects = 20,
};

/* One call's input, and its latest output. */
struct call {
    struct carom_policy policy;
    struct carom_sent request;
    struct carom_answered response;
    const struct carom_idna *idna;
    struct carom_chain before;
    struct carom_chain after;
    struct carom_next next;
    size_t needed;
};

static enum carom_result call_with(struct call *call, char *bytes, size_t cap)
{
    struct carom_buf buf = {bytes, cap, 12345};
    call->after = call->before;
    memset(&call->next, 0xA5, sizeof call->next);
    enum carom_result result = carom_follow(&call->policy, &call->request, &call->response,
                                            call->idna, &call->after, &buf, &call->next);
    call->needed = buf.len;
    return result;
}

static void assert_nothing(const struct call *call)
{
    static const struct carom_next nothing;
    assert_memory_equal(&call->next, &nothing, sizeof nothing);
    assert_memory_equal(&call->after, &call->before, sizeof call->before);
}

static void copy_text(struct carom_view view, char *out, size_t cap)
{
    assert_true(view.len < cap);
    if (view.len > 0)
        memcpy(out, view.ptr, view.len);
    out[view.len] = '\0';
}

/* The URL parses to itself, part by part. */
static void assert_url_is_sound(const struct carom_url *url)
{
    char whole[4096], again[4096];
    struct held_url held = parse_view(url->href, NULL);
    struct carom_view parts = describe_url(url, whole, sizeof whole);
    struct carom_view expected = describe_url(&held.url, again, sizeof again);
    assert_true(carom_view_equal(parts, expected));
    assert_int_equal(url->port_number, held.url.port_number);
    assert_int_equal(url->special, held.url.special);
    release_url(&held);
}

static void assert_holds_for_all(const struct call *call)
{
    const struct carom_next *next = &call->next;
    bool is_stop = next->action == CAROM_FOLLOW_STOP;
    assert_true(next->is_error == (is_stop && (call->policy.errors >> next->reason & 1) == 1));
    assert_true((next->action == CAROM_FOLLOW_GO) == (next->reason == CAROM_REASON_REDIRECT));
    assert_true((next->action == CAROM_FOLLOW_CONFIRM) == (next->reason > CAROM_REASON_REDIRECT));
    assert_true(next->has_url == (next->reason >= CAROM_REASON_SCHEME));
    bool is_refused = next->reason == CAROM_REASON_SCHEME || next->reason == CAROM_REASON_USERINFO;
    assert_true(next->is_permanent ==
                (next->has_url && !is_refused &&
                 (call->response.status == 301 || call->response.status == 308)));
    if (next->has_url)
        assert_url_is_sound(&next->url);
    else
        assert_int_equal(call->needed, 0);
    if (is_stop) {
        assert_int_equal(next->method.len, 0);
        assert_int_equal(next->drop, 0);
        assert_false(next->keeps_body || next->crosses_origin || next->is_downgrade);
        assert_memory_equal(&call->after, &call->before, sizeof call->before);
        return;
    }
    assert_true(next->method.len > 0);
    assert_true((next->drop & CAROM_DROP_PROXY_AUTHORIZATION) != 0);
    assert_int_equal(next->drop & CAROM_DROP_CREDENTIALS, call->after.dropped);
    assert_int_equal(call->before.dropped & ~call->after.dropped, 0);
    assert_int_equal(call->after.count, call->before.count + 1);
    assert_true(call->after.seen_count <= CAROM_CHAIN_SEEN_MAX);
    assert_true(call->after.domain_len <= next->url.host.len);
}

static struct answer copied_answer(const struct call *call)
{
    const struct carom_next *next = &call->next;
    struct answer answer;
    memset(&answer, 0, sizeof answer);
    answer.action = next->action;
    answer.reason = next->reason;
    answer.is_error = next->is_error;
    copy_text(next->method, answer.method, sizeof answer.method);
    answer.keeps_body = next->keeps_body;
    answer.has_url = next->has_url;
    copy_text(next->has_url ? next->url.href : carom_view_of(NULL, 0), answer.url,
              sizeof answer.url);
    answer.drop = next->drop;
    answer.crosses_origin = next->crosses_origin;
    answer.is_downgrade = next->is_downgrade;
    answer.is_permanent = next->is_permanent;
    answer.repeat = next->repeat;
    answer.chain = call->after;
    return answer;
}

/* With every capacity; what is asked for suffices, and more changes nothing. */
static struct answer with_every_capacity(struct call *call)
{
    struct answer answer;
    enum carom_result result = call_with(call, NULL, 0);
    assert_true(result == CAROM_OK || result == CAROM_ERR_NOSPACE);
    size_t enough = call->needed;
    bool has_answer = false;
    memset(&answer, 0, sizeof answer);
    for (size_t cap = 0; cap <= enough + 3; cap++) {
        char *bytes = malloc(cap);
        assert_non_null(bytes);
        result = call_with(call, bytes, cap);
        if (result != CAROM_OK) {
            assert_int_equal(result, CAROM_ERR_NOSPACE);
            assert_true(cap < enough && call->needed > cap && call->needed <= enough);
            assert_nothing(call);
        } else {
            struct answer got = copied_answer(call);
            assert_true(call->needed <= cap);
            assert_holds_for_all(call);
            if (!has_answer)
                answer = got;
            has_answer = true;
            assert_memory_equal(&got, &answer, sizeof got);
        }
        free(bytes);
    }
    assert_true(has_answer);
    return answer;
}

struct answer follow(const struct asked *asked)
{
    static const struct carom_chain fresh;
    struct field_set sent = fields_of(asked->fields != NULL ? asked->fields : "");
    struct field_set answered = fields_of(asked->answer != NULL ? asked->answer : "");
    struct held_url url = parse_text(asked->url != NULL ? asked->url : "http://a.example/", NULL);
    const char *method = asked->method != NULL ? asked->method : "GET";
    char *method_bytes = exact_copy(text_view(method));
    struct call call = {
        .policy = asked->policy != NULL ? *asked->policy : open_policy,
        .request = {carom_view_of(method_bytes, strlen(method)), &url.url, sent.fields, sent.count,
                    asked->body},
        .response = {asked->status != 0 ? asked->status : 302, answered.fields, answered.count},
        .idna = asked->idna,
        .before = asked->chain != NULL ? *asked->chain : fresh,
    };
    struct answer answer = with_every_capacity(&call);
    free(method_bytes);
    free_fields(&sent);
    free_fields(&answered);
    release_url(&url);
    return answer;
}

struct answer follow_to(const char *url, const char *location)
{
    char line[1024] = "Location: ";
    assert_true(strlen(location) < sizeof line - strlen(line));
    strcat(line, location);
    return FOLLOW(.url = url, .answer = line);
}

static void assert_decision(const struct answer *answer, enum carom_follow_action action,
                            enum carom_follow_reason reason)
{
    if (answer->action != action || answer->reason != reason) {
        struct carom_view got = carom_follow_reason_name(answer->reason);
        struct carom_view expected = carom_follow_reason_name(reason);
        fail_msg("%.*s (%s), not %.*s", (int)got.len, got.ptr, answer->url, (int)expected.len,
                 expected.ptr);
    }
}

void assert_goes(const struct answer *answer, const char *url)
{
    assert_decision(answer, CAROM_FOLLOW_GO, CAROM_REASON_REDIRECT);
    assert_string_equal(answer->url, url);
}

void assert_stops(const struct answer *answer, enum carom_follow_reason reason)
{
    assert_decision(answer, CAROM_FOLLOW_STOP, reason);
}

void assert_confirms(const struct answer *answer, enum carom_follow_reason reason)
{
    assert_decision(answer, CAROM_FOLLOW_CONFIRM, reason);
}
