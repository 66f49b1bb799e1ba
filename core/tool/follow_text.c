#include "follow_text.h"

#include "buffer.h"
#include "follow_alternates.h"
#include "follow_words.h"

/* Where the second column of the text begins. */
enum { COLUMN = 15 };

bool put_dropped(struct carom_buf *out, const struct follow_question *question,
                 const struct follow_answer *answer, bool *any)
{
    struct carom_view name;
    size_t at = 0;
    for (*any = false; follow_dropped_next(question, answer, &at, &name); *any = true) {
        if ((*any && !put_text(out, ", ")) || !put_visible(out, name))
            return false;
    }
    return true;
}

/* "fresh for 1 h, by max-age" */
static bool put_lifetime(struct carom_buf *out, const struct carom_freshness *cache)
{
    struct carom_view name = carom_lifetime_name(cache->lifetime_from);
    if (cache->no_cache)
        return put_text(out, "to be asked about before each use (no-cache)");
    if (cache->lifetime_from == CAROM_LIFETIME_NONE)
        return put_text(out, "without a lifetime: to be asked about before each use");
    bool done = cache->fresh_s > 0
                    ? put_text(out, "fresh for ") && put_duration(out, cache->fresh_s)
                    : put_text(out, "stale: it lived ") && put_duration(out, cache->lifetime_s) &&
                          put_text(out, " and is ") && put_duration(out, cache->age_s) &&
                          put_text(out, " old");
    return done && put_text(out, ", by ") && buffer_append(out, name.ptr, name.len);
}

bool put_cache(struct carom_buf *out, const struct follow_answer *answer)
{
    const struct carom_freshness *cache = &answer->cache;
    struct carom_view why = carom_storable_name(cache->why);
    if (!answer->has_cache)
        return put_text(out, "not known: the system's clock is out of range");
    if (!buffer_append(out, why.ptr, why.len))
        return false;
    return !cache->storable ||
           (put_text(out, "; ") && put_lifetime(out, cache) &&
            (!cache->must_revalidate || put_text(out, "; once stale, never used unasked")) &&
            (!cache->immutable || put_text(out, "; immutable")) &&
            (cache->vary != CAROM_VARY_FIELDS ||
             put_text(out, "; for requests whose fields match, by Vary")) &&
            (cache->vary != CAROM_VARY_ANY || put_text(out, "; for no other request: Vary is *")));
}

const char *repeat_advice(uint16_t status, enum carom_repeat repeat)
{
    switch (repeat) {
    case CAROM_REPEAT_WITH_CREDENTIALS:
        return status == 407 ? "with credentials for the proxy; Proxy-Authenticate says which"
                             : "with credentials; WWW-Authenticate says which";
    case CAROM_REPEAT_WITH_OTHER_CREDENTIALS:
        return "with other credentials only: the same are refused again";
    case CAROM_REPEAT_WITH_OTHER_PREFERENCES:
        return "with another Accept, or ask for one of the alternatives";
    default:
        return NULL;
    }
}

static bool put_label(struct carom_buf *out, const char *label)
{
    return put_text(out, "  ") && put_text(out, label) && put_column(out, COLUMN);
}

static bool put_line(struct carom_buf *out, const char *label, struct carom_view value)
{
    return put_label(out, label) && put_visible(out, value) && put_text(out, "\n");
}

static const char *body_text(const struct follow_question *question, bool keeps)
{
    if (question->body == CAROM_BODY_NONE)
        return keeps ? "there is none; one would be kept" : "there is none";
    return keeps ? "kept" : "dropped";
}

/* The next request. */
static bool put_next(struct carom_buf *out, const struct follow_question *question,
                     const struct follow_answer *answer)
{
    const struct carom_next *next = &answer->next;
    bool any = false;
    if (next->action == CAROM_FOLLOW_STOP)
        return !next->has_url || put_line(out, "target", next->url.href);
    if (!put_label(out, "next request") || !put_visible(out, next->method) || !put_text(out, " ") ||
        !put_visible(out, next->url.href) || !put_text(out, "\n") ||
        !put_line(out, "body", view_of_text(body_text(question, next->keeps_body))))
        return false;
    return put_label(out, "drop fields") && put_dropped(out, question, answer, &any) &&
           (any || put_text(out, "none")) && put_text(out, "\n");
}

/* Where the response leads besides. */
static bool put_advice(struct carom_buf *out, const struct follow_question *question,
                       const struct follow_answer *answer)
{
    const char *repeat = repeat_advice(question->status, answer->next.repeat);
    if (!put_label(out, "in future") || !put_visible(out, follow_future_url(answer)) ||
        !put_text(out, answer->next.is_permanent ? " (the redirect is permanent)\n" : "\n"))
        return false;
    if (!put_label(out, "cache") || !put_cache(out, answer) || !put_text(out, "\n"))
        return false;
    if (repeat != NULL && !put_line(out, "repeat", view_of_text(repeat)))
        return false;
    struct carom_buf list = {NULL, 0, 0};
    bool done = put_alternates(&list, question->response_fields, question->response_field_count,
                               &answer->url, COLUMN);
    if (done && list.len > 0)
        done = put_text(out, "  alternatives\n") && buffer_append(out, list.ptr, list.len);
    buffer_free(&list);
    return done;
}

bool put_decision(struct carom_buf *out, const struct follow_question *question,
                  const struct follow_answer *answer)
{
    struct carom_view action = carom_follow_action_name(answer->next.action);
    struct carom_view text = carom_follow_reason_text(answer->next.reason);
    return buffer_append(out, action.ptr, action.len) && put_text(out, ": ") &&
           buffer_append(out, text.ptr, text.len) &&
           put_text(out,
                    answer->next.is_error ? " (an error for such a client's caller)\n" : "\n") &&
           put_next(out, question, answer) && put_advice(out, question, answer);
}
