/*
 * Whether it makes sense to ask the same URL once more.
 */
#ifndef CAROM_SRC_FOLLOW_REPEAT_H
#define CAROM_SRC_FOLLOW_REPEAT_H

#include "carom/follow.h"

enum carom_repeat carom_follow_repeat(const struct carom_sent *request, uint16_t status);

#endif
