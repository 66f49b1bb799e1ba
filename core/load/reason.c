#include "reason.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void reason_say(char *message, const char *text)
{
    if (message != NULL)
        (void)snprintf(message, CAROM_LOAD_MESSAGE_MAX, "%s", text);
}

/* What to do about an errno, for those that a user can do something about. */
static const char *advice_for(int error)
{
    switch (error) {
    case ENOENT:
        return "no such file: check the name and the folder";
    case ENOTDIR:
        return "a part of the path is not a folder: check the path";
    case EACCES:
    case EPERM:
        return "permission denied: make the file readable for this user (chmod +r), "
               "or run as one who may read it";
    case EISDIR:
        return "is a directory: name the rules file inside it";
    case ELOOP:
        return "too many symbolic links: check where the link points";
    case ENAMETOOLONG:
        return "the name is too long for this system";
    case EMFILE:
    case ENFILE:
        return "too many open files: raise the limit (ulimit -n) or close some";
    case EAGAIN:
        return "another process holds it for itself (a lease): try again when it has let go";
    case ENXIO:
        return "cannot be opened for reading (a socket, or a device that is not there): "
               "name a file or a pipe";
    default:
        return NULL;
    }
}

enum carom_result reason_system(int error, char *message)
{
    const char *advice = advice_for(error);
    if (advice != NULL) {
        reason_say(message, advice);
    } else if (message != NULL) {
        char reason[128];
        if (strerror_r(error, reason, sizeof reason) != 0)
            (void)snprintf(reason, sizeof reason, "error %d", error);
        (void)snprintf(message, CAROM_LOAD_MESSAGE_MAX, "cannot be read: %s", reason);
    }
    return CAROM_ERR_SYSTEM;
}

enum carom_result reason_out_of_memory(char *message)
{
    reason_say(message,
               "out of memory: free some, raise the limit (ulimit -v), or split the rules");
    return CAROM_ERR_NOMEM;
}

enum carom_result reason_too_large(char *message)
{
    reason_say(message, "too large: a rules file may have at most 2 GiB; split it");
    return CAROM_ERR_TOO_LARGE;
}

void reason_explain(enum carom_result result, char *message)
{
    switch (result) {
    case CAROM_ERR_SYNTAX:
        reason_say(message, "the rules have errors: correct the lines named");
        return;
    case CAROM_ERR_IMAGE:
        reason_say(message, "a damaged rule image (cut short, or changed): "
                            "make it again with `carom compile`");
        return;
    case CAROM_ERR_IMAGE_VERSION:
        reason_say(message, "a rule image of another version of Carom, or one whose byte order was "
                            "changed (an image is little-endian on every machine): "
                            "make it again with this version's `carom compile`");
        return;
    case CAROM_ERR_UNSUPPORTED:
        reason_say(message, "this dialect is not built: use `carom`");
        return;
    case CAROM_ERR_NOMEM:
        (void)reason_out_of_memory(message);
        return;
    case CAROM_ERR_TOO_LARGE:
        reason_say(message, "too large: the compiled rules would exceed 2 GiB; split the file");
        return;
    case CAROM_ERR_COLLISIONS:
        reason_say(message,
                   "the rules' paths were made to have nearly the same hashes, and no index can "
                   "hold them: ask who wrote them");
        return;
    default: {
        struct carom_view name = carom_result_name(result);
        if (message != NULL)
            (void)snprintf(message, CAROM_LOAD_MESSAGE_MAX, "%.*s", (int)name.len, name.ptr);
    }
    }
}
