#include "options.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "Usage: carom-micro [--rules FILE] [--case NAME] [--iterations N] [--json]\n"
    "\n"
    "Measures what a decision and its response cost in process, and what reading a URL costs, "
    "beside\n"
    "libcurl and liburiparser where the build found them. Every result is checked, and an "
    "allocation\n"
    "in Carom's measured loop is an error.\n"
    "\n"
    "  --rules FILE    the rules file of the case `site`; without it that case is left out\n"
    "  --case NAME     only this case\n"
    "  --iterations N  one batch of exactly N operations, 1 to 1000000000, as callgrind needs it;\n"
    "                  each input of the case `linear` is read once\n"
    "  --json          one JSON object on standard output\n"
    "  --help          show this and exit\n"
    "\n"
    "Exit status: 0 done; 1 a result was wrong or something was allocated; 2 wrong usage.\n"
    "\n"
    "Cases:\n";

bool print_help(void)
{
    bool written = fputs(usage, stdout) >= 0;
    for (size_t i = 0; i < micro_case_count; i++)
        written =
            printf("  %-24s %s\n", micro_cases[i].name, micro_cases[i].description) >= 0 && written;
    return fflush(stdout) == 0 && written;
}

/* Reads a whole decimal number from 1 to 1000000000. */
static bool read_count(const char *text, size_t *out)
{
    size_t value = 0;
    size_t digits = strlen(text);
    if (digits == 0 || digits > 10)
        return false;
    for (size_t i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (size_t)(text[i] - '0');
    }
    *out = value;
    return value >= 1 && value <= 1000000000;
}

static const struct micro_case *find_case(const char *name)
{
    for (size_t i = 0; i < micro_case_count; i++) {
        if (strcmp(micro_cases[i].name, name) == 0)
            return &micro_cases[i];
    }
    return NULL;
}

static bool wrong(const char *what, const char *argument)
{
    fprintf(stderr, "carom-micro: %s: '%s'\ncarom-micro: try `carom-micro --help`\n", what,
            argument);
    return false;
}

/* Reads an option that takes a value. */
static bool read_valued(const char *name, const char *value, struct micro_options *out)
{
    if (strcmp(name, "--rules") == 0) {
        out->rules_file = value;
        return true;
    }
    if (strcmp(name, "--case") == 0) {
        out->only = find_case(value);
        return out->only != NULL || wrong("there is no such case", value);
    }
    if (strcmp(name, "--iterations") == 0)
        return read_count(value, &out->iterations) ||
               wrong("--iterations takes a number from 1 to 1000000000", value);
    return wrong("unknown option", name);
}

static bool takes_value(const char *name)
{
    return strcmp(name, "--rules") == 0 || strcmp(name, "--case") == 0 ||
           strcmp(name, "--iterations") == 0;
}

bool read_options(int count, char **arguments, struct micro_options *out)
{
    memset(out, 0, sizeof(*out));
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--json") == 0) {
            out->json = true;
        } else if (strcmp(arguments[i], "--help") == 0) {
            out->help = true;
        } else if (!takes_value(arguments[i])) {
            return wrong("unknown option", arguments[i]);
        } else if (i + 1 == count) {
            return wrong("a value is missing after", arguments[i]);
        } else {
            if (!read_valued(arguments[i], arguments[i + 1], out))
                return false;
            i++;
        }
    }
    if (out->only != NULL && out->only->needs_file && out->rules_file == NULL && !out->help)
        return wrong("this case needs --rules FILE", out->only->name);
    return true;
}
