#include "url_reader.h"

/* Set by the build: 1 when the peer's package was found. */
#if CAROM_MICRO_LIBCURL
#define LIBCURL(function) function
#else
#define LIBCURL(function) NULL
#endif
#if CAROM_MICRO_URIPARSER
#define URIPARSER(function) function
#else
#define URIPARSER(function) NULL
#endif

const struct url_reading url_readings[URL_READINGS] = {
    {"url",
     "parse and serialise as browsers do",
     EXPECT_HREF,
     {
         {"carom", "carom_url_parse, href copied to the caller's buffer", carom_read_href, NULL,
          false},
         {"carom-view", "carom_url_parse, href left where it is", carom_read_view, carom_read_href,
          false},
         {"libcurl", "curl_url_set and curl_url_get of CURLUPART_URL on one handle, copied",
          LIBCURL(libcurl_read), NULL, true},
         {"uriparser", "uriParseSingleUriExA and uriToStringA, nothing normalised",
          URIPARSER(uriparser_rewrite), NULL, true},
     },
     4},
    {"uri",
     "parse by RFC 3986",
     EXPECT_INPUT,
     {
         {"carom", "carom_uri_parse", carom_read_uri, carom_rewrite_uri, false},
         {"uriparser", "uriParseSingleUriExA", URIPARSER(uriparser_read),
          URIPARSER(uriparser_rewrite), true},
     },
     2},
    {"uri-normalise",
     "parse, normalise and write by RFC 3986",
     EXPECT_NORMALISED,
     {
         {"carom", "carom_uri_parse, carom_uri_normalise and carom_uri_write", carom_normalise_uri,
          NULL, false},
         {"uriparser", "uriParseSingleUriExA, uriNormalizeSyntaxA and uriToStringA",
          URIPARSER(uriparser_normalise), NULL, true},
     },
     2},
};
