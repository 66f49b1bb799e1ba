/* carom: the command-line tool. */
#include "commands.h"
#include "output.h"
#include "suggest.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "Usage: carom COMMAND [OPTION]…\n"
    "\n"
    "Decides HTTP redirects: the server's half from a rules file (`_redirects`), and what a\n"
    "client does with one.\n"
    "\n"
    "  carom check FILE…                  report every problem of a rules file\n"
    "  carom compile FILE -o IMAGE        compile a rules file to an image\n"
    "  carom decide --rules FILE URL      print the HTTP response to a request\n"
    "  carom follow --status N URL        what a client does with a response, and the policies\n"
    "  carom trace URL                    follow a URL's redirects, and show what they do\n"
    "  carom url REF                      take a URL to pieces, as browsers and as RFC 3986 do\n"
    "\n"
    "  carom COMMAND --help               all about a command\n"
    "  carom --version                    print the version\n"
    "\n"
    "Exit code: 0 done; 1 the answer is no (invalid, refused, errors found); 2 wrong usage.\n";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"check", run_check},   {"compile", run_compile}, {"decide", run_decide},
    {"follow", run_follow}, {"trace", run_trace},     {"url", run_url},
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

/* A standard descriptor that is closed would be taken by the next file that is opened, and messages
 * would land in it. The place is held by a descriptor that fails as a closed one does: opened the
 * wrong way. */
static bool hold_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0)
            continue;
        if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return false;
    }
    return true;
}

static int unknown_command(const char *word)
{
    const char *names[COMMAND_COUNT + 2] = {"--help", "--version"};
    for (int i = 0; i < COMMAND_COUNT; i++)
        names[i + 2] = commands[i].name;
    const char *nearest = nearest_word(word, names, COMMAND_COUNT + 2);
    const char *what = word[0] == '-' ? "option" : "command";
    if (nearest != NULL)
        message("unknown %s `%s`; did you mean `%s`?", what, word, nearest);
    else
        message("unknown %s `%s`; see `carom --help`", what, word);
    return EXIT_WRONG_USE;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        message("a command is needed: check, compile, decide, follow, trace or url; see `carom "
                "--help`");
        return EXIT_WRONG_USE;
    }
    const char *word = argv[1];
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(word, commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    }
    bool is_help = strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
    bool is_version = strcmp(word, "--version") == 0;
    if (!is_help && !is_version)
        return unknown_command(word);
    if (argc > 2) {
        message("`%s` stands alone; see `carom --help`", word);
        return EXIT_WRONG_USE;
    }
    bool printed = is_help ? print_bytes(help, sizeof help - 1)
                           : print_bytes("carom " CAROM_VERSION "\n", sizeof CAROM_VERSION + 6);
    return printed ? EXIT_DONE : EXIT_NO;
}

int main(int argc, char **argv)
{
    if (!hold_standard_descriptors())
        return EXIT_NO;
    /* A closed pipe and a file-size limit are then errors of the write, which are reported. */
    (void)signal(SIGPIPE, SIG_IGN);
#ifdef SIGXFSZ
    (void)signal(SIGXFSZ, SIG_IGN);
#endif
    return finish_output(run(argc, argv));
}
