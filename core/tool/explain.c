#include "explain.h"

#include "buffer.h"
#include "considered.h"
#include "json_text.h"
#include "output.h"

#include "carom/lint.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char out_of_memory_text[] = "out of memory";

/* An explanation on its way to one of its two forms. */
struct explainer {
    const struct explain_setup *setup;
    struct considering considering;
    struct considered considered; /* the latest one */
    size_t unmatched;             /* rules whose path does not match, since the last one shown */
    /* What is done with one that is shown, and with the count before it. */
    bool (*show)(struct explainer *explainer);
    bool (*show_unmatched)(struct explainer *explainer);
    struct carom_buf *out; /* text */
    json_t *array;         /* JSON */
    size_t all_unmatched;
};

/* Captures are parts of what `considering` has, so that its owner frees that. */
static const char *run(struct explainer *explainer)
{
    bool more = true;
    const char *wrong = considering_start(&explainer->considering);
    while (wrong == NULL) {
        const struct considered *considered = &explainer->considered;
        wrong = considering_next(&explainer->considering, &explainer->considered, &more);
        if (wrong != NULL || !more)
            break;
        bool is_unmatched =
            considered->outcome == CONSIDERED_MISMATCH && considered->why == CAROM_MISMATCH_PATH;
        if (is_unmatched && !explainer->setup->all) {
            explainer->unmatched++;
            continue;
        }
        if (!explainer->show_unmatched(explainer) || !explainer->show(explainer))
            wrong = out_of_memory_text;
        explainer->unmatched = 0;
    }
    if (wrong == NULL && !explainer->show_unmatched(explainer))
        wrong = out_of_memory_text;
    return wrong;
}

static bool put(struct carom_buf *out, const char *text)
{
    return buffer_append(out, text, strlen(text));
}

static bool put_view(struct carom_buf *out, struct carom_view view)
{
    return append_visible(out, view.ptr, view.len);
}

/* A number with a comma before each three digits. */
static bool put_count(struct carom_buf *out, size_t number)
{
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%zu", number);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0 && !put(out, ","))
            return false;
        if (!buffer_append(out, digits + i, 1))
            return false;
    }
    return len > 0;
}

static bool put_from(struct carom_buf *out, const struct carom_rule *rule)
{
    if (rule->host.len > 0 &&
        (!put_view(out, rule->scheme) || !put(out, "://") || !put_view(out, rule->host)))
        return false;
    return put_view(out, rule->from);
}

static bool write_unmatched(struct explainer *explainer)
{
    struct carom_buf *out = explainer->out;
    if (explainer->unmatched == 0)
        return true;
    return put(out, "… ") && put_count(out, explainer->unmatched) &&
           put(out, explainer->unmatched == 1 ? " rule whose path does not match\n"
                                              : " rules whose path does not match\n");
}

/* What the rule that decides captures, a line each. */
static bool write_captures(struct explainer *explainer)
{
    const struct considered *considered = &explainer->considered;
    struct carom_view names[CAROM_CAPTURES_MAX];
    size_t count =
        carom_rule_captures(carom_rules_dialect(explainer->setup->rules), &considered->rule, names);
    bool done = true;
    for (size_t i = 0; done && i < count && i < considered->match.capture_count; i++)
        done = put(explainer->out, "    :") && put_view(explainer->out, names[i]) &&
               put(explainer->out, " = ") &&
               put_view(explainer->out, considered->match.captures[i]) && put(explainer->out, "\n");
    return done;
}

static bool write_one(struct explainer *explainer)
{
    const struct considered *considered = &explainer->considered;
    struct carom_buf *out = explainer->out, detail = {NULL, 0, 0};
    char line[32];
    (void)snprintf(line, sizeof line, "line %lu: ", (unsigned long)considered->rule.line);
    bool done = considered_detail(&explainer->considering, considered, &detail) && put(out, line) &&
                put_from(out, &considered->rule) && put(out, ": ") &&
                append_visible(out, detail.ptr, detail.len) && put(out, "\n");
    buffer_free(&detail);
    return done && (considered->outcome != CONSIDERED_DECIDES || write_captures(explainer));
}

/* What the decision's location is. */
static const char *place_of(const struct carom_decision *decision)
{
    if (decision->action == CAROM_ACTION_REDIRECT)
        return "location: ";
    if (decision->action != CAROM_ACTION_REWRITE)
        return "to serve with the status: ";
    bool is_path = decision->location.len > 0 && decision->location.ptr[0] == '/';
    return is_path ? "to serve: " : "to serve by a proxy: ";
}

/* Where the decision leads, and the response's first line. */
static const char *write_end(const struct explain_setup *setup, struct carom_buf *out)
{
    const struct carom_decision *decision = &setup->answer->decision;
    const char *left = place_of(decision);
    struct carom_buf wire = {NULL, 0, 0};
    const char *wrong = answer_write(setup->answer, &wire);
    const char *end = wrong == NULL && wire.len > 0 ? memchr(wire.ptr, '\r', wire.len) : NULL;
    size_t len = end == NULL ? wire.len : (size_t)(end - wire.ptr);
    bool done = decision->has_rule || put(out, "no rule decides\n");
    if (done && decision->location.len > 0)
        done = put(out, left) && put_view(out, decision->location) && put(out, "\n");
    if (done && wrong == NULL)
        done = buffer_append(out, wire.ptr, len) && put(out, "\n");
    buffer_free(&wire);
    return wrong != NULL ? wrong : done ? NULL : out_of_memory_text;
}

static struct explainer explainer_of(const struct explain_setup *setup)
{
    struct explainer explainer;
    memset(&explainer, 0, sizeof explainer);
    explainer.setup = setup;
    explainer.considering.rules = setup->rules;
    explainer.considering.request = setup->request;
    explainer.considering.decision = &setup->answer->decision;
    return explainer;
}

const char *explain_write(const struct explain_setup *setup, struct carom_buf *out)
{
    struct explainer explainer = explainer_of(setup);
    explainer.show = write_one;
    explainer.show_unmatched = write_unmatched;
    explainer.out = out;
    const char *wrong = run(&explainer);
    considering_free(&explainer.considering);
    return wrong != NULL ? wrong : write_end(setup, out);
}

static bool count_unmatched(struct explainer *explainer)
{
    explainer->all_unmatched += explainer->unmatched;
    return true;
}

static json_t *from_json(const struct carom_rule *rule)
{
    struct carom_buf text = {NULL, 0, 0};
    bool done = rule->host.len == 0 ||
                (buffer_append(&text, rule->scheme.ptr, rule->scheme.len) && put(&text, "://") &&
                 buffer_append(&text, rule->host.ptr, rule->host.len));
    json_t *from = NULL;
    if (done && buffer_append(&text, rule->from.ptr, rule->from.len))
        from = json_bytes(carom_view_of(text.ptr, text.len));
    buffer_free(&text);
    return from;
}

/* json_object_set_new takes the value over, also when it fails, and fails for NULL. */
static bool append_one(struct explainer *explainer)
{
    const struct considered *considered = &explainer->considered;
    struct carom_buf detail = {NULL, 0, 0};
    json_t *object = json_object();
    int failed = considered_detail(&explainer->considering, considered, &detail) ? 0 : -1;
    failed |= json_object_set_new(object, "line", json_integer(considered->rule.line));
    failed |= json_object_set_new(object, "from", from_json(&considered->rule));
    failed |= json_object_set_new(object, "why", json_string(considered_word(considered)));
    failed |=
        json_object_set_new(object, "detail", json_bytes(carom_view_of(detail.ptr, detail.len)));
    buffer_free(&detail);
    if (failed != 0) {
        json_decref(object);
        return false;
    }
    return json_array_append_new(explainer->array, object) == 0;
}

static json_t *pair_json(struct carom_view name, struct carom_view value)
{
    json_t *pair = json_array();
    if (pair != NULL && json_array_append_new(pair, json_bytes(name)) == 0 &&
        json_array_append_new(pair, json_bytes(value)) == 0)
        return pair;
    json_decref(pair);
    return NULL;
}

/* The captures of the rule that decides; the latest one considered is that rule, if any is. */
static json_t *captures_json(const struct explainer *explainer)
{
    const struct considered *considered = &explainer->considered;
    struct carom_view names[CAROM_CAPTURES_MAX];
    json_t *captures = json_array();
    size_t count = 0;
    if (explainer->setup->answer->decision.has_rule)
        count = carom_rule_captures(carom_rules_dialect(explainer->setup->rules), &considered->rule,
                                    names);
    for (size_t i = 0; i < count && i < considered->match.capture_count; i++) {
        json_t *pair = pair_json(names[i], considered->match.captures[i]);
        if (captures == NULL || json_array_append_new(captures, pair) != 0) {
            json_decref(captures);
            return NULL;
        }
    }
    return captures;
}

const char *explain_json(const struct explain_setup *setup, json_t *object)
{
    struct explainer explainer = explainer_of(setup);
    explainer.show = append_one;
    explainer.show_unmatched = count_unmatched;
    explainer.array = json_array();
    const char *wrong = explainer.array == NULL ? out_of_memory_text : run(&explainer);
    if (wrong != NULL) {
        considering_free(&explainer.considering);
        json_decref(explainer.array);
        return wrong;
    }
    json_int_t unmatched = (json_int_t)explainer.all_unmatched;
    int failed = json_object_set_new(object, "considered", explainer.array);
    failed |= json_object_set_new(object, "not_matching", json_integer(unmatched));
    failed |= json_object_set_new(object, "captures", captures_json(&explainer));
    failed |= json_object_set_new(object, "force", json_boolean(setup->answer->decision.force));
    considering_free(&explainer.considering);
    return failed == 0 ? NULL : out_of_memory_text;
}
