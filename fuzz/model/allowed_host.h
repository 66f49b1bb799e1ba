/*
 * A model of the hosts that an open target may lead to: written from the grammar in carom/rules.h.
 */
#ifndef FUZZ_MODEL_ALLOWED_HOST_H
#define FUZZ_MODEL_ALLOWED_HOST_H

#include "model/text.h"

/*
 * The one spelling of `host` or `host:port`: in lower case, without the port that https (or http)
 * implies. Empty when the text is not well-formed.
 */
struct model_view model_plain_authority(struct model_arena *arena, struct model_view text,
                                        bool is_https);

/* Whether a value of Allow-Host is one: HOST, or several with commas between. */
bool model_is_host_list(struct model_arena *arena, struct model_view list);

/* Whether a list of hosts names an authority, given in its one spelling. */
bool model_lists_host(struct model_arena *arena, struct model_view list,
                      struct model_view authority, bool is_https);

#endif
