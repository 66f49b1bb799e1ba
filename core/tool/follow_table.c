#include "follow_table.h"

#include "buffer.h"
#include "commands.h"
#include "follow_policy_json.h"
#include "follow_policy_words.h"
#include "follow_words.h"
#include "json_text.h"
#include "output.h"

#include "carom/follow.h"

#include <string.h>

/* Where the columns begin: of the steps, how wide each is, and of what stands below them. */
enum { STEPS_COLUMN = 14, STEP_WIDTH = 10, TEXT_COLUMN = 14, LINE_MAX_LEN = 96 };

static bool put_step_rows(struct carom_buf *out, const struct carom_policy *policy)
{
    bool done = true;
    for (unsigned column = 0; done && column < CAROM_POLICY_METHODS; column++)
        done = put_column(out, STEPS_COLUMN + column * STEP_WIDTH) &&
               put_text(out, policy_method_name((enum carom_policy_method)column));
    for (unsigned row = 0; done && row < CAROM_POLICY_STATUSES; row++) {
        done = put_text(out, "\n  ") &&
               put_text(out, row == CAROM_POLICY_OTHER_3XX
                                 ? "other 3xx"
                                 : policy_status_name((enum carom_policy_status)row));
        for (unsigned column = 0; done && column < CAROM_POLICY_METHODS; column++)
            done = put_column(out, STEPS_COLUMN + column * STEP_WIDTH) &&
                   put_text(out, step_word(policy->steps[row][column]).phrase);
    }
    return done && put_text(out, "\n");
}

static bool put_label(struct carom_buf *out, const char *label)
{
    return put_text(out, "  ") && put_text(out, label) && put_column(out, TEXT_COLUMN);
}

/* A name behind others, on a line of its own where the line would grow too long. */
static bool put_name(struct carom_buf *out, size_t *column, const char *before, const char *name)
{
    size_t len = strlen(before) + strlen(name);
    if (*column + len <= LINE_MAX_LEN) {
        *column += len;
        return put_text(out, before) && put_text(out, name);
    }
    *column = TEXT_COLUMN + 2 + strlen(name);
    return put_text(out, ",\n") && put_column(out, TEXT_COLUMN + 2) && put_text(out, name);
}

/* A line of what goes in a case, unless that is nothing. */
static bool put_drop(struct carom_buf *out, const char **label, const char *when, uint32_t drop)
{
    const char *name, *before = ": ";
    size_t column = TEXT_COLUMN + strlen(when);
    if (drop == 0)
        return true;
    if (!put_label(out, *label) || !put_text(out, when))
        return false;
    *label = ""; /* the lines below need none */
    for (unsigned at = 0; (name = drop_name(at)) != NULL; at++) {
        if ((drop & (uint32_t)1 << at) == 0)
            continue;
        if (!put_name(out, &column, before, name))
            return false;
        before = ", ";
    }
    return put_text(out, "\n");
}

static bool put_drops(struct carom_buf *out, const struct carom_policy *policy)
{
    const char *label = "fields go";
    return put_drop(out, &label, "always", policy->drop_always) &&
           put_drop(out, &label, "with the body", policy->drop_with_body) &&
           put_drop(out, &label, scope_word(policy->scope).phrase, policy->drop_across) &&
           put_drop(out, &label, "to another origin", policy->drop_off_origin) &&
           put_drop(out, &label, "from https to http", policy->drop_on_downgrade);
}

static bool put_schemes(struct carom_buf *out, uint32_t schemes)
{
    const char *name, *before = "";
    for (unsigned at = 0; (name = follow_scheme_name(at)) != NULL; at++) {
        if ((schemes & (uint32_t)1 << at) == 0)
            continue;
        if (!put_text(out, before) || !put_text(out, name))
            return false;
        before = ", ";
    }
    return true;
}

/* Another line of the same label. */
static bool put_more(struct carom_buf *out, const char *label, const char *text)
{
    return put_label(out, label) && put_text(out, text) && put_text(out, "\n");
}

static bool put_location(struct carom_buf *out, const struct carom_policy *policy)
{
    return put_label(out, "Location") && put_schemes(out, policy->schemes) &&
           put_text(out, policy->confirms_downgrade ? "; from https to http a person is asked\n"
                                                    : "\n") &&
           put_more(out, "", locations_word(policy->locations).phrase) &&
           put_more(out, "", empty_location_word(policy->empty_location).phrase) &&
           put_more(out, "", userinfo_word(policy->userinfo).phrase) &&
           (!policy->strict_reference ||
            put_more(
                out, "",
                "what RFC 3986's grammar does not produce is invalid, and what has no host")) &&
           put_more(out, "",
                    policy->inherits_fragment ? "without a fragment it gets the request's"
                                              : "the request's fragment is lost");
}

/* The stops that are errors to the client's caller. */
static bool put_errors(struct carom_buf *out, const struct carom_policy *policy)
{
    const char *before = "";
    if (!put_label(out, "errors"))
        return false;
    for (unsigned at = 0; at < CAROM_FOLLOW_REASONS; at++) {
        struct carom_view name = carom_follow_reason_name((enum carom_follow_reason)at);
        if ((policy->errors & (uint32_t)1 << at) == 0)
            continue;
        if (!put_text(out, before) || !buffer_append(out, name.ptr, name.len))
            return false;
        before = ", ";
    }
    return put_text(out, before[0] == '\0' ? "none\n" : "\n");
}

static bool put_policy(struct carom_buf *out, const struct carom_policy *policy)
{
    return put_visible(out, policy->name) && put_text(out, ": ") &&
           put_visible(out, policy->source) && put_text(out, "\n") && put_step_rows(out, policy) &&
           put_drops(out, policy) && put_location(out, policy) && put_label(out, "chain") &&
           put_number(out, policy->max_redirects) && put_text(out, " redirects at most\n") &&
           put_more(out, "", loops_word(policy->loops).phrase) &&
           put_more(out, "", unreplayable_word(policy->unreplayable).phrase) &&
           put_errors(out, policy);
}

/* ---- which are printed ---- */

static const char legend[] =
    "\n"
    "keep: the same method and body; bare: the same method, without a body; GET: without a body;\n"
    "with `?`: when a person says yes; -: not followed, the response is the result\n"
    "framing: Content-Length, Transfer-Encoding, Trailer, Expect\n"
    "connection: Connection and what it names, Keep-Alive, Proxy-Connection, TE, Upgrade\n"
    "conditions: If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range\n"
    "digests: Digest, Content-Digest, Repr-Digest\n"
    "errors: the stops after which the client's caller is given no response\n";

/* The next policy to print. Returns: false when there is none any more. */
static bool next_policy(const struct policy_choice *choice, size_t *at, struct carom_policy *out)
{
    struct policy_choice one = *choice;
    const struct carom_policy *table;
    while ((table = carom_policy_at((*at)++)) != NULL) {
        if (choice->name.ptr != NULL && !carom_view_equal(choice->name, table->name))
            continue;
        one.name = table->name;
        *out = policy_choice_make(&one);
        return true;
    }
    return false;
}

static int print_json_policies(const struct policy_choice *choice)
{
    struct carom_policy policy;
    size_t at = 0;
    json_t *array = json_array();
    json_t *object = json_object();
    int failed = json_object_set_new(object, "ok", json_true());
    while (next_policy(choice, &at, &policy))
        failed |= json_array_append_new(array, policy_json(&policy));
    failed |= json_object_set_new(object, "policies", array);
    if (failed == 0)
        return print_json(object) ? EXIT_DONE : EXIT_NO;
    json_decref(object);
    return out_of_memory();
}

int print_policies(const struct policy_choice *choice, bool as_json)
{
    struct carom_policy policy;
    struct carom_buf text = {NULL, 0, 0};
    size_t at = 0;
    bool done = true;
    if (as_json)
        return print_json_policies(choice);
    while (done && next_policy(choice, &at, &policy))
        done = (text.len == 0 || put_text(&text, "\n")) && put_policy(&text, &policy);
    done = done && put_text(&text, legend);
    int code = EXIT_NO;
    if (!done)
        (void)out_of_memory();
    else if (print_bytes(text.ptr, text.len))
        code = EXIT_DONE;
    buffer_free(&text);
    return code;
}
