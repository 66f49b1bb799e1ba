/*
 * cmocka, and what the models' tests share.
 */
#ifndef FUZZ_TEST_MODEL_H
#define FUZZ_TEST_MODEL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "model/text.h"

/* Fails with both texts when a view is not this text. */
static inline void assert_text(struct model_view view, const char *expected)
{
    if (!model_is(view, expected))
        fail_msg("got \"%.*s\", expected \"%s\"", (int)view.len, view.len > 0 ? view.ptr : "",
                 expected);
}

#endif
