#include "scale_sets.h"

#include "scale_write.h"

#define STATIC_SET(set_name, count)                                                                \
    {                                                                                              \
        .name = set_name, .description = "pages that moved, as sites have them",                   \
        .kind = SCALE_STATIC, .rules = (count), .write_rule = write_page_rule,                     \
        .write_request = write_page_request                                                        \
    }
#define DYNAMIC_SET(set_name, count)                                                               \
    {                                                                                              \
        .name = set_name, .description = "sections that moved: placeholders and splats",           \
        .kind = SCALE_DYNAMIC, .rules = (count), .write_rule = write_section_rule,                 \
        .write_request = write_section_request                                                     \
    }
#define HOSTILE_SET(set_name, says, count, rule, request, same)                                    \
    {                                                                                              \
        .name = set_name, .description = says, .kind = SCALE_HOSTILE, .rules = (count),            \
        .write_rule = rule, .write_request = request, .same_paths = (same)                         \
    }

const struct scale_set scale_sets[] = {
    STATIC_SET("static-10", 10),
    STATIC_SET("static-1000", 1000),
    STATIC_SET("static-100000", 100000),
    STATIC_SET("static-1000000", 1000000),
    DYNAMIC_SET("dynamic-1000", 1000),
    DYNAMIC_SET("dynamic-100000", 100000),
    HOSTILE_SET("placeholders", "placeholders at one level", 10000, write_placeholder_rule,
                write_placeholder_request, false),
    HOSTILE_SET("splats-final", "a final splat at each depth of 60 segments", 10000,
                write_final_splat_rule, write_final_splat_request, false),
    HOSTILE_SET("splats-middle", "a splat at each depth, then an ending", 10000,
                write_middle_splat_rule, write_middle_splat_request, true),
    HOSTILE_SET("splats-miss", "the same, and an ending that no rule has", 10000,
                write_middle_splat_rule, write_middle_splat_miss, false),
    HOSTILE_SET("splats-long", "a splat at each of 100 depths, a long segment at the end", 10000,
                write_long_splat_rule, write_long_splat_request, true),
    HOSTILE_SET("prefixes", "one long prefix, with a placeholder after half of them", 10000,
                write_prefix_rule, write_prefix_request, false),
    HOSTILE_SET("one-path-query", "one path, rules that differ in a query pair", 10000,
                write_query_rule, write_query_request, true),
    HOSTILE_SET("one-path-captured", "one path, rules that capture two query pairs", 10000,
                write_captured_rule, write_captured_request, true),
    HOSTILE_SET("one-path-method", "one path, rules that differ in the method", 10000,
                write_method_rule, write_method_request, true),
    HOSTILE_SET("one-path-country", "one path, rules that differ in the country", 10000,
                write_country_rule, write_country_request, true),
    HOSTILE_SET("mixtures", "literal or placeholder, 13 times, the special first", 8192,
                write_special_first_rule, write_special_first_request, false),
    HOSTILE_SET("mixtures-general", "the same, the general first", 8192, write_general_first_rule,
                write_general_first_request, false),
    HOSTILE_SET("mixtures-miss", "the same, and an ending that no rule has", 8192,
                write_general_first_rule, write_mixture_miss, false),
};

const size_t scale_set_count = sizeof(scale_sets) / sizeof(scale_sets[0]);

static const char plain_ending[] = "-plain";

bool scale_source_named(const char *name, struct scale_source *out)
{
    for (size_t i = 0; i < scale_set_count; i++) {
        size_t len = strlen(scale_sets[i].name);
        if (strncmp(name, scale_sets[i].name, len) != 0)
            continue;
        out->set = &scale_sets[i];
        out->plain = scale_sets[i].kind == SCALE_HOSTILE && strcmp(name + len, plain_ending) == 0;
        if (out->plain || name[len] == '\0')
            return true;
    }
    return false;
}

void scale_source_name(struct scale_source source, char *name)
{
    struct carom_buf out = {name, SCALE_NAME_MAX, 0};
    put_text(&out, source.set->name);
    put_text(&out, source.plain ? plain_ending : "");
    name[out.len] = '\0';
}

/*
 * The path of a hostile request for a static rule: made another one where all are the same. A request
 * that no rule answers stays so, because the rule's path goes on by `rule_ending`.
 */
static void put_plain_path(const struct scale_set *set, uint32_t number, const char *rule_ending,
                           struct carom_buf *out, struct scale_request *request)
{
    size_t start = out->len;
    set->write_request(set, number, out, request);
    struct carom_view target = carom_view_of(out->ptr + start, request->target_len);
    const char *query = memchr(target.ptr, '?', target.len);
    out->len = query != NULL ? (size_t)(query - out->ptr) : start + target.len;
    if (set->same_paths) {
        put_text(out, "-");
        put_digits(out, number, 8);
    }
    if (request->rule == SCALE_NO_RULE)
        put_text(out, rule_ending);
}

static void write_plain_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    struct scale_request request = {.at = 0};
    put_plain_path(set, number, "-moved", out, &request);
    put_text(out, " /to/");
    put_digits(out, number, 8);
    put_text(out, " 307\n");
}

static void write_plain_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                                struct scale_request *request)
{
    size_t start = out->len;
    put_plain_path(set, number, "", out, request);
    request->target_len = (uint16_t)(out->len - start);
    request->method_len = 0;
    request->country_len = 0;
    if (request->rule != SCALE_NO_RULE)
        request->rule = number;
}

void scale_write_rule(struct scale_source source, uint32_t number, struct carom_buf *out)
{
    if (source.plain)
        write_plain_rule(source.set, number, out);
    else
        source.set->write_rule(source.set, number, out);
}

void scale_write_request(struct scale_source source, uint32_t number, struct carom_buf *out,
                         struct scale_request *request)
{
    memset(request, 0, sizeof(*request));
    request->at = (uint32_t)out->len;
    if (source.plain)
        write_plain_request(source.set, number, out, request);
    else
        source.set->write_request(source.set, number, out, request);
}
