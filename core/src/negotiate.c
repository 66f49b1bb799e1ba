#include "negotiate.h"

#include "field_value.h"
#include "quality.h"

#include <string.h>

/* How closely a range names a form; more is more specific (RFC 9110 §12.5.1). */
enum specificity { MATCH_NONE = 0, MATCH_ANY, MATCH_TYPE, MATCH_SUBTYPE, MATCH_PARAMETER };

static const struct {
    const char *type;
    size_t type_len;
    const char *subtype;
    size_t subtype_len;
    bool has_charset; /* charset=utf-8 is a parameter of the form */
    const char *media_type;
    size_t media_type_len;
} forms[NOTE_FORM_COUNT] = {
    {"text", 4, "html", 4, true, "text/html; charset=utf-8", 24},
    {"text", 4, "plain", 5, true, "text/plain; charset=utf-8", 25},
    {"application", 11, "json", 4, false, "application/json", 16},
};

struct carom_view carom_note_media_type(enum note_form form)
{
    return carom_view_of(forms[form].media_type, forms[form].media_type_len);
}

/* One member of an Accept list, read. */
struct media_range {
    struct carom_view type;
    struct carom_view subtype;
    bool wants_charset; /* has charset=utf-8 */
    bool wants_others;  /* has a parameter that no form has */
    unsigned quality;   /* in thousandths */
};

/* Whether a parameter's value is `utf-8`; a quoted-pair stands for its octet. */
static bool is_utf8_name(struct carom_view value)
{
    static const char name[] = "utf-8";
    size_t matched = 0;
    for (size_t at = 0; at < value.len; matched++) {
        char octet = quoted_octet(value, &at);
        if (matched == sizeof name - 1 || char_lower(octet) != name[matched])
            return false;
    }
    return matched == sizeof name - 1;
}

/* One parameter, after its `;`. Once the weight was read, what follows is an old extension,
 * ignored. */
static bool take_parameter(struct scanner *scanner, struct media_range *range, bool *has_quality)
{
    scanner_skip_space(scanner);
    if (scanner->at == scanner->text.len || scanner_is_at(scanner, ';') ||
        scanner_is_at(scanner, ','))
        return true; /* an empty parameter (RFC 9110 §5.6.6) */
    struct carom_view name = scanner_take_token(scanner);
    struct carom_view value = {NULL, 0};
    bool is_quoted = false;
    if (name.len == 0)
        return false;
    if (scanner_is_at(scanner, '=')) {
        scanner->at++;
        if (scanner_is_at(scanner, '"')) {
            is_quoted = true;
            if (!scanner_take_quoted(scanner, &value))
                return false;
        } else {
            value = scanner_take_token(scanner);
            if (value.len == 0)
                return false;
        }
    } else if (!*has_quality) {
        return false;
    }
    if (*has_quality)
        return true;
    if (carom_equal_nocase(name, CAROM_LITERAL("q"))) {
        *has_quality = true;
        return !is_quoted && carom_quality_read(value, &range->quality); /* never quoted: §12.4.2 */
    }
    if (carom_equal_nocase(name, CAROM_LITERAL("charset")) && is_utf8_name(value))
        range->wants_charset = true;
    else
        range->wants_others = true;
    return true;
}

/* One member of the list, up to its comma. Returns: false when it is empty or malformed. */
static bool take_range(struct scanner *scanner, struct media_range *range)
{
    bool has_quality = false;
    *range = (struct media_range){.quality = QUALITY_MAX};
    scanner_skip_space(scanner);
    range->type = scanner_take_token(scanner);
    if (range->type.len == 0 || !scanner_is_at(scanner, '/'))
        return false;
    scanner->at++;
    range->subtype = scanner_take_token(scanner);
    if (range->subtype.len == 0)
        return false;
    scanner_skip_space(scanner);
    while (scanner_is_at(scanner, ';')) {
        scanner->at++;
        if (!take_parameter(scanner, range, &has_quality))
            return false;
        scanner_skip_space(scanner);
    }
    return scanner->at == scanner->text.len || scanner_is_at(scanner, ',');
}

static enum specificity match_form(const struct media_range *range, enum note_form form)
{
    bool any_type = carom_view_equal(range->type, CAROM_LITERAL("*"));
    bool any_subtype = carom_view_equal(range->subtype, CAROM_LITERAL("*"));
    if (range->wants_others || (range->wants_charset && !forms[form].has_charset))
        return MATCH_NONE;
    if (any_type)
        return any_subtype ? MATCH_ANY : MATCH_NONE;
    if (!carom_equal_nocase(range->type, carom_view_of(forms[form].type, forms[form].type_len)))
        return MATCH_NONE;
    if (any_subtype)
        return MATCH_TYPE;
    if (!carom_equal_nocase(range->subtype,
                            carom_view_of(forms[form].subtype, forms[form].subtype_len)))
        return MATCH_NONE;
    return range->wants_charset ? MATCH_PARAMETER : MATCH_SUBTYPE;
}

/* What is known of each form so far. */
struct ranking {
    enum specificity best[NOTE_FORM_COUNT];
    unsigned quality[NOTE_FORM_COUNT]; /* in thousandths; 0: not acceptable */
    bool any;                          /* whether any member was well-formed */
};

static void rank_member(struct ranking *ranking, const struct media_range *range)
{
    ranking->any = true;
    for (unsigned form = 0; form < NOTE_FORM_COUNT; form++) {
        enum specificity match = match_form(range, (enum note_form)form);
        if (match > ranking->best[form]) {
            ranking->best[form] = match;
            ranking->quality[form] = range->quality;
        }
    }
}

static void read_accept(struct carom_view value, struct ranking *ranking)
{
    struct scanner scanner = {value, 0};
    while (scanner.at < value.len) {
        struct media_range range;
        if (take_range(&scanner, &range))
            rank_member(ranking, &range);
        scanner_skip_member(&scanner);
        scanner.at++;
    }
}

/*
 * Whether a list is `*` `/` `*`, or begins with `text/html` on its own and has no parameter but
 * weights, as nearly every agent sends it. Then html has weight 1 and nothing more specific can
 * take it away, so the rest need not be read.
 */
static bool prefers_html_plainly(struct carom_view value)
{
    struct carom_view html = CAROM_LITERAL("text/html");
    if (carom_view_equal(value, CAROM_LITERAL("*/*")))
        return true;
    if (!carom_starts_with(value, html) || (value.len > html.len && value.ptr[html.len] != ','))
        return false;
    const char *end = value.ptr + value.len;
    const char *p = value.ptr;
    while ((p = memchr(p, ';', (size_t)(end - p))) != NULL) {
        if (++p == end || *p != 'q')
            return false;
    }
    return true;
}

static bool is_accept(struct carom_view name)
{
    return name.len == 6 && carom_equal_nocase(name, CAROM_LITERAL("accept"));
}

struct note_preference carom_note_negotiate(const struct carom_field *fields, size_t field_count)
{
    struct note_preference preference = {NOTE_HTML, true};
    struct ranking ranking = {{MATCH_NONE, MATCH_NONE, MATCH_NONE}, {0, 0, 0}, false};
    const struct carom_field *accept = NULL;
    size_t count = 0;
    for (size_t i = 0; i < field_count; i++) {
        if (is_accept(fields[i].name)) {
            accept = &fields[i];
            count++;
        }
    }
    if (count == 0 || (count == 1 && prefers_html_plainly(accept->value)))
        return preference;
    for (size_t i = 0; i < field_count; i++) {
        if (is_accept(fields[i].name))
            read_accept(fields[i].value, &ranking);
    }
    if (!ranking.any)
        return preference;
    for (unsigned form = 0; form < NOTE_FORM_COUNT; form++) {
        if (ranking.quality[form] > ranking.quality[preference.form])
            preference.form = (enum note_form)form;
    }
    preference.acceptable = ranking.quality[preference.form] > 0;
    return preference;
}
