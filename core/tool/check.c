/* carom check: every problem of a rules file, not the first. */
#include "buffer.h"
#include "commands.h"
#include "json_text.h"
#include "options.h"
#include "output.h"
#include "problems.h"

#include "carom/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: carom check [--dialect D] [--json] FILE…\n"
    "\n"
    "Reads each rules file and reports every line that is wrong, with the first problem found\n"
    "in it, on standard error as FILE:LINE:COL: error: TEXT. A target whose host a request\n"
    "could choose by what it captures is a warning, with an example. A file without errors is\n"
    "one line on standard output; that it holds no rules at all is mentioned on standard\n"
    "error. FILE `-` is standard input; an image that `carom compile` wrote is checked too.\n"
    "\n"
    "  --dialect D   carom (default), netlify or cloudflare\n"
    "  --json        print one JSON object for each FILE, on a line of its own, instead:\n"
    "                {\"ok\":…,\"file\":…,\"rules\":N,\"errors\":[{\"line\":…,\"column\":…,\n"
    "                \"severity\":\"error\",\"message\":…,\"example\":…}]}; a warning has the\n"
    "                severity \"warning\"; a problem of the whole file has line and column null,\n"
    "                and example is null where there is none\n"
    "  --help        print this\n"
    "\n"
    "Exit code: 0 no errors (warnings may be), 1 errors, 2 wrong usage.\n";

static const struct option known_options[] = {
    {"dialect", required_argument, NULL, OPTION_DIALECT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

struct check {
    enum carom_dialect dialect;
    bool json;
    bool help;
    char **files; /* as many as there are arguments at most */
    int file_count;
};

/* Prints {"ok":…,"file":…,"rules":…,"errors":[…]}; the array was made beforehand, piece by piece,
 * because a large file of noise has more errors than fit into memory as JSON values. */
static bool print_report(const struct problems *problems, uint32_t rules)
{
    struct carom_buf line = {NULL, 0, 0};
    char count[32];
    int count_len = snprintf(count, sizeof count, "%lu", (unsigned long)rules);
    const char *start =
        problems->errors == 0 ? "{\"ok\":true,\"file\":" : "{\"ok\":false,\"file\":";
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

static bool print_summary(const struct problems *problems, uint32_t rules)
{
    int printed =
        printf("%s: %lu rule%s", problems->file, (unsigned long)rules, rules == 1 ? "" : "s");
    if (printed >= 0 && problems->warnings > 0)
        printed = printf(", %zu warning%s", problems->warnings, problems->warnings == 1 ? "" : "s");
    return printed >= 0 && print_bytes("\n", 1);
}

/* Returns: whether the file is without errors and that was said. */
static bool check_file(const struct check *check, const char *file)
{
    struct problems problems = {
        .file = file, .limit = SIZE_MAX, .with_warnings = true, .as_json = check->json};
    struct carom_load_options options = {check->dialect, problems_report, &problems,
                                         .verify = true};
    struct carom_loaded loaded;
    char text[CAROM_LOAD_MESSAGE_MAX];
    enum carom_result result = carom_load(file, &options, &loaded, text);
    uint32_t rules = result == CAROM_OK ? carom_rules_count(&loaded.rules) : 0;
    if (result != CAROM_OK && !(result == CAROM_ERR_SYNTAX && problems.errors > 0))
        problems_add_message(&problems, text);
    bool good = problems.errors == 0 && !problems.out_of_memory;
    if (check->json)
        good = print_report(&problems, rules) && good;
    else if (good)
        good = print_summary(&problems, rules);
    else if (result == CAROM_ERR_SYNTAX)
        message("%s: %zu error%s", file, problems.errors, problems.errors == 1 ? "" : "s");
    /* Nothing is wrong with it, but hardly anybody means it: an empty file, or comments alone. */
    if (result == CAROM_OK && rules == 0 && !check->json)
        message("%s: no rules", file);
    problems_print_rest(&problems);
    problems_free(&problems);
    carom_unload(&loaded);
    return good;
}

/* Returns: EXIT_DONE, or the code to end with. */
static int read_arguments(int argc, char **argv, struct check *check)
{
    struct options options = {"check", "-:", known_options, 0};
    for (;;) {
        switch (option_next(&options, argc, argv)) {
        case OPTION_END:
            while (optind < argc)
                check->files[check->file_count++] = argv[optind++];
            return EXIT_DONE;
        case OPTION_ARGUMENT:
            check->files[check->file_count++] = optarg;
            break;
        case OPTION_DIALECT:
            if (!read_dialect("check", optarg, &check->dialect))
                return EXIT_WRONG_USE;
            break;
        case OPTION_JSON:
            check->json = true;
            break;
        case OPTION_HELP:
            check->help = true;
            return EXIT_DONE;
        default:
            return EXIT_WRONG_USE;
        }
    }
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
