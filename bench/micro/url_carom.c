#include "url_reader.h"

#include "carom/url.h"

#include <string.h>

enum { NORMAL_BYTES = 4096 };

bool carom_read_view(struct carom_view input, struct carom_buf *out)
{
    struct carom_url url;
    return carom_url_parse(input, NULL, NULL, out, &url) == CAROM_OK;
}

/* A peer's answer is always a copy: a view of the input is copied, so that all have the same work. */
bool carom_read_href(struct carom_view input, struct carom_buf *out)
{
    struct carom_url url;
    if (carom_url_parse(input, NULL, NULL, out, &url) != CAROM_OK)
        return false;
    if (out->len == 0 && url.href.len <= out->cap) {
        memcpy(out->ptr, url.href.ptr, url.href.len);
        out->len = url.href.len;
    }
    return true;
}

bool carom_read_uri(struct carom_view input, struct carom_buf *out)
{
    struct carom_uri uri;
    out->len = 0;
    return carom_uri_parse(input, &uri, NULL) == CAROM_OK;
}

bool carom_rewrite_uri(struct carom_view input, struct carom_buf *out)
{
    struct carom_uri uri;
    out->len = 0;
    return carom_uri_parse(input, &uri, NULL) == CAROM_OK && carom_uri_write(&uri, out) == CAROM_OK;
}

bool carom_normalise_uri(struct carom_view input, struct carom_buf *out)
{
    static char normal_bytes[NORMAL_BYTES];
    struct carom_buf normal = {normal_bytes, sizeof(normal_bytes), 0};
    struct carom_uri uri, normalised;
    out->len = 0;
    return carom_uri_parse(input, &uri, NULL) == CAROM_OK &&
           carom_uri_normalise(&uri, &normal, &normalised) == CAROM_OK &&
           carom_uri_write(&normalised, out) == CAROM_OK;
}
