/*
 * Vectors of the model of following: examples and sentences of RFC 9110, RFC 2616, the Fetch Standard, and the
 * clients' own documentation and sources.
 */
#include "test_model.h"

#include "model/follow.h"

#include <string.h>

/* A request that goes on hop by hop, with fields that are the same on each. */
struct client {
    struct model_arena arena;
    struct model_policy policy;
    struct model_chain chain;
    struct model_url url;
    struct model_view method;
    enum model_body body;
    struct model_next next;
};

static void begin(struct client *client, const char *policy, const char *method, const char *url)
{
    *client = (struct client){.method = model_literal(method), .body = MODEL_NO_BODY};
    client->chain.arena = &client->arena;
    assert_true(model_policy_named(model_literal(policy), &client->policy));
    assert_int_equal(model_url_parse(&client->arena, model_literal(url), NULL, NULL, &client->url),
                     MODEL_URL_NO_FAILURE);
}

static void end(struct client *client)
{
    model_arena_free(&client->arena);
}

static void answer(struct client *client, int status, const struct model_field *fields,
                   size_t field_count)
{
    struct model_asked request = {client->method, &client->url, NULL, 0, client->body};
    struct model_answer response = {status, fields, field_count};

    model_follow(&client->policy, &request, &response, NULL, &client->chain, &client->next);
    if (strcmp(client->next.action, "stop") == 0)
        return;
    client->method = client->next.method;
    client->url = client->next.url;
    if (!client->next.keeps_body)
        client->body = MODEL_NO_BODY;
}

static void location(struct client *client, int status, const char *value)
{
    struct model_field field = {model_literal("Location"), model_literal(value)};

    answer(client, status, &field, 1);
}

static void assert_url(struct client *client, const char *expected)
{
    assert_true(client->next.has_url);
    assert_text(model_url_href(&client->arena, &client->next.url), expected);
}

static void assert_action(const struct client *client, const char *action, enum model_reason reason)
{
    assert_string_equal(client->next.action, action);
    assert_string_equal(model_reason_name(client->next.reason), model_reason_name(reason));
}

static bool drops(const struct client *client, const char *name)
{
    return model_drops(&client->next.drop, model_literal(name), NULL, 0);
}

/* ---- methods ---- */

/* What becomes of a method and a body that can be sent again: `-` stop, `?` confirm, then the method. */
static void assert_becomes(const char *policy, const char *method, int status, const char *expected)
{
    struct client client;
    char found[32];

    begin(&client, policy, method, "http://www.example.org/");
    client.body = MODEL_BODY_AGAIN;
    location(&client, status, "/next");
    bool goes = strcmp(client.next.action, "stop") != 0;
    (void)snprintf(found, sizeof found, "%s%.*s%s",
                   !goes                                        ? "-"
                   : strcmp(client.next.action, "confirm") == 0 ? "?"
                                                                : "",
                   (int)client.next.method.len, goes ? client.next.method.ptr : "",
                   goes && client.next.keeps_body ? "+body" : "");
    if (strcmp(found, expected) != 0)
        fail_msg("%s, %s, %d: got %s, expected %s", policy, method, status, found, expected);
    end(&client);
}

static void methods_are_those_of_the_sources(void **state)
{
    static const struct {
        const char *policy, *method;
        int status;
        const char *expected;
    } rows[] = {
        /* RFC 9110 sections 15.4.2, 15.4.3 (MAY), 15.4.4, 15.4.8 and 15.4.9 (MUST NOT). */
        {"rfc9110", "POST", 301, "GET"},
        {"rfc9110", "POST", 302, "GET"},
        {"rfc9110", "PUT", 301, "PUT+body"},
        {"rfc9110", "PUT", 303, "GET"},
        {"rfc9110", "HEAD", 303, "HEAD"},
        {"rfc9110", "POST", 307, "POST+body"},
        {"rfc9110", "POST", 308, "POST+body"},
        {"rfc9110", "POST", 304, "-"},
        {"rfc9110", "POST", 305, "-"},
        {"rfc9110", "get", 301, "get+body"}, /* section 9.1: the method token is case-sensitive */
        /* RFC 2616 sections 10.3.2, 10.3.3, 10.3.4 and 10.3.8. */
        {"rfc2616", "GET", 301, "GET+body"},
        {"rfc2616", "HEAD", 307, "HEAD+body"},
        {"rfc2616", "POST", 301, "?POST+body"},
        {"rfc2616", "DELETE", 302, "?DELETE+body"},
        {"rfc2616", "PUT", 307, "?PUT+body"},
        {"rfc2616", "POST", 303, "GET"},
        /* Fetch, HTTP-redirect fetch, step 12; a redirect status is 301, 302, 303, 307 or 308. */
        {"fetch", "POST", 302, "GET"},
        {"fetch", "PUT", 302, "PUT+body"},
        {"fetch", "PUT", 303, "GET"},
        {"fetch", "HEAD", 303, "HEAD+body"},
        {"fetch", "PATCH", 308, "PATCH+body"},
        {"fetch", "GET", 300, "-"},
        {"fetch", "GET", 305, "-"},
        /* The manual of curl: --location, --post301, --request. */
        {"curl", "POST", 301, "GET"},
        {"curl", "POST", 303, "GET"},
        {"curl", "POST", 307, "POST+body"},
        {"curl", "PUT", 302, "PUT+body"},
        {"curl-request", "POST", 301, "POST"},
        {"curl-request", "PUT", 303, "PUT"},
        {"curl-request", "PUT", 308, "PUT+body"},
        /* The manual of Wget: --method, --post-data. */
        {"wget", "POST", 302, "GET"},
        {"wget", "PUT", 302, "PUT+body"},
        {"wget", "PUT", 303, "GET"},
        {"wget", "HEAD", 303, "HEAD"},
        {"wget", "POST", 307, "POST+body"},
        /* The documentation of Go's Client.Do. */
        {"go", "PUT", 301, "GET"},
        {"go", "HEAD", 302, "HEAD"},
        {"go", "DELETE", 303, "GET"},
        {"go", "POST", 307, "POST+body"},
        {"go", "GET", 300, "-"},
        /* rebuild_method, and the body that goes on all but 307 and 308. */
        {"requests", "POST", 301, "GET"},
        {"requests", "PUT", 301, "PUT"},
        {"requests", "PUT", 302, "GET"},
        {"requests", "HEAD", 302, "HEAD"},
        {"requests", "PUT", 308, "PUT+body"},
        /* redirectsToGet. */
        {"okhttp", "PUT", 301, "GET"},
        {"okhttp", "PROPFIND", 303, "PROPFIND+body"},
        {"okhttp", "QUERY", 302, "QUERY+body"},
        {"okhttp", "QUERY", 303, "GET"},
        {"okhttp", "DELETE", 300, "GET"},
        /* onResponseStart. */
        {"undici", "POST", 301, "GET"},
        {"undici", "PUT", 302, "PUT+body"},
        {"undici", "PUT", 303, "GET"},
        {"undici", "POST", 300, "POST+body"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_becomes(rows[i].policy, rows[i].method, rows[i].status, rows[i].expected);
}

/* CURLOPT_POSTREDIR: the bits are 1 for 301, 2 for 302 and 4 for 303. */
static void postredir_keeps_a_post(void **state)
{
    struct client client;
    (void)state;

    for (unsigned bits = 0; bits < 8; bits++) {
        for (int status = 301; status <= 303; status++) {
            begin(&client, "curl", "POST", "http://www.example.org/");
            model_set_postredir(&client.policy, bits);
            location(&client, status, "/");
            assert_text(client.next.method, (bits >> (status - 301) & 1) != 0 ? "POST" : "GET");
            end(&client);
        }
    }
}

/* ---- Location ---- */

/* The two examples of RFC 9110 section 10.2.2. */
static void the_examples_of_location(void **state)
{
    struct client client;
    (void)state;

    begin(&client, "rfc9110", "GET", "http://www.example.org/~tim");
    location(&client, 303, "/People.html#tim");
    assert_url(&client, "http://www.example.org/People.html#tim");
    end(&client);

    begin(&client, "rfc9110", "GET", "http://www.example.org/index.html#larry");
    location(&client, 301, "http://www.example.net/index.html");
    assert_url(&client, "http://www.example.net/index.html#larry");
    end(&client);
}

static void which_of_several_locations_counts(void **state)
{
    static const struct {
        const char *policy, *first, *second, *expected; /* no expected: no URL */
        enum model_reason reason;
    } rows[] = {
        {"rfc9110", "/a", "/a", "http://h/a", MODEL_REDIRECT},
        {"rfc9110", "/a", "/b", NULL, MODEL_SEVERAL_LOCATIONS},
        {"fetch", "/a", "/a", NULL, MODEL_SEVERAL_LOCATIONS},
        {"curl", "", "/a", "http://h/a", MODEL_REDIRECT},
        {"curl", "/a", "/a", "http://h/a", MODEL_REDIRECT},
        {"curl", "/a", "/b", NULL, MODEL_SEVERAL_LOCATIONS},
        {"curl", "", "", NULL, MODEL_NO_LOCATION},
        {"go", "/a", "/b", "http://h/a", MODEL_REDIRECT},
        {"go", "", "/b", NULL, MODEL_NO_LOCATION},
        {"okhttp", "/a", "/b", "http://h/b", MODEL_REDIRECT},
        {"requests", "/a", "/b", "http://h/a,%20/b", MODEL_REDIRECT},
        {"wget", "/a", "/b", "http://h/a", MODEL_REDIRECT},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct client client;
        const struct model_field fields[] = {
            {model_literal("location"), model_literal(rows[i].first)},
            {model_literal("LOCATION"), model_literal(rows[i].second)}};
        begin(&client, rows[i].policy, "GET", "http://h/");
        answer(&client, 302, fields, 2);
        assert_string_equal(model_reason_name(client.next.reason),
                            model_reason_name(rows[i].reason));
        if (rows[i].expected)
            assert_url(&client, rows[i].expected);
        end(&client);
    }
}

static void what_stops_a_redirect(void **state)
{
    static const struct {
        const char *policy, *location;
        enum model_reason reason;
    } rows[] = {
        {"fetch", "", MODEL_REDIRECT},
        {"undici", "", MODEL_NO_LOCATION},
        {"rfc9110", "http://[", MODEL_INVALID_LOCATION},
        {"rfc9110", "/a b", MODEL_INVALID_LOCATION},          /* no URI-reference */
        {"rfc9110", "///b.example/", MODEL_INVALID_LOCATION}, /* section 4.2.1 */
        {"rfc9110", "https:b.example", MODEL_INVALID_LOCATION},
        {"fetch", "/a b", MODEL_REDIRECT},
        {"fetch", "/a\x7F", MODEL_INVALID_LOCATION},
        {"curl", "javascript:alert(1)", MODEL_SCHEME},
        {"curl", "file:///etc/passwd", MODEL_SCHEME},
        {"rfc9110", "http://user@h/", MODEL_USERINFO},
        {"fetch", "http://user@h/", MODEL_REDIRECT},
        {"fetch", "http://user@other/", MODEL_USERINFO},
        {"rfc9110", "/", MODEL_LOOP},
        {"go", "/", MODEL_REDIRECT},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct client client;
        begin(&client, rows[i].policy, "GET", "http://h/");
        location(&client, 302, rows[i].location);
        if (client.next.reason != rows[i].reason)
            fail_msg("%s, %s: %s", rows[i].policy, rows[i].location,
                     model_reason_name(client.next.reason));
        end(&client);
    }
}

static void a_body_that_cannot_be_sent_again_stops(void **state)
{
    static const struct {
        const char *policy;
        int status;
        bool stops;
    } rows[] = {
        {"rfc9110", 307, true}, {"rfc9110", 303, false}, {"rfc9110", 301, false},
        {"fetch", 301, true},   {"fetch", 303, false},   {"go", 308, true},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct client client;
        begin(&client, rows[i].policy, "POST", "http://h/");
        client.body = MODEL_BODY_ONCE;
        location(&client, rows[i].status, "/x");
        assert_int_equal(client.next.reason == MODEL_BODY, rows[i].stops);
        end(&client);
    }
}

/* ---- credentials ---- */

/* CVE-2024-45336: a, then b, then a once more. */
static void a_credential_does_not_come_back_with_the_origin(void **state)
{
    struct client client;
    (void)state;

    for (size_t i = 0; model_policy_name(i); i++) {
        begin(&client, model_policy_name(i), "GET", "https://a.example/");
        location(&client, 302, "https://b.example/");
        bool was_dropped = drops(&client, "Authorization");
        location(&client, 302, "https://a.example/2");
        assert_string_equal(client.next.action, "follow");
        assert_int_equal(drops(&client, "authorization"), was_dropped);
        assert_int_equal(was_dropped, strcmp(model_policy_name(i), "wget") != 0);
        assert_true(drops(&client, "Proxy-Authorization"));
        end(&client);
    }
}

/* Whether Authorization goes from one URL to another. */
static void assert_goes(const char *policy, const char *from, const char *to, bool expected)
{
    struct client client;

    begin(&client, policy, "GET", from);
    location(&client, 302, to);
    if (drops(&client, "Authorization") != expected)
        fail_msg("%s, from %s to %s", policy, from, to);
    end(&client);
}

static void how_far_credentials_travel(void **state)
{
    (void)state;
    /* Go's documentation of Client: "foo.com" to "sub.foo.com", not to "bar.com". */
    assert_goes("go", "http://foo.com/", "http://sub.foo.com/", false);
    assert_goes("go", "http://foo.com/", "https://foo.com:8443/", false);
    assert_goes("go", "http://foo.com/", "http://bar.com/", true);
    assert_goes("go", "http://foo.com/", "http://notfoo.com/", true);
    assert_goes("go", "http://sub.foo.com/", "http://foo.com/", true);
    assert_goes("go", "http://foo.com/", "http://foo.com./", true);
    assert_goes("go", "http://./", "http://a./", true); /* two empty labels against one */
    /* should_strip_auth. */
    assert_goes("requests", "http://h/", "https://h/", false);
    assert_goes("requests", "http://h:80/", "https://h:443/", false);
    assert_goes("requests", "http://h:8080/", "https://h/", true);
    assert_goes("requests", "https://h/", "http://h/", true);
    assert_goes("requests", "http://h/", "http://h:8080/", true);
    /* An origin is scheme, host and port (RFC 6454 section 4). */
    assert_goes("fetch", "http://H.example/", "http://h.EXAMPLE:80/", false);
    assert_goes("fetch", "http://h/", "https://h/", true);
    assert_goes("fetch", "http://[::1]/", "http://[0:0::1]/", false);
    assert_goes("wget", "http://h/", "http://other/", false);
}

static void the_contents_fields_go_with_the_body(void **state)
{
    struct client client;
    (void)state;

    begin(&client, "rfc9110", "POST", "http://h/");
    location(&client, 307, "/1");
    assert_false(drops(&client, "Content-Type"));
    location(&client, 303, "/2");
    assert_true(drops(&client, "content-type"));
    assert_true(drops(&client, "Content-Length"));
    assert_true(drops(&client, "Last-Modified"));
    assert_false(drops(&client, "Accept"));
    end(&client);
}

static void connection_names_what_goes_with_it(void **state)
{
    const struct model_field fields[] = {
        {model_literal("Connection"), model_literal("close, X-Hop ,,\tfoo")}};
    struct model_kinds kinds = model_kinds_of("connection");
    (void)state;

    assert_true(model_drops(&kinds, model_literal("x-hop"), fields, 1));
    assert_true(model_drops(&kinds, model_literal("Foo"), fields, 1));
    assert_true(model_drops(&kinds, model_literal("TE"), fields, 1));
    assert_false(model_drops(&kinds, model_literal("X-Ho"), fields, 1));
    assert_false(model_drops(&kinds, model_literal(""), fields, 1));
}

/* ---- chains ---- */

static void a_chain_ends_at_its_maximum(void **state)
{
    static const struct {
        const char *policy;
        unsigned followed;
    } rows[] = {{"fetch", 20}, {"curl", 30}, {"go", 9}, {"requests", 30}, {"okhttp", 20}};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct client client;
        unsigned followed = 0;
        begin(&client, rows[i].policy, "GET", "http://h/");
        for (;; followed++) {
            location(&client, 302, "a/");
            if (strcmp(client.next.action, "stop") == 0)
                break;
        }
        assert_action(&client, "stop", MODEL_TOO_MANY);
        assert_int_equal(followed, rows[i].followed);
        end(&client);
    }
}

static void a_cookie_makes_a_request_a_new_one(void **state)
{
    const struct model_field fields[] = {{model_literal("Location"), model_literal("/")},
                                         {model_literal("Set-Cookie"), model_literal("a=b")}};
    struct client client;
    (void)state;

    begin(&client, "rfc9110", "GET", "http://h/");
    answer(&client, 302, fields, 2);
    assert_action(&client, "follow", MODEL_REDIRECT);
    answer(&client, 302, fields, 1);
    assert_action(&client, "stop", MODEL_LOOP);
    end(&client);
}

static void a_confirmation_has_its_reason(void **state)
{
    struct client client;
    (void)state;

    begin(&client, "rfc2616", "POST", "https://h/");
    client.policy.confirms_downgrade = true;
    location(&client, 300, "http://h/1");
    assert_action(&client, "confirm", MODEL_CHOICE);
    end(&client);
    begin(&client, "rfc2616", "POST", "https://h/");
    client.policy.confirms_downgrade = true;
    location(&client, 307, "http://h/1");
    assert_action(&client, "confirm", MODEL_DOWNGRADE);
    location(&client, 307, "/2");
    assert_action(&client, "confirm", MODEL_METHOD);
    end(&client);
}

/* RFC 9110 sections 15.5.2, 15.5.4, 15.5.7 and 15.5.8. */
static void when_to_ask_again(void **state)
{
    static const struct {
        int status;
        const char *field, *repeat;
    } rows[] = {
        {401, "Accept", "with_credentials"},
        {401, "authorization", "with_other_credentials"},
        {403, "Accept", "with_other_credentials"},
        {403, "Cookie", "with_other_credentials"},
        {406, "Accept", "with_other_preferences"},
        {407, "Authorization", "with_credentials"},
        {407, "Proxy-Authorization", "with_other_credentials"},
        {404, "Authorization", "no"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct client client;
        begin(&client, "rfc9110", "GET", "http://h/");
        struct model_field field = {model_literal(rows[i].field), model_literal("x")};
        struct model_asked request = {client.method, &client.url, &field, 1, MODEL_NO_BODY};
        struct model_answer response = {rows[i].status, NULL, 0};
        model_follow(&client.policy, &request, &response, NULL, &client.chain, &client.next);
        assert_string_equal(client.next.action, "stop");
        assert_string_equal(client.next.repeat, rows[i].repeat);
        end(&client);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods_are_those_of_the_sources),
        cmocka_unit_test(postredir_keeps_a_post),
        cmocka_unit_test(the_examples_of_location),
        cmocka_unit_test(which_of_several_locations_counts),
        cmocka_unit_test(what_stops_a_redirect),
        cmocka_unit_test(a_body_that_cannot_be_sent_again_stops),
        cmocka_unit_test(a_credential_does_not_come_back_with_the_origin),
        cmocka_unit_test(how_far_credentials_travel),
        cmocka_unit_test(the_contents_fields_go_with_the_body),
        cmocka_unit_test(connection_names_what_goes_with_it),
        cmocka_unit_test(a_chain_ends_at_its_maximum),
        cmocka_unit_test(a_cookie_makes_a_request_a_new_one),
        cmocka_unit_test(a_confirmation_has_its_reason),
        cmocka_unit_test(when_to_ask_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
