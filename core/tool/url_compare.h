/*
 * carom url --compare: a reference as both standards read it, and where they part.
 */
#ifndef CAROM_TOOL_URL_COMPARE_H
#define CAROM_TOOL_URL_COMPARE_H

#include "url_reading.h"

/*
 * Prints both readings, as a table or as one JSON object; with a base that is an http or https URL
 * also what a client of such a request would make of the reference as its Location.
 *
 * Returns: EXIT_DONE when there are two readings and they are the same; else EXIT_NO.
 */
int url_compare(const struct url_input *input, bool json);

#endif
