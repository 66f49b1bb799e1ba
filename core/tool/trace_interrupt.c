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

bool interrupt_wait(int fd)
{
    sigset_t interrupt, before;
    fd_set readable;
    int ready = 0;
    (void)sigemptyset(&interrupt);
    (void)sigaddset(&interrupt, SIGINT);
    if (fd >= FD_SETSIZE || sigprocmask(SIG_BLOCK, &interrupt, &before) != 0)
        return !interrupt_seen();
    do {
        FD_ZERO(&readable);
        FD_SET(fd, &readable);
        /* SIGINT is let in while this waits, and only then. */
        if (!interrupt_seen())
            ready = pselect(fd + 1, &readable, NULL, NULL, NULL, &before);
    } while (ready < 0 && errno == EINTR && !interrupt_seen());
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return !interrupt_seen();
}
