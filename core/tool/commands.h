/*
 * The subcommands. Each takes the arguments from its own name on and returns the exit code.
 */
#ifndef CAROM_TOOL_COMMANDS_H
#define CAROM_TOOL_COMMANDS_H

enum {
    EXIT_DONE = 0, /* done */
    EXIT_NO = 1,   /* the answer is no: invalid, refused, errors found */
    EXIT_WRONG_USE = 2
};

int run_check(int argc, char **argv);
int run_compile(int argc, char **argv);
int run_decide(int argc, char **argv);
int run_follow(int argc, char **argv);
int run_trace(int argc, char **argv);
int run_url(int argc, char **argv);

#endif
