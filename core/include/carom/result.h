/*
 * What every fallible Carom function returns. 0 is success; the caller must look at it.
 */
#ifndef CAROM_RESULT_H
#define CAROM_RESULT_H

#include "carom/view.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#define CAROM_MUST_CHECK __attribute__((warn_unused_result))
#else
#define CAROM_MUST_CHECK
#endif

enum carom_result {
    CAROM_OK = 0,
    /* The caller's buffer is too small; its len says how much the call needs. */
    CAROM_ERR_NOSPACE,
    /* The allocator that the caller passed returned NULL. */
    CAROM_ERR_NOMEM,
    /* The text has errors; each was reported. */
    CAROM_ERR_SYNTAX,
    /* The input is larger than the format can address. */
    CAROM_ERR_TOO_LARGE,
    /* The bytes are not a rule image, or a damaged one. */
    CAROM_ERR_IMAGE,
    /* The rule image is of another version of the format. */
    CAROM_ERR_IMAGE_VERSION,
    /* This is not built: see the function's contract. */
    CAROM_ERR_UNSUPPORTED,
    /* An index or a value lies outside what the contract allows. */
    CAROM_ERR_RANGE,
    /* The operating system refused (carom/load.h only); the message says why. */
    CAROM_ERR_SYSTEM,
    /* The rules were made so that their hashes are alike, and no index can hold them. */
    CAROM_ERR_COLLISIONS
};

/*
 * The name of a result as a short English phrase, for messages.
 *
 * Returns: a static view, "unknown result" for a value outside the enum. Cost: O(1).
 * Thread safety: pure.
 */
struct carom_view carom_result_name(enum carom_result result);

#ifdef __cplusplus
}
#endif

#endif
