#include "carom/status.h"

/* The IANA HTTP Status Code Registry, permanent entries; 418 is reserved there as "(Unused)". */
/* clang-format off: a table. */
static struct carom_view reason_of(uint16_t status)
{
    switch (status) {
    case 100:
        return CAROM_LITERAL("Continue");
    case 101:
        return CAROM_LITERAL("Switching Protocols");
    case 102:
        return CAROM_LITERAL("Processing");
    case 103:
        return CAROM_LITERAL("Early Hints");
    case 200:
        return CAROM_LITERAL("OK");
    case 201:
        return CAROM_LITERAL("Created");
    case 202:
        return CAROM_LITERAL("Accepted");
    case 203:
        return CAROM_LITERAL("Non-Authoritative Information");
    case 204:
        return CAROM_LITERAL("No Content");
    case 205:
        return CAROM_LITERAL("Reset Content");
    case 206:
        return CAROM_LITERAL("Partial Content");
    case 207:
        return CAROM_LITERAL("Multi-Status");
    case 208:
        return CAROM_LITERAL("Already Reported");
    case 226:
        return CAROM_LITERAL("IM Used");
    case 300:
        return CAROM_LITERAL("Multiple Choices");
    case 301:
        return CAROM_LITERAL("Moved Permanently");
    case 302:
        return CAROM_LITERAL("Found");
    case 303:
        return CAROM_LITERAL("See Other");
    case 304:
        return CAROM_LITERAL("Not Modified");
    case 305:
        return CAROM_LITERAL("Use Proxy");
    case 307:
        return CAROM_LITERAL("Temporary Redirect");
    case 308:
        return CAROM_LITERAL("Permanent Redirect");
    case 400:
        return CAROM_LITERAL("Bad Request");
    case 401:
        return CAROM_LITERAL("Unauthorized");
    case 402:
        return CAROM_LITERAL("Payment Required");
    case 403:
        return CAROM_LITERAL("Forbidden");
    case 404:
        return CAROM_LITERAL("Not Found");
    case 405:
        return CAROM_LITERAL("Method Not Allowed");
    case 406:
        return CAROM_LITERAL("Not Acceptable");
    case 407:
        return CAROM_LITERAL("Proxy Authentication Required");
    case 408:
        return CAROM_LITERAL("Request Timeout");
    case 409:
        return CAROM_LITERAL("Conflict");
    case 410:
        return CAROM_LITERAL("Gone");
    case 411:
        return CAROM_LITERAL("Length Required");
    case 412:
        return CAROM_LITERAL("Precondition Failed");
    case 413:
        return CAROM_LITERAL("Content Too Large");
    case 414:
        return CAROM_LITERAL("URI Too Long");
    case 415:
        return CAROM_LITERAL("Unsupported Media Type");
    case 416:
        return CAROM_LITERAL("Range Not Satisfiable");
    case 417:
        return CAROM_LITERAL("Expectation Failed");
    case 421:
        return CAROM_LITERAL("Misdirected Request");
    case 422:
        return CAROM_LITERAL("Unprocessable Content");
    case 423:
        return CAROM_LITERAL("Locked");
    case 424:
        return CAROM_LITERAL("Failed Dependency");
    case 425:
        return CAROM_LITERAL("Too Early");
    case 426:
        return CAROM_LITERAL("Upgrade Required");
    case 428:
        return CAROM_LITERAL("Precondition Required");
    case 429:
        return CAROM_LITERAL("Too Many Requests");
    case 431:
        return CAROM_LITERAL("Request Header Fields Too Large");
    case 451:
        return CAROM_LITERAL("Unavailable For Legal Reasons");
    case 500:
        return CAROM_LITERAL("Internal Server Error");
    case 501:
        return CAROM_LITERAL("Not Implemented");
    case 502:
        return CAROM_LITERAL("Bad Gateway");
    case 503:
        return CAROM_LITERAL("Service Unavailable");
    case 504:
        return CAROM_LITERAL("Gateway Timeout");
    case 505:
        return CAROM_LITERAL("HTTP Version Not Supported");
    case 506:
        return CAROM_LITERAL("Variant Also Negotiates");
    case 507:
        return CAROM_LITERAL("Insufficient Storage");
    case 508:
        return CAROM_LITERAL("Loop Detected");
    case 510:
        return CAROM_LITERAL("Not Extended");
    case 511:
        return CAROM_LITERAL("Network Authentication Required");
    default:
        return carom_view_of(NULL, 0);
    }
}
/* clang-format on */

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
