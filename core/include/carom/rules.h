/*
 * A rules file (`_redirects`) to a rule set: grammar, diagnostics, compilation, matching.
 *
 * A compiled rule set is an image: one relocatable, read-only block of bytes without pointers,
 * little-endian on every machine. It can be written to a file as it is and opened again. How
 * rules are found inside it is not part of this contract; that the first match in file order
 * wins is.
 *
 * Dialect `carom`, one rule a line, tokens separated by spaces or tabs:
 *
 *     from [key=value…] to [status[!]] [Key=value…]
 *     from status[!] [Key=value…]
 *
 * - The second form, without a target, is for refusals, and for a 200 whose `from` ends in a splat,
 *   where it means `/:splat`.
 * - Lines end in LF or CRLF; a UTF-8 byte-order mark at the start is skipped. A token that
 *   begins with `#` starts a comment to the end of the line.
 * - `from` is a path, or a scheme, a host and a path: `https://www.example.com/a`. A segment `:name`
 *   is a placeholder for one whole, non-empty segment, and one segment `*`, anywhere, is a splat for
 *   any number of whole segments, none included. One trailing slash is optional on both sides.
 * - A scheme (`http`, `https`) must be the request's, and so must the host, compared without case and
 *   with the scheme's default port as if it were not there. A request whose scheme or host is not
 *   known matches no rule that asks for one. Neither holds a placeholder or a splat.
 * - `key=value` pairs before `to`, each key once, must all be in the request's query, in any order;
 *   the last of several equal keys there counts; a value `:name` captures.
 * - `to` begins with `/`, `http://` or `https://`. In it `:name` and `:splat` stand for what was
 *   captured, substituted once; a name that was not captured stays as it is. Userinfo is an error.
 * - An authority without a capture is a host that browsers and RFC 3986 read alike, and a port at
 *   most: `127.1` or `1.2.3.4.` is an error.
 * - A target with a capture in its authority is open, any other is fixed. The fixed authority of
 *   an open target is what is left without its captures. What a request makes of an open authority
 *   must be that fixed one, or one that Allow-Host names; else carom_decide refuses. Around its
 *   captures an open authority has only ASCII letters, digits, `-`, `.` and `:`. Without Allow-Host
 *   an open target is reported as a warning, and as an error when its fixed authority is none: it
 *   is read as a HOST, but its port may be empty.
 * - A redirect to the very request that it answers is passed over, and the next match decides: see
 *   carom_decide.
 * - `status` is one of 200, 301 (default), 302, 303, 307, 308, 403, 404, 406, 410, 451.
 * - Conditions, each a list with commas of which one must hold: `Method=GET,HEAD`; `Country=de,at`
 *   (compared without case with the request's country, which the caller knows or not);
 *   `Language=de,pt-BR` (the language that Accept-Language prefers most, by its weights, is one of
 *   these or begins with one and a `-`, without case: RFC 4647 section 3.3.1); `Cookie=a,b` (a cookie
 *   of this name is there, whatever its value). A rule without a condition holds for any request.
 *   Role is an error: it needs a verifier of JSON Web Tokens.
 * - Keys: `Max-Age=SECONDS` (the response's explicit
 *   lifetime), `Alternate=URI` (repeatable; a further target listed in the note),
 *   `Allow-Host=HOST,HOST` (where the rule's open targets may lead; an error when all are fixed),
 *   `Reason=TEXT` (made public with a refusal; percent-decoded, in double quotes when it has
 *   spaces).
 * - A HOST of Allow-Host is `host`, which has the scheme's default port, or `host:port`, or
 *   `*.suffix`: one label or more before a suffix of two labels or more, which is no IPv4 address,
 *   and the default port. A host is of ASCII letters, digits and `-` in labels that are not empty
 *   (an international name in its xn-- form), 253 bytes at most, and when its last label is a
 *   number an IPv4 address of four decimal numbers. Ports have no leading zeros. Hosts are compared
 *   without case.
 *
 * Paths are compared as RFC 3986 section 6.2.2 normalises them: `%41` is `A`, `%c3` is `%C3`, and
 * a byte that a URI may not hold (a raw `é`, a space) is its percent-encoded form. A
 * percent-encoded `/` is not a separator.
 *
 * The dialects `netlify` and `cloudflare` read the files of those services as they do. What they read
 * differently from `carom`, and what of the originals is left out as a fault, stands in
 * core/DIALECTS.md with a rule that shows each. What a rule of status 200 serves is a path in all of
 * them; in netlify it may be a URL, which is reported as a warning: it asks for a proxy.
 */
#ifndef CAROM_RULES_H
#define CAROM_RULES_H

#include "carom/result.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Limits of one rule; more is an error of the line. */
enum { CAROM_CAPTURES_MAX = 32, CAROM_QUERY_PAIRS_MAX = 16, CAROM_ALTERNATES_MAX = 8 };

enum carom_dialect { CAROM_DIALECT_CAROM = 0, CAROM_DIALECT_NETLIFY, CAROM_DIALECT_CLOUDFLARE };

/*
 * The dialect of this name: "carom", "netlify" or "cloudflare".
 *
 * Returns: false when there is none; *out is unchanged then. Thread safety: pure.
 */
bool carom_dialect_named(struct carom_view name, enum carom_dialect *out);

/*
 * Memory for compilation, the caller's. Works like realloc: `ptr` NULL asks for a new block,
 * `new_bytes` 0 frees and returns NULL. Must return memory aligned for any type, or NULL.
 * `old_bytes` is what the block was last given.
 */
struct carom_allocator {
    void *(*resize)(void *ctx, void *ptr, size_t old_bytes, size_t new_bytes);
    void *ctx;
};

enum carom_severity { CAROM_SEVERITY_ERROR = 0, CAROM_SEVERITY_WARNING };

/* One problem in a rules file. The views are valid only during the report. */
struct carom_diagnostic {
    enum carom_severity severity;
    uint32_t line;             /* counted from 1 */
    uint32_t column;           /* in bytes, counted from 1 */
    struct carom_view message; /* what is wrong and what was expected; static text */
    struct carom_view token;   /* the offending bytes, as they stand in the file; may be empty */
    struct carom_view example; /* of a capture that could choose the host: a request, and the origin
                                  it would lead to; printable UTF-8, mostly empty */
};

/* Called once for each problem, in file order. In: ctx is what the options named. */
typedef void (*carom_report_fn)(void *ctx, const struct carom_diagnostic *diagnostic);

struct carom_compile_options {
    enum carom_dialect dialect;
    struct carom_allocator allocator; /* required */
    carom_report_fn report;           /* may be NULL */
    void *report_ctx;
};

/* A compiled rule set, to be treated as opaque. It does not own the image. */
struct carom_rules {
    const unsigned char *image;
    size_t image_bytes;
};

/*
 * Writes the text of a diagnostic on one line, without file or position: the message, the token,
 * quoted, shortened when long, its control and non-ASCII bytes shown as \xNN, and the example.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with out->len the length needed.
 */
CAROM_MUST_CHECK enum carom_result carom_diagnostic_write(const struct carom_diagnostic *diagnostic,
                                                          struct carom_buf *out);

/*
 * Decides whether a text is a rules file and compiles it.
 *
 * A line is reported with the first error found in it, or with one warning for each of its targets
 * that has one.
 *
 * Returns: CAROM_OK: *out is the rule set; its image was allocated by options->allocator with
 *          exactly out->image_bytes, and the caller frees it with that allocator.
 *          CAROM_ERR_SYNTAX: at least one error was reported; every line was looked at.
 *          CAROM_ERR_TOO_LARGE: the text or its image would exceed 2 GiB.
 *          CAROM_ERR_COLLISIONS: the hashes of its keys are so alike that no table could hold them, as
 *          only happens to a text that was made for it: the tables' seeds are fixed, so that a text
 *          always has the same image.
 *          CAROM_ERR_NOMEM.
 *          On any failure *out is zeroed and nothing stays allocated.
 * In:      text may be empty (a rule set without rules). It is not referred to afterwards.
 * Cost:    n log n in the text, whatever it is: rules that share a place in the index are sorted, and
 *          tables are given up after a bounded number of tries.
 * Thread safety: reentrant; the allocator is called from this thread only.
 */
CAROM_MUST_CHECK enum carom_result carom_rules_compile(struct carom_view text,
                                                       const struct carom_compile_options *options,
                                                       struct carom_rules *out);

/*
 * Opens an image, whoever wrote it.
 *
 * Only the header is read, and its own checksum tells a cut or foreign block. No other byte of the
 * image is trusted: whatever it holds, no later call on *out reads outside it, and each ends. What
 * carom_rules_match promises of its time, and that what it finds is right, holds for an image as it was
 * compiled: carom_rules_verify tells. In a damaged one a search comes to each node twice at most, but
 * may find a list as long as the image at each.
 *
 * Returns: CAROM_OK; CAROM_ERR_IMAGE (not an image, cut short, or the header is damaged);
 *          CAROM_ERR_IMAGE_VERSION. On failure *out is zeroed.
 * In:      the bytes must stay unchanged for as long as *out is used.
 * Cost:    O(1).
 */
CAROM_MUST_CHECK enum carom_result carom_rules_open(struct carom_view image,
                                                    struct carom_rules *out);

/*
 * Whether the whole image is as it was written: its checksum holds. That tells damage; it is no
 * signature, and anybody can write an image that has it.
 *
 * Returns: CAROM_OK; CAROM_ERR_IMAGE. Cost: linear in the image.
 */
CAROM_MUST_CHECK enum carom_result carom_rules_verify(const struct carom_rules *rules);

/* Whether bytes begin as an image does (so that a file can be told from a rules text). O(1). */
bool carom_rules_is_image(struct carom_view bytes);

/* The dialect that the rules were compiled in. O(1). */
enum carom_dialect carom_rules_dialect(const struct carom_rules *rules);

/* What of a request beside its URL and method rules asked for: bits. */
enum carom_asked { CAROM_ASKED_COUNTRY = 1, CAROM_ASKED_LANGUAGE = 2, CAROM_ASKED_COOKIE = 4 };

/* What any of the rules asks for: enum carom_asked. O(1). */
unsigned carom_rules_asked(const struct carom_rules *rules);

/* How many rules the set has. O(1). Thread safety: pure, as all that follows. */
uint32_t carom_rules_count(const struct carom_rules *rules);

/* One rule, as it was read. The views are into the image. */
struct carom_rule {
    uint32_t line; /* where it stands in the file, from 1 */
    uint16_t status;
    bool force;                /* `!`: even when a file of that path exists; in cloudflare always */
    struct carom_view scheme;  /* "http" or "https"; empty: any */
    struct carom_view host;    /* host, or host:port, in lower case; empty: any */
    struct carom_view from;    /* the pattern, normalised, without its query pairs */
    struct carom_view to;      /* the target, normalised; empty when a refusal has none */
    struct carom_view methods; /* "GET,HEAD", as it was written; empty: any method */
    struct carom_view countries; /* these three as they were written; empty: any */
    struct carom_view languages;
    struct carom_view cookies;
    struct carom_view reason; /* decoded; empty: none is made public */
    int64_t max_age_s;        /* -1: no explicit lifetime */
    size_t query_count;
    struct carom_field query[CAROM_QUERY_PAIRS_MAX]; /* key and value, normalised */
    bool query_captures[CAROM_QUERY_PAIRS_MAX];      /* whether the value is `:name` */
    size_t alternate_count;
    struct carom_view alternates[CAROM_ALTERNATES_MAX];
    struct carom_view allowed_hosts; /* as Allow-Host was written; empty: none */
};

/*
 * Reads the rule with this index, counted from 0 in file order.
 *
 * Returns: CAROM_OK; CAROM_ERR_RANGE when index is not below the count; CAROM_ERR_IMAGE when
 *          the image is damaged there. On failure *out is zeroed.
 */
CAROM_MUST_CHECK enum carom_result carom_rules_rule(const struct carom_rules *rules, uint32_t index,
                                                    struct carom_rule *out);

/*
 * Prints a rule set as a text that compiles to the same rules (line numbers apart).
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with out->len the length needed; CAROM_ERR_IMAGE.
 */
CAROM_MUST_CHECK enum carom_result carom_rules_print(const struct carom_rules *rules,
                                                     struct carom_buf *out);

/* What of a request the rules look at. Views into the request; nothing is decoded. */
struct carom_lookup {
    struct carom_view method;
    struct carom_view scheme;    /* without case; empty: not known */
    struct carom_view authority; /* host, or host:port; empty: not known */
    struct carom_view path; /* begins with `/`; in cloudflare as the URL Standard serialises it */
    bool has_query;         /* whether a `?` was there; the query may be empty all the same */
    struct carom_view query;
    struct carom_view country;        /* of the client; empty: not known */
    const struct carom_field *fields; /* of the request; Accept-Language and Cookie are looked at */
    size_t field_count;
};

/* What matched. The captures are views into the request, raw: the path's from left to right, and then
 * those of the query. */
struct carom_match {
    uint32_t rule;
    uint32_t record; /* where the rule stands in the image: for the core's use */
    unsigned asked;  /* enum carom_asked: another value of these may have another match, or none */
    size_t capture_count;
    struct carom_view captures[CAROM_CAPTURES_MAX];
};

/*
 * Finds the first rule in file order, from index `first` on, that matches the request.
 *
 * Calling again with first = out->rule + 1 finds the next one, so that a caller can pass a rule
 * over for reasons of its own.
 *
 * Returns: true: *out is the match, out->captures[0 … capture_count) are set and the others
 *          are not. false: no rule matches, and out->capture_count is 0. In either case out->asked
 *          is what the rules asked for whose host and path are the request's and which might have been
 *          the answer.
 * Cost:    by the request alone, however many rules there are: see core/README.md, "How a rule is
 *          found", also for what is looked at one by one. That is promised for an image as it was
 *          compiled; see carom_rules_open. No allocation.
 */
bool carom_rules_match(const struct carom_rules *rules, const struct carom_lookup *lookup,
                       uint32_t first, struct carom_match *out);

/* Why a rule does not match a request: the first that fails, in this order. */
enum carom_mismatch {
    CAROM_MISMATCH_NONE = 0, /* it matches */
    CAROM_MISMATCH_SCHEME,
    CAROM_MISMATCH_HOST,
    CAROM_MISMATCH_PATH,
    CAROM_MISMATCH_METHOD,
    CAROM_MISMATCH_QUERY,
    CAROM_MISMATCH_COUNTRY,
    CAROM_MISMATCH_LANGUAGE,
    CAROM_MISMATCH_COOKIE,
    CAROM_MISMATCH_UNKNOWN,   /* a condition that the dialect does not know never holds */
    CAROM_MISMATCH_SUPERSEDED /* asked first: in netlify, of identical rules only the last counts */
};

/*
 * Whether one rule matches a request, asked of this rule alone and without the index: what
 * carom_rules_match finds is the first rule from `first` on for which this is so.
 *
 * Returns: CAROM_OK: *why says whether it matches; when it does, *out is the match, else
 *          out->capture_count is 0. CAROM_ERR_RANGE when index is not below the count;
 *          CAROM_ERR_IMAGE when the image is damaged there.
 * Cost:    linear in the request and the rule. No allocation.
 */
CAROM_MUST_CHECK enum carom_result carom_rules_try(const struct carom_rules *rules,
                                                   const struct carom_lookup *lookup,
                                                   uint32_t index, struct carom_match *out,
                                                   enum carom_mismatch *why);

#ifdef __cplusplus
}
#endif

#endif
