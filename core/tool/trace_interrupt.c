#include "trace_interrupt.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>

static volatile sig_atomic_t seen;

static void note(int number)
{
    (void)number;
    seen = 1;
}

void interrupt_watch(void)
{
    struct sigaction action, before;
    /* Who started this in the background of a script asked for SIGINT to be ignored. */
    if (sigaction(SIGINT, NULL, &before) != 0 || before.sa_handler == SIG_IGN)
        return;
    memset(&action, 0, sizeof action);
    action.sa_handler = note;
    (void)sigemptyset(&action.sa_mask);
    /* Without SA_RESTART, so that a wait for the network or the terminal ends. */
    action.sa_flags = (int)SA_RESETHAND;
    (void)sigaction(SIGINT, &action, NULL);
}

bool interrupt_seen(void)
{
    return seen != 0;
}

/* Waits without end when limit is NULL. */
static enum interrupt_wait wait_until(int fd, const struct timespec *limit)
{
    sigset_t interrupt, before;
    fd_set readable;
    int ready = 1;
    (void)sigemptyset(&interrupt);
    (void)sigaddset(&interrupt, SIGINT);
    if (fd >= FD_SETSIZE || sigprocmask(SIG_BLOCK, &interrupt, &before) != 0)
        return interrupt_seen() ? WAIT_INTERRUPTED : WAIT_READABLE;
    do {
        FD_ZERO(&readable);
        FD_SET(fd, &readable);
        /* SIGINT is let in while this waits, and only then. */
        if (!interrupt_seen())
            ready = pselect(fd + 1, &readable, NULL, NULL, limit, &before);
    } while (ready < 0 && errno == EINTR && !interrupt_seen());
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (interrupt_seen())
        return WAIT_INTERRUPTED;
    return ready == 0 ? WAIT_IN_VAIN : WAIT_READABLE; /* what is wrong with it, a read says */
}

bool interrupt_wait(int fd)
{
    return wait_until(fd, NULL) != WAIT_INTERRUPTED;
}

enum interrupt_wait interrupt_wait_for(int fd, long milliseconds)
{
    struct timespec limit = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    return wait_until(fd, &limit);
}
