/*
 * A rule set's mistakes: rules that never decide, redirects that are redirected again, names that lead
 * nowhere, and what another dialect would make of a rule.
 *
 * All of it is told from compiled rules, whoever compiled them, and nothing here is an error: each
 * finding is a rule that works, but hardly as it was meant.
 */
#ifndef CAROM_LINT_H
#define CAROM_LINT_H

#include "carom/rules.h"

#ifdef __cplusplus
extern "C" {
#endif

enum carom_lint_kind {
    /* An earlier rule is the same: `from`, conditions, status, targets and keys. The later one never
     * decides; in netlify the earlier one does not, since of identical rules the last is kept. */
    CAROM_LINT_DUPLICATE = 0,
    /* An earlier rule takes every request that this one could. */
    CAROM_LINT_UNREACHABLE,
    /* What the rule redirects to is redirected again. */
    CAROM_LINT_CHAIN,
    /* Redirects that lead round in a circle, or on and on by the same rules. */
    CAROM_LINT_CYCLE,
    /* The rule is not part of a cycle, but leads into one. */
    CAROM_LINT_INTO_CYCLE,
    /* A name is captured, and no target uses it. */
    CAROM_LINT_UNUSED_CAPTURE,
    /* A target has a name that the rule does not capture, so that it stays as it is. */
    CAROM_LINT_UNKNOWN_NAME,
    /* A 301 or 302 for a method that an agent may change to GET: 308 or 307 would keep it. */
    CAROM_LINT_METHOD_CHANGE,
    /* Another dialect reads the rule in another way. */
    CAROM_LINT_PORTABILITY
};

/* What two readings of one line differ in. */
enum carom_difference_kind {
    CAROM_DIFFERENCE_STATUS = 0, /* the status, mostly the one that a rule has by default */
    CAROM_DIFFERENCE_FORCE,      /* whether a file of that path comes first */
    CAROM_DIFFERENCE_NO_MATCH,   /* a request that the rule matches here, and not there */
    CAROM_DIFFERENCE_MATCH,      /* one that it matches there, and not here */
    CAROM_DIFFERENCE_LOCATION,   /* a request for which the rule leads elsewhere there */
    CAROM_DIFFERENCE_ORDER       /* one for which the rule decides here, and another rule there */
};

/* One such difference, with the request that shows it. Views are valid only during the report. */
struct carom_difference {
    enum carom_difference_kind kind;
    uint16_t status; /* STATUS: here, and in the other dialect */
    uint16_t other_status;
    bool force;                 /* FORCE: in the other dialect */
    struct carom_view request;  /* path and query; the rule's own conditions are met besides */
    struct carom_view location; /* LOCATION: here, and in the other dialect; empty: nowhere */
    struct carom_view other_location;
    uint32_t other_line; /* ORDER: the rule that decides there; 0: none does */
};

enum { CAROM_DIFFERENCES_MAX = 8 };

/* Something found about one rule. The views and arrays are valid only during the report. */
struct carom_lint_finding {
    enum carom_lint_kind kind;
    uint32_t rule; /* index */
    uint32_t line;
    /* DUPLICATE, UNREACHABLE: the earlier rule's line. CHAIN: the line of the rule that redirects next.
     * INTO_CYCLE: the first line of the cycle. Else 0. */
    uint32_t other_line;
    uint32_t hops;              /* CHAIN: how many redirects there are in all, at least 2 */
    struct carom_view location; /* CHAIN: where the last of them leads */
    struct carom_view name;     /* UNUSED_CAPTURE, UNKNOWN_NAME: with its `:`, or `*`;
                                   METHOD_CHANGE: the first method that may become GET */
    uint16_t status;            /* METHOD_CHANGE: the one that would keep the method */
    const uint32_t *lines; /* CYCLE: its rules' lines, from this one on, in the order in which an */
    size_t line_count;     /* agent meets them */
    enum carom_dialect dialect; /* PORTABILITY: the other one; else the rules' own */
    const struct carom_difference *differences; /* PORTABILITY */
    size_t difference_count;
};

/* Called once for each finding, rule by rule in file order. In: ctx is what the options named. */
typedef void (*carom_lint_fn)(void *ctx, const struct carom_lint_finding *finding);

struct carom_lint_options {
    struct carom_allocator allocator; /* required */
    carom_lint_fn report;             /* required */
    void *report_ctx;
};

/*
 * Looks for all kinds of mistakes but CAROM_LINT_PORTABILITY.
 *
 * What is proven. DUPLICATE and UNREACHABLE are no guesses: carom_decide gives the rule that is named
 * dead to no request (as HTTP has them: without controls). An earlier rule takes all requests of a
 * later one when
 * - its pattern has all paths of the other's: the same text; a placeholder or a splat where the other has
 *   something that it takes; for whole segments or, in cloudflare, byte by byte;
 * - its scheme and host are the other's, or any;
 * - it asks for nothing that the other does not ask for: no list of methods, countries, languages or
 *   cookies, or one with all members of the other's; and of query pairs only such as the other has, or
 *   captures of a key that the other has;
 * - it cannot be passed over there, which only carom does: it does not redirect, or what it redirects to
 *   is never the URL of a request that the other matches (see carom_decide). That is told from hosts,
 *   where the later rule names one, and from paths: fixed parts that differ, or a target that is always
 *   longer, or always shorter, than the path.
 * Whether a rule is forced makes no difference: a file that stands in the place of an unforced rule does
 * not bring a later rule into play.
 *
 * What is not found: a rule that several earlier ones take together; one that is taken by an earlier rule
 * with another condition that happens to be no narrower (a cookie of a country); one behind more
 * than CAROM_LINT_SAME_MAX rules of its own pattern that all ask for other things; in patterns
 * of netlify, what a segment such as `a*` takes; patterns of more than 256 segments, or of more than 2,048
 * bytes in cloudflare; and what would take more than a bounded number of steps for each segment.
 *
 * CHAIN, CYCLE and INTO_CYCLE are found by asking carom_decide, step by step, as an agent would: for
 * a fixed target as it is, and for one with captures by an example. They hold for that request at
 * least, and as long as no file stands in the way of an unforced rule. Only hosts that a rule names are
 * taken for this site: a target on another one ends there. Rules that never decide have none. More than
 * CAROM_LINT_HOPS_MAX redirects through rules with captures are a cycle when they go round by the same
 * ones, and so are fewer when the location has grown longer than any agent follows. Of walks through
 * captures a bounded number of steps for each rule is made in all, so that in sets with very many of them
 * some are not found.
 *
 * UNUSED_CAPTURE: of rules that redirect or rewrite, each captured name that no target has, unless it
 * begins with `_`, which says that nobody needs it. A rewrite that uses none at all is meant so (an
 * application in one page). UNKNOWN_NAME: `:splat` anywhere, and any name at the start of a path's segment
 * or of a query's value. METHOD_CHANGE: a list of methods with one that is neither GET nor HEAD, and the
 * status 301 or 302.
 *
 * Returns: CAROM_OK, with or without findings; CAROM_ERR_NOMEM; CAROM_ERR_IMAGE when the image is
 *          damaged. On failure some findings may have been reported; nothing stays allocated.
 * In:      what report does must leave the rules as they are.
 * Cost:    linear in the text of the rules, and one decision or two for each rule; by the square of
 *          the rules when they were made to have equal hashes. Memory: at most 128 bytes a rule.
 * Thread safety: reentrant; allocator and report are called from this thread only.
 */
CAROM_MUST_CHECK enum carom_result carom_lint(const struct carom_rules *rules,
                                              const struct carom_lint_options *options);

enum { CAROM_LINT_SAME_MAX = 16, CAROM_LINT_HOPS_MAX = 20 };

/*
 * Compares two readings of one text, line by line, and reports as CAROM_LINT_PORTABILITY each rule that
 * does not do the same in both.
 *
 * Each rule is asked, in both readings, about requests made for its pattern: the plain one; with one
 * trailing slash more or less; with nothing for its splat, with one segment and with two; with a query;
 * with a pair of its query twice; and with the path's percent-escapes in lower case. A difference that none
 * of them shows is not found, and each one that is reported is real: the request stands in it. A rule that
 * only one text has (a line that the other dialect refuses or leaves out) is not spoken of.
 *
 * Returns: as carom_lint.
 * In:      rules and other were compiled from the same lines. The findings' lines are those of rules,
 *          and their dialect is other's.
 * Cost:    about twelve decisions in each reading for each rule.
 */
CAROM_MUST_CHECK enum carom_result carom_lint_compare(const struct carom_rules *rules,
                                                      const struct carom_rules *other,
                                                      const struct carom_lint_options *options);

/*
 * Writes what a finding says on one line, without file or position; bytes that are not printable ASCII
 * are shown as \xNN.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with out->len the length needed.
 */
CAROM_MUST_CHECK enum carom_result carom_lint_write(const struct carom_lint_finding *finding,
                                                    struct carom_buf *out);

/* "duplicate", "unreachable", "chain", "cycle", "into_cycle", "unused_capture", "unknown_name",
 * "method_change" or "portability". */
struct carom_view carom_lint_kind_name(enum carom_lint_kind kind);

/* "status", "force", "no_match", "match", "location" or "order". */
struct carom_view carom_difference_kind_name(enum carom_difference_kind kind);

/*
 * The names of what a rule captures, in the order of carom_match.captures, without their `:`; a splat's
 * is `splat`.
 *
 * Returns: how many; names[0 … it) are set. Out: views into the rule's.
 */
size_t carom_rule_captures(enum carom_dialect dialect, const struct carom_rule *rule,
                           struct carom_view names[CAROM_CAPTURES_MAX]);

#ifdef __cplusplus
}
#endif

#endif
