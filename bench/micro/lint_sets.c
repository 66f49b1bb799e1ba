#include "lint_case.h"

#include <stdio.h>

static int write_page(size_t number, size_t rules, char *line)
{
    static const char *const sections[] = {"blog", "docs/v1", "de/support", "shop/item", "api/v1"};
    (void)rules;
    return snprintf(line, LINT_LINE_MAX, "/%s/%zu/moved-page-%zu /new/page-%zu 301\n",
                    sections[number % (sizeof(sections) / sizeof(sections[0]))], 2000 + number % 25,
                    number, number);
}

/* Of a hundred rules one has a splat and one a placeholder. */
static int write_site(size_t number, size_t rules, char *line)
{
    if (number % 100 == 1)
        return snprintf(line, LINT_LINE_MAX, "/section-%zu/* /moved-%zu/:splat 301\n", number,
                        number);
    if (number % 100 == 2)
        return snprintf(line, LINT_LINE_MAX, "/item-%zu/:id/view /thing-%zu/:id 308\n", number,
                        number);
    return write_page(number, rules, line);
}

static int write_behind_all(size_t number, size_t rules, char *line)
{
    if (number == 0)
        return snprintf(line, LINT_LINE_MAX, "/* /index.html 200\n");
    return write_page(number, rules, line);
}

static int write_placeholder(size_t number, size_t rules, char *line)
{
    (void)rules;
    return snprintf(line, LINT_LINE_MAX, "/:name/of-%zu /%zu/:name 301\n", number, number);
}

static int write_condition(size_t number, size_t rules, char *line)
{
    (void)rules;
    return snprintf(line, LINT_LINE_MAX, "/one id=%zu /page/%zu 301\n", number, number);
}

/* Literals and placeholders in turn, as the number's bits say, the special before the general. */
static int write_mixture(size_t number, size_t rules, char *line)
{
    size_t len = 0;
    for (size_t bit = 0; bit < 13; bit++) {
        bool is_name = ((rules - 1 - number) >> bit & 1) == 0;
        len += (size_t)snprintf(line + len, LINT_LINE_MAX - len, is_name ? "/:p%zu" : "/a%zu", bit);
    }
    return (int)len + snprintf(line + len, LINT_LINE_MAX - len, " /page 200\n");
}

static int write_chain(size_t number, size_t rules, char *line)
{
    (void)rules;
    return snprintf(line, LINT_LINE_MAX, "/step-%zu /step-%zu 302\n", number, number + 1);
}

static int write_cycle(size_t number, size_t rules, char *line)
{
    return snprintf(line, LINT_LINE_MAX, "/step-%zu /step-%zu 302\n", number, (number + 1) % rules);
}

static int write_same(size_t number, size_t rules, char *line)
{
    (void)number;
    (void)rules;
    return snprintf(line, LINT_LINE_MAX, "/same /page 301\n");
}

static size_t none(size_t rules)
{
    (void)rules;
    return 0;
}

static size_t one(size_t rules)
{
    (void)rules;
    return 1;
}

static size_t all_but_one(size_t rules)
{
    return rules - 1;
}

const struct lint_set lint_sets[LINT_SETS] = {
    {"site", "pages that moved, and one pattern in fifty", 45000, write_site, none},
    {"million", "pages that moved", 1000000, write_page, none},
    {"behind-all", "pages behind a rule for every path", 100000, write_behind_all, all_but_one},
    {"placeholders", "placeholders at one level", 10000, write_placeholder, none},
    {"conditions", "one path, rules that differ in a query pair", 10000, write_condition, none},
    {"mixtures", "literal or placeholder, 13 times, the special first", 8192, write_mixture, none},
    {"chain", "each rule leads to the next", 100000, write_chain, all_but_one},
    {"cycle", "the same, and the last to the first", 100000, write_cycle, one},
    {"twins", "one rule, over and over", 100000, write_same, all_but_one},
};
