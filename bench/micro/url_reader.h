/*
 * Ways to read a URL and to write it again: Carom's, and those of the peers that the build found.
 */
#ifndef CAROM_MICRO_URL_READER_H
#define CAROM_MICRO_URL_READER_H

#include "carom/view.h"

enum { URL_READERS_MAX = 4, URL_READINGS = 3 };

/*
 * Reads input, which a NUL byte follows, and writes to *out what it has read it as.
 *
 * Returns: whether it took the input for a URL. Out: out->len is what was written.
 */
typedef bool url_read(struct carom_view input, struct carom_buf *out);

struct url_reader {
    const char *name;
    const char *does;     /* in the words of its interface */
    url_read *read;       /* NULL: the peer's package was not there when this was built */
    url_read *read_whole; /* for a reader that writes nothing: what it is checked by; else NULL */
    bool is_peer;
};

/* What of a shape a reading must give. */
enum url_expected {
    EXPECT_HREF,
    EXPECT_INPUT, /* where RFC 3986 has such a URI: recomposed from its parts, it is the same again */
    EXPECT_NORMALISED
};

/* Readers of one kind: the first one is Carom's, and the others are compared with it. */
struct url_reading {
    const char *name;
    const char *description;
    enum url_expected expected;
    struct url_reader readers[URL_READERS_MAX];
    size_t reader_count;
};

extern const struct url_reading url_readings[URL_READINGS];

/* Carom: url_carom.c. */
url_read carom_read_href, carom_read_view, carom_read_uri, carom_rewrite_uri, carom_normalise_uri;
/* Peers, when they are built: url_libcurl.c and url_uriparser.c. */
url_read libcurl_read;
url_read uriparser_read, uriparser_rewrite, uriparser_normalise;

#endif
