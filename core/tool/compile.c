/* carom compile: a rules file to an image. */
#include "commands.h"
#include "image_file.h"
#include "options.h"
#include "output.h"
#include "problems.h"

#include "carom/load.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char help[] =
    "Usage: carom compile [--dialect D] FILE -o IMAGE\n"
    "\n"
    "Compiles a rules file to an image, which `carom decide` and carom-server open without\n"
    "compiling. IMAGE appears whole or not at all: it is written under a temporary name in\n"
    "the same folder, read back and renamed. How many rules and bytes it has, and how long\n"
    "that took, is one line on standard output. FILE `-` is standard input. An image as FILE\n"
    "is verified and written again. IMAGE must be another file than FILE; one that is there\n"
    "keeps its mode.\n"
    "\n"
    "  -o IMAGE      where to write it; `-` is standard output, unless that is a terminal\n"
    "  --dialect D   carom (default), netlify or cloudflare\n"
    "  --help        print this\n"
    "\n"
    "Exit code: 0 written, 1 the file has errors or IMAGE cannot be written, 2 wrong usage.\n"
    "Of many errors the first 20 are printed; `carom check` prints all.\n";

static const struct option known_options[] = {
    {"dialect", required_argument, NULL, OPTION_DIALECT},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

struct compile {
    enum carom_dialect dialect;
    const char *file;
    const char *image;
    bool help;
};

static double monotonic_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Returns: EXIT_DONE, or the code to end with after a message. */
static int set_once(const char **where, const char *value, const char *what)
{
    if (*where != NULL)
        return wrong_use("compile", what);
    *where = value;
    return EXIT_DONE;
}

static int read_arguments(int argc, char **argv, struct compile *compile)
{
    struct options options = {"compile", "-:o:", known_options, 0};
    int code = EXIT_DONE;
    while (code == EXIT_DONE) {
        switch (option_next(&options, argc, argv)) {
        case OPTION_END:
            while (code == EXIT_DONE && optind < argc)
                code = set_once(&compile->file, argv[optind++], "more than one FILE is given");
            return code;
        case OPTION_ARGUMENT:
            code = set_once(&compile->file, optarg, "more than one FILE is given");
            break;
        case 'o':
            code = set_once(&compile->image, optarg, "option `-o` is given twice");
            break;
        case OPTION_DIALECT:
            if (!read_dialect("compile", optarg, &compile->dialect))
                code = EXIT_WRONG_USE;
            break;
        case OPTION_HELP:
            compile->help = true;
            return EXIT_DONE;
        default:
            code = EXIT_WRONG_USE;
        }
    }
    return code;
}

static int check_arguments(const struct compile *compile)
{
    if (compile->file == NULL)
        return wrong_use("compile", "no FILE is given");
    if (compile->image == NULL)
        return wrong_use("compile", "`-o IMAGE` is needed: it says where to write the image");
    if (compile->image[0] == '\0')
        return wrong_use("compile", "`-o` needs a file name");
    if (strcmp(compile->image, "-") == 0 && isatty(STDOUT_FILENO) == 1)
        return wrong_use("compile", "an image is not for a terminal: name a file after `-o`");
    return EXIT_DONE;
}

static bool status_of(const char *path, int standard, struct stat *out)
{
    return (strcmp(path, "-") == 0 ? fstat(standard, out) : stat(path, out)) == 0;
}

/* Whether the image would take the place of the rules that it is made from, whatever names, links
 * or redirections lead there. */
static bool would_destroy_source(const struct compile *compile)
{
    struct stat file, image;
    return status_of(compile->file, STDIN_FILENO, &file) &&
           status_of(compile->image, STDOUT_FILENO, &image) && S_ISREG(file.st_mode) &&
           file.st_dev == image.st_dev && file.st_ino == image.st_ino;
}

static bool print_summary(const char *image, const struct carom_rules *rules, double read_ms,
                          double written_ms)
{
    unsigned long count = carom_rules_count(rules);
    int printed = printf("%s: %lu rule%s, %zu bytes", image, count, count == 1 ? "" : "s",
                         rules->image_bytes);
    if (printed >= 0 && count > 0)
        printed = printf(" (%.1f a rule)", (double)rules->image_bytes / (double)count);
    if (printed >= 0)
        printed = printf("; read in %.1f ms, written in %.1f ms\n", read_ms, written_ms);
    return printed >= 0;
}

static bool write_image(const struct compile *compile, const struct carom_rules *rules,
                        double began_ms)
{
    double read_ms = monotonic_ms() - began_ms;
    if (carom_rules_verify(rules) != CAROM_OK) {
        message("%s: the compiled rules are damaged: check this machine's memory; "
                "the image was not made",
                compile->file);
        return false;
    }
    if (strcmp(compile->image, "-") == 0)
        return print_bytes((const char *)rules->image, rules->image_bytes);
    if (!image_file_write(compile->image, rules->image, rules->image_bytes))
        return false;
    return print_summary(compile->image, rules, read_ms, monotonic_ms() - began_ms - read_ms);
}

static int compile_file(const struct compile *compile)
{
    if (would_destroy_source(compile)) {
        message("%s: is the same file as %s, which the image would replace: "
                "name another file after `-o`",
                compile->image, compile->file);
        return EXIT_NO;
    }
    struct problems problems = {
        .file = compile->file, .limit = PROBLEMS_SHOWN_MAX, .with_warnings = true};
    struct carom_load_options options = {compile->dialect, problems_report, &problems,
                                         .verify = true};
    struct carom_loaded loaded;
    char text[CAROM_LOAD_MESSAGE_MAX];
    double began_ms = monotonic_ms();
    enum carom_result result = carom_load(compile->file, &options, &loaded, text);
    problems_print_rest(&problems);
    if (result != CAROM_OK && !(result == CAROM_ERR_SYNTAX && problems.errors > 0))
        problems_add_message(&problems, text);
    problems_free(&problems);
    if (result != CAROM_OK)
        return EXIT_NO;
    bool written = write_image(compile, &loaded.rules, began_ms);
    carom_unload(&loaded);
    return written ? EXIT_DONE : EXIT_NO;
}

int run_compile(int argc, char **argv)
{
    struct compile compile = {.dialect = CAROM_DIALECT_CAROM};
    int code = read_arguments(argc, argv, &compile);
    if (code != EXIT_DONE)
        return code;
    if (compile.help)
        return print_bytes(help, sizeof help - 1) ? EXIT_DONE : EXIT_NO;
    code = check_arguments(&compile);
    return code != EXIT_DONE ? code : compile_file(&compile);
}
