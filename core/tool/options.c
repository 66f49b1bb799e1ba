#include "options.h"

#include "commands.h"
#include "output.h"
#include "suggest.h"

#include <string.h>

enum { KNOWN_MAX = 32 };

int wrong_use(const char *command, const char *text)
{
    message("%s: %s; see `carom %s --help`", command, text, command);
    return EXIT_WRONG_USE;
}

static void say_unknown(const struct options *options, const char *word)
{
    const char *names[KNOWN_MAX];
    size_t count = 0;
    for (const struct option *known = options->known; known->name != NULL; known++) {
        if (count < KNOWN_MAX)
            names[count++] = known->name;
    }
    const char *nearest = strncmp(word, "--", 2) == 0 ? nearest_word(word + 2, names, count) : NULL;
    if (nearest != NULL)
        message("%s: unknown option `%s`; did you mean `--%s`?", options->command, word, nearest);
    else
        message("%s: unknown option `%s`; see `carom %s --help`", options->command, word,
                options->command);
}

/* getopt_long takes any unambiguous beginning of a name; a script that relies on one would break
 * when an option is added, so only whole names pass. */
static bool is_whole_name(const struct options *options, const char *word)
{
    if (strncmp(word, "--", 2) != 0 || word[2] == '\0')
        return true;
    size_t len = strcspn(word + 2, "=");
    for (const struct option *known = options->known; known->name != NULL; known++) {
        if (strlen(known->name) == len && strncmp(known->name, word + 2, len) == 0)
            return true;
    }
    return false;
}

static void say_wrong_option(const struct options *options, int found, const char *word)
{
    if (found == ':')
        message("%s: option `%s` needs a value; see `carom %s --help`", options->command, word,
                options->command);
    else if (strncmp(word, "--", 2) == 0)
        message("%s: option `%s` takes no value", options->command, word);
    else
        message("%s: unknown option `-%c`; see `carom %s --help`", options->command, optopt,
                options->command);
}

/* Whether an option that counts once came a second time. */
static bool is_repeated(struct options *options, int found)
{
    if (found <= OPTION_HELP || found - OPTION_HELP > 63)
        return false;
    uint64_t bit = (uint64_t)1 << (found - OPTION_HELP);
    bool repeated = (options->seen & bit) != 0;
    options->seen |= bit;
    return repeated;
}

int option_next(struct options *options, int argc, char **argv)
{
    const char *word = optind < argc ? argv[optind] : "";
    if (!is_whole_name(options, word)) {
        say_unknown(options, word);
        return OPTION_WRONG;
    }
    opterr = 0;
    int found = getopt_long(argc, argv, options->short_options, options->known, NULL);
    if (found == '?' || found == ':') {
        say_wrong_option(options, found, word);
        return OPTION_WRONG;
    }
    if (is_repeated(options, found)) {
        message("%s: option `%s` is given twice", options->command, word);
        return OPTION_WRONG;
    }
    return found;
}

bool read_dialect(const char *command, const char *text, enum carom_dialect *out)
{
    if (carom_dialect_named(carom_view_of(text, strlen(text)), out))
        return true;
    message("%s: unknown dialect `%s`: use carom, netlify or cloudflare", command, text);
    return false;
}

bool read_whole_number(const char *text, int64_t max, int64_t *out)
{
    int64_t value = 0;
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return false;
        int digit = *text - '0';
        if (value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

bool read_seconds(const char *text, int64_t *out)
{
    return read_whole_number(text, INT64_MAX, out);
}
