/*
 * A URL as one standard reads it, in the members of the URL interface (URL Standard §6.1).
 */
#ifndef CAROM_TOOL_URL_READING_H
#define CAROM_TOOL_URL_READING_H

#include "carom/url.h"

#include <jansson.h>

enum url_standard { URL_STANDARD_WHATWG = 0, URL_STANDARD_RFC3986 };

enum url_member {
    URL_HREF = 0,
    URL_PROTOCOL,
    URL_USERNAME,
    URL_PASSWORD,
    URL_HOST,
    URL_HOSTNAME,
    URL_PORT,
    URL_PATHNAME,
    URL_SEARCH,
    URL_HASH,
    URL_ORIGIN,
    URL_MEMBER_COUNT
};

/* What is read, and what it is relative to. */
struct url_input {
    struct carom_view ref;
    struct carom_view base;
    bool has_base;
};

/* Zeroed is empty; may be used for one URL after another; free it with url_reading_free. */
struct url_reading {
    bool ok;
    struct carom_buf members[URL_MEMBER_COUNT];
    struct carom_buf error; /* when not ok: a sentence, without control bytes */
    struct carom_buf base_bytes, bytes, normal_bytes, origin_bytes;
    struct carom_url base; /* of the URL Standard's reading; of RFC 3986's they are not set */
    struct carom_url url;
};

/*
 * Reads by the URL Standard.
 *
 * Returns: CAROM_OK, and reading->ok tells whether there is a URL; CAROM_ERR_NOMEM.
 * In: the input stays where it is as long as the reading is used.
 */
CAROM_MUST_CHECK enum carom_result url_read_whatwg(struct url_reading *reading,
                                                   const struct url_input *input);

/*
 * Reads by RFC 3986; with `normal` after the normalisation of §6.2.2 and §6.2.3. User name and
 * password are the user information before and after its first `:`; the origin is that of the
 * normal form, for the schemes that the URL Standard gives one.
 *
 * Returns: as url_read_whatwg.
 */
CAROM_MUST_CHECK enum carom_result url_read_rfc3986(struct url_reading *reading,
                                                    const struct url_input *input, bool normal);

/* What to say when a reading could not be made: English, static. */
const char *url_failure_text(enum carom_result result);

/* The plug-in for hosts that are not ASCII; NULL when it is not built in. */
const struct carom_idna *url_idna(void);

struct carom_view url_member_name(enum url_member member);

/* {"ok":true,"href":…} or {"ok":false,"error":…}; NULL when out of memory. */
json_t *url_reading_json(const struct url_reading *reading);

void url_reading_free(struct url_reading *reading);

#endif
