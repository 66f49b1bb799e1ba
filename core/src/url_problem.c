/* What can be wrong with a URL, in words. */
#include "carom/url.h"

struct carom_view carom_url_problem_name(enum carom_url_problem problem)
{
    switch (problem) {
    case CAROM_URL_FINE:
        return CAROM_LITERAL("nothing is wrong");
    case CAROM_URL_RELATIVE_WITHOUT_BASE:
        return CAROM_LITERAL("no scheme, and no base that it can be relative to");
    case CAROM_URL_HOST_MISSING:
        return CAROM_LITERAL("the host is missing");
    case CAROM_URL_HOST_CODE_POINT:
        return CAROM_LITERAL("the host holds a character that no host may hold");
    case CAROM_URL_HOST_NOT_UTF8:
        return CAROM_LITERAL("the host is not UTF-8");
    case CAROM_URL_HOST_IDNA:
        return CAROM_LITERAL("the host is no valid internationalised domain name");
    case CAROM_URL_HOST_NO_IDNA:
        return CAROM_LITERAL("the host is not ASCII, and IDNA is not built in");
    case CAROM_URL_HOST_IPV4:
        return CAROM_LITERAL("the host ends in a number and is no IPv4 address");
    case CAROM_URL_HOST_IPV6:
        return CAROM_LITERAL("the host in brackets is no IPv6 address");
    case CAROM_URL_PORT:
        return CAROM_LITERAL("the port is no number from 0 to 65535");
    }
    return CAROM_LITERAL("unknown problem");
}
