/*
 * Fuzzes carom_freshness_read and carom_vary_matches with any response to any request.
 *
 * An input is a text of sections with a line `--` between them:
 *
 *     GET 307 784111777 1 60 shared
 *     Accept-Language: de
 *     --
 *     Cache-Control: max-age=600
 *     Vary: Accept-Language
 *     --
 *     Accept-Language: de
 *
 * The first line: method, status, when the request was sent, how long the response took, how long it
 * has been stored; `shared` for a cache of several users. Below it the request's fields. The second
 * section: the response's. The third: the fields of the next request.
 *
 * Oracles: the model reckons the same; no lifetime comes from anything but a number or a date; 302, 303
 * and 307 are stored only when a field says so, and never by heuristic; what is not storable is not
 * fresh; no-store in front forbids; a larger Age is never fresher, and time takes away as much as has
 * passed; the order of different fields, the case of names and how a list is cut into lines make no
 * difference; whether Vary lets a response through is the same in both directions.
 */
#include "bridge.h"
#include "carom/date.h"
#include "carom/freshness.h"
#include "fields.h"
#include "model/freshness.h"
#include "support.h"

#include <string.h>

enum { FIELDS_MAX = 12 };

#define MOST_S (INT64_C(1) << 31)

/* Field lines, and the same for the models. */
struct message {
    struct carom_field lines[FIELDS_MAX];
    struct model_field model_lines[FIELDS_MAX];
    size_t count;
};

struct freshness_case {
    struct carom_stored stored;
    struct message request;
    struct message response;
    struct message next;
    uint32_t choice;
};

/* ---- input ---- */

static void read_message(struct carom_view section, struct message *out)
{
    out->count = fuzz_fields_read(section, FIELDS_MAX, out->lines, out->model_lines);
}

/* At most 15 digits, with or without a minus before them; 0 when there is no number. */
static int64_t next_number(struct carom_view *line)
{
    struct carom_view word;
    int64_t number = 0;

    (void)fuzz_next_word(line, &word);
    bool is_negative = word.len > 0 && word.ptr[0] == '-';
    for (size_t i = is_negative; i < word.len && i < 15; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            break;
        number = 10 * number + (word.ptr[i] - '0');
    }
    return is_negative ? -number : number;
}

static void read_case(struct carom_view input, struct freshness_case *out)
{
    struct carom_stored *stored = &out->stored;
    struct carom_view section, line, word;

    *stored = (struct carom_stored){0};
    out->choice = fuzz_hash(input);
    (void)fuzz_next_section(&input, &section);
    (void)fuzz_next_line(&section, &line);
    (void)fuzz_next_word(&line, &word);
    stored->method = fuzz_copy(word);
    stored->status = (uint16_t)next_number(&line);
    stored->request_s = next_number(&line);
    stored->response_s = stored->request_s + next_number(&line);
    stored->now_s = stored->response_s + next_number(&line);
    stored->shared = fuzz_next_word(&line, &word) && fuzz_is(word, "shared");
    read_message(section, &out->request);
    stored->request_field_count = out->request.count;
    stored->request_fields = out->request.count > 0 ? out->request.lines : NULL;
    (void)fuzz_next_section(&input, &section);
    read_message(section, &out->response);
    stored->field_count = out->response.count;
    stored->fields = out->response.count > 0 ? out->response.lines : NULL;
    (void)fuzz_next_section(&input, &section);
    read_message(section, &out->next);
}

static void release_case(struct freshness_case *test)
{
    fuzz_release(test->stored.method);
    fuzz_fields_release(test->request.lines, test->request.count);
    fuzz_fields_release(test->response.lines, test->response.count);
    fuzz_fields_release(test->next.lines, test->next.count);
}

/* ---- calls ---- */

static struct carom_freshness read_freshness(const struct carom_stored *stored)
{
    struct carom_freshness out;

    memset(&out, 0xA5, sizeof out);
    FUZZ_ASSERT(carom_freshness_read(stored, &out) == CAROM_OK);
    return out;
}

/* The same response with other fields. */
static struct carom_freshness read_with(const struct freshness_case *test,
                                        const struct carom_field *fields, size_t count)
{
    struct carom_stored stored = test->stored;

    stored.fields = fields;
    stored.field_count = count;
    return read_freshness(&stored);
}

static bool is_in_range(const struct carom_stored *stored)
{
    return stored->status >= 100 && stored->status <= 599 && stored->request_s >= 0 &&
           stored->response_s >= stored->request_s && stored->now_s >= stored->response_s &&
           stored->now_s <= CAROM_DATE_LAST_S;
}

static void assert_same_freshness(const struct carom_freshness *a, const struct carom_freshness *b)
{
    FUZZ_ASSERT_NUMBER("storable", a->storable, b->storable);
    FUZZ_ASSERT_NUMBER("why", a->why, b->why);
    FUZZ_ASSERT_NUMBER("what the lifetime is from", a->lifetime_from, b->lifetime_from);
    FUZZ_ASSERT_NUMBER("the lifetime", a->lifetime_s, b->lifetime_s);
    FUZZ_ASSERT_NUMBER("the age", a->age_s, b->age_s);
    FUZZ_ASSERT_NUMBER("fresh", a->fresh_s, b->fresh_s);
    FUZZ_ASSERT_NUMBER("no-cache", a->no_cache, b->no_cache);
    FUZZ_ASSERT_NUMBER("must-revalidate", a->must_revalidate, b->must_revalidate);
    FUZZ_ASSERT_NUMBER("immutable", a->immutable, b->immutable);
    FUZZ_ASSERT_NUMBER("stale-while-revalidate", a->stale_while_revalidate_s,
                       b->stale_while_revalidate_s);
    FUZZ_ASSERT_NUMBER("stale-if-error", a->stale_if_error_s, b->stale_if_error_s);
    FUZZ_ASSERT_NUMBER("Vary", a->vary, b->vary);
}

/* ---- the model ---- */

static struct model_fields model_fields_of(const struct message *message)
{
    return (struct model_fields){message->model_lines, message->count};
}

/* The model's words, in the core's. */
static const enum carom_storable whys[] = {
    [MODEL_NO_METHOD] = CAROM_STORABLE_NO_METHOD,
    [MODEL_NO_STATUS] = CAROM_STORABLE_NO_STATUS,
    [MODEL_NO_STORE] = CAROM_STORABLE_NO_STORE,
    [MODEL_NO_PRIVATE] = CAROM_STORABLE_NO_PRIVATE,
    [MODEL_NO_AUTHORIZED] = CAROM_STORABLE_NO_AUTHORIZED,
    [MODEL_NO_PERMISSION] = CAROM_STORABLE_NO_PERMISSION,
    [MODEL_EXPLICIT] = CAROM_STORABLE_EXPLICIT,
    [MODEL_BY_STATUS] = CAROM_STORABLE_BY_STATUS,
};
static const enum carom_lifetime lifetimes[] = {
    [MODEL_LIFETIME_NONE] = CAROM_LIFETIME_NONE,
    [MODEL_LIFETIME_S_MAXAGE] = CAROM_LIFETIME_S_MAXAGE,
    [MODEL_LIFETIME_MAX_AGE] = CAROM_LIFETIME_MAX_AGE,
    [MODEL_LIFETIME_EXPIRES] = CAROM_LIFETIME_EXPIRES,
    [MODEL_LIFETIME_HEURISTIC] = CAROM_LIFETIME_HEURISTIC,
};
static const enum carom_vary varies[] = {
    [MODEL_VARY_NONE] = CAROM_VARY_NONE,
    [MODEL_VARY_FIELDS] = CAROM_VARY_FIELDS,
    [MODEL_VARY_ANY] = CAROM_VARY_ANY,
};

/* What the model says. */
static struct carom_freshness expected_freshness(const struct freshness_case *test)
{
    const struct carom_stored *stored = &test->stored;
    struct model_arena arena = {NULL};
    struct model_stored model_stored = {
        to_model(stored->method),
        model_fields_of(&test->request),
        stored->status,
        model_fields_of(&test->response),
        stored->request_s,
        stored->response_s,
        stored->now_s,
        stored->shared,
    };
    struct model_freshness model = model_freshness_of(&arena, &model_stored);

    model_arena_free(&arena);
    return (struct carom_freshness){
        .storable = model.storable == MODEL_EXPLICIT || model.storable == MODEL_BY_STATUS,
        .why = whys[model.storable],
        .lifetime_from = lifetimes[model.lifetime_from],
        .lifetime_s = model.lifetime,
        .age_s = model.age,
        .fresh_s = model.fresh,
        .no_cache = model.no_cache,
        .must_revalidate = model.must_revalidate,
        .immutable = model.immutable,
        .stale_while_revalidate_s = model.stale_while_revalidate,
        .stale_if_error_s = model.stale_if_error,
        .vary = varies[model.vary],
    };
}

/* ---- what must hold without a model ---- */

static bool is_named(const struct carom_field *field, const char *name)
{
    return model_same_ignoring_case(to_model(field->name), model_literal(name));
}

/* Whether a view has this text somewhere, in any case. */
static bool contains(struct carom_view view, const char *text)
{
    struct model_view part = model_literal(text);

    for (size_t i = 0; i + part.len <= view.len; i++) {
        if (model_same_ignoring_case((struct model_view){view.ptr + i, part.len}, part))
            return true;
    }
    return false;
}

/* Whether a Cache-Control line has this text somewhere. */
static bool controls(const struct message *message, const char *text)
{
    for (size_t i = 0; i < message->count; i++) {
        if (is_named(&message->lines[i], "Cache-Control") &&
            contains(message->lines[i].value, text))
            return true;
    }
    return false;
}

static const struct carom_field *first_named(const struct message *message, const char *name)
{
    for (size_t i = 0; i < message->count; i++) {
        if (is_named(&message->lines[i], name))
            return &message->lines[i];
    }
    return NULL;
}

static bool has_date(const struct freshness_case *test, const char *name)
{
    const struct carom_field *field = first_named(&test->response, name);
    int64_t second;

    return field && carom_date_read(field->value, test->stored.response_s, &second) == CAROM_OK;
}

/* A lifetime has a number or a date behind it. */
static void check_source(const struct freshness_case *test, const struct carom_freshness *freshness)
{
    const struct message *response = &test->response;
    const char *name = "none";

    switch (freshness->lifetime_from) {
    case CAROM_LIFETIME_NONE:
        FUZZ_ASSERT(freshness->lifetime_s == 0);
        break;
    case CAROM_LIFETIME_S_MAXAGE:
        name = "s-maxage";
        FUZZ_ASSERT(test->stored.shared && controls(response, "s-maxage"));
        FUZZ_ASSERT(freshness->lifetime_s == 0 || controls(response, "s-maxage="));
        break;
    case CAROM_LIFETIME_MAX_AGE:
        name = "max-age";
        FUZZ_ASSERT(controls(response, "max-age"));
        FUZZ_ASSERT(freshness->lifetime_s == 0 || controls(response, "max-age="));
        break;
    case CAROM_LIFETIME_EXPIRES:
        name = "Expires";
        FUZZ_ASSERT(first_named(response, "Expires") != NULL);
        FUZZ_ASSERT(freshness->lifetime_s == 0 || has_date(test, "Expires"));
        break;
    case CAROM_LIFETIME_HEURISTIC:
        name = "heuristic";
        FUZZ_ASSERT(has_date(test, "Last-Modified"));
        break;
    }
    FUZZ_ASSERT(fuzz_is(carom_lifetime_name(freshness->lifetime_from), name));
}

/* Requirements S4 and S12. */
static void check_temporary(const struct freshness_case *test,
                            const struct carom_freshness *freshness)
{
    const struct message *response = &test->response;
    uint16_t status = test->stored.status;

    if (status != 302 && status != 303 && status != 307)
        return;
    FUZZ_ASSERT(freshness->lifetime_from != CAROM_LIFETIME_HEURISTIC);
    if (!freshness->storable)
        return;
    FUZZ_ASSERT(freshness->why == CAROM_STORABLE_EXPLICIT);
    FUZZ_ASSERT(first_named(response, "Expires") || controls(response, "public") ||
                controls(response, "private") || controls(response, "max-age") ||
                controls(response, "s-maxage"));
}

static void check_numbers(const struct carom_freshness *freshness)
{
    int64_t left = freshness->lifetime_s - freshness->age_s;
    bool is_reusable = freshness->storable && !freshness->no_cache && left > 0;

    FUZZ_ASSERT(freshness->lifetime_s >= 0 && freshness->lifetime_s <= MOST_S);
    FUZZ_ASSERT(freshness->age_s >= 0 && freshness->age_s <= MOST_S);
    FUZZ_ASSERT(freshness->stale_while_revalidate_s >= 0);
    FUZZ_ASSERT(freshness->stale_while_revalidate_s <= MOST_S);
    FUZZ_ASSERT(freshness->stale_if_error_s >= 0 && freshness->stale_if_error_s <= MOST_S);
    FUZZ_ASSERT_NUMBER("fresh", freshness->fresh_s, is_reusable ? left : 0);
    FUZZ_ASSERT(freshness->storable == (freshness->why == CAROM_STORABLE_EXPLICIT ||
                                        freshness->why == CAROM_STORABLE_BY_STATUS));
    FUZZ_ASSERT(carom_storable_name(freshness->why).len > 0);
}

/* ---- one response beside another ---- */

/* The response with one more line before all others. */
static struct carom_freshness read_behind(const struct freshness_case *test, struct carom_view name,
                                          struct carom_view value)
{
    struct carom_field fields[FIELDS_MAX + 1] = {{name, value}};

    for (size_t i = 0; i < test->response.count; i++)
        fields[i + 1] = test->response.lines[i];
    return read_with(test, fields, test->response.count + 1);
}

/* What comes behind no-store cannot allow again what it forbids; nor behind private. */
static void check_prohibitions(const struct freshness_case *test)
{
    struct carom_view name = CAROM_LITERAL("cache-control");

    if (!controls(&test->response, "must-understand"))
        FUZZ_ASSERT(!read_behind(test, name, CAROM_LITERAL("no-store")).storable);
    if (test->stored.shared)
        FUZZ_ASSERT(!read_behind(test, name, CAROM_LITERAL("private")).storable);
    FUZZ_ASSERT(read_behind(test, name, CAROM_LITERAL("no-cache")).fresh_s == 0);
    struct carom_freshness stale = read_behind(test, name,
                                               CAROM_LITERAL("max-age=x, s-maxage="
                                                             "\"\""));
    FUZZ_ASSERT(stale.lifetime_s == 0 && stale.fresh_s == 0);
}

static struct carom_freshness read_at_age(const struct freshness_case *test, int64_t age)
{
    struct model_arena arena = {NULL};
    struct model_text digits = model_text_of(&arena);
    int64_t unit = 1;

    while (age / unit >= 10)
        unit *= 10;
    for (; unit > 0; unit /= 10)
        model_put_byte(&digits, (char)('0' + age / unit % 10));
    struct carom_freshness freshness =
        read_behind(test, CAROM_LITERAL("Age"), to_core(model_text_view(&digits)));
    model_arena_free(&arena);
    return freshness;
}

/* The larger an Age, the less fresh; and no Age is as good as 0. */
static void check_ages(const struct freshness_case *test, const struct carom_freshness *freshness)
{
    int64_t smaller = test->choice % 4096;
    int64_t larger = smaller + 1 + test->choice / 4096 % (INT64_C(1) << (test->choice % 21));
    struct carom_freshness at_smaller = read_at_age(test, smaller);
    struct carom_freshness at_larger = read_at_age(test, larger);

    FUZZ_ASSERT(at_larger.age_s >= at_smaller.age_s && at_smaller.age_s >= smaller);
    FUZZ_ASSERT(at_larger.fresh_s <= at_smaller.fresh_s);
    FUZZ_ASSERT_NUMBER("the lifetime with an Age", at_larger.lifetime_s, at_smaller.lifetime_s);
    if (!first_named(&test->response, "Age")) {
        struct carom_freshness at_zero = read_at_age(test, 0);
        assert_same_freshness(&at_zero, freshness);
    }
}

/* As time passes, it takes away as much as has passed, and changes nothing else. */
static void check_later(const struct freshness_case *test, const struct carom_freshness *freshness)
{
    struct carom_stored later = test->stored;
    struct carom_freshness expected = *freshness;
    int64_t seconds = (int64_t)(test->choice >> (test->choice % 32));

    later.now_s += seconds;
    if (later.now_s > CAROM_DATE_LAST_S)
        return;
    struct carom_freshness then = read_freshness(&later);
    expected.fresh_s = expected.fresh_s > seconds ? expected.fresh_s - seconds : 0;
    expected.age_s = expected.age_s < MOST_S - seconds ? expected.age_s + seconds : MOST_S;
    assert_same_freshness(&then, &expected);
}

/* The same name with letters of the other case, in a block of its own. */
static struct carom_view other_case(struct carom_view name)
{
    struct carom_buf copy = fuzz_buf(name.len);

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        copy.ptr[i] = (char)(model_is_alpha(c) ? c ^ 0x20 : c);
    }
    return carom_view_of(copy.ptr, copy.cap);
}

/*
 * The lines with different names in another order, those of one name in their own: what stands first
 * goes last, after all that have other names. Names are of the other case.
 */
static size_t permute(const struct message *message, struct carom_field *out)
{
    size_t count = 0;

    for (size_t last = message->count; last-- > 0;) {
        struct model_view name = message->model_lines[last].name;
        bool is_done = false;
        for (size_t i = last + 1; i < message->count; i++)
            is_done = is_done || model_same_ignoring_case(message->model_lines[i].name, name);
        for (size_t i = 0; i < message->count && !is_done; i++) {
            if (!model_same_ignoring_case(message->model_lines[i].name, name))
                continue;
            out[count].name = other_case(message->lines[i].name);
            out[count++].value = message->lines[i].value;
        }
    }
    FUZZ_ASSERT(count == message->count);
    return count;
}

static void release_names(struct carom_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct carom_buf name = {(char *)(uintptr_t)fields[i].name.ptr, fields[i].name.len, 0};
        fuzz_buf_release(&name);
    }
}

static void check_order(const struct freshness_case *test, const struct carom_freshness *freshness)
{
    struct carom_field fields[FIELDS_MAX];
    size_t count = permute(&test->response, fields);
    struct carom_freshness permuted = read_with(test, fields, count);

    assert_same_freshness(&permuted, freshness);
    release_names(fields, count);
}

/* Whether a quote is open at the end of a value. */
static bool is_open(struct carom_view value)
{
    bool is_quoted = false;

    for (size_t i = 0; i < value.len; i++) {
        if (is_quoted && value.ptr[i] == '\\')
            i++;
        else if (value.ptr[i] == '"')
            is_quoted = !is_quoted;
    }
    return is_quoted;
}

/*
 * RFC 9110 section 5.3: the lines of a list may be one line. Only an open quote would reach over the
 * comma between them.
 */
static void check_one_line(const struct freshness_case *test,
                           const struct carom_freshness *freshness, const char *name)
{
    const struct message *response = &test->response;
    struct model_arena arena = {NULL};
    struct model_text list = model_text_of(&arena);
    struct carom_field fields[FIELDS_MAX + 1];
    size_t count = 1;
    bool is_quoted = false;

    for (size_t i = 0; i < response->count; i++) {
        if (!is_named(&response->lines[i], name)) {
            fields[count++] = response->lines[i];
            continue;
        }
        is_quoted = is_quoted || is_open(response->lines[i].value);
        if (list.len > 0)
            model_put(&list, model_literal(" ,\t"));
        model_put(&list, to_model(response->lines[i].value));
    }
    if (count < response->count && !is_quoted) {
        fields[0] = (struct carom_field){carom_view_of(name, strlen(name)),
                                         to_core(model_text_view(&list))};
        struct carom_freshness joined = read_with(test, fields, count);
        assert_same_freshness(&joined, freshness);
    }
    model_arena_free(&arena);
}

/* ---- Vary ---- */

static bool vary_matches(const struct freshness_case *test, const struct carom_field *stored,
                         size_t stored_count, const struct carom_field *request,
                         size_t request_count)
{
    return carom_vary_matches(test->stored.fields, test->stored.field_count,
                              stored_count > 0 ? stored : NULL, stored_count,
                              request_count > 0 ? request : NULL, request_count);
}

static void check_vary(const struct freshness_case *test)
{
    const struct message *stored = &test->request;
    const struct message *next = &test->next;
    struct carom_field fields[FIELDS_MAX];
    struct model_arena arena = {NULL};
    bool matches = vary_matches(test, stored->lines, stored->count, next->lines, next->count);
    bool itself = vary_matches(test, stored->lines, stored->count, stored->lines, stored->count);
    enum model_vary kind = model_vary_of(model_fields_of(&test->response));

    FUZZ_ASSERT_NUMBER("whether Vary matches", matches,
                       model_vary_matches(&arena, model_fields_of(&test->response),
                                          model_fields_of(stored), model_fields_of(next)));
    FUZZ_ASSERT_NUMBER("the same the other way round",
                       vary_matches(test, next->lines, next->count, stored->lines, stored->count),
                       matches);
    FUZZ_ASSERT(itself || !matches);
    FUZZ_ASSERT(kind != MODEL_VARY_NONE || matches);
    FUZZ_ASSERT(kind != MODEL_VARY_ANY || !itself);
    size_t count = permute(next, fields);
    FUZZ_ASSERT_NUMBER("a match of fields in another order",
                       vary_matches(test, stored->lines, stored->count, fields, count), matches);
    release_names(fields, count);
    model_arena_free(&arena);
}

static void check_refusal(const struct freshness_case *test)
{
    const struct carom_freshness nothing = {0};
    struct carom_freshness out;

    memset(&out, 0xA5, sizeof out);
    FUZZ_ASSERT(carom_freshness_read(&test->stored, &out) == CAROM_ERR_RANGE);
    assert_same_freshness(&out, &nothing);
}

static void check_case(const struct freshness_case *test)
{
    struct carom_freshness expected = expected_freshness(test);
    struct carom_freshness freshness = read_freshness(&test->stored);

    assert_same_freshness(&freshness, &expected);
    check_source(test, &freshness);
    check_temporary(test, &freshness);
    check_numbers(&freshness);
    check_prohibitions(test);
    check_ages(test, &freshness);
    check_later(test, &freshness);
    check_order(test, &freshness);
    check_one_line(test, &freshness, "Cache-Control");
    check_one_line(test, &freshness, "Vary");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct freshness_case test;

    read_case(carom_view_of((const char *)data, size), &test);
    if (is_in_range(&test.stored))
        check_case(&test);
    else
        check_refusal(&test);
    check_vary(&test);
    release_case(&test);
    return 0;
}
