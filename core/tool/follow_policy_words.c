#include "follow_policy_words.h"

#include <stddef.h>

#define WORD_IN(words, at)                                                                         \
    ((size_t)(at) < sizeof(words) / sizeof(words)[0] ? (words)[at] : (struct policy_word){"", ""})

struct policy_word step_word(unsigned step)
{
    static const struct policy_word words[] = {
        [CAROM_STEP_RETURN] = {"return", "-"},
        [CAROM_STEP_KEEP] = {"keep", "keep"},
        [CAROM_STEP_BARE] = {"bare", "bare"},
        [CAROM_STEP_GET] = {"get", "GET"},
        [CAROM_STEP_CONFIRM_KEEP] = {"confirm_keep", "keep?"},
        [CAROM_STEP_CONFIRM_GET] = {"confirm_get", "GET?"},
    };
    return WORD_IN(words, step);
}

struct policy_word scope_word(enum carom_scope scope)
{
    static const struct policy_word words[] = {
        [CAROM_SCOPE_ORIGIN] = {"origin", "to another scheme, host or port"},
        [CAROM_SCOPE_DOMAIN] = {"domain", "to a host that is not the first one or under it"},
        [CAROM_SCOPE_UPGRADE] = {"upgrade",
                                 "to another origin, but for http to https by default ports"},
        [CAROM_SCOPE_ANYWHERE] = {"anywhere", "never"},
    };
    return WORD_IN(words, scope);
}

struct policy_word locations_word(enum carom_locations locations)
{
    static const struct policy_word words[] = {
        [CAROM_LOCATIONS_ALIKE] = {"alike", "several must be alike"},
        [CAROM_LOCATIONS_ALIKE_OR_EMPTY] = {"alike_or_empty",
                                            "several must be alike, but for empty ones"},
        [CAROM_LOCATIONS_SINGLE] = {"single", "several stop the chain, also when alike"},
        [CAROM_LOCATIONS_FIRST] = {"first", "the first of several counts"},
        [CAROM_LOCATIONS_LAST] = {"last", "the last of several counts"},
        [CAROM_LOCATIONS_JOINED] = {"joined", "several are one value, with commas between"},
    };
    return WORD_IN(words, locations);
}

struct policy_word empty_location_word(enum carom_empty_location empty)
{
    static const struct policy_word words[] = {
        [CAROM_EMPTY_IS_REFERENCE] = {"reference", "an empty one is the request's own URL"},
        [CAROM_EMPTY_IS_NONE] = {"none", "an empty one is none"},
    };
    return WORD_IN(words, empty);
}

struct policy_word userinfo_word(enum carom_userinfo userinfo)
{
    static const struct policy_word words[] = {
        [CAROM_USERINFO_REFUSED] = {"refused", "a user name in it stops the chain"},
        [CAROM_USERINFO_REFUSED_ACROSS] = {"refused_across",
                                           "a user name in it stops the chain across origins"},
        [CAROM_USERINFO_IGNORED] = {"ignored", "a user name in it is taken out"},
        [CAROM_USERINFO_KEPT] = {"kept", "a user name in it is used"},
    };
    return WORD_IN(words, userinfo);
}

struct policy_word loops_word(enum carom_loops loops)
{
    static const struct policy_word words[] = {
        [CAROM_LOOPS_BY_REQUEST] = {"by_request", "the same request again stops the chain"},
        [CAROM_LOOPS_BY_URL] = {"by_url", "the same URL again stops the chain"},
        [CAROM_LOOPS_COUNTED] = {"counted", "loops end by their number only"},
    };
    return WORD_IN(words, loops);
}

struct policy_word unreplayable_word(enum carom_unreplayable unreplayable)
{
    static const struct policy_word words[] = {
        [CAROM_UNREPLAYABLE_WHEN_KEPT] = {"when_kept",
                                          "a streamed body stops it where it is to be kept"},
        [CAROM_UNREPLAYABLE_BUT_303] = {"but_303", "a streamed body stops it on all but 303"},
    };
    return WORD_IN(words, unreplayable);
}

const char *policy_status_name(enum carom_policy_status status)
{
    static const char *const names[CAROM_POLICY_STATUSES] = {"300", "301", "302",      "303",
                                                             "307", "308", "other_3xx"};
    return names[status];
}

const char *policy_method_name(enum carom_policy_method method)
{
    static const char *const names[CAROM_POLICY_METHODS] = {"GET",   "HEAD",     "POST",
                                                            "QUERY", "PROPFIND", "other"};
    return names[method];
}

const char *drop_name(unsigned at)
{
    /* In the order of the bits. */
    static const char *const names[] = {
        "Authorization",
        "Cookie",
        "WWW-Authenticate",
        "Proxy-Authorization",
        "Proxy-Authenticate",
        "Host",
        "Referer",
        "Origin",
        "Content-Type",
        "Content-Encoding",
        "Content-Language",
        "Content-Location",
        "Content-*",
        "digests",
        "Last-Modified",
        "framing",
        "conditions",
        "connection",
    };
    return at < sizeof names / sizeof names[0] ? names[at] : NULL;
}

const char *follow_scheme_name(unsigned at)
{
    static const char *const names[] = {"http", "https", "ftp", "ws", "wss"};
    return at < sizeof names / sizeof names[0] ? names[at] : NULL;
}
