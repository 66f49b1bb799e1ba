#include "memory_latency.h"

#include "loop.h"
#include "random.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct memory_line {
    uint32_t next;
    unsigned char rest[60];
};

static const size_t bytes_min = (size_t)1 << 20, bytes_max = (size_t)1 << 30;

/* What the kernel says may be taken without swapping; 0 when it does not say. */
static size_t available_bytes(void)
{
    unsigned long long kilobytes = 0;
    char line[128];
    FILE *file = fopen("/proc/meminfo", "r");
    if (file == NULL)
        return 0;
    while (fgets(line, sizeof(line), file) != NULL) {
        if (sscanf(line, "MemAvailable: %llu kB", &kilobytes) == 1)
            break;
    }
    (void)fclose(file);
    return (size_t)kilobytes * 1024;
}

/* One cycle through all lines, each as likely to follow another (Sattolo's shuffle). */
static void link_lines(struct memory_line *lines, uint32_t count)
{
    uint64_t state = 64;
    for (uint32_t i = 0; i < count; i++)
        lines[i].next = i;
    for (uint32_t i = count - 1; i > 0; i--) {
        uint32_t other = (uint32_t)(random_next(&state) % i);
        uint32_t kept = lines[i].next;
        lines[i].next = lines[other].next;
        lines[other].next = kept;
    }
}

bool memory_walk_make(size_t bytes, struct memory_walk *out)
{
    size_t available = available_bytes(), size = bytes_min;
    memset(out, 0, sizeof(*out));
    while (size < bytes && size < bytes_max && size * 2 < available / 2)
        size *= 2;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        perror("carom-micro: no memory to measure a cache miss in");
        return false;
    }
    /* It fails on a kernel without large pages, which then are none. */
    (void)madvise(memory, size, MADV_NOHUGEPAGE);
    out->lines = memory;
    out->bytes = size;
    link_lines(out->lines, (uint32_t)(size / sizeof(struct memory_line)));
    return true;
}

double memory_walk_ns(struct memory_walk *walk, size_t steps)
{
    uint32_t at = walk->at;
    double began_ns = loop_now_ns();
    for (size_t i = 0; i < steps; i++)
        at = walk->lines[at].next;
    double took_ns = loop_now_ns() - began_ns;
    walk->at = at;
    return took_ns / (double)steps;
}

void memory_walk_free(struct memory_walk *walk)
{
    if (walk->lines != NULL)
        (void)munmap(walk->lines, walk->bytes);
    memset(walk, 0, sizeof(*walk));
}
