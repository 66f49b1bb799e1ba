/* The text of a host as its parser sees it. */
#include "url_address.h"

#include "chars.h"

int carom_host_next(struct host_text *host)
{
    if (!host->is_raw)
        return host->text.at != host->text.end ? (unsigned char)*host->text.at++ : -1;
    int c = url_next(&host->text);
    if (c != '%')
        return c;
    struct url_text ahead = host->text;
    int high = url_next(&ahead);
    int low = high >= 0 ? url_next(&ahead) : -1;
    if (low < 0 || !url_char_is((char)high, URL_HEX) || !url_char_is((char)low, URL_HEX))
        return c;
    host->text = ahead;
    return (int)(char_hex_value((char)high) * 16 + char_hex_value((char)low));
}

bool carom_host_is(struct host_text host, struct carom_view name)
{
    for (size_t i = 0; i < name.len; i++) {
        int c = carom_host_next(&host);
        if (c < 0 || char_lower((char)c) != name.ptr[i])
            return false;
    }
    return carom_host_next(&host) < 0;
}
