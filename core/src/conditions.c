#include "conditions.h"

#include "chars.h"
#include "comma_list.h"
#include "cookie.h"
#include "language.h"
#include "request_uri.h"

bool carom_scheme_matches(enum carom_dialect dialect, struct carom_view wanted,
                          struct carom_view scheme)
{
    return dialect == CAROM_DIALECT_NETLIFY ? carom_view_equal(wanted, scheme)
                                            : carom_equal_nocase(wanted, scheme);
}

bool carom_host_matches(enum carom_dialect dialect, struct carom_view scheme,
                        struct carom_view wanted, struct carom_view authority)
{
    if (dialect == CAROM_DIALECT_NETLIFY)
        return carom_view_equal(wanted, authority);
    return carom_equal_nocase(carom_without_default_port(scheme, wanted),
                              carom_without_default_port(scheme, authority));
}

bool carom_method_matches(struct carom_view list, struct carom_view method)
{
    for (struct carom_view rest = list; rest.ptr != NULL;) {
        if (carom_view_equal(comma_list_take(&rest), method))
            return true;
    }
    return false;
}

bool carom_country_matches(struct carom_view list, struct carom_view country)
{
    for (struct carom_view rest = list; rest.ptr != NULL && country.len > 0;) {
        if (carom_equal_nocase(comma_list_take(&rest), country))
            return true;
    }
    return false;
}

enum carom_mismatch carom_conditions_origin(const struct rule_conditions *conditions,
                                            const struct carom_lookup *lookup)
{
    if (conditions->scheme.len > 0 &&
        !carom_scheme_matches(conditions->dialect, conditions->scheme, lookup->scheme))
        return CAROM_MISMATCH_SCHEME;
    if (conditions->host.len > 0 && !carom_host_matches(conditions->dialect, lookup->scheme,
                                                        conditions->host, lookup->authority))
        return CAROM_MISMATCH_HOST;
    return CAROM_MISMATCH_NONE;
}

enum carom_mismatch carom_conditions_check(const struct rule_conditions *conditions,
                                           const struct carom_lookup *lookup,
                                           struct carom_match *match)
{
    enum carom_dialect dialect = conditions->dialect;
    struct carom_view language;
    if (conditions->methods.len > 0 && !carom_method_matches(conditions->methods, lookup->method))
        return CAROM_MISMATCH_METHOD;
    if (!carom_query_matches(dialect, conditions->pairs, conditions->pair_count, lookup->query,
                             match))
        return CAROM_MISMATCH_QUERY;
    if (conditions->countries.len > 0 &&
        !carom_country_matches(conditions->countries, lookup->country))
        return CAROM_MISMATCH_COUNTRY;
    if (conditions->languages.len > 0 &&
        (!carom_language_preferred(lookup->fields, lookup->field_count, &language) ||
         !carom_language_matches(dialect, conditions->languages, language)))
        return CAROM_MISMATCH_LANGUAGE;
    if (conditions->cookies.len > 0 &&
        !carom_cookie_present(dialect, conditions->cookies, lookup->fields, lookup->field_count))
        return CAROM_MISMATCH_COOKIE;
    return CAROM_MISMATCH_NONE;
}
