#include "scale_mapped.h"

#include "memory_latency.h"
#include "scale_compile.h"
#include "scale_requests.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { COLD_REQUESTS = 4096, WALK_STEPS = 65536, PATH_BYTES = 4096 };

/* A file without a name, the image in it, and how it came about. */
struct image_file {
    int fd;
    size_t bytes;
    size_t text_bytes;
    double compile_s;
};

static struct scale_set static_set(uint32_t rules)
{
    struct scale_set set = {.name = "static-mapped",
                            .description = "pages that moved, in a mapped file",
                            .kind = SCALE_STATIC,
                            .rules = rules,
                            .write_rule = write_page_rule,
                            .write_request = write_page_request};
    return set;
}

static double wall_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        abort(); /* Linux always has this clock. */
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool make_file(const struct carom_rules *rules, const char *folder, struct image_file *out)
{
    char path[PATH_BYTES];
    const char *temporary = getenv("TMPDIR");
    if (folder == NULL)
        folder = temporary != NULL && temporary[0] != '\0' ? temporary : "/tmp";
    int len = snprintf(path, sizeof(path), "%s/carom-micro.XXXXXX", folder);
    out->bytes = rules->image_bytes;
    out->fd = len < (int)sizeof(path) ? mkstemp(path) : -1;
    if (out->fd < 0) {
        fprintf(stderr, "carom-micro: no file can be made in %s: %s\n", folder, strerror(errno));
        return false;
    }
    /* The file lives as long as its descriptor, and no longer: it may be of a gigabyte. */
    if (unlink(path) == 0 && scale_write_image(rules, path, out->fd))
        return true;
    (void)close(out->fd);
    return false;
}

static bool map_file(const struct image_file *file, struct carom_rules *out)
{
    void *bytes = mmap(NULL, file->bytes, PROT_READ, MAP_SHARED, file->fd, 0);
    if (bytes == MAP_FAILED) {
        perror("carom-micro: the image cannot be mapped");
        return false;
    }
    if (carom_rules_open(carom_view_of(bytes, file->bytes), out) == CAROM_OK)
        return true;
    fputs("carom-micro: the image that was written cannot be opened\n", stderr);
    (void)munmap(bytes, file->bytes);
    return false;
}

static void unmap(const struct carom_rules *rules)
{
    (void)munmap((void *)(uintptr_t)rules->image, rules->image_bytes);
}

/* Compiles a set and leaves it in a file, and nothing in memory. */
static bool compile_to_file(struct scale_source source, const struct scale_options *options,
                            struct image_file *out)
{
    struct scale_compiled compiled;
    if (!scale_compile(source, NULL, COMPILE_ONCE, &compiled))
        return false;
    out->text_bytes = compiled.text_bytes;
    out->compile_s = compiled.compile_s;
    bool made = make_file(&compiled.rules, options->images, out);
    scale_compiled_free(&compiled);
    return made;
}

/* Opens the file again and again, and decides one request each time. */
static bool measure_opening(struct scale_source source, const struct image_file *file,
                            struct scale_opening *out)
{
    double open_ms[SCALE_OPENINGS], decided_ms[SCALE_OPENINGS];
    struct scale_requests requests;
    bool right = scale_requests_make(1, &requests);
    for (size_t i = 0; right && i < SCALE_OPENINGS; i++) {
        struct scale_decisions decisions = {.requests = &requests};
        scale_requests_draw(source, DRAW_UNIFORM, i, &requests);
        double began_ms = wall_ms();
        right = map_file(file, &decisions.rules);
        if (!right)
            break;
        open_ms[i] = wall_ms() - began_ms;
        right = scale_decides_as_expected(source, &decisions);
        decided_ms[i] = wall_ms() - began_ms - open_ms[i];
        unmap(&decisions.rules);
    }
    if (right) {
        out->rules = source.set->rules;
        out->open_ms = spread_of(open_ms, SCALE_OPENINGS);
        out->decided_ms = spread_of(decided_ms, SCALE_OPENINGS);
    }
    scale_requests_free(&requests);
    return right;
}

/* Gives each page its entry: what is measured next is caches, not the kernel. */
static void touch(const struct carom_rules *rules)
{
    for (size_t at = 0; at < rules->image_bytes; at += 4096)
        (void)*(volatile const unsigned char *)(rules->image + at);
}

/* Each round has requests of its own, and the walk before them leaves little of the last ones. */
static bool measure_cold(struct scale_source source, struct scale_decisions *decisions,
                         struct scale_requests *requests, struct memory_walk *walk,
                         struct scale_mapped *out)
{
    double miss_ns[SCALE_COLD_ROUNDS], cold_ns[SCALE_COLD_ROUNDS], misses[SCALE_COLD_ROUNDS];
    struct faults faults = {0, 0};
    for (size_t round = 0; round < SCALE_COLD_ROUNDS; round++) {
        struct loop loop = scale_loop(decisions);
        scale_requests_draw(source, DRAW_UNIFORM, 1000 + round, requests);
        miss_ns[round] = memory_walk_ns(walk, WALK_STEPS);
        cold_ns[round] = loop_batch_ns(&loop, requests->count, &faults);
        misses[round] = cold_ns[round] / miss_ns[round];
    }
    out->walk_bytes = walk->bytes;
    out->miss_ns = spread_of(miss_ns, SCALE_COLD_ROUNDS);
    out->cold_ns = spread_of(cold_ns, SCALE_COLD_ROUNDS);
    out->misses = spread_of(misses, SCALE_COLD_ROUNDS);
    return loop_faultless(source.set->name, &faults);
}

static bool measure_decisions(struct scale_source source, const struct image_file *file,
                              struct scale_mapped *out)
{
    struct scale_requests requests;
    struct memory_walk walk;
    struct scale_decisions decisions = {.requests = &requests};
    if (!scale_requests_make(COLD_REQUESTS, &requests))
        return false;
    bool right = map_file(file, &decisions.rules);
    if (right) {
        touch(&decisions.rules);
        right = memory_walk_make(file->bytes, &walk);
        if (right) {
            right = measure_cold(source, &decisions, &requests, &walk, out);
            memory_walk_free(&walk);
        }
        unmap(&decisions.rules);
    }
    scale_requests_free(&requests);
    return right;
}

/* How it is to open ten rules, for comparison. */
static bool measure_small(const struct scale_options *options, struct scale_mapped *out)
{
    struct scale_set set = static_set(SCALE_MAPPED_SMALL);
    struct scale_source source = {&set, false};
    struct image_file file;
    if (!compile_to_file(source, options, &file))
        return false;
    bool right = measure_opening(source, &file, &out->small);
    (void)close(file.fd);
    return right;
}

bool scale_measure_mapped(const struct scale_options *options, struct scale_mapped *out)
{
    struct scale_set set =
        static_set(options->largest < SCALE_RULES_MAX ? options->largest : SCALE_RULES_MAX);
    struct scale_source source = {&set, false};
    struct image_file file;
    memset(out, 0, sizeof(*out));
    if (!measure_small(options, out) || !compile_to_file(source, options, &file))
        return false;
    out->rules = set.rules;
    out->text_bytes = file.text_bytes;
    out->image_bytes = file.bytes;
    out->compile_s = file.compile_s;
    bool right =
        measure_opening(source, &file, &out->large) && measure_decisions(source, &file, out);
    (void)close(file.fd);
    return right;
}
