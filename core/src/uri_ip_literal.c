#include "uri_ip_literal.h"

#include "chars.h"

enum {
    MAX_GROUPS = 8,
    /* `::` stands for one group at least: each alternative with it has seven others at most. */
    MAX_GROUPS_BESIDE_ELISION = 7,
    GROUPS_OF_IPV4 = 2
};

static bool stands(struct carom_view ref, size_t at, char c)
{
    return at < ref.len && ref.ptr[at] == c;
}

/* dec-octet: 0 to 255 without a leading zero. *at stops at the first byte that cannot go on. */
static bool read_octet(struct carom_view ref, size_t *at)
{
    size_t start = *at;
    unsigned value = 0;
    for (; *at < ref.len && char_is_digit(ref.ptr[*at]); ++*at) {
        unsigned next = value * 10 + (unsigned)(ref.ptr[*at] - '0');
        if (next > 255 || (*at > start && value == 0))
            return false;
        value = next;
    }
    return *at > start;
}

/*
 * IPv4address, from `start`, where *at is on its first `.`: up to there it was a group, too, so that
 * a first octet that is none is noticed at the dot.
 */
static bool read_ipv4(struct carom_view ref, size_t start, size_t *at)
{
    size_t first_end = start;
    if (!read_octet(ref, &first_end) || first_end != *at)
        return false;
    for (int octets = 1; octets < 4; octets++) {
        if (!stands(ref, *at, '.'))
            return false;
        ++*at;
        if (!read_octet(ref, at))
            return false;
    }
    return true;
}

/* h16. */
static bool read_group(struct carom_view ref, size_t *at)
{
    size_t start = *at;
    while (*at < ref.len && *at - start < 4 && char_is(ref.ptr[*at], CHAR_HEX))
        ++*at;
    return *at > start;
}

/* Whether an IPv4 address may be the last of the groups: ls32 of the grammar. */
static bool may_be_ipv4(unsigned groups, bool elided)
{
    if (elided)
        return groups + GROUPS_OF_IPV4 <= MAX_GROUPS_BESIDE_ELISION;
    return groups + GROUPS_OF_IPV4 == MAX_GROUPS;
}

/* `::`, which may be there once. */
static bool read_elision(struct carom_view ref, size_t *at)
{
    for (int colons = 0; colons < 2; colons++, ++*at) {
        if (!stands(ref, *at, ':'))
            return false;
    }
    return true;
}

/* IPv6address, up to the `]` that must be behind it. */
static bool read_ipv6(struct carom_view ref, size_t *at)
{
    unsigned groups = 0;
    bool elided = stands(ref, *at, ':');
    if (elided && !read_elision(ref, at))
        return false;
    bool may_end = elided;
    while (!(may_end && stands(ref, *at, ']'))) {
        size_t start = *at;
        unsigned most = elided ? MAX_GROUPS_BESIDE_ELISION : MAX_GROUPS;
        if (groups == most || !read_group(ref, at))
            return false;
        if (stands(ref, *at, '.'))
            return may_be_ipv4(groups, elided) && read_ipv4(ref, start, at);
        groups++;
        if (stands(ref, *at, ']'))
            return elided || groups == most;
        if (groups == most || !stands(ref, *at, ':'))
            return false;
        ++*at;
        may_end = !elided && stands(ref, *at, ':');
        if (may_end) {
            elided = true;
            ++*at;
        }
    }
    return true;
}

/* IPvFuture, behind its `v`. */
static bool read_ipvfuture(struct carom_view ref, size_t *at)
{
    size_t version = *at;
    while (*at < ref.len && char_is(ref.ptr[*at], CHAR_HEX))
        ++*at;
    if (*at == version || !stands(ref, *at, '.'))
        return false;
    size_t address = ++*at;
    while (*at < ref.len &&
           (char_is(ref.ptr[*at], CHAR_UNRESERVED | CHAR_SUB_DELIM) || ref.ptr[*at] == ':'))
        ++*at;
    return *at > address;
}

bool carom_uri_read_ip_literal(struct carom_view ref, size_t *at)
{
    ++*at;
    bool is_future = *at < ref.len && char_lower(ref.ptr[*at]) == 'v';
    if (is_future)
        ++*at;
    if (!(is_future ? read_ipvfuture(ref, at) : read_ipv6(ref, at)) || !stands(ref, *at, ']'))
        return false;
    ++*at;
    return true;
}
