/*
 * Runs a fuzz target over files, without a fuzzing engine: every build replays the corpus with it.
 */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] =
    "usage: %s [-v] PATH...\n"
    "Runs the fuzz target over every file named, and over every file below a directory named,\n"
    "in the order of their names.\n"
    "  -v, --verbose  print each file before it runs\n"
    "  -h, --help     print this\n"
    "Exit: 0 all inputs passed; 1 a path is missing, unreadable or an empty directory; 2 wrong "
    "usage.\n"
    "An input that fails aborts the process, after a line that says what failed and where.\n";

struct replay {
    const char *program;
    bool verbose;
    size_t inputs;
};

static bool complain(const struct replay *replay, const char *path, const char *what)
{
    (void)fprintf(stderr, "%s: %s: %s\n", replay->program, path, what);
    return false;
}

/* Reads a whole file into an exact-size block; *data may be NULL only on failure. */
static bool read_file(const struct replay *replay, const char *path, size_t bytes, uint8_t **data)
{
    FILE *file = fopen(path, "rb");

    if (!file)
        return complain(replay, path, strerror(errno));
    *data = malloc(bytes > 0 ? bytes : 1);
    bool complete = *data && fread(*data, 1, bytes, file) == bytes;
    (void)fclose(file);
    if (!complete) {
        free(*data);
        return complain(replay, path, "cannot be read whole");
    }
    return true;
}

static bool replay_file(struct replay *replay, const char *path, size_t bytes)
{
    uint8_t *data = NULL;

    if (replay->verbose) {
        (void)printf("%s\n", path);
        (void)fflush(stdout);
    }
    if (!read_file(replay, path, bytes, &data))
        return false;
    (void)LLVMFuzzerTestOneInput(data, bytes);
    free(data);
    replay->inputs++;
    return true;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool replay_path(struct replay *replay, const char *path);

static bool replay_entry(struct replay *replay, const char *directory, const char *name)
{
    size_t bytes = strlen(directory) + strlen(name) + 2;
    char *path = malloc(bytes);

    if (!path)
        return complain(replay, directory, "out of memory");
    (void)snprintf(path, bytes, "%s/%s", directory, name);
    bool passed = replay_path(replay, path);
    free(path);
    return passed;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool replay_directory(struct replay *replay, const char *path)
{
    struct dirent **entries = NULL;
    bool passed = true;
    int count = scandir(path, &entries, is_visible, by_name);

    if (count < 0)
        return complain(replay, path, strerror(errno));
    if (count == 0)
        passed = complain(replay, path, "is an empty directory; it should hold inputs");
    for (int i = 0; i < count; i++) {
        passed = replay_entry(replay, path, entries[i]->d_name) && passed;
        free(entries[i]);
    }
    free(entries);
    return passed;
}

static bool replay_path(struct replay *replay, const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return complain(replay, path, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return replay_directory(replay, path);
    return replay_file(replay, path, (size_t)status.st_size);
}

static bool is_option(const char *argument, const char *brief, const char *full)
{
    return strcmp(argument, brief) == 0 || strcmp(argument, full) == 0;
}

int main(int argc, char **argv)
{
    struct replay replay = {argv[0], false, 0};
    bool passed = true;
    int next = 1;

    for (; next < argc && argv[next][0] == '-'; next++) {
        if (is_option(argv[next], "-h", "--help"))
            return printf(usage, argv[0]) < 0;
        if (!is_option(argv[next], "-v", "--verbose")) {
            (void)fprintf(stderr, "%s: unknown option %s; see --help\n", argv[0], argv[next]);
            return 2;
        }
        replay.verbose = true;
    }
    if (next == argc) {
        (void)fprintf(stderr, usage, argv[0]);
        return 2;
    }
    for (; next < argc; next++)
        passed = replay_path(&replay, argv[next]) && passed;
    (void)printf("inputs: %zu\n", replay.inputs);
    return passed ? 0 : 1;
}
