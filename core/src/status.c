#include "carom/status.h"

#define PHRASE(text)                                                                               \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

/*
 * The IANA HTTP Status Code Registry, permanent entries. 306 and 418 stand there as "(Unused)" and
 * have no phrase.
 */
static const struct carom_view phrases[] = {
    [100] = PHRASE("Continue"),
    [101] = PHRASE("Switching Protocols"),
    [102] = PHRASE("Processing"),
    [103] = PHRASE("Early Hints"),
    [200] = PHRASE("OK"),
    [201] = PHRASE("Created"),
    [202] = PHRASE("Accepted"),
    [203] = PHRASE("Non-Authoritative Information"),
    [204] = PHRASE("No Content"),
    [205] = PHRASE("Reset Content"),
    [206] = PHRASE("Partial Content"),
    [207] = PHRASE("Multi-Status"),
    [208] = PHRASE("Already Reported"),
    [226] = PHRASE("IM Used"),
    [300] = PHRASE("Multiple Choices"),
    [301] = PHRASE("Moved Permanently"),
    [302] = PHRASE("Found"),
    [303] = PHRASE("See Other"),
    [304] = PHRASE("Not Modified"),
    [305] = PHRASE("Use Proxy"),
    [307] = PHRASE("Temporary Redirect"),
    [308] = PHRASE("Permanent Redirect"),
    [400] = PHRASE("Bad Request"),
    [401] = PHRASE("Unauthorized"),
    [402] = PHRASE("Payment Required"),
    [403] = PHRASE("Forbidden"),
    [404] = PHRASE("Not Found"),
    [405] = PHRASE("Method Not Allowed"),
    [406] = PHRASE("Not Acceptable"),
    [407] = PHRASE("Proxy Authentication Required"),
    [408] = PHRASE("Request Timeout"),
    [409] = PHRASE("Conflict"),
    [410] = PHRASE("Gone"),
    [411] = PHRASE("Length Required"),
    [412] = PHRASE("Precondition Failed"),
    [413] = PHRASE("Content Too Large"),
    [414] = PHRASE("URI Too Long"),
    [415] = PHRASE("Unsupported Media Type"),
    [416] = PHRASE("Range Not Satisfiable"),
    [417] = PHRASE("Expectation Failed"),
    [421] = PHRASE("Misdirected Request"),
    [422] = PHRASE("Unprocessable Content"),
    [423] = PHRASE("Locked"),
    [424] = PHRASE("Failed Dependency"),
    [425] = PHRASE("Too Early"),
    [426] = PHRASE("Upgrade Required"),
    [428] = PHRASE("Precondition Required"),
    [429] = PHRASE("Too Many Requests"),
    [431] = PHRASE("Request Header Fields Too Large"),
    [451] = PHRASE("Unavailable For Legal Reasons"),
    [500] = PHRASE("Internal Server Error"),
    [501] = PHRASE("Not Implemented"),
    [502] = PHRASE("Bad Gateway"),
    [503] = PHRASE("Service Unavailable"),
    [504] = PHRASE("Gateway Timeout"),
    [505] = PHRASE("HTTP Version Not Supported"),
    [506] = PHRASE("Variant Also Negotiates"),
    [507] = PHRASE("Insufficient Storage"),
    [508] = PHRASE("Loop Detected"),
    [510] = PHRASE("Not Extended"),
    [511] = PHRASE("Network Authentication Required"),
};

static struct carom_view reason_of(uint16_t status)
{
    return status < sizeof phrases / sizeof phrases[0] ? phrases[status] : carom_view_of(NULL, 0);
}

static enum carom_method_rule method_rule_of(uint16_t status)
{
    switch (status) {
    case 301:
    case 302:
        return CAROM_METHOD_MAY_BECOME_GET;
    case 303:
        return CAROM_METHOD_BECOMES_GET;
    case 307:
    case 308:
        return CAROM_METHOD_KEPT;
    default:
        return CAROM_METHOD_NOT_REDIRECTED;
    }
}

/* RFC 9110 §15.1: 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414 and 501. */
static bool is_heuristic_cacheable(uint16_t status)
{
    switch (status) {
    case 200:
    case 203:
    case 204:
    case 206:
    case 300:
    case 301:
    case 308:
    case 404:
    case 405:
    case 410:
    case 414:
    case 501:
        return true;
    default:
        return false;
    }
}

struct carom_status carom_status_of(uint16_t status)
{
    struct carom_status description = {
        .status = status,
        .reason = reason_of(status),
        .method_rule = method_rule_of(status),
        .permanent = status == 301 || status == 308,
        .heuristic_cacheable = is_heuristic_cacheable(status),
    };
    return description;
}

bool carom_status_is_redirect(uint16_t status)
{
    return method_rule_of(status) != CAROM_METHOD_NOT_REDIRECTED;
}

bool carom_status_is_refusal(uint16_t status)
{
    return status == 403 || status == 404 || status == 406 || status == 410 || status == 451;
}

bool carom_status_is_for_rules(uint16_t status)
{
    return status == 200 || carom_status_is_redirect(status) || carom_status_is_refusal(status);
}

uint16_t carom_status_for_http10(uint16_t status, struct carom_view method)
{
    if (!carom_view_equal(method, CAROM_LITERAL("GET")) &&
        !carom_view_equal(method, CAROM_LITERAL("HEAD")))
        return status;
    if (status == 307 || status == 303)
        return 302;
    return status == 308 ? 301 : status;
}
