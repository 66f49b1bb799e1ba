/*
 * A model of what a rule asks of a request beside its URL, each by a list of which one must hold: the
 * method, the client's country, the language it prefers, a cookie.
 *
 * The language is read from RFC 9110, sections 12.4.2 and 12.5.4, and RFC 4647, sections 2.1 and
 * 3.3.1, and a cookie from RFC 6265, section 4.2.1. Where these leave it open: all fields of one name
 * are one list; a member that is not a language range with a well-formed weight is no member; `*` and
 * a language of weight 0 are never preferred; of several that are preferred alike the first counts.
 */
#ifndef FUZZ_MODEL_CONDITIONS_H
#define FUZZ_MODEL_CONDITIONS_H

#include "model/http.h"
#include "model/rules.h"

/* Whether a value is one member, or several with commas between. */
bool model_is_list(struct model_view value, bool (*is_member)(struct model_view member));
bool model_is_country(struct model_view member);
bool model_is_language(struct model_view member);
bool model_is_cookie_name(struct model_view member);

/* Whether a list with commas names a method. */
bool model_lists_method(struct model_view list, struct model_view method);

/* Whether a list names a country, whatever the case; none names one that is not known. */
bool model_lists_country(struct model_view list, struct model_view country);

/* The language that the Accept-Language fields prefer most; empty when there is none. */
struct model_view model_preferred_language(const struct model_field *fields, size_t count);

/*
 * Whether a list names a language, or one that it is a kind of; in netlify that can only be what its
 * first subtag says.
 */
bool model_lists_language(enum model_dialect dialect, struct model_view list,
                          struct model_view language);

/* Whether a request has a cookie that a list names; in netlify an empty one is none. */
bool model_has_listed_cookie(enum model_dialect dialect, struct model_view list,
                             const struct model_field *fields, size_t count);

#endif
