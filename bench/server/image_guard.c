#include "image_guard.h"

#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool image_guard_take(const struct carom_loaded *loaded, bool *is_guarded)
{
    struct stat status;
    *is_guarded = false;
    if (loaded->mapped_bytes == 0)
        return true;
    /* EAGAIN: open for writing. Any other error: there are no leases to be had here. */
    if (fcntl(loaded->file, F_SETLEASE, F_RDLCK) != 0)
        return errno != EAGAIN;
    *is_guarded = true;
    /* It may have been cut since it was mapped. */
    return fstat(loaded->file, &status) == 0 && (size_t)status.st_size == loaded->mapped_bytes;
}

/* Puts a copy in the place of the mapping, in one step: no reader sees anything between. */
static bool copy_in_place(const struct carom_loaded *loaded)
{
    const size_t len = loaded->mapped_bytes;
    void *copy = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (copy == MAP_FAILED)
        return false;
    memcpy(copy, loaded->memory, len);
    if (mprotect(copy, len, PROT_READ) == 0 &&
        mremap(copy, len, len, MREMAP_MAYMOVE | MREMAP_FIXED, loaded->memory) != MAP_FAILED)
        return true;
    (void)munmap(copy, len);
    return false;
}

bool image_guard_answer(const struct carom_loaded *loaded)
{
    /* While a lease is being broken, it is what it shall become: none. */
    if (fcntl(loaded->file, F_GETLEASE) != F_UNLCK)
        return false;
    if (!copy_in_place(loaded)) {
        message("somebody writes into the image in use, and there is no memory for a copy: %s",
                strerror(errno));
        return false;
    }
    (void)fcntl(loaded->file, F_SETLEASE, F_UNLCK);
    return true;
}

static void say_why(int number, siginfo_t *info, void *context)
{
    static const char text[] =
        "carom-server: the image in use was cut short, and cannot be read any more: replace an "
        "image by a rename, as `carom compile` does, and never write into it\n";
    (void)number;
    (void)context;
    if (info->si_code == BUS_ADRERR && write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
        return; /* there is nowhere to say so */
    /* SA_RESETHAND has put the default back: the read is tried again, and ends the process. */
}

void image_guard_explain_end(void)
{
    struct sigaction action = {.sa_sigaction = say_why,
                               .sa_flags = (int)(SA_SIGINFO | SA_RESETHAND)};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGBUS, &action, NULL);
}
