/*
 * Rules that an index has to fear: many ways to go on at each segment of a path, or none to tell rules
 * apart by. The numbers of segments are those of a path that servers still take.
 */
#include "scale_sets.h"
#include "scale_write.h"

enum {
    DEPTH = 60,         /* segments before a path's last one */
    LONG_DEPTH = 100,   /* the same of a path that few servers see */
    MIXED_SEGMENTS = 13 /* each literal or a placeholder: 8,192 rules */
};

static void put_number(struct carom_buf *out, const char *before, uint32_t number)
{
    put_text(out, before);
    put_digits(out, number, 8);
}

static void end_target(const struct carom_buf *out, size_t start, struct scale_request *request,
                       uint32_t rule)
{
    request->target_len = (uint16_t)(out->len - start);
    request->rule = rule;
}

/* A placeholder in each rule, all at the first level, each with a name and a continuation of its own. */
void write_placeholder_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    (void)set;
    put_number(out, "/:name", number);
    put_number(out, "/leaf-", number);
    put_number(out, " /to/", number);
    put_number(out, "/:name", number);
    put_text(out, " 307\n");
}

void write_placeholder_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                               struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_number(out, "/anything/leaf-", number);
    end_target(out, start, request, number);
}

/* A final splat at every depth of a path, the deepest first: a request has all of them below its own. */
void write_final_splat_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    (void)set;
    put_number(out, "/group-", number / DEPTH);
    put_times(out, "/s", DEPTH - 1 - number % DEPTH);
    put_number(out, "/* /to/", number);
    put_text(out, "/:splat 307\n");
}

void write_final_splat_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                               struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_number(out, "/group-", number / DEPTH);
    put_times(out, "/s", DEPTH - 1 - number % DEPTH);
    put_times(out, "/t", 1 + number % DEPTH);
    end_target(out, start, request, number);
}

/* A splat in the middle at every depth, and after it one of many endings; the shallowest comes first. */
void write_middle_splat_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    (void)set;
    put_times(out, "/s", number % DEPTH);
    put_number(out, "/*/end-", number / DEPTH);
    put_number(out, " /to/", number);
    put_text(out, "/:splat 307\n");
}

void write_middle_splat_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                                struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_times(out, "/s", DEPTH);
    put_number(out, "/end-", number / DEPTH);
    end_target(out, start, request, number / DEPTH * DEPTH);
}

void write_middle_splat_miss(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                             struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_times(out, "/s", DEPTH);
    put_number(out, "/none-", number);
    end_target(out, start, request, SCALE_NO_RULE);
}

/* More splats than a search remembers segments, and long segments to be hashed at each of them. */
void write_long_splat_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    (void)set;
    put_times(out, "/s", number % LONG_DEPTH);
    put_number(out, "/*/end-", number / LONG_DEPTH);
    put_number(out, "/:page /to/", number);
    put_text(out, "/:splat/:page 307\n");
}

void write_long_splat_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                              struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_times(out, "/s", LONG_DEPTH);
    put_number(out, "/end-", number / LONG_DEPTH);
    put_text(out, "/");
    put_times(out, "long-", 80);
    end_target(out, start, request, number / LONG_DEPTH * LONG_DEPTH);
}

/* A long prefix that all rules share, up to the middle of a segment; every other one goes on. */
static void put_prefix(struct carom_buf *out, uint32_t number)
{
    put_text(out, "/knowledge/base/departments/engineering/teams/platform/handbook/chapters"
                  "/operations/incidents/reports/archive/what-we-learned-from-the-outage-of-");
    put_digits(out, number, 8);
}

void write_prefix_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    (void)set;
    put_prefix(out, number);
    put_text(out, number % 2 == 0 ? " /to/" : "/:page /to/:page/");
    put_digits(out, number, 8);
    put_text(out, " 307\n");
}

void write_prefix_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                          struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_prefix(out, number);
    put_text(out, number % 2 == 0 ? "" : "/summary");
    end_target(out, start, request, number);
}

/* One path for all rules. What tells them apart is a query pair, the method or the country. */
void write_query_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    (void)set;
    put_number(out, "/catalogue/item id=", number);
    put_number(out, " /to/", number);
    put_text(out, " 307\n");
}

void write_query_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                         struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_number(out, "/catalogue/item?id=", number);
    end_target(out, start, request, number);
}

/* Each captures two pairs: all have one key, and the other is the rule's own. */
void write_captured_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    (void)set;
    put_number(out, "/catalogue/item id=:id k", number);
    put_number(out, "=:k /to/", number);
    put_text(out, "/:id/:k 307\n");
}

/* With pairs that most rules lack. */
void write_captured_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                            struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_number(out, "/catalogue/item?id=1&k", number);
    put_text(out, "=2");
    put_times(out, "&x=3", 4);
    end_target(out, start, request, number);
}

void write_method_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    (void)set;
    put_number(out, "/catalogue/item /to/", number);
    put_number(out, " 307 Method=M-", number);
    put_text(out, "\n");
}

void write_method_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                          struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_text(out, "/catalogue/item");
    end_target(out, start, request, number);
    start = out->len;
    put_number(out, "M-", number);
    request->method_len = (uint8_t)(out->len - start);
}

/* The last rules have the countries za to zz to themselves, and those before them share the others. */
static void put_country(struct carom_buf *out, const struct scale_set *set, uint32_t number)
{
    uint32_t last = set->rules - 26;
    uint32_t code = number >= last ? 25 * 26 + (number - last) : number % (25 * 26);
    const char letters[] = {(char)('a' + code / 26), (char)('a' + code % 26)};
    put_view(out, carom_view_of(letters, sizeof letters));
}

void write_country_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    put_number(out, "/catalogue/item /to/", number);
    put_text(out, " 307 Country=");
    put_country(out, set, number);
    put_text(out, "\n");
}

void write_country_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                           struct scale_request *request)
{
    uint32_t rule = set->rules - 26 + number % 26;
    size_t start = out->len;
    put_text(out, "/catalogue/item");
    end_target(out, start, request, rule);
    put_country(out, set, rule);
    request->country_len = 2;
}

/* Every mixture of a literal and a placeholder over some segments: bit i is set when i is literal. */
static void put_mixture_rule(struct carom_buf *out, uint32_t mixture, uint32_t number)
{
    for (uint32_t i = 0; i < MIXED_SEGMENTS; i++) {
        put_text(out, (mixture >> i & 1) != 0 ? "/a" : "/:p");
        if ((mixture >> i & 1) == 0)
            put_digits(out, i, 2);
    }
    put_number(out, "/end /to/", number);
    put_text(out, " 307\n");
}

static void put_mixture_path(struct carom_buf *out, uint32_t mixture)
{
    for (uint32_t i = 0; i < MIXED_SEGMENTS; i++)
        put_text(out, (mixture >> i & 1) != 0 ? "/a" : "/b");
}

static uint32_t special_mixture(uint32_t number)
{
    return (1u << MIXED_SEGMENTS) - 1 - number;
}

void write_special_first_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    (void)set;
    put_mixture_rule(out, special_mixture(number), number);
}

/* All rules match whose literals are among the request's; of them the first has the most. */
void write_special_first_request(const struct scale_set *set, uint32_t number,
                                 struct carom_buf *out, struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_mixture_path(out, special_mixture(number));
    put_text(out, "/end");
    end_target(out, start, request, number);
}

void write_general_first_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    (void)set;
    put_mixture_rule(out, number, number);
}

/* Here the first rule, of placeholders alone, always wins. */
void write_general_first_request(const struct scale_set *set, uint32_t number,
                                 struct carom_buf *out, struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_mixture_path(out, number);
    put_text(out, "/end");
    end_target(out, start, request, 0);
}

void write_mixture_miss(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                        struct scale_request *request)
{
    size_t start = out->len;
    (void)set;
    put_mixture_path(out, number);
    put_text(out, "/none");
    end_target(out, start, request, SCALE_NO_RULE);
}
