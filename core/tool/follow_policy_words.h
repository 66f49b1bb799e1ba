/*
 * The words for what a policy's table holds: short ones for programs, phrases for people.
 */
#ifndef CAROM_TOOL_FOLLOW_POLICY_WORDS_H
#define CAROM_TOOL_FOLLOW_POLICY_WORDS_H

#include "carom/policy.h"

/* A value's word, such as `confirm_get`, and what a person reads. */
struct policy_word {
    const char *word;
    const char *phrase;
};

struct policy_word step_word(unsigned step); /* enum carom_step */
struct policy_word scope_word(enum carom_scope scope);
struct policy_word locations_word(enum carom_locations locations);
struct policy_word empty_location_word(enum carom_empty_location empty);
struct policy_word userinfo_word(enum carom_userinfo userinfo);
struct policy_word loops_word(enum carom_loops loops);
struct policy_word unreplayable_word(enum carom_unreplayable unreplayable);

/* The names of rows and columns: `301`, `other_3xx`; `GET`, `other`. */
const char *policy_status_name(enum carom_policy_status status);
const char *policy_method_name(enum carom_policy_method method);

/* The fields of a bit of enum carom_drop; NULL behind the last. `at` is the bit's number. */
const char *drop_name(unsigned at);

/* The scheme of a bit of enum carom_follow_scheme; NULL behind the last. */
const char *follow_scheme_name(unsigned at);

#endif
