/*
 * What the files under --root have to say to a decision: which rules yield to a file, and which file a
 * rule's target is. Nothing here knows h2o.
 */
#ifndef CAROM_SERVER_FILE_DECISION_H
#define CAROM_SERVER_FILE_DECISION_H

#include "carom/decide.h"
#include "root_file.h"

/*
 * Amends a decision by the files under a folder.
 *
 * - A rule without `!`, and no rule at all, yields to the file that the request's path names, whatever
 *   the rule would do: the decision becomes to show it, to GET and HEAD; other methods are refused
 *   with 405. With `!`, as every rule of the dialect cloudflare has it, the rule is followed.
 * - A rewrite to a path shows the file of that path; when there is none, no rule has a say (404). A
 *   rewrite to a URL stays as it is: nothing is fetched from anywhere, and the answer is 502.
 * - A refusal with a path shows the file of that path with its status, when there is one.
 *
 * Returns: whether a file is to be shown; *out is it, and its descriptor is the caller's to close.
 * Out:     *decision; *may_change: whether the same request may be answered otherwise when files come
 *          or go.
 * Cost:    system calls to open up to two names (see root_file_open).
 */
bool file_decision_amend(int root, const struct carom_request *request,
                         struct carom_decision *decision, struct root_file *out, bool *may_change);

/* What a file answers to: the value of an Allow field. */
struct carom_view file_decision_methods(void);

#endif
