/*
 * Fuzzes every function that takes a rule set with any bytes as an image, and any request:
 * carom_rules_open, _verify, _dialect, _count, _rule, _print, _match, _try, carom_decide and
 * carom_respond.
 *
 * Oracles: an image is opened when it is whole, and only then; what was opened is never read outside (the
 * image, the request and each buffer end where their bytes end); what comes back lies in the image,
 * the request or the caller's buffer; asking twice gives the same; a changed bit is seen.
 *
 * An input is a case (see case.h) whose third section is either a rules text, which is compiled, and
 * whose fifth then lists edits to its image; or an image, up to the end of the input. An edit is a line
 * OFFSET=NUMBER (32 bits, little-endian) or OFFSET:NUMBER (a byte).
 */
#include "bridge.h"
#include "case.h"
#include "image_bytes.h"
#include "support.h"

#include <string.h>

/* A rule set from whoever wrote it, and a request. */
struct trial {
    const struct carom_rules *rules;
    const struct carom_request *request;
    const struct carom_respond_options *options;
    struct carom_lookup lookup;
};

/* ---- where views may lead ---- */

static bool lies_in(struct carom_view view, const void *start, size_t len)
{
    uintptr_t at = (uintptr_t)view.ptr;
    uintptr_t begin = (uintptr_t)start;

    return view.len == 0 || (at >= begin && at - begin <= len && view.len <= len - (at - begin));
}

static bool lies_in_image(const struct trial *trial, struct carom_view view)
{
    return lies_in(view, trial->rules->image, trial->rules->image_bytes);
}

/* ---- one rule ---- */

static void check_rule_views(const struct trial *trial, const struct carom_rule *rule)
{
    const struct carom_view views[] = {rule->scheme,    rule->host,    rule->from,
                                       rule->to,        rule->methods, rule->countries,
                                       rule->languages, rule->cookies, rule->allowed_hosts,
                                       rule->reason};

    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++)
        FUZZ_ASSERT(lies_in_image(trial, views[i]));
    FUZZ_ASSERT(rule->query_count <= CAROM_QUERY_PAIRS_MAX);
    for (size_t i = 0; i < rule->query_count; i++)
        FUZZ_ASSERT(lies_in_image(trial, rule->query[i].name) &&
                    lies_in_image(trial, rule->query[i].value));
    FUZZ_ASSERT(rule->alternate_count <= CAROM_ALTERNATES_MAX);
    for (size_t i = 0; i < rule->alternate_count; i++)
        FUZZ_ASSERT(lies_in_image(trial, rule->alternates[i]));
}

static void read_rule(const struct trial *trial, uint32_t index)
{
    struct carom_rule rule;
    enum carom_result result = carom_rules_rule(trial->rules, index, &rule);

    if (index >= carom_rules_count(trial->rules))
        FUZZ_ASSERT_NUMBER("the result for a rule that is not there", result, CAROM_ERR_RANGE);
    else
        FUZZ_ASSERT(result == CAROM_OK || result == CAROM_ERR_IMAGE);
    if (result == CAROM_OK)
        check_rule_views(trial, &rule);
    else
        FUZZ_ASSERT(rule.line == 0 && rule.from.len == 0 && rule.query_count == 0);
}

static void check_captures(const struct trial *trial, const struct carom_match *match)
{
    struct carom_view path = trial->lookup.path;
    struct carom_view query = trial->lookup.query;

    FUZZ_ASSERT(match->capture_count <= CAROM_CAPTURES_MAX);
    for (size_t i = 0; i < match->capture_count; i++)
        FUZZ_ASSERT(lies_in(match->captures[i], path.ptr, path.len) ||
                    lies_in(match->captures[i], query.ptr, query.len));
}

static void try_rule(const struct trial *trial, uint32_t index)
{
    struct carom_match match;
    enum carom_mismatch why;
    enum carom_result result = carom_rules_try(trial->rules, &trial->lookup, index, &match, &why);

    if (index >= carom_rules_count(trial->rules))
        FUZZ_ASSERT_NUMBER("the result of trying what is not there", result, CAROM_ERR_RANGE);
    else
        FUZZ_ASSERT(result == CAROM_OK || result == CAROM_ERR_IMAGE);
    if (result == CAROM_OK && why == CAROM_MISMATCH_NONE)
        check_captures(trial, &match);
    else
        FUZZ_ASSERT_NUMBER("captures of no match", match.capture_count, 0);
}

/* ---- the index ---- */

static void assert_same_match(const struct carom_match *a, const struct carom_match *b)
{
    FUZZ_ASSERT_NUMBER("the rule found again", b->rule, a->rule);
    FUZZ_ASSERT_NUMBER("the number of captures found again", b->capture_count, a->capture_count);
    for (size_t i = 0; i < a->capture_count; i++)
        FUZZ_ASSERT(a->captures[i].ptr == b->captures[i].ptr &&
                    a->captures[i].len == b->captures[i].len);
}

/* Finds one match behind another; a damaged image must not lead back. */
static void find(const struct trial *trial)
{
    enum { MATCHES_MAX = 16 };
    struct carom_match match, again;
    uint32_t first = 0;

    for (size_t i = 0; i < MATCHES_MAX; i++) {
        bool found = carom_rules_match(trial->rules, &trial->lookup, first, &match);
        FUZZ_ASSERT(carom_rules_match(trial->rules, &trial->lookup, first, &again) == found);
        if (!found) {
            FUZZ_ASSERT(match.capture_count == 0);
            return;
        }
        FUZZ_ASSERT(match.rule >= first);
        check_captures(trial, &match);
        assert_same_match(&match, &again);
        if (match.rule == UINT32_MAX)
            return;
        first = match.rule + 1;
    }
}

/* ---- decisions and responses ---- */

enum { ROOM = 256 };

static void check_decision(const struct trial *trial, const struct carom_decision *decision,
                           const struct carom_buf *scratch)
{
    FUZZ_ASSERT(lies_in(decision->location, scratch->ptr, scratch->cap));
    FUZZ_ASSERT(decision->alternate_count <= CAROM_ALTERNATES_MAX);
    for (size_t i = 0; i < decision->alternate_count; i++)
        FUZZ_ASSERT(lies_in(decision->alternates[i], scratch->ptr, scratch->cap));
    FUZZ_ASSERT(lies_in_image(trial, decision->reason) && lies_in_image(trial, decision->methods));
}

/*
 * Decides with little room, and then with the room asked for. What a damaged image asks for may not
 * suffice, but each time it is more.
 */
static struct carom_buf decide(const struct trial *trial, enum carom_result *result,
                               struct carom_decision *decision)
{
    enum { TRIES_MAX = 4 };
    struct carom_buf scratch = fuzz_buf(ROOM);

    *result = carom_decide(trial->rules, trial->request, &scratch, decision);
    for (size_t i = 0; i < TRIES_MAX && *result == CAROM_ERR_NOSPACE; i++) {
        size_t enough = scratch.len;
        FUZZ_ASSERT(enough > scratch.cap);
        fuzz_buf_release(&scratch);
        scratch = fuzz_buf(enough);
        *result = carom_decide(trial->rules, trial->request, &scratch, decision);
    }
    FUZZ_ASSERT(*result == CAROM_OK || *result == CAROM_ERR_IMAGE || *result == CAROM_ERR_NOSPACE);
    check_decision(trial, decision, &scratch);
    return scratch;
}

static void respond(const struct trial *trial, const struct carom_decision *decision)
{
    struct carom_response response;
    struct carom_buf scratch = fuzz_buf(0);

    if (carom_respond(trial->request, decision, trial->options, &scratch, &response) ==
        CAROM_ERR_NOSPACE) {
        scratch = fuzz_buf(scratch.len);
        FUZZ_ASSERT_NUMBER(
            "the result of responding",
            carom_respond(trial->request, decision, trial->options, &scratch, &response), CAROM_OK);
    }
    FUZZ_ASSERT(response.field_count <= CAROM_RESPONSE_FIELDS_MAX);
    fuzz_buf_release(&scratch);
}

static void decide_twice(const struct trial *trial)
{
    struct carom_decision decision, again;
    enum carom_result result, result_again;
    struct carom_buf scratch = decide(trial, &result, &decision);
    struct carom_buf scratch_again = decide(trial, &result_again, &again);

    FUZZ_ASSERT_NUMBER("the result of deciding again", result_again, result);
    FUZZ_ASSERT_NUMBER("the status decided again", again.status, decision.status);
    FUZZ_ASSERT_NUMBER("the rule decided again", again.rule, decision.rule);
    FUZZ_ASSERT_SAME("the location decided again", again.location, decision.location);
    if (result == CAROM_OK)
        respond(trial, &decision);
    fuzz_buf_release(&scratch_again);
    fuzz_buf_release(&scratch);
}

/* ---- the whole set ---- */

static void print(const struct trial *trial)
{
    struct carom_buf out = fuzz_buf(0);
    enum carom_result result = carom_rules_print(trial->rules, &out);

    if (result == CAROM_ERR_NOSPACE) {
        size_t needed = out.len;
        out = fuzz_buf(needed);
        FUZZ_ASSERT_NUMBER("the result of printing", carom_rules_print(trial->rules, &out),
                           CAROM_OK);
        FUZZ_ASSERT_NUMBER("the length printed", out.len, needed);
    } else {
        FUZZ_ASSERT(result == CAROM_ERR_IMAGE || out.len == 0);
    }
    fuzz_buf_release(&out);
}

/* Every rule of a small set; of a large one, or one that says so, the first and the last ones. */
static void visit_rules(const struct trial *trial, void (*visit)(const struct trial *, uint32_t))
{
    enum { VISITED_MAX = 16 };
    uint32_t count = carom_rules_count(trial->rules);

    for (uint32_t i = 0; i < count && i < VISITED_MAX; i++) {
        visit(trial, i);
        visit(trial, count - 1 - i);
    }
    visit(trial, count);
    visit(trial, UINT32_MAX);
}

/* The path and query of a target, as they stand there. */
static struct carom_lookup lookup_of(const struct carom_request *request)
{
    struct carom_view target = request->target;
    const char *question = target.len > 0 ? memchr(target.ptr, '?', target.len) : NULL;
    size_t path_len = question ? (size_t)(question - target.ptr) : target.len;
    struct carom_lookup lookup = {.method = request->method,
                                  .scheme = request->scheme,
                                  .authority = request->authority,
                                  .path = carom_view_of(target.ptr, path_len),
                                  .has_query = question != NULL,
                                  .country = request->country,
                                  .fields = request->fields,
                                  .field_count = request->field_count};

    if (question)
        lookup.query = carom_view_of(question + 1, target.len - path_len - 1);
    return lookup;
}

static void use(const struct carom_rules *rules, const struct fuzz_case *test)
{
    struct trial trial = {rules, &test->request, &test->options, lookup_of(&test->request)};

    FUZZ_ASSERT(carom_rules_dialect(rules) <= CAROM_DIALECT_CLOUDFLARE);
    FUZZ_ASSERT(carom_rules_asked(rules) == carom_rules_asked(rules));
    visit_rules(&trial, read_rule);
    print(&trial);
    if (trial.lookup.path.len > 0 && trial.lookup.path.ptr[0] == '/') {
        visit_rules(&trial, try_rule);
        find(&trial);
    }
    decide_twice(&trial);
}

/* ---- images ---- */

/* Opens the bytes as they are, and, when that fails, with a header that is in order. */
static void use_bytes(struct carom_view bytes, const struct fuzz_case *test)
{
    /* An image may stand anywhere. */
    size_t shift = fuzz_hash(bytes) % 2;
    struct carom_buf block = fuzz_buf(bytes.len + shift);
    struct carom_view image = carom_view_of(block.ptr + shift, bytes.len);
    struct carom_rules rules;

    memcpy(block.ptr + shift, bytes.ptr, bytes.len);
    enum carom_result result = carom_rules_open(image, &rules);
    if (result != CAROM_OK) {
        FUZZ_ASSERT(result == CAROM_ERR_IMAGE || result == CAROM_ERR_IMAGE_VERSION);
        FUZZ_ASSERT(!rules.image && rules.image_bytes == 0);
        FUZZ_ASSERT(carom_rules_is_image(image) || result == CAROM_ERR_IMAGE);
        if (image.len >= IMAGE_HEADER_BYTES) {
            image_repair_header((unsigned char *)block.ptr + shift, image.len);
            FUZZ_ASSERT_NUMBER("the result with a header in order", carom_rules_open(image, &rules),
                               CAROM_OK);
        }
    }
    if (rules.image) {
        result = carom_rules_verify(&rules);
        FUZZ_ASSERT_NUMBER("the result of verifying", result,
                           image_body_is_whole(rules.image, rules.image_bytes) ? CAROM_OK
                                                                               : CAROM_ERR_IMAGE);
        use(&rules, test);
    }
    fuzz_buf_release(&block);
}

/* Compiles the case's rules and changes their image as its last section says. */
static void use_edited(const struct fuzz_case *test, struct carom_view edits)
{
    struct fuzz_memory memory = {0};
    struct carom_rules rules, opened;

    if (!fuzz_compile(carom_view_of(test->rules, test->rules_len), test->dialect, &memory, &rules))
        return; /* that is fuzz_decide's business */
    struct carom_view image = carom_view_of((const char *)rules.image, rules.image_bytes);
    FUZZ_ASSERT(image_header_is_whole(rules.image, rules.image_bytes));
    struct carom_buf edited = fuzz_buf(image.len);
    memcpy(edited.ptr, image.ptr, image.len);
    image_edit((unsigned char *)edited.ptr, edited.cap, edits);
    struct carom_view view = carom_view_of(edited.ptr, edited.cap);
    /* What is still opened as it is, and whole, was not changed. */
    if (carom_rules_open(view, &opened) == CAROM_OK && carom_rules_verify(&opened) == CAROM_OK)
        FUZZ_ASSERT_SAME("an image that is said to be whole", view, image);
    use_bytes(view, test);
    fuzz_buf_release(&edited);
    fuzz_rules_release(&rules, &memory);
}

/* What stands behind the second separator, when that is an image. */
static bool take_image(struct carom_view input, struct carom_view *head, struct carom_view *image)
{
    struct carom_view rest = input;
    struct carom_view section;

    if (!fuzz_next_section(&rest, &section) || !fuzz_next_section(&rest, &section) || !rest.ptr ||
        !carom_rules_is_image(rest))
        return false;
    *head = carom_view_of(input.ptr, input.len - rest.len);
    *image = rest;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct carom_view input = carom_view_of((const char *)data, size);
    struct carom_view head, image;
    struct fuzz_case test;

    if (take_image(input, &head, &image)) {
        fuzz_case_read(head, &test);
        use_bytes(image, &test);
    } else {
        fuzz_case_read(input, &test);
        use_edited(&test, test.fifth);
    }
    fuzz_case_release(&test);
    return 0;
}
