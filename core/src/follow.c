#include "carom/follow.h"

#include "follow_chain.h"
#include "follow_location.h"
#include "follow_repeat.h"
#include "follow_scope.h"

#include <string.h>

/* ---- what the policy says ---- */

static enum carom_policy_status row_of(uint16_t status)
{
    switch (status) {
    case 300:
        return CAROM_POLICY_300;
    case 301:
        return CAROM_POLICY_301;
    case 302:
        return CAROM_POLICY_302;
    case 303:
        return CAROM_POLICY_303;
    case 307:
        return CAROM_POLICY_307;
    case 308:
        return CAROM_POLICY_308;
    default:
        return CAROM_POLICY_OTHER_3XX;
    }
}

static enum carom_policy_method column_of(struct carom_view method)
{
    static const struct carom_view names[CAROM_POLICY_OTHER_METHOD] = {
        [CAROM_POLICY_GET] = {"GET", 3},           [CAROM_POLICY_HEAD] = {"HEAD", 4},
        [CAROM_POLICY_POST] = {"POST", 4},         [CAROM_POLICY_QUERY] = {"QUERY", 5},
        [CAROM_POLICY_PROPFIND] = {"PROPFIND", 8},
    };
    size_t column = 0;
    while (column < CAROM_POLICY_OTHER_METHOD && !carom_view_equal(method, names[column]))
        column++;
    return (enum carom_policy_method)column;
}

/* Eight steps at a time: a byte gets its highest bit when it is above the last step, or has it. */
static bool steps_are_sound(const struct carom_policy *policy)
{
    const uint64_t each = UINT64_MAX / 0xFF;
    uint64_t words[(sizeof policy->steps + 7) / 8] = {0};
    uint64_t beyond = 0;
    memcpy(words, policy->steps, sizeof policy->steps);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        beyond |= words[i] | (words[i] + each * (0x7F - CAROM_STEP_CONFIRM_GET));
    return (beyond & each * 0x80) == 0;
}

static bool policy_is_sound(const struct carom_policy *policy)
{
    return steps_are_sound(policy) && policy->max_redirects <= CAROM_REDIRECTS_MAX &&
           (unsigned)policy->scope <= CAROM_SCOPE_ANYWHERE &&
           (unsigned)policy->locations <= CAROM_LOCATIONS_JOINED &&
           (unsigned)policy->empty_location <= CAROM_EMPTY_IS_NONE &&
           (unsigned)policy->userinfo <= CAROM_USERINFO_KEPT &&
           (unsigned)policy->loops <= CAROM_LOOPS_COUNTED &&
           (unsigned)policy->unreplayable <= CAROM_UNREPLAYABLE_BUT_303;
}

static bool is_in_range(const struct hop *hop, const struct carom_chain *chain)
{
    enum carom_scheme scheme = hop->request->url->special;
    return (scheme == CAROM_SCHEME_HTTP || scheme == CAROM_SCHEME_HTTPS) &&
           hop->response->status >= 100 && hop->response->status <= 599 &&
           policy_is_sound(hop->policy) && carom_chain_is_sound(chain, hop->request->url);
}

/* ---- stops ---- */

static void stop(const struct hop *hop, enum carom_follow_reason reason, struct carom_next *out)
{
    out->action = CAROM_FOLLOW_STOP;
    out->reason = reason;
    out->is_error = (hop->policy->errors >> (unsigned)reason & 1u) != 0;
}

static void stop_without_redirect(const struct hop *hop, struct carom_next *out)
{
    uint16_t status = hop->response->status;
    enum carom_follow_reason reason = CAROM_REASON_NOT_A_REDIRECT;
    if (status == 401 || status == 407)
        reason = CAROM_REASON_UNAUTHORIZED;
    else if (status == 403)
        reason = CAROM_REASON_FORBIDDEN;
    else if (status == 406)
        reason = CAROM_REASON_NOT_ACCEPTABLE;
    stop(hop, reason, out);
    out->repeat = carom_follow_repeat(hop->request, status);
}

static bool may_lead_to(const struct carom_policy *policy, enum carom_scheme scheme)
{
    static const uint32_t bits[] = {
        [CAROM_SCHEME_OTHER] = 0,
        [CAROM_SCHEME_FILE] = 0,
        [CAROM_SCHEME_FTP] = CAROM_FOLLOW_FTP,
        [CAROM_SCHEME_HTTP] = CAROM_FOLLOW_HTTP,
        [CAROM_SCHEME_HTTPS] = CAROM_FOLLOW_HTTPS,
        [CAROM_SCHEME_WS] = CAROM_FOLLOW_WS,
        [CAROM_SCHEME_WSS] = CAROM_FOLLOW_WSS,
    };
    return (policy->schemes & bits[scheme]) != 0;
}

static bool refuses_userinfo(const struct hop *hop, bool has_left)
{
    enum carom_userinfo userinfo = hop->policy->userinfo;
    return hop->has_userinfo && (userinfo == CAROM_USERINFO_REFUSED ||
                                 (userinfo == CAROM_USERINFO_REFUSED_ACROSS && has_left));
}

static bool needs_lost_body(const struct hop *hop)
{
    if (hop->request->body != CAROM_BODY_STREAM)
        return false;
    return hop_keeps_body(hop) || (hop->policy->unreplayable == CAROM_UNREPLAYABLE_BUT_303 &&
                                   hop->response->status != 303);
}

/* In the order of the contract. Returns CAROM_REASON_REDIRECT when nothing stops. */
static enum carom_follow_reason why_not(const struct hop *hop, const struct carom_chain *chain,
                                        const struct crossing *crossing,
                                        const struct carom_url *url)
{
    if (!may_lead_to(hop->policy, url->special))
        return CAROM_REASON_SCHEME;
    if (refuses_userinfo(hop, chain->has_left || crossing->crosses_origin))
        return CAROM_REASON_USERINFO;
    if (needs_lost_body(hop))
        return CAROM_REASON_BODY;
    if (chain->count >= hop->policy->max_redirects)
        return CAROM_REASON_TOO_MANY;
    return CAROM_REASON_REDIRECT;
}

/* ---- the next request ---- */

static struct carom_view next_method(const struct hop *hop)
{
    bool is_get = hop->step == CAROM_STEP_GET || hop->step == CAROM_STEP_CONFIRM_GET;
    return is_get ? CAROM_LITERAL("GET") : hop->request->method;
}

static enum carom_follow_reason why_confirm(const struct hop *hop, const struct crossing *crossing)
{
    bool asks = hop->step == CAROM_STEP_CONFIRM_KEEP || hop->step == CAROM_STEP_CONFIRM_GET;
    if (asks && hop->response->status == 300)
        return CAROM_REASON_CHOICE;
    if (crossing->is_downgrade && hop->policy->confirms_downgrade)
        return CAROM_REASON_DOWNGRADE;
    return asks ? CAROM_REASON_METHOD : CAROM_REASON_REDIRECT;
}

static void go(const struct hop *hop, const struct crossing *crossing, struct carom_next *out)
{
    out->reason = why_confirm(hop, crossing);
    out->action = out->reason == CAROM_REASON_REDIRECT ? CAROM_FOLLOW_GO : CAROM_FOLLOW_CONFIRM;
    out->keeps_body = hop_keeps_body(hop);
    out->drop = crossing->drop;
    out->crosses_origin = crossing->crosses_origin;
    out->is_downgrade = crossing->is_downgrade;
}

/* Member by member: a memset of everything costs as much as a good part of a decision. */
static void begin_with_url(const struct hop *hop, enum carom_follow_reason reason,
                           struct carom_next *out)
{
    uint16_t status = hop->response->status;
    out->is_error = out->keeps_body = out->crosses_origin = out->is_downgrade = false;
    out->has_url = true;
    out->is_permanent = (status == 301 || status == 308) && reason != CAROM_REASON_SCHEME &&
                        reason != CAROM_REASON_USERINFO;
    out->method = carom_view_of(NULL, 0);
    out->drop = 0;
    out->repeat = CAROM_REPEAT_NOT;
}

/* In: out->url is where the Location leads to; nothing else of *out is set. */
static void decide(const struct hop *hop, struct carom_chain *chain, struct carom_next *out)
{
    struct chain_prints prints = {0, 0};
    struct carom_view method = next_method(hop);
    struct crossing crossing = carom_follow_cross(hop, chain, &out->url);
    enum carom_follow_reason reason = why_not(hop, chain, &crossing, &out->url);
    if (reason == CAROM_REASON_REDIRECT &&
        carom_chain_repeats(chain, hop, &crossing, method, &out->url, &prints))
        reason = CAROM_REASON_LOOP;
    begin_with_url(hop, reason, out);
    if (reason != CAROM_REASON_REDIRECT) {
        stop(hop, reason, out);
        return;
    }
    out->method = method;
    go(hop, &crossing, out);
    carom_chain_add(chain, hop, &crossing, &prints);
}

/* In: the policy makes something of this status and method. */
static enum carom_result redirect(struct hop *hop, struct carom_chain *chain, struct carom_buf *buf,
                                  struct carom_next *out)
{
    enum carom_follow_reason reason;
    enum carom_result result = carom_follow_location(hop, buf, &out->url, &reason);
    if (result == CAROM_OK && reason == CAROM_REASON_REDIRECT) {
        decide(hop, chain, out);
        return CAROM_OK;
    }
    memset(out, 0, sizeof *out);
    if (result == CAROM_OK)
        stop(hop, reason, out);
    return result;
}

enum carom_result carom_follow(const struct carom_policy *policy, const struct carom_sent *request,
                               const struct carom_answered *response, const struct carom_idna *idna,
                               struct carom_chain *chain, struct carom_buf *buf,
                               struct carom_next *out)
{
    struct hop hop = {policy, request, response, idna, CAROM_STEP_RETURN, false, false};
    bool is_sound = is_in_range(&hop, chain);
    bool is_redirect = response->status >= 300 && response->status <= 399;
    buf->len = 0;
    if (is_sound && is_redirect)
        hop.step =
            (enum carom_step)policy->steps[row_of(response->status)][column_of(request->method)];
    if (hop.step != CAROM_STEP_RETURN)
        return redirect(&hop, chain, buf, out);
    memset(out, 0, sizeof *out);
    if (!is_sound)
        return CAROM_ERR_RANGE;
    if (is_redirect)
        stop(&hop, CAROM_REASON_STATUS, out);
    else
        stop_without_redirect(&hop, out);
    return CAROM_OK;
}
