#include "carom/rules.h"

bool carom_dialect_named(struct carom_view name, enum carom_dialect *out)
{
    struct carom_view names[] = {
        [CAROM_DIALECT_CAROM] = CAROM_LITERAL("carom"),
        [CAROM_DIALECT_NETLIFY] = CAROM_LITERAL("netlify"),
        [CAROM_DIALECT_CLOUDFLARE] = CAROM_LITERAL("cloudflare"),
    };
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (carom_view_equal(name, names[i])) {
            *out = (enum carom_dialect)i;
            return true;
        }
    }
    return false;
}
