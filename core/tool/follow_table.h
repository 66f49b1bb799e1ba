/*
 * carom follow --table: the policies as tables.
 */
#ifndef CAROM_TOOL_FOLLOW_TABLE_H
#define CAROM_TOOL_FOLLOW_TABLE_H

#include "follow_policy.h"

/*
 * Prints the policy that was chosen by its name, or all, with the changes of the choice.
 *
 * Returns: EXIT_DONE; EXIT_NO, after a message, when it cannot.
 */
int print_policies(const struct policy_choice *choice, bool as_json);

#endif
