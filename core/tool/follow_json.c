#include "follow_json.h"

#include "follow_alternates.h"
#include "follow_chain.h"
#include "json_text.h"

static json_t *dropped_json(const struct follow_question *question,
                            const struct follow_answer *answer)
{
    json_t *array = json_array();
    struct carom_view name;
    size_t at = 0;
    while (follow_dropped_next(question, answer, &at, &name)) {
        if (json_array_append_new(array, json_bytes(name)) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static const char *vary_name(enum carom_vary vary)
{
    return vary == CAROM_VARY_ANY ? "any" : vary == CAROM_VARY_FIELDS ? "fields" : "none";
}

static json_t *cache_json(const struct carom_freshness *cache)
{
    bool is_timed = cache->storable && cache->lifetime_from != CAROM_LIFETIME_NONE;
    json_t *object = json_object();
    int failed = 0;
    failed |= json_object_set_new(object, "storable", json_boolean(cache->storable));
    failed |= json_object_set_new(object, "fresh_s",
                                  is_timed ? json_integer(cache->fresh_s) : json_null());
    failed |= json_object_set_new(object, "why", json_bytes(carom_storable_name(cache->why)));
    failed |= json_object_set_new(object, "lifetime_from",
                                  json_bytes(carom_lifetime_name(cache->lifetime_from)));
    failed |= json_object_set_new(object, "age_s", json_integer(cache->age_s));
    failed |= json_object_set_new(object, "no_cache", json_boolean(cache->no_cache));
    failed |= json_object_set_new(object, "must_revalidate", json_boolean(cache->must_revalidate));
    failed |= json_object_set_new(object, "immutable", json_boolean(cache->immutable));
    failed |= json_object_set_new(object, "vary", json_string(vary_name(cache->vary)));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}

/* What the next request is: all null after a stop. */
static int set_next(json_t *object, const struct follow_question *question,
                    const struct follow_answer *answer)
{
    const struct carom_next *next = &answer->next;
    bool goes = next->action != CAROM_FOLLOW_STOP;
    int failed = 0;
    failed |= json_object_set_new(object, "method", goes ? json_bytes(next->method) : json_null());
    failed |= json_object_set_new(object, "url", goes ? json_bytes(next->url.href) : json_null());
    failed |= json_object_set_new(
        object, "body", goes ? json_string(next->keeps_body ? "keep" : "drop") : json_null());
    failed |= json_object_set_new(object, "drop_headers", dropped_json(question, answer));
    failed |= json_object_set_new(object, "target",
                                  next->has_url ? json_bytes(next->url.href) : json_null());
    return failed;
}

json_t *follow_json(const struct follow_question *question, const struct follow_answer *answer)
{
    const struct carom_next *next = &answer->next;
    json_t *object = json_object();
    int failed = 0;
    failed |= json_object_set_new(object, "ok", json_true());
    failed |=
        json_object_set_new(object, "action", json_bytes(carom_follow_action_name(next->action)));
    failed |=
        json_object_set_new(object, "reason", json_bytes(carom_follow_reason_name(next->reason)));
    failed |=
        json_object_set_new(object, "text", json_bytes(carom_follow_reason_text(next->reason)));
    failed |= json_object_set_new(object, "error", json_boolean(next->is_error));
    failed |= set_next(object, question, answer);
    failed |= json_object_set_new(object, "future_url", json_bytes(follow_future_url(answer)));
    failed |= json_object_set_new(object, "repeat", json_bytes(carom_repeat_name(next->repeat)));
    failed |= json_object_set_new(
        object, "alternates",
        alternates_json(question->response_fields, question->response_field_count, &answer->url));
    failed |= json_object_set_new(object, "cache",
                                  answer->has_cache ? cache_json(&answer->cache) : json_null());
    failed |= json_object_set_new(object, "chain", chain_json(&answer->chain));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}
