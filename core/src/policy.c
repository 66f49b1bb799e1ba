#include "carom/policy.h"

#include "policy_tables.h"

static const struct carom_policy *const policies[] = {
    &carom_policy_rfc9110,      &carom_policy_rfc2616, &carom_policy_fetch, &carom_policy_curl,
    &carom_policy_curl_request, &carom_policy_wget,    &carom_policy_go,    &carom_policy_requests,
    &carom_policy_okhttp,       &carom_policy_undici,
};

const struct carom_policy *carom_policy_at(size_t index)
{
    return index < sizeof policies / sizeof policies[0] ? policies[index] : NULL;
}

const struct carom_policy *carom_policy_named(struct carom_view name)
{
    const struct carom_policy *policy = NULL;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        if (carom_view_equal(policy->name, name))
            break;
    }
    return policy;
}

void carom_policy_set_postredir(struct carom_policy *policy, unsigned bits)
{
    static const struct {
        unsigned bit;
        enum carom_policy_status row;
    } kept[] = {
        {CAROM_POSTREDIR_301, CAROM_POLICY_301},
        {CAROM_POSTREDIR_302, CAROM_POLICY_302},
        {CAROM_POSTREDIR_303, CAROM_POLICY_303},
    };
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if ((bits & kept[i].bit) != 0)
            policy->steps[kept[i].row][CAROM_POLICY_POST] = CAROM_STEP_KEEP;
    }
}
