#include "quality.h"

#include "chars.h"

/* qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ), RFC 9110 §12.4.2. */
bool carom_quality_read(struct carom_view value, unsigned *quality)
{
    if (value.len == 0 || value.len > 5 || (value.ptr[0] != '0' && value.ptr[0] != '1'))
        return false;
    if (value.len > 1 && value.ptr[1] != '.')
        return false;
    unsigned sum = (unsigned)(value.ptr[0] - '0') * QUALITY_MAX;
    unsigned weight = QUALITY_MAX / 10;
    for (size_t i = 2; i < value.len; i++, weight /= 10) {
        if (!char_is_digit(value.ptr[i]))
            return false;
        sum += (unsigned)(value.ptr[i] - '0') * weight;
    }
    if (sum > QUALITY_MAX)
        return false;
    *quality = sum;
    return true;
}
