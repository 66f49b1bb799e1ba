#include "url_case.h"

#include "url_loop.h"

static const struct url_reader *reader_of(const struct micro_case *which)
{
    return &which->reading->readers[which->reader];
}

bool reader_is_built(const struct micro_case *which)
{
    return reader_of(which)->read != NULL;
}

bool measure_reader(const struct micro_case *which, size_t iterations, struct measurement *out)
{
    static struct url_loop context;
    enum url_answer answers[URL_SHAPES];
    bool chosen[URL_SHAPES];
    for (size_t i = 0; i < URL_SHAPES; i++)
        chosen[i] = true;
    if (!url_check(which->reading, reader_of(which), answers))
        return false;
    struct loop loop = url_loop_over(reader_of(which), chosen, &context);
    return loop_measure(which->name, &loop, iterations, out);
}
