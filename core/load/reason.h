/*
 * Why a file cannot be loaded, in words for the one who has to do something about it.
 */
#ifndef CAROM_LOAD_REASON_H
#define CAROM_LOAD_REASON_H

#include "carom/load.h"

/* In all of these: message is NULL or has CAROM_LOAD_MESSAGE_MAX bytes. */

void reason_say(char *message, const char *text);

/* Returns: CAROM_ERR_SYSTEM, with what to do about an errno. */
enum carom_result reason_system(int error, char *message);

/* Returns: CAROM_ERR_NOMEM. */
enum carom_result reason_out_of_memory(char *message);

/* Returns: CAROM_ERR_TOO_LARGE. */
enum carom_result reason_too_large(char *message);

/* What a failed compile or open means. */
void reason_explain(enum carom_result result, char *message);

#endif
