#include "follow_policy.h"

#include "buffer.h"
#include "commands.h"
#include "follow_words.h"
#include "options.h"
#include "output.h"

#include <string.h>

/* "a, b or c": the names of all policies. Returns: false when out of memory. */
static bool put_names(struct carom_buf *out)
{
    const struct carom_policy *policy;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        const char *before = i == 0 ? "" : carom_policy_at(i + 1) != NULL ? ", " : " or ";
        if (!put_text(out, before) || !buffer_append(out, policy->name.ptr, policy->name.len))
            return false;
    }
    return true;
}

/* "use rfc9110, … or undici" */
static bool put_use(struct carom_buf *out, const char *before)
{
    return put_text(out, before) && put_names(out);
}

static int take_name(const char *command, const char *value, struct policy_choice *choice)
{
    choice->name = view_of_text(value);
    if (carom_policy_named(choice->name) != NULL)
        return EXIT_DONE;
    struct carom_buf names = {NULL, 0, 0};
    if (put_use(&names, ""))
        message("%s: unknown policy `%s`: use %.*s", command, value, (int)names.len, names.ptr);
    else
        (void)out_of_memory();
    buffer_free(&names);
    return EXIT_WRONG_USE;
}

static unsigned postredir_bit(int64_t status)
{
    switch (status) {
    case 301:
        return CAROM_POSTREDIR_301;
    case 302:
        return CAROM_POSTREDIR_302;
    case 303:
        return CAROM_POSTREDIR_303;
    default:
        return 0;
    }
}

/* Reads a list of statuses. */
static bool read_postredir(const char *value, unsigned *bits)
{
    *bits = 0;
    for (;;) {
        bool is_status = strspn(value, "0123456789") == 3 && value[0] == '3' && value[1] == '0';
        unsigned bit = is_status ? postredir_bit(300 + (value[2] - '0')) : 0;
        if (bit == 0 || (*bits & bit) != 0)
            return false;
        *bits |= bit;
        value += 3;
        if (*value == '\0')
            return true;
        if (*value++ != ',')
            return false;
    }
}

int policy_choice_take(const char *command, int option, const char *value,
                       struct policy_choice *choice)
{
    int64_t number = 0;
    if (option == OPTION_POLICY)
        return take_name(command, value, choice);
    if (option == OPTION_POSTREDIR) {
        choice->has_postredir = true;
        if (read_postredir(value, &choice->postredir))
            return EXIT_DONE;
        return wrong_use(command, "--postredir is a list of 301, 302 and 303, each once: "
                                  "301,302");
    }
    if (!read_whole_number(value, CAROM_REDIRECTS_MAX, &number))
        return wrong_use(command, "--max-redirects must be a whole number from 0 to 1000");
    choice->has_max_redirects = true;
    choice->max_redirects = (uint32_t)number;
    return EXIT_DONE;
}

static bool name_member(const json_t *value, struct line_error *error, struct policy_choice *choice)
{
    if (!json_is_string(value))
        return line_fail(error, "\"policy\" must be a string");
    choice->name = carom_view_of(json_string_value(value), json_string_length(value));
    if (carom_policy_named(choice->name) != NULL)
        return true;
    error->text.len = 0;
    if (!put_use(&error->text, "unknown policy: use "))
        error->text.len = 0;
    return false;
}

static bool postredir_member(const json_t *value, struct line_error *error,
                             struct policy_choice *choice)
{
    bool good = json_is_array(value);
    choice->has_postredir = true;
    choice->postredir = 0; /* the line's own in place of the option's */
    for (size_t i = 0; good && i < json_array_size(value); i++) {
        unsigned bit = postredir_bit(json_integer_value(json_array_get(value, i)));
        good = bit != 0 && (choice->postredir & bit) == 0;
        choice->postredir |= bit;
    }
    return good ||
           line_fail(error, "\"postredir\" must be an array of 301, 302 and 303, each once");
}

static bool max_member(const json_t *value, struct line_error *error, struct policy_choice *choice)
{
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || number > CAROM_REDIRECTS_MAX)
        return line_fail(error, "\"max_redirects\" must be a whole number from 0 to 1000");
    choice->has_max_redirects = true;
    choice->max_redirects = (uint32_t)number;
    return true;
}

bool policy_choice_member(const char *key, const json_t *value, struct line_error *error,
                          struct policy_choice *choice, bool *read)
{
    if (strcmp(key, "policy") == 0)
        *read = name_member(value, error, choice);
    else if (strcmp(key, "max_redirects") == 0)
        *read = max_member(value, error, choice);
    else if (strcmp(key, "postredir") == 0)
        *read = postredir_member(value, error, choice);
    else
        return false;
    return true;
}

struct carom_policy policy_choice_make(const struct policy_choice *choice)
{
    const struct carom_policy *table =
        choice->name.ptr != NULL ? carom_policy_named(choice->name) : carom_policy_at(0);
    struct carom_policy policy = *table;
    if (choice->has_max_redirects)
        policy.max_redirects = choice->max_redirects;
    if (choice->has_postredir)
        carom_policy_set_postredir(&policy, choice->postredir);
    return policy;
}
