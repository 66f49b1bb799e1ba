#include "follow_policy_json.h"

#include "follow_policy_words.h"
#include "json_text.h"

#include "carom/follow.h"

static json_t *steps_json(const struct carom_policy *policy)
{
    json_t *rows = json_object();
    int failed = 0;
    for (unsigned row = 0; row < CAROM_POLICY_STATUSES; row++) {
        json_t *cells = json_object();
        for (unsigned column = 0; column < CAROM_POLICY_METHODS; column++)
            failed |=
                json_object_set_new(cells, policy_method_name((enum carom_policy_method)column),
                                    json_string(step_word(policy->steps[row][column]).word));
        failed |=
            json_object_set_new(rows, policy_status_name((enum carom_policy_status)row), cells);
    }
    if (failed == 0)
        return rows;
    json_decref(rows);
    return NULL;
}

/* The names of the bits that are set. */
static json_t *bits_json(uint32_t bits, const char *(*name_of)(unsigned at))
{
    json_t *array = json_array();
    const char *name;
    for (unsigned at = 0; (name = name_of(at)) != NULL; at++) {
        if ((bits & (uint32_t)1 << at) != 0 &&
            json_array_append_new(array, json_string(name)) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *errors_json(const struct carom_policy *policy)
{
    json_t *array = json_array();
    for (unsigned at = 0; at < CAROM_FOLLOW_REASONS; at++) {
        struct carom_view name = carom_follow_reason_name((enum carom_follow_reason)at);
        if ((policy->errors & (uint32_t)1 << at) != 0 &&
            json_array_append_new(array, json_bytes(name)) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *drops_json(const struct carom_policy *policy)
{
    json_t *object = json_object();
    int failed = 0;
    failed |= json_object_set_new(object, "always", bits_json(policy->drop_always, drop_name));
    failed |=
        json_object_set_new(object, "with_body", bits_json(policy->drop_with_body, drop_name));
    failed |= json_object_set_new(object, "across", bits_json(policy->drop_across, drop_name));
    failed |=
        json_object_set_new(object, "off_origin", bits_json(policy->drop_off_origin, drop_name));
    failed |= json_object_set_new(object, "on_downgrade",
                                  bits_json(policy->drop_on_downgrade, drop_name));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}

static int set_location(json_t *object, const struct carom_policy *policy)
{
    int failed = 0;
    failed |= json_object_set_new(object, "locations",
                                  json_string(locations_word(policy->locations).word));
    failed |= json_object_set_new(object, "empty_location",
                                  json_string(empty_location_word(policy->empty_location).word));
    failed |=
        json_object_set_new(object, "userinfo", json_string(userinfo_word(policy->userinfo).word));
    failed |=
        json_object_set_new(object, "strict_reference", json_boolean(policy->strict_reference));
    failed |=
        json_object_set_new(object, "inherits_fragment", json_boolean(policy->inherits_fragment));
    failed |=
        json_object_set_new(object, "schemes", bits_json(policy->schemes, follow_scheme_name));
    failed |=
        json_object_set_new(object, "confirms_downgrade", json_boolean(policy->confirms_downgrade));
    return failed;
}

json_t *policy_json(const struct carom_policy *policy)
{
    json_t *object = json_object();
    int failed = json_object_set_new(object, "name", json_bytes(policy->name));
    failed |= json_object_set_new(object, "source", json_bytes(policy->source));
    failed |= json_object_set_new(object, "steps", steps_json(policy));
    failed |= json_object_set_new(object, "drop", drops_json(policy));
    failed |= json_object_set_new(object, "scope", json_string(scope_word(policy->scope).word));
    failed |= set_location(object, policy);
    failed |= json_object_set_new(object, "loops", json_string(loops_word(policy->loops).word));
    failed |= json_object_set_new(object, "max_redirects", json_integer(policy->max_redirects));
    failed |= json_object_set_new(object, "unreplayable",
                                  json_string(unreplayable_word(policy->unreplayable).word));
    failed |= json_object_set_new(object, "errors", errors_json(policy));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}
