/*
 * The text of a diagnostic.
 */
#include "carom/rules.h"

#include "writer.h"

/* How much of an offending token a message shows. */
enum { TOKEN_SHOWN_MAX = 60 };

/* Quoted, shortened when long, with nothing in it that could steer a terminal. */
static void put_token(struct carom_buf *out, struct carom_view token)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t shown = token.len < TOKEN_SHOWN_MAX ? token.len : TOKEN_SHOWN_MAX;
    put_literal(out, ": \"");
    for (size_t i = 0; i < shown; i++) {
        unsigned char byte = (unsigned char)token.ptr[i];
        if (byte >= 0x20 && byte < 0x7f) {
            put_char(out, token.ptr[i]);
            continue;
        }
        char shown_byte[4] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        put_bytes(out, shown_byte, sizeof shown_byte);
    }
    put_view(out, shown < token.len ? CAROM_LITERAL("\"…") : CAROM_LITERAL("\""));
}

enum carom_result carom_diagnostic_write(const struct carom_diagnostic *diagnostic,
                                         struct carom_buf *out)
{
    out->len = 0;
    put_view(out, diagnostic->message);
    if (diagnostic->token.len > 0)
        put_token(out, diagnostic->token);
    if (diagnostic->example.len > 0) {
        put_literal(out, " (for example ");
        put_view(out, diagnostic->example);
        put_char(out, ')');
    }
    return put_result(out);
}
