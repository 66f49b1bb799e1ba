#include "carom/freshness.h"

struct carom_view carom_storable_name(enum carom_storable why)
{
    switch (why) {
    case CAROM_STORABLE_NO_METHOD:
        return CAROM_LITERAL("not stored: responses to this method are not cached");
    case CAROM_STORABLE_NO_STATUS:
        return CAROM_LITERAL("not stored: not a status that is kept");
    case CAROM_STORABLE_NO_STORE:
        return CAROM_LITERAL("not stored: no-store");
    case CAROM_STORABLE_NO_PRIVATE:
        return CAROM_LITERAL("not stored: private, and the cache is shared");
    case CAROM_STORABLE_NO_AUTHORIZED:
        return CAROM_LITERAL("not stored: the request had Authorization, and the cache is shared");
    case CAROM_STORABLE_NO_PERMISSION:
        return CAROM_LITERAL("not stored: no field and no status that allows it");
    case CAROM_STORABLE_EXPLICIT:
        return CAROM_LITERAL("may be stored: a field says so");
    case CAROM_STORABLE_BY_STATUS:
        return CAROM_LITERAL("may be stored: by its status");
    }
    return CAROM_LITERAL("unknown reason");
}

struct carom_view carom_lifetime_name(enum carom_lifetime lifetime)
{
    switch (lifetime) {
    case CAROM_LIFETIME_NONE:
        return CAROM_LITERAL("none");
    case CAROM_LIFETIME_S_MAXAGE:
        return CAROM_LITERAL("s-maxage");
    case CAROM_LIFETIME_MAX_AGE:
        return CAROM_LITERAL("max-age");
    case CAROM_LIFETIME_EXPIRES:
        return CAROM_LITERAL("Expires");
    case CAROM_LIFETIME_HEURISTIC:
        return CAROM_LITERAL("heuristic");
    }
    return CAROM_LITERAL("unknown lifetime");
}
