/*
 * A tokeniser for the hypertext note: it knows only what a well-made note may hold, so that
 * whatever a request or a rule smuggled in shows as a tag, an attribute or an entity that is not
 * known.
 */
#ifndef FUZZ_MODEL_HTML_H
#define FUZZ_MODEL_HTML_H

#include "model/text.h"

enum { MODEL_LINKS_MAX = 16 };

struct model_document {
    size_t link_count;
    struct model_view links[MODEL_LINKS_MAX]; /* each href, with its entities decoded */
    struct model_view text;                   /* all text, decoded */
};

/*
 * Reads a note. Every tag must be one of the known ones, closed in order, without attributes but
 * for the href of a link (and lang, charset as literals); text and attributes hold no control byte
 * but LF.
 *
 * Returns: false with *problem when it holds anything else.
 */
bool model_read_html(struct model_arena *arena, struct model_view html, struct model_document *out,
                     const char **problem);

#endif
