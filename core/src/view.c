#include "carom/view.h"

#include <string.h>

bool carom_bytes_equal(const char *a, const char *b, size_t len)
{
    return len == 0 || memcmp(a, b, len) == 0;
}
