/*
 * URLs for tests: parsed from memory of exactly their size into buffers of every size, so that a byte
 * read or written too far is seen by ASan, and checked for what holds for every URL.
 */
#ifndef CAROM_TEST_URL_SUPPORT_H
#define CAROM_TEST_URL_SUPPORT_H

#include "support.h"

#include "carom/url.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* A URL and the blocks its views lie in. */
struct held_url {
    struct carom_url url;
    char *input;
    size_t input_len;
    char *output;
    size_t output_len; /* as the parser set it */
};

/* An input, its base (NULL: none), and the href. */
struct url_case {
    const char *input;
    const char *base;
    const char *href;
};

/* An input, its base (NULL: none), and why it is a failure. */
struct url_failure {
    const char *input;
    const char *base;
    enum carom_url_problem problem;
};

/*
 * Parses what must be a URL without UTS #46: with every capacity up to the one that the first call
 * asked for, all of them in blocks of exactly that size; a plug-in that fails the test when it is
 * called makes no difference. Then what holds for every URL is asserted: its views are in href, href
 * is put together from them (§4.5), and parses to itself. Release with release_url.
 */
struct held_url parse_view(struct carom_view input, const struct carom_url *base);
struct held_url parse_text(const char *input, const char *base);
void release_url(struct held_url *held);

/* The parts that are there, as `https user=u password=p domain=h port=1 path=/ query=q fragment=f`. */
struct carom_view describe_url(const struct carom_url *url, char *out, size_t cap);

void assert_view_href(struct carom_view input, const struct carom_url *base,
                      struct carom_view expected);
void assert_href(const char *input, const char *base, const char *expected);
void assert_hrefs(const struct url_case *cases, size_t count);
void assert_parts(const char *input, const char *base, const char *expected);

/* Failure, whatever the capacity; the views are empty. */
void assert_view_failure(struct carom_view input, const struct carom_url *base,
                         enum carom_url_problem problem);
void assert_failure(const char *input, const char *base, enum carom_url_problem problem);
void assert_failures(const struct url_failure *cases, size_t count);

/* What a host of a special URL becomes; and why it is refused. */
void assert_host(const char *host, const char *expected, enum carom_host_kind kind);
void assert_no_host(const char *host, enum carom_url_problem problem);

/* Every view of a URL is empty. */
void assert_no_parts(const struct carom_url *url);

/* Before, one byte, and after, in out; the view of it. */
struct carom_view around(const char *before, unsigned char byte, const char *after, char *out);

#endif
