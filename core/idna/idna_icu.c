/* UTS #46 ToASCII by ICU, in time linear in the domain, which ICU alone does not give. */
#include "uts46_updates.h"

#include "carom/idna.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>

/*
 * ICU moves the whole rest of a domain for every label that it changes. So it gets a long domain in
 * groups of labels: a group ends at the first separator from here on.
 */
enum { GROUP_BYTES = 1024 };

/*
 * ICU refuses a label of more than 1,000 code units, but sorts its combining characters first, in
 * quadratic time. No code point composes with more than three of them, so a label that has more
 * than this would be refused anyway.
 */
enum { COMBINING_MAX = 3000 };

/* What the URL Standard does not ask for: CheckHyphens and VerifyDnsLength are false (§3.3). */
enum {
    ERRORS_PASSED_OVER = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                         UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                         UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4
};

/*
 * A label that is set behind a group to ask what ICU does not tell by itself. The Bidi rule (RFC
 * 5893 §2) binds every label of a domain as soon as one of them is right-to-left.
 */
struct probe {
    struct carom_view label; /* with the dot before it */
    size_t ascii_len;
};

/* Right-to-left and fine by itself: then a Bidi error says that a label of the group breaks the rule.
 */
static const struct probe right_to_left = {{".\xD7\x90", 3}, sizeof ".xn--4db" - 1};
/* Breaks the rule: then a Bidi error says that a label of the group is right-to-left. */
static const struct probe rule_breaker = {{".1", 2}, 2};
static const struct probe no_probe = {{"", 0}, 0};

/* What is kept from group to group; the memory is of malloc. */
struct work {
    const UIDNA *uidna;
    struct carom_buf group; /* in UTF-8, as ICU gets it */
    struct carom_buf ascii;
};

static pthread_once_t icu_once = PTHREAD_ONCE_INIT;
static struct carom_idna icu_idna;

static enum carom_result reserve(struct carom_buf *buf, size_t cap)
{
    if (cap <= buf->cap)
        return CAROM_OK;
    size_t doubled = buf->cap <= SIZE_MAX / 2 ? buf->cap * 2 : cap;
    char *ptr = realloc(buf->ptr, doubled > cap ? doubled : cap);
    if (ptr == NULL)
        return CAROM_ERR_NOMEM;
    buf->ptr = ptr;
    buf->cap = doubled > cap ? doubled : cap;
    return CAROM_OK;
}

/* The length of the label separator at `at` (UTS #46 §2.3, and what the mapping makes of others); 0
 * when there is none. */
static size_t separator_at(struct carom_view domain, size_t at)
{
    static const char others[][3] = {
        {'\xE3', '\x80', '\x82'}, /* U+3002 */
        {'\xEF', '\xBC', '\x8E'}, /* U+FF0E */
        {'\xEF', '\xBD', '\xA1'}, /* U+FF61 */
    };
    if (domain.ptr[at] == '.')
        return 1;
    if (domain.len - at < sizeof others[0])
        return 0;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (memcmp(domain.ptr + at, others[i], sizeof others[i]) == 0)
            return sizeof others[i];
    }
    return 0;
}

/* The first group of labels. Out: *separator_len is 0 when it is the last. */
static struct carom_view first_group(struct carom_view domain, size_t *separator_len)
{
    *separator_len = 0;
    for (size_t at = GROUP_BYTES; at < domain.len; at++) {
        *separator_len = separator_at(domain, at);
        if (*separator_len > 0)
            return carom_view_of(domain.ptr, at);
    }
    return domain;
}

/* The code point at *at, which moves behind it. What is no UTF-8 is left to ICU to refuse. */
static uint32_t next_code_point(struct carom_view text, size_t *at)
{
    uint32_t value = (unsigned char)text.ptr[(*at)++];
    if (value < 0xC0)
        return value;
    unsigned more = value >= 0xF0 ? 3 : value >= 0xE0 ? 2 : 1;
    value &= 0x3FU >> more;
    for (; more > 0 && *at < text.len; more--)
        value = value << 6 | ((unsigned char)text.ptr[(*at)++] & 0x3FU);
    return value;
}

/* Appends the UTF-8 of a code point above U+007F. In: there is room for it. */
static void put_code_point(struct carom_buf *buf, uint32_t code_point)
{
    unsigned more = code_point > 0xFFFF ? 3 : code_point > 0x7FF ? 2 : 1;
    /* The first byte begins with as many ones as there are bytes. */
    uint32_t first = (0xF0U << (3 - more) & 0xFFU) | code_point >> (6 * more);
    buf->ptr[buf->len++] = (char)(unsigned char)first;
    while (more-- > 0)
        buf->ptr[buf->len++] = (char)(unsigned char)(0x80U | (code_point >> (6 * more) & 0x3FU));
}

static void put_bytes(struct carom_buf *buf, const char *bytes, size_t len)
{
    if (len > 0)
        memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
}

/* Puts the group and the probe into work->group. Returns: CAROM_ERR_SYNTAX when a label has so many
 * combining characters that ICU would take too long to refuse it. */
static enum carom_result copy_group(struct work *work, struct carom_view group, struct probe probe)
{
    size_t combining = 0;
    if (group.len > INT32_MAX / 2)
        return CAROM_ERR_NOMEM;
    enum carom_result rv = reserve(&work->group, group.len + probe.label.len);
    if (rv != CAROM_OK)
        return rv;
    work->group.len = 0;
    for (size_t at = 0; at < group.len;) {
        size_t start = at;
        if (separator_at(group, at) > 0)
            combining = 0;
        uint32_t to = 0, code_point = next_code_point(group, &at);
        bool is_ascii = code_point <= 0x7F;
        if (!is_ascii && carom_uts46_update(code_point, &to)) {
            if (to != 0)
                put_code_point(&work->group, to);
            continue;
        }
        combining += !is_ascii && u_getCombiningClass((UChar32)code_point) != 0;
        if (combining > COMBINING_MAX)
            return CAROM_ERR_SYNTAX;
        put_bytes(&work->group, group.ptr + start, at - start);
    }
    put_bytes(&work->group, probe.label.ptr, probe.label.len);
    return CAROM_OK;
}

static enum carom_result result_of(UErrorCode code)
{
    if (code == U_MEMORY_ALLOCATION_ERROR)
        return CAROM_ERR_NOMEM;
    return U_FAILURE(code) ? CAROM_ERR_SYNTAX : CAROM_OK;
}

/* Converts work->group into work->ascii. Out: *errors as ICU records them. */
static enum carom_result run_icu(struct work *work, uint32_t *errors)
{
    /* Room for what is usual, so that ICU need not run twice. */
    enum carom_result rv = reserve(&work->ascii, 2 * work->group.len + 64);
    while (rv == CAROM_OK) {
        UIDNAInfo info = UIDNA_INFO_INITIALIZER;
        UErrorCode code = U_ZERO_ERROR;
        int32_t cap = work->ascii.cap > INT32_MAX ? INT32_MAX : (int32_t)work->ascii.cap;
        int32_t len = uidna_nameToASCII_UTF8(work->uidna, work->group.ptr, (int32_t)work->group.len,
                                             work->ascii.ptr, cap, &info, &code);
        *errors = info.errors;
        if (code != U_BUFFER_OVERFLOW_ERROR) {
            work->ascii.len = len > 0 ? (size_t)len : 0;
            return result_of(code);
        }
        rv = len > cap ? reserve(&work->ascii, (size_t)len) : CAROM_ERR_NOMEM;
    }
    return rv;
}

/*
 * Converts a group into work->ascii.
 *
 * Out: *bidi_error is what the probe asks for; without a probe a Bidi error is an error.
 */
static enum carom_result convert(struct work *work, struct carom_view group, struct probe probe,
                                 bool *bidi_error)
{
    uint32_t errors = 0;
    enum carom_result rv = copy_group(work, group, probe);
    if (rv == CAROM_OK)
        rv = run_icu(work, &errors);
    if (rv != CAROM_OK)
        return rv;
    errors &= ~(uint32_t)ERRORS_PASSED_OVER;
    *bidi_error = (errors & UIDNA_ERROR_BIDI) != 0;
    if (probe.label.len > 0)
        errors &= ~(uint32_t)UIDNA_ERROR_BIDI;
    if (errors != 0 || work->ascii.len < probe.ascii_len)
        return CAROM_ERR_SYNTAX;
    work->ascii.len -= probe.ascii_len;
    return CAROM_OK;
}

/* Counts on when the capacity is used up, so that the length needed is known. */
static void append(struct carom_buf *out, const char *bytes, size_t len)
{
    if (len > 0 && out->len <= out->cap && len <= out->cap - out->len)
        memcpy(out->ptr + out->len, bytes, len);
    out->len += len;
}

/* Whether a label of the domain is right-to-left. In: every group converts. */
static enum carom_result find_right_to_left(struct work *work, struct carom_view domain,
                                            bool *found)
{
    size_t separator_len;
    *found = false;
    do {
        struct carom_view group = first_group(domain, &separator_len);
        enum carom_result rv = convert(work, group, rule_breaker, found);
        if (rv != CAROM_OK || *found)
            return rv;
        domain.ptr += group.len + separator_len;
        domain.len -= group.len + separator_len;
    } while (separator_len > 0);
    return CAROM_OK;
}

static enum carom_result convert_domain(struct work *work, struct carom_view domain,
                                        struct carom_buf *out)
{
    struct carom_view rest = domain;
    size_t separator_len;
    bool breaks_rule = false, has_right_to_left = false;
    do {
        bool bidi_error = false;
        struct carom_view group = first_group(rest, &separator_len);
        enum carom_result rv =
            convert(work, group, group.len == domain.len ? no_probe : right_to_left, &bidi_error);
        if (rv != CAROM_OK)
            return rv;
        breaks_rule = breaks_rule || bidi_error;
        append(out, work->ascii.ptr, work->ascii.len);
        append(out, ".", separator_len > 0 ? 1 : 0);
        rest.ptr += group.len + separator_len;
        rest.len -= group.len + separator_len;
    } while (separator_len > 0);
    if (breaks_rule) {
        enum carom_result rv = find_right_to_left(work, domain, &has_right_to_left);
        if (rv != CAROM_OK)
            return rv;
    }
    if (has_right_to_left)
        return CAROM_ERR_SYNTAX;
    return out->len <= out->cap ? CAROM_OK : CAROM_ERR_NOSPACE;
}

static enum carom_result to_ascii(void *ctx, struct carom_view domain, struct carom_buf *out)
{
    struct work work = {ctx, {NULL, 0, 0}, {NULL, 0, 0}};
    out->len = 0;
    enum carom_result rv = convert_domain(&work, domain, out);
    free(work.group.ptr);
    free(work.ascii.ptr);
    if (rv != CAROM_OK && rv != CAROM_ERR_NOSPACE)
        out->len = 0;
    return rv;
}

static void open_icu(void)
{
    UErrorCode code = U_ZERO_ERROR;
    UIDNA *uidna =
        uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
                            UIDNA_NONTRANSITIONAL_TO_UNICODE,
                        &code);
    if (U_FAILURE(code))
        return;
    icu_idna.to_ascii = to_ascii;
    icu_idna.ctx = uidna;
}

const struct carom_idna *carom_idna_icu(void)
{
    if (pthread_once(&icu_once, open_icu) != 0 || icu_idna.to_ascii == NULL)
        return NULL;
    return &icu_idna;
}
