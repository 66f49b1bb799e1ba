#include "instructions.h"

#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_counter(void)
{
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof(attributes));
    attributes.type = PERF_TYPE_HARDWARE;
    attributes.size = sizeof(attributes);
    attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
    attributes.exclude_kernel = 1;
    attributes.exclude_hv = 1;
    /* This thread, on whatever core it runs. */
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static bool read_counter(int fd, uint64_t *out)
{
    return read(fd, out, sizeof(*out)) == (ssize_t)sizeof(*out);
}

double loop_instructions(const struct loop *loop, size_t iterations, struct faults *faults)
{
    int fd = open_counter();
    if (fd < 0)
        return -1;
    uint64_t before, after;
    bool counted = read_counter(fd, &before);
    (void)loop_batch_ns(loop, iterations, faults);
    counted = read_counter(fd, &after) && counted;
    (void)close(fd);
    /* A counter that stands still is one that the host does not give to its guests. */
    if (!counted || after <= before)
        return -1;
    return (double)(after - before) / (double)iterations;
}
