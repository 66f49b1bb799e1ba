#include "options.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "Usage: carom-micro [--rules FILE] [--case NAME] [--iterations N] [--json]\n"
    "       carom-micro --scale quick|full [--set NAME] [--largest N] [--images DIR]\n"
    "                   [--iterations N] [--json]\n"
    "\n"
    "Measures what a decision and its response cost in process, what following a redirect does,\n"
    "and what reading a URL costs, beside libcurl and liburiparser where the build found them.\n"
    "Every result is checked, and an allocation in Carom's measured loop is an error.\n"
    "\n"
    "  --rules FILE    the rules file of the case `site`; without it that case is left out\n"
    "  --case NAME     only this case\n"
    "  --iterations N  one batch of exactly N operations, 1 to 1000000000, as callgrind needs it;\n"
    "                  each input of the case `linear` is read once, and of each set of the case\n"
    "                  `lint` a hundredth is looked at once\n"
    "  --scale quick   in place of the cases: sets of 10 to 1,000,000 rules, and hostile ones\n"
    "  --scale full    the same, and 10,000,000 rules in a file that is mapped\n"
    "  --set NAME      of these sets only this one; of a hostile one, NAME-plain is the plain one\n"
    "                  that it is compared with\n"
    "  --largest N     no set of more than N rules, 10 to 10000000; the mapped one has as many\n"
    "  --images DIR    leave the sets' images in DIR, or read them from there; the mapped file is\n"
    "                  there, too, which otherwise is in $TMPDIR\n"
    "  --json          one JSON object on standard output\n"
    "  --help          show this and exit\n"
    "\n"
    "Exit status: 0 done; 1 a result was wrong, something was allocated, or a set could not be\n"
    "compiled or kept; 2 wrong usage.\n"
    "\n"
    "Cases:\n";

bool print_help(void)
{
    bool written = fputs(usage, stdout) >= 0;
    for (size_t i = 0; i < micro_case_count; i++)
        written =
            printf("  %-24s %s\n", micro_cases[i].name, micro_cases[i].description) >= 0 && written;
    written = fputs("\nSets of --scale:\n", stdout) >= 0 && written;
    for (size_t i = 0; i < scale_set_count; i++)
        written =
            printf("  %-24s %s\n", scale_sets[i].name, scale_sets[i].description) >= 0 && written;
    return fflush(stdout) == 0 && written;
}

/* Reads a whole decimal number from `least` to `most`, which has ten digits at most. */
static bool read_count(const char *text, size_t least, size_t most, size_t *out)
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
    return value >= least && value <= most;
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

static bool read_rules(const char *value, struct micro_options *out)
{
    out->rules_file = value;
    return true;
}

static bool read_case(const char *value, struct micro_options *out)
{
    out->only = find_case(value);
    return out->only != NULL || wrong("there is no such case", value);
}

static bool read_iterations(const char *value, struct micro_options *out)
{
    return read_count(value, 1, 1000000000, &out->iterations) ||
           wrong("--iterations takes a number from 1 to 1000000000", value);
}

static bool read_scale(const char *value, struct micro_options *out)
{
    out->scale.run = true;
    out->scale.full = strcmp(value, "full") == 0;
    return out->scale.full || strcmp(value, "quick") == 0 ||
           wrong("--scale takes quick or full", value);
}

static bool read_set(const char *value, struct micro_options *out)
{
    out->scale.has_only = true;
    return scale_source_named(value, &out->scale.only) || wrong("there is no such set", value);
}

static bool read_largest(const char *value, struct micro_options *out)
{
    size_t rules;
    if (!read_count(value, 10, SCALE_RULES_MAX, &rules))
        return wrong("--largest takes a number from 10 to 10000000", value);
    out->scale.largest = (uint32_t)rules;
    return true;
}

static bool read_images(const char *value, struct micro_options *out)
{
    out->scale.images = value;
    return true;
}

static const struct {
    const char *name;
    bool (*read)(const char *value, struct micro_options *out);
    bool of_scale;
} valued[] = {
    {"--rules", read_rules, false},
    {"--case", read_case, false},
    {"--iterations", read_iterations, false},
    {"--scale", read_scale, false},
    {"--set", read_set, true},
    {"--largest", read_largest, true},
    {"--images", read_images, true},
};

enum { VALUED_OPTIONS = sizeof(valued) / sizeof(valued[0]) };

/* VALUED_OPTIONS: there is no such option. */
static size_t find_valued(const char *name)
{
    size_t i = 0;
    while (i < VALUED_OPTIONS && strcmp(valued[i].name, name) != 0)
        i++;
    return i;
}

/* Options that belong together. */
static bool check_together(const struct micro_options *options, const char *of_scale)
{
    if (options->only != NULL && options->only->needs_file && options->rules_file == NULL)
        return wrong("this case needs --rules FILE", options->only->name);
    if (of_scale != NULL && !options->scale.run)
        return wrong("this option needs --scale quick or --scale full", of_scale);
    if (options->scale.run && (options->only != NULL || options->rules_file != NULL))
        return wrong("--scale runs sets and no case", options->only != NULL ? "--case" : "--rules");
    return true;
}

bool read_options(int count, char **arguments, struct micro_options *out)
{
    const char *of_scale = NULL;
    memset(out, 0, sizeof(*out));
    out->scale.largest = SCALE_RULES_MAX;
    for (int i = 1; i < count; i++) {
        size_t option = find_valued(arguments[i]);
        if (strcmp(arguments[i], "--json") == 0) {
            out->json = true;
        } else if (strcmp(arguments[i], "--help") == 0) {
            out->help = true;
        } else if (option == VALUED_OPTIONS) {
            return wrong("unknown option", arguments[i]);
        } else if (i + 1 == count) {
            return wrong("a value is missing after", arguments[i]);
        } else {
            if (valued[option].of_scale)
                of_scale = arguments[i];
            if (!valued[option].read(arguments[++i], out))
                return false;
        }
    }
    out->scale.iterations = out->iterations;
    return out->help || check_together(out, of_scale);
}
