#include "url_reader.h"

#include <curl/curl.h>
#include <string.h>

/*
 * The flags that come nearest to a browser: any scheme, spaces and bytes above 0x7F escaped, the
 * default port left out. The handle is used again and again, which saves libcurl an allocation.
 */
bool libcurl_read(struct carom_view input, struct carom_buf *out)
{
    static CURLU *handle;
    char *href = NULL;
    out->len = 0;
    if (handle == NULL && (handle = curl_url()) == NULL)
        return false;
    if (curl_url_set(handle, CURLUPART_URL, input.ptr,
                     CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE | CURLU_ALLOW_SPACE) != CURLUE_OK ||
        curl_url_get(handle, CURLUPART_URL, &href, CURLU_NO_DEFAULT_PORT) != CURLUE_OK)
        return false;
    size_t len = strlen(href);
    bool fits = len <= out->cap;
    if (fits) {
        memcpy(out->ptr, href, len);
        out->len = len;
    }
    curl_free(href);
    return fits;
}
