#include "follow_repeat.h"

#include "chars.h"
#include "follow_hop.h"

static bool has_field(const struct carom_sent *request, struct carom_view name)
{
    for (size_t i = 0; i < request->field_count; i++) {
        if (carom_equal_nocase(request->fields[i].name, name))
            return true;
    }
    return false;
}

/* Credentials for the origin server (RFC 9110 §11.6.2). */
static bool is_authorized(const struct carom_sent *request)
{
    return url_has_userinfo(request->url) || has_field(request, CAROM_LITERAL("Authorization"));
}

static enum carom_repeat by_credentials(bool had_some)
{
    return had_some ? CAROM_REPEAT_WITH_OTHER_CREDENTIALS : CAROM_REPEAT_WITH_CREDENTIALS;
}

enum carom_repeat carom_follow_repeat(const struct carom_sent *request, uint16_t status)
{
    switch (status) {
    case 401:
        return by_credentials(is_authorized(request));
    case 407:
        return by_credentials(has_field(request, CAROM_LITERAL("Proxy-Authorization")));
    case 403:
        return CAROM_REPEAT_WITH_OTHER_CREDENTIALS;
    case 406:
        return CAROM_REPEAT_WITH_OTHER_PREFERENCES;
    default:
        return CAROM_REPEAT_NOT;
    }
}
