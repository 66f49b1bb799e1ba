/*
 * Which policy decides: a table by its name, and what the user changes in it.
 */
#ifndef CAROM_TOOL_FOLLOW_POLICY_H
#define CAROM_TOOL_FOLLOW_POLICY_H

#include "json_lines.h"

#include "carom/policy.h"

/* What --policy, --max-redirects and --postredir say. Zeroed is the default policy unchanged. */
struct policy_choice {
    struct carom_view name; /* empty: rfc9110 */
    bool has_max_redirects, has_postredir;
    uint32_t max_redirects;
    unsigned postredir; /* enum carom_postredir */
};

/*
 * Takes the value of one of the three options.
 *
 * Returns: EXIT_DONE, or EXIT_WRONG_USE after a message.
 */
int policy_choice_take(const char *command, int option, const char *value,
                       struct policy_choice *choice);

/*
 * Takes the member "policy", "max_redirects" or "postredir" of a line.
 *
 * Returns: whether the key is one of these; then *read is false after line_fail.
 */
bool policy_choice_member(const char *key, const json_t *value, struct line_error *error,
                          struct policy_choice *choice, bool *read);

/* Makes the policy. In: a choice that was taken by the functions above. */
struct carom_policy policy_choice_make(const struct policy_choice *choice);

#endif
