#include "url_reader.h"

#include <uriparser/Uri.h>

static bool parse(struct carom_view input, UriUriA *uri)
{
    const char *error_at;
    return uriParseSingleUriExA(uri, input.ptr, input.ptr + input.len, &error_at) == URI_SUCCESS;
}

/* Its length counts the NUL byte that it writes. */
static bool write_string(const UriUriA *uri, struct carom_buf *out)
{
    int written = 0;
    if (uriToStringA(out->ptr, uri, (int)out->cap, &written) != URI_SUCCESS || written < 1)
        return false;
    out->len = (size_t)written - 1;
    return true;
}

bool uriparser_read(struct carom_view input, struct carom_buf *out)
{
    UriUriA uri;
    out->len = 0;
    if (!parse(input, &uri))
        return false;
    uriFreeUriMembersA(&uri);
    return true;
}

bool uriparser_rewrite(struct carom_view input, struct carom_buf *out)
{
    UriUriA uri;
    out->len = 0;
    if (!parse(input, &uri))
        return false;
    bool written = write_string(&uri, out);
    uriFreeUriMembersA(&uri);
    return written;
}

bool uriparser_normalise(struct carom_view input, struct carom_buf *out)
{
    UriUriA uri;
    out->len = 0;
    if (!parse(input, &uri))
        return false;
    bool written = uriNormalizeSyntaxA(&uri) == URI_SUCCESS && write_string(&uri, out);
    uriFreeUriMembersA(&uri);
    return written;
}
