/*
 * Where the core's types and the models' meet: the models know nothing of the core.
 */
#ifndef FUZZ_BRIDGE_H
#define FUZZ_BRIDGE_H

#include "carom/rules.h"
#include "model/text.h"

static inline struct carom_view to_core(struct model_view view)
{
    return carom_view_of(view.ptr, view.len);
}

static inline struct model_view to_model(struct carom_view view)
{
    return (struct model_view){view.ptr, view.len};
}

#endif
