/* The words for what is decided on a response. */
#include "carom/follow.h"

#define TEXT(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static const struct carom_view no_text = {NULL, 0};

struct carom_view carom_follow_action_name(enum carom_follow_action action)
{
    switch (action) {
    case CAROM_FOLLOW_STOP:
        return CAROM_LITERAL("stop");
    case CAROM_FOLLOW_CONFIRM:
        return CAROM_LITERAL("confirm");
    case CAROM_FOLLOW_GO:
        return CAROM_LITERAL("follow");
    }
    return no_text;
}

struct reason_words {
    struct carom_view name;
    struct carom_view text;
};

static const struct reason_words reasons[CAROM_FOLLOW_REASONS] = {
    [CAROM_REASON_NOT_A_REDIRECT] = {TEXT("not_a_redirect"), TEXT("the status is no redirect")},
    [CAROM_REASON_UNAUTHORIZED] = {TEXT("unauthorized"), TEXT("credentials are asked for")},
    [CAROM_REASON_FORBIDDEN] = {TEXT("forbidden"), TEXT("the server refuses the request")},
    [CAROM_REASON_NOT_ACCEPTABLE] = {TEXT("not_acceptable"),
                                     TEXT("the server has nothing that the request accepts")},
    [CAROM_REASON_STATUS] = {TEXT("status"),
                             TEXT("the policy does not follow this status for this method")},
    [CAROM_REASON_NO_LOCATION] = {TEXT("no_location"), TEXT("there is no Location")},
    [CAROM_REASON_SEVERAL_LOCATIONS] = {TEXT("several_locations"),
                                        TEXT("there are several Locations")},
    [CAROM_REASON_INVALID_LOCATION] = {TEXT("invalid_location"), TEXT("the Location is invalid")},
    [CAROM_REASON_SCHEME] = {TEXT("scheme"),
                             TEXT("the Location leads to a scheme that is not allowed")},
    [CAROM_REASON_USERINFO] = {TEXT("userinfo"), TEXT("the Location has a user name or password")},
    [CAROM_REASON_BODY] = {TEXT("body"), TEXT("the body cannot be sent again")},
    [CAROM_REASON_LOOP] = {TEXT("loop"), TEXT("the next request was sent before")},
    [CAROM_REASON_TOO_MANY] = {TEXT("too_many"), TEXT("there were too many redirects")},
    [CAROM_REASON_REDIRECT] = {TEXT("redirect"), TEXT("the response redirects")},
    [CAROM_REASON_METHOD] = {TEXT("method"), TEXT("the method is not known to be safe to repeat")},
    [CAROM_REASON_CHOICE] = {TEXT("choice"), TEXT("there is a choice of several")},
    [CAROM_REASON_DOWNGRADE] = {TEXT("downgrade"), TEXT("it leads from https to http")},
};

struct carom_view carom_follow_reason_name(enum carom_follow_reason reason)
{
    return (unsigned)reason < CAROM_FOLLOW_REASONS ? reasons[reason].name : no_text;
}

struct carom_view carom_follow_reason_text(enum carom_follow_reason reason)
{
    return (unsigned)reason < CAROM_FOLLOW_REASONS ? reasons[reason].text : no_text;
}

struct carom_view carom_repeat_name(enum carom_repeat repeat)
{
    switch (repeat) {
    case CAROM_REPEAT_NOT:
        return CAROM_LITERAL("no");
    case CAROM_REPEAT_WITH_CREDENTIALS:
        return CAROM_LITERAL("with_credentials");
    case CAROM_REPEAT_WITH_OTHER_CREDENTIALS:
        return CAROM_LITERAL("with_other_credentials");
    case CAROM_REPEAT_WITH_OTHER_PREFERENCES:
        return CAROM_LITERAL("with_other_preferences");
    }
    return no_text;
}
