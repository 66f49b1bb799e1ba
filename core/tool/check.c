/* carom check: every problem of a rules file, not the first. */
#include "buffer.h"
#include "commands.h"
#include "json_text.h"
#include "lint.h"
#include "options.h"
#include "output.h"
#include "problems.h"

#include "carom/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char help[] =
    "Usage: carom check [OPTION]… FILE…\n"
    "\n"
    "Reads each rules file and reports every line that is wrong, with the first problem found\n"
    "in it, on standard error as FILE:LINE:COL: error: TEXT. What works but is hardly meant\n"
    "is a warning, in the order of the lines:\n"
    "- a target whose host a request could choose by what it captures, with an example\n"
    "- the same rule again, and rules that no request reaches since another takes them all\n"
    "- redirects that are redirected again, how often and where to; redirects without end\n"
    "- names that are captured and not used (but for :_name), or used and not captured\n"
    "- 301 and 302 for methods that an agent may change to GET\n"
    "A file without errors is one line on standard output; that it holds no rules at all is\n"
    "mentioned on standard error. FILE `-` is standard input; an image that `carom compile`\n"
    "wrote is checked too.\n"
    "\n"
    "  --dialect D      carom (default), netlify or cloudflare\n"
    "  --portable D,D   warn also of each rule that these dialects read in another way, with\n"
    "                   a request that shows it; not for an image\n"
    "  --no-lint        warn of nothing but what the dialect warns of when it reads the file\n"
    "  --strict         warnings count as errors\n"
    "  --timings        say on standard error how long reading and checking took\n"
    "  --json           print one JSON object for each FILE, on a line of its own, instead:\n"
    "                   {\"ok\":…,\"file\":…,\"rules\":N,\"errors\":[{\"line\":…,\"column\":…,\n"
    "                   \"severity\":\"error\",\"message\":…,\"example\":…}]}; a warning has the\n"
    "                   severity \"warning\", and one about a rule that works also \"kind\",\n"
    "                   \"other_line\" and \"hops\" (null where there is none) and, by kind,\n"
    "                   name, status, location, lines, dialect or differences; a problem of the\n"
    "                   whole file has line and column null, and example is null where there is\n"
    "                   none\n"
    "  --help           print this\n"
    "\n"
    "Exit code: 0 no errors (warnings may be), 1 errors (with --strict also warnings),\n"
    "2 wrong usage.\n";

static const struct option known_options[] = {
    {"dialect", required_argument, NULL, OPTION_DIALECT},
    {"portable", required_argument, NULL, OPTION_PORTABLE},
    {"no-lint", no_argument, NULL, OPTION_NO_LINT},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"timings", no_argument, NULL, OPTION_TIMINGS},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

struct check {
    enum carom_dialect dialect;
    bool portable[CAROM_DIALECT_CLOUDFLARE + 1]; /* which other dialects are asked */
    bool is_portable;                            /* whether any is */
    bool no_lint, strict, timings, json, help;
    char **files; /* as many as there are arguments at most */
    int file_count;
};

/* Whether a file is as good as was asked for. */
static bool is_good(const struct check *check, const struct problems *problems)
{
    return problems->errors == 0 && !problems->out_of_memory &&
           !(check->strict && problems->warnings > 0);
}

/* Prints {"ok":…,"file":…,"rules":…,"errors":[…]}; the array was made beforehand, piece by piece,
 * because a large file of noise has more errors than fit into memory as JSON values. */
static bool print_report(const struct problems *problems, uint32_t rules, bool good)
{
    struct carom_buf line = {NULL, 0, 0};
    char count[32];
    int count_len = snprintf(count, sizeof count, "%lu", (unsigned long)rules);
    const char *start = good ? "{\"ok\":true,\"file\":" : "{\"ok\":false,\"file\":";
    bool made =
        !problems->out_of_memory && count_len > 0 && buffer_append(&line, start, strlen(start)) &&
        json_append(&line, json_bytes(carom_view_of(problems->file, strlen(problems->file)))) &&
        buffer_append(&line, ",\"rules\":", 9) && buffer_append(&line, count, (size_t)count_len) &&
        buffer_append(&line, ",\"errors\":[", 11) &&
        buffer_append(&line, problems->json.ptr, problems->json.len) &&
        buffer_append(&line, "]}\n", 3);
    bool printed = false;
    if (made)
        printed = print_bytes(line.ptr, line.len);
    else
        (void)out_of_memory();
    buffer_free(&line);
    return printed;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* How many of each kind the lint found: " (2 unreachable, 1 chain)". */
static bool print_kinds(const struct problems *problems)
{
    int printed = 0;
    const char *before = " (";
    for (size_t i = 0; i <= CAROM_LINT_PORTABILITY && printed >= 0; i++) {
        struct carom_view name = carom_lint_kind_name((enum carom_lint_kind)i);
        if (problems->kinds[i] == 0)
            continue;
        printed = printf("%s%zu %.*s", before, problems->kinds[i], (int)name.len, name.ptr);
        before = ", ";
    }
    return printed >= 0 && (before[0] == ' ' || printf(")") >= 0);
}

static bool print_summary(const struct problems *problems, uint32_t rules)
{
    int printed = printf("%s: %lu rule%s", problems->file, (unsigned long)rules, plural(rules));
    if (printed >= 0 && problems->warnings > 0)
        printed = printf(", %zu warning%s", problems->warnings, plural(problems->warnings));
    return printed >= 0 && print_kinds(problems) && print_bytes("\n", 1);
}

static void say_bad(const struct problems *problems)
{
    size_t errors = problems->errors, warnings = problems->warnings;
    if (errors > 0)
        message("%s: %zu error%s", problems->file, errors, plural(errors));
    else if (warnings > 0)
        message("%s: %zu warning%s", problems->file, warnings, plural(warnings));
}

/* A point in time, by the clock on the wall and by what the processor did for us. */
struct moment {
    struct timespec wall;
    struct timespec processor;
};

static struct moment now(void)
{
    struct moment moment = {{0, 0}, {0, 0}};
    (void)clock_gettime(CLOCK_MONOTONIC, &moment.wall);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &moment.processor);
    return moment;
}

static double milliseconds(struct timespec from, struct timespec to)
{
    return (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
}

static void print_timings(const char *file, const struct moment moments[3])
{
    message("%s: read in %.1f ms (%.1f ms of CPU time), checked in %.1f ms (%.1f ms)", file,
            milliseconds(moments[0].wall, moments[1].wall),
            milliseconds(moments[0].processor, moments[1].processor),
            milliseconds(moments[1].wall, moments[2].wall),
            milliseconds(moments[1].processor, moments[2].processor));
}

/* The warnings about rules that compiled. */
static void lint(const struct check *check, const struct carom_loaded *loaded,
                 struct problems *problems)
{
    enum carom_dialect dialect = carom_rules_dialect(&loaded->rules);
    enum carom_result result = check->no_lint ? CAROM_OK : lint_rules(loaded, problems);
    if (check->is_portable && loaded->text == NULL) {
        problems_add_message(problems, "an image holds rules as one dialect reads them: name the "
                                       "rules file that it was made from");
        return;
    }
    for (int other = 0; result == CAROM_OK && other <= CAROM_DIALECT_CLOUDFLARE; other++) {
        if (check->portable[other] && other != (int)dialect)
            result = lint_portability(loaded, (enum carom_dialect)other, problems);
    }
    if (result == CAROM_ERR_NOMEM)
        problems->out_of_memory = true;
    else if (result != CAROM_OK)
        problems_add_message(problems, "the image is damaged: make it again with `carom compile`");
}

/* Loads, checks and times a file. Returns: as carom_load, after messages. */
static enum carom_result examine(const struct check *check, const char *file,
                                 struct problems *problems, uint32_t *rules)
{
    struct carom_load_options options = {.dialect = check->dialect,
                                         .report = problems_report,
                                         .report_ctx = problems,
                                         .verify = true,
                                         .keep_text = true};
    struct carom_loaded loaded;
    char text[CAROM_LOAD_MESSAGE_MAX];
    struct moment moments[3] = {now()};
    enum carom_result result = carom_load(file, &options, &loaded, text);
    moments[1] = now();
    *rules = result == CAROM_OK ? carom_rules_count(&loaded.rules) : 0;
    if (result == CAROM_OK)
        lint(check, &loaded, problems);
    else if (!(result == CAROM_ERR_SYNTAX && problems->errors > 0))
        problems_add_message(problems, text);
    moments[2] = now();
    problems_flush(problems);
    if (check->timings)
        print_timings(file, moments);
    carom_unload(&loaded);
    return result;
}

/* Returns: whether the file is good and that was said. */
static bool check_file(const struct check *check, const char *file)
{
    struct problems problems = {.file = file,
                                .limit = SIZE_MAX,
                                .with_warnings = true,
                                .as_json = check->json,
                                .gathers = true};
    uint32_t rules;
    enum carom_result result = examine(check, file, &problems, &rules);
    bool good = is_good(check, &problems);
    if (check->json)
        good = print_report(&problems, rules, good) && good;
    else if (good)
        good = print_summary(&problems, rules);
    else if (result == CAROM_OK || result == CAROM_ERR_SYNTAX)
        say_bad(&problems);
    /* Nothing is wrong with it, but hardly anybody means it: an empty file, or comments alone. */
    if (result == CAROM_OK && rules == 0 && !check->json)
        message("%s: no rules", file);
    problems_print_rest(&problems);
    problems_free(&problems);
    return good;
}

/* Reads a list of dialects with commas. Returns: false after a message. */
static bool read_portable(const char *list, struct check *check)
{
    const char *start = list;
    check->is_portable = true;
    for (;;) {
        size_t len = strcspn(start, ",");
        enum carom_dialect dialect;
        if (!carom_dialect_named(carom_view_of(start, len), &dialect)) {
            message("check: --portable `%s`: give one or more of carom, netlify and cloudflare, "
                    "with commas between",
                    list);
            return false;
        }
        check->portable[dialect] = true;
        if (start[len] == '\0')
            return true;
        start += len + 1;
    }
}

/* Returns: whether the option is one that has no value. */
static bool take_flag(struct check *check, int option)
{
    bool *flags[] = {&check->json, &check->no_lint, &check->strict, &check->timings, &check->help};
    const int options[] = {OPTION_JSON, OPTION_NO_LINT, OPTION_STRICT, OPTION_TIMINGS, OPTION_HELP};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (options[i] == option)
            return *flags[i] = true;
    }
    return false;
}

/* Returns: EXIT_DONE, or the code to end with. */
static int read_arguments(int argc, char **argv, struct check *check)
{
    struct options options = {"check", "-:", known_options, 0};
    while (!check->help) {
        int found = option_next(&options, argc, argv);
        if (found == OPTION_END)
            break;
        if (found == OPTION_ARGUMENT) {
            check->files[check->file_count++] = optarg;
            continue;
        }
        bool taken = found == OPTION_DIALECT    ? read_dialect("check", optarg, &check->dialect)
                     : found == OPTION_PORTABLE ? read_portable(optarg, check)
                                                : take_flag(check, found);
        if (!taken)
            return EXIT_WRONG_USE;
    }
    while (!check->help && optind < argc)
        check->files[check->file_count++] = argv[optind++];
    return EXIT_DONE;
}

static int check_all(const struct check *check)
{
    int code = EXIT_DONE;
    int standard_inputs = 0;
    for (int i = 0; i < check->file_count; i++)
        standard_inputs += strcmp(check->files[i], "-") == 0;
    if (check->file_count == 0)
        return wrong_use("check", "no FILE is given");
    if (standard_inputs > 1)
        return wrong_use("check", "standard input (`-`) can be read only once");
    for (int i = 0; i < check->file_count; i++) {
        if (!check_file(check, check->files[i]))
            code = EXIT_NO;
    }
    return code;
}

int run_check(int argc, char **argv)
{
    struct check check = {.files = calloc((size_t)argc + 1, sizeof *check.files)};
    if (check.files == NULL)
        return out_of_memory();
    int code = read_arguments(argc, argv, &check);
    if (code == EXIT_DONE && check.help)
        code = print_bytes(help, sizeof help - 1) ? EXIT_DONE : EXIT_NO;
    else if (code == EXIT_DONE)
        code = check_all(&check);
    free(check.files);
    return code;
}
