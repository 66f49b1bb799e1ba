#include "follow_case.h"

#include "bridge.h"
#include "support.h"

#include <string.h>

static struct carom_view part(struct carom_view view, size_t from, size_t to)
{
    return carom_view_of(view.ptr + from, to - from);
}

static void add_field(struct carom_view line, struct follow_fields *fields)
{
    size_t colon = 0;

    while (colon < line.len && line.ptr[colon] != ':')
        colon++;
    size_t value = colon < line.len ? colon + 1 : colon;
    if (value < line.len && line.ptr[value] == ' ')
        value++;
    struct carom_field *field = &fields->items[fields->count];
    field->name = fuzz_copy(part(line, 0, colon));
    field->value = fuzz_copy(part(line, value, line.len));
    fields->models[fields->count++] =
        (struct model_field){to_model(field->name), to_model(field->value)};
}

static void read_fields(struct carom_view lines, struct follow_fields *out)
{
    struct carom_view line;

    out->count = 0;
    while (out->count < FOLLOW_FIELDS_MAX && fuzz_next_line(&lines, &line)) {
        if (line.len > 0)
            add_field(line, out);
    }
}

void follow_release_fields(struct follow_fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        fuzz_release(fields->items[i].name);
        fuzz_release(fields->items[i].value);
    }
    fields->count = 0;
}

static void read_option(struct carom_view word, struct follow_case *out)
{
    const struct {
        const char *word;
        bool *flag;
        bool value;
    } flags[] = {
        {"again", &out->gives_again, true},    {"around", &out->goes_around, true},
        {"raw", &out->has_raw_chain, true},    {"noidna", &out->has_idna, false},
        {"nomemory", &out->has_memory, false},
    };

    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (fuzz_is(word, flags[i].word))
            *flags[i].flag = flags[i].value;
    }
    if (word.len > 4 && fuzz_is(part(word, 0, 4), "bad=")) {
        out->is_bad = true;
        out->bad = (unsigned char)word.ptr[4];
    } else if (fuzz_change_policies(word, &out->policy, &out->model_policy)) {
        out->has_own_steps = true;
    }
}

/* Both sides have the same policies in the same order. */
static void compare_names(void)
{
    const struct carom_policy *policy = NULL;
    size_t i;

    for (i = 0; (policy = carom_policy_at(i)) != NULL; i++)
        FUZZ_ASSERT(model_policy_name(i) && fuzz_is(policy->name, model_policy_name(i)));
    FUZZ_ASSERT(!model_policy_name(i));
}

static bool read_policy(struct carom_view name, struct follow_case *out)
{
    const struct carom_policy *policy = carom_policy_named(name);
    bool is_known = model_policy_named(to_model(name), &out->model_policy);

    compare_names();
    FUZZ_ASSERT((policy != NULL) == is_known);
    if (!policy)
        return false;
    FUZZ_ASSERT_SAME("name", policy->name, name);
    FUZZ_ASSERT(policy->source.len > 0);
    fuzz_compare_policies(policy, &out->model_policy);
    out->policy = *policy;
    return true;
}

static void limit_rounds(struct follow_case *out)
{
    if (!out->goes_around || out->policy.max_redirects <= FOLLOW_AROUND_MAX)
        return;
    out->policy.max_redirects = FOLLOW_AROUND_MAX;
    out->model_policy.max_redirects = FOLLOW_AROUND_MAX;
}

static bool read_first_line(struct carom_view line, struct follow_case *out)
{
    struct carom_view name;
    struct carom_view word;

    if (!fuzz_next_word(&line, &name) || !read_policy(name, out))
        return false;
    (void)fuzz_next_word(&line, &word);
    out->method = fuzz_copy(word);
    (void)fuzz_next_word(&line, &word);
    out->body = fuzz_is(word, "stream")       ? CAROM_BODY_STREAM
                : fuzz_is(word, "replayable") ? CAROM_BODY_REPLAYABLE
                                              : CAROM_BODY_NONE;
    while (fuzz_next_word(&line, &word))
        read_option(word, out);
    limit_rounds(out);
    if (out->is_bad)
        fuzz_spoil_policy(&out->policy, out->bad);
    return true;
}

bool follow_read(struct carom_view input, struct follow_case *out)
{
    struct carom_view section;
    struct carom_view line;

    *out = (struct follow_case){.has_idna = true, .has_memory = true};
    (void)fuzz_next_section(&input, &section);
    (void)fuzz_next_line(&section, &line);
    if (!read_first_line(line, out))
        return false;
    (void)fuzz_next_line(&section, &out->url);
    (void)fuzz_next_section(&input, &section);
    read_fields(section, &out->fields);
    if (out->has_raw_chain)
        (void)fuzz_next_section(&input, &out->raw_chain);
    out->responses = input;
    return true;
}

void follow_release(struct follow_case *out)
{
    fuzz_release(out->method);
    follow_release_fields(&out->fields);
}

static uint16_t status_of(struct carom_view line)
{
    unsigned status = 0;

    for (size_t i = 0; i < line.len && i < 4 && line.ptr[i] >= '0' && line.ptr[i] <= '9'; i++)
        status = status * 10 + (unsigned)(line.ptr[i] - '0');
    return (uint16_t)status;
}

bool follow_next_response(const struct follow_case *from, struct carom_view *rest, uint16_t *status,
                          struct follow_fields *fields)
{
    struct carom_view section;
    struct carom_view line;

    if (!rest->ptr && from->goes_around)
        *rest = from->responses;
    fields->count = 0;
    if (!fuzz_next_section(rest, &section))
        return false;
    (void)fuzz_next_line(&section, &line);
    *status = status_of(line);
    read_fields(section, fields);
    return true;
}

/* Takes up to eight bytes as a number. */
static uint64_t take(struct carom_view *bytes, size_t count)
{
    uint64_t value = 0;

    for (size_t i = 0; i < count && bytes->len > 0; i++) {
        value |= (uint64_t)(unsigned char)*bytes->ptr << 8 * i;
        *bytes = part(*bytes, 1, bytes->len);
    }
    return value;
}

struct carom_chain follow_raw_chain(struct carom_view bytes)
{
    struct carom_chain chain;

    memset(&chain, 0, sizeof chain);
    chain.count = (uint32_t)take(&bytes, 2);
    chain.dropped = (uint32_t)take(&bytes, 3);
    chain.domain_len = (uint32_t)take(&bytes, 1);
    chain.has_left = (take(&bytes, 1) & 1) != 0;
    chain.is_temporary = (take(&bytes, 1) & 1) != 0;
    chain.seen_count = (uint32_t)take(&bytes, 1);
    for (size_t i = 0; i < CAROM_CHAIN_SEEN_MAX; i++)
        chain.seen[i] = take(&bytes, 8);
    return chain;
}
