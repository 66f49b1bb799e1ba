/*
 * The oracle of what a decision says it depends on: when it has not asked for a country, a language or a
 * cookie, another one makes no difference.
 */
#ifndef FUZZ_ASKED_CHECK_H
#define FUZZ_ASKED_CHECK_H

#include "case.h"

/* Decides the request again with another value of all that was not asked for. */
void check_asked(const struct fuzz_case *test, const struct carom_rules *rules,
                 const struct carom_decision *decision);

#endif
