#include "cache_control.h"

#include "delta_seconds.h"
#include "field_value.h"
#include "name_is.h"

/* token [ "=" ( token / quoted-string ) ] */
struct directive {
    struct carom_view name;
    struct carom_view argument; /* without quotes */
    bool is_quoted;
    bool is_malformed; /* something else stands behind the name */
};

/* Returns: false when there is none, or what stands there is none in whole. */
static bool take_argument(struct scanner *scanner, struct directive *directive)
{
    if (!scanner_is_at(scanner, '='))
        return true;
    scanner->at++;
    directive->is_quoted = scanner_is_at(scanner, '"');
    if (directive->is_quoted)
        return scanner_take_quoted(scanner, &directive->argument);
    directive->argument = scanner_take_token(scanner);
    return directive->argument.len > 0;
}

/* Returns: false when what stands up to the next comma does not begin with a name. */
static bool take_directive(struct scanner *scanner, struct directive *directive)
{
    *directive = (struct directive){.name = scanner_take_token(scanner)};
    if (directive->name.len == 0)
        return false;
    bool has_argument = take_argument(scanner, directive);
    scanner_skip_space(scanner);
    directive->is_malformed =
        !has_argument || (scanner->at < scanner->text.len && !scanner_is_at(scanner, ','));
    return true;
}

/* 0: it is none of those that count. */
static unsigned directive_named(struct carom_view name)
{
    return name_is(name, "max-age")                  ? CACHE_MAX_AGE
           : name_is(name, "public")                 ? CACHE_PUBLIC
           : name_is(name, "private")                ? CACHE_PRIVATE
           : name_is(name, "no-cache")               ? CACHE_NO_CACHE
           : name_is(name, "no-store")               ? CACHE_NO_STORE
           : name_is(name, "s-maxage")               ? CACHE_S_MAXAGE
           : name_is(name, "immutable")              ? CACHE_IMMUTABLE
           : name_is(name, "must-revalidate")        ? CACHE_MUST_REVALIDATE
           : name_is(name, "must-understand")        ? CACHE_MUST_UNDERSTAND
           : name_is(name, "proxy-revalidate")       ? CACHE_PROXY_REVALIDATE
           : name_is(name, "stale-while-revalidate") ? CACHE_STALE_WHILE_REVALIDATE
           : name_is(name, "stale-if-error")         ? CACHE_STALE_IF_ERROR
                                                     : 0;
}

/*
 * Those that count when they are malformed, too: what forbids or binds does so all the same, and a lifetime
 * that cannot be read is none. What permits must be written as it should be.
 */
static bool counts_malformed(unsigned bit)
{
    const unsigned counting = CACHE_NO_STORE | CACHE_NO_CACHE | CACHE_PRIVATE |
                              CACHE_MUST_REVALIDATE | CACHE_PROXY_REVALIDATE | CACHE_MAX_AGE |
                              CACHE_S_MAXAGE;
    return (bit & counting) != 0;
}

/* An argument that is not a row of digits, or none, is no time at all (RFC 9111 §4.2.1). */
static uint32_t seconds_of(const struct directive *directive)
{
    struct carom_view argument = directive->argument;
    int64_t seconds = 0;
    bool are_digits = !directive->is_malformed;
    if (directive->is_quoted) {
        for (size_t at = 0; are_digits && at < argument.len;)
            are_digits = delta_seconds_add(&seconds, quoted_octet(argument, &at));
    } else {
        for (size_t i = 0; are_digits && i < argument.len; i++)
            are_digits = delta_seconds_add(&seconds, argument.ptr[i]);
    }
    return are_digits ? (uint32_t)seconds : 0;
}

/* Of a directive given twice the first counts (RFC 9111 §4.2.1). */
static void add(const struct directive *directive, struct cache_control *directives)
{
    unsigned bit = directive_named(directive->name);
    if ((directives->has & bit) != 0 || (directive->is_malformed && !counts_malformed(bit)))
        return;
    directives->has |= bit;
    switch (bit) {
    case CACHE_MAX_AGE:
        directives->max_age_s = seconds_of(directive);
        break;
    case CACHE_S_MAXAGE:
        directives->s_maxage_s = seconds_of(directive);
        break;
    case CACHE_STALE_WHILE_REVALIDATE:
        directives->stale_while_revalidate_s = seconds_of(directive);
        break;
    case CACHE_STALE_IF_ERROR:
        directives->stale_if_error_s = seconds_of(directive);
        break;
    default:
        break;
    }
}

void carom_cache_control_read(struct carom_view line, struct cache_control *directives)
{
    struct scanner scanner = {line, 0};
    while (scanner.at < line.len) {
        struct directive directive;
        scanner_skip_space(&scanner);
        if (take_directive(&scanner, &directive))
            add(&directive, directives);
        scanner_skip_member(&scanner);
        scanner.at++;
    }
}
