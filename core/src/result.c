#include "carom/result.h"

struct carom_view carom_result_name(enum carom_result result)
{
    switch (result) {
    case CAROM_OK:
        return CAROM_LITERAL("done");
    case CAROM_ERR_NOSPACE:
        return CAROM_LITERAL("buffer too small");
    case CAROM_ERR_NOMEM:
        return CAROM_LITERAL("out of memory");
    case CAROM_ERR_SYNTAX:
        return CAROM_LITERAL("the rules have errors");
    case CAROM_ERR_TOO_LARGE:
        return CAROM_LITERAL("input too large");
    case CAROM_ERR_IMAGE:
        return CAROM_LITERAL("not a rule image, or a damaged one");
    case CAROM_ERR_IMAGE_VERSION:
        return CAROM_LITERAL("rule image of another version");
    case CAROM_ERR_UNSUPPORTED:
        return CAROM_LITERAL("not supported");
    case CAROM_ERR_RANGE:
        return CAROM_LITERAL("value out of range");
    case CAROM_ERR_SYSTEM:
        return CAROM_LITERAL("system error");
    case CAROM_ERR_COLLISIONS:
        return CAROM_LITERAL("rules that no index can hold");
    }
    return CAROM_LITERAL("unknown result");
}
