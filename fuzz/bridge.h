/*
 * Where the core's types and the models' meet: the models know nothing of the core.
 */
#ifndef FUZZ_BRIDGE_H
#define FUZZ_BRIDGE_H

#include "carom/rules.h"
#include "model/rules.h"

static inline struct carom_view to_core(struct model_view view)
{
    return carom_view_of(view.ptr, view.len);
}

static inline struct model_view to_model(struct carom_view view)
{
    return (struct model_view){view.ptr, view.len};
}

static inline enum model_dialect fuzz_model_dialect(enum carom_dialect dialect)
{
    static const enum model_dialect dialects[] = {
        [CAROM_DIALECT_CAROM] = MODEL_CAROM,
        [CAROM_DIALECT_NETLIFY] = MODEL_NETLIFY,
        [CAROM_DIALECT_CLOUDFLARE] = MODEL_CLOUDFLARE,
    };

    return dialects[dialect];
}

#endif
