/*
 * The oracle of the index: what carom_rules_match finds is what asking each rule alone finds, and the
 * model says the same of each rule.
 */
#ifndef FUZZ_INDEX_CHECK_H
#define FUZZ_INDEX_CHECK_H

#include "carom/rules.h"
#include "model/match.h"

/* From the first rule on, and again behind each match. */
void check_index(const struct carom_rules *rules, const struct model_rules *model,
                 const struct model_lookup *lookup);

#endif
