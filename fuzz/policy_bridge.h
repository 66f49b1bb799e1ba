/*
 * Where the core's policies and the model's meet: they are compared, and changed alike by the words of an
 * input.
 */
#ifndef FUZZ_POLICY_BRIDGE_H
#define FUZZ_POLICY_BRIDGE_H

#include "carom/follow.h"
#include "model/policy.h"

/* Asserts that both tables say the same. */
void fuzz_compare_policies(const struct carom_policy *core, const struct model_policy *model);

/*
 * Changes both by a word `key=value`; a word of another form changes nothing.
 *
 *     max=N postredir=N schemes=LETTERS   of h (http), s (https), f (ftp), w (ws), x (wss)
 *     scope=origin|domain|upgrade|anywhere
 *     locations=alike|alike_or_empty|single|first|last|joined
 *     empty=reference|none    userinfo=refused|across|ignored|kept    loops=request|url|counted
 *     unreplayable=when_kept|but_303    strict=0|1    fragment=0|1    asks=0|1 (at a downgrade)
 *     errors=0|1              none or all of the stops
 *     steps=LETTERS           up to 42, row by row, of the model's letters; any other byte leaves one
 *     always= with_body= across= off_origin= on_downgrade=LETTERS   the kinds of fields, from a to r
 *
 * Returns: whether the word changes the table of steps.
 */
bool fuzz_change_policies(struct carom_view word, struct carom_policy *core,
                          struct model_policy *model);

/* Puts a number that is out of its range into the core's policy; `which` chooses the member. */
void fuzz_spoil_policy(struct carom_policy *core, unsigned which);

/* Kinds of fields as bits of the core, and back. */
uint32_t fuzz_drop_bits(const struct model_kinds *kinds);
struct model_kinds fuzz_kinds_of(uint32_t drop);

#endif
