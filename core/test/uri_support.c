#include "uri_support.h"

#include <stdlib.h>
#include <string.h>

struct block block_of(struct carom_view text)
{
    struct block block = {malloc(text.len > 0 ? text.len : 1), {NULL, 0}};
    assert_non_null(block.memory);
    if (text.len > 0)
        memcpy(block.memory, text.ptr, text.len);
    block.view = carom_view_of(block.memory, text.len);
    return block;
}

struct carom_uri parsed_view(struct carom_view text)
{
    struct carom_uri uri;
    size_t bad_at = 0;
    enum carom_result result = carom_uri_parse(text, &uri, &bad_at);
    if (result != CAROM_OK)
        fail_msg("\"%.*s\" is refused at %zu", (int)text.len, text.ptr, bad_at);
    return uri;
}

struct carom_uri parsed(const char *text)
{
    return parsed_view(text_view(text));
}

void assert_zeroed(const struct carom_uri *uri)
{
    assert_false(uri->has_scheme || uri->has_authority || uri->has_userinfo || uri->has_port ||
                 uri->has_query || uri->has_fragment);
    const struct carom_view views[] = {uri->scheme, uri->userinfo, uri->host,    uri->port,
                                       uri->path,   uri->query,    uri->fragment};
    for (size_t i = 0; i < COUNT(views); i++) {
        assert_int_equal(views[i].len, 0);
        assert_null(views[i].ptr);
    }
}
