/*
 * The header of a rule image, version 5, as core/src/image.h draws it: what a target needs to change an
 * image and still have it opened. fuzz_image holds it against every image that the core writes.
 */
#ifndef FUZZ_IMAGE_BYTES_H
#define FUZZ_IMAGE_BYTES_H

#include "carom/view.h"

enum { IMAGE_HEADER_BYTES = 128 };

/* Whether the header is what the core would have written for so many bytes. */
bool image_header_is_whole(const unsigned char *image, size_t bytes);

/* Whether the sum in the header is that of what follows it. */
bool image_body_is_whole(const unsigned char *image, size_t bytes);

/* Puts magic, version, dialect, length and the header's own sum in order, and nothing else. */
void image_repair_header(unsigned char *image, size_t bytes);

/* Makes the changes that a list names: a line each, OFFSET=NUMBER or OFFSET:NUMBER. An offset behind the
 * end counts from the start again. */
void image_edit(unsigned char *image, size_t bytes, struct carom_view edits);

#endif
