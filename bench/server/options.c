/*
 * Reads the command line of carom-server.
 *
 * getopt_long is not used: it takes any unambiguous beginning of a name for the whole, so that a
 * script that says `--li` breaks on the day on which a second option begins that way.
 */
#include "options.h"

#include "message.h"
#include "recall.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char help_text[] =
    "Usage: carom-server --rules FILE|IMAGE [--dialect D] [--verify] [--watch] [--root DIR]\n"
    "                    [--listen HOST:PORT] [--threads N] [--country-header NAME]\n"
    "                    [--max-body BYTES] [--recall N] [--strict-accept] [--trace]\n"
    "\n"
    "Answers HTTP/1.0, HTTP/1.1 and cleartext HTTP/2 by the redirect rules in FILE.\n"
    "\n"
    "  --rules FILE|IMAGE  a _redirects file, or an image that `carom compile` wrote; `-` is\n"
    "                      standard input, which cannot be reloaded. An image is mapped: replace "
    "it\n"
    "                      by a rename, as `carom compile` does, and never write into it\n"
    "  --dialect D         how FILE is read: carom (default), netlify, cloudflare; an IMAGE has "
    "its\n"
    "                      own\n"
    "  --verify            read an IMAGE whole at the start, and refuse it when a bit of it was\n"
    "                      changed; without it that is done at each reload only, so that the "
    "start\n"
    "                      takes the same time for ten rules and ten million\n"
    "  --watch             load the rules again, as SIGHUP does, when the file is written, "
    "replaced\n"
    "                      or reached by another link; a file written in place when its writer "
    "has\n"
    "                      closed it, and an empty one not at all: it is still to be written\n"
    "  --root DIR          files: a rule without `!`, and no rule at all, yields to the file that "
    "a\n"
    "                      request's path names (/a: DIR/a, DIR/a.html, DIR/a/index.html); a rule "
    "with\n"
    "                      status 200 answers with the file that its target names, and a refusal "
    "with\n"
    "                      a target likewise. Names that begin with `.` are not shown, but for\n"
    "                      .well-known. Without it no file is looked at\n"
    "  --listen HOST:PORT  where to listen; default 127.0.0.1:8080. An IPv6 address stands in\n"
    "                      brackets ([::1]:8080) and means IPv6 only; port 0 picks a free one\n"
    "  --threads N         threads that serve, 1 to 256; default 1\n"
    "  --country-header NAME\n"
    "                      the request's field that tells the client's country, as a proxy before\n"
    "                      this server sets it; it must take away what a client claims itself.\n"
    "                      Without it no rule with Country= matches\n"
    "  --max-body BYTES    1 to 16777216, default 1048576. A redirect has no use for a request's\n"
    "                      body, but it is read, and kept in memory, before the answer; a longer "
    "one\n"
    "                      gets 413, in HTTP/2 a reset of its stream\n"
    "  --recall N          answers that each thread remembers, 0 to 65536, default 1024: an equal\n"
    "                      request is answered again without deciding, as long as the rules are\n"
    "                      the same. Up to 3 KiB of memory each; 0 remembers none\n"
    "  --strict-accept     406 when Accept names none of the note's forms; by default the note is\n"
    "                      sent all the same\n"
    "  --trace             answer TRACE with the request as it was received, credentials left "
    "out;\n"
    "                      by default 405\n"
    "  --help              show this and exit\n"
    "  --version           show the version and exit\n"
    "\n"
    "When ready it prints `listening on http://HOST:PORT` on standard output.\n"
    "SIGHUP loads the rules again, and keeps the old ones when the new ones have errors\n"
    "or FILE is no regular file any more. It takes an empty FILE, and one that is being written.\n"
    "SIGTERM or SIGINT finishes open requests, for 10 seconds at most; a second one, half a\n"
    "second later or more, ends at once. Before the server is ready they end it as any program.\n"
    "\n"
    "Exit status: 0 stopped by a signal, 1 the rules or the address cannot be used, 2 wrong "
    "usage\n";

const char *options_help(void)
{
    return help_text;
}

enum { WRONG_BYTES = 1024, FIELD_NAME_MAX = 255 };

__attribute__((format(printf, 1, 2))) static enum options_outcome wrong(const char *format, ...)
{
    va_list arguments;
    char text[WRONG_BYTES];
    va_start(arguments, format);
    int len = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    message("%s", len < 0 ? format : text);
    message("try `carom-server --help`");
    return OPTIONS_WRONG;
}

enum option_kind {
    OPTION_RULES = 0,
    OPTION_DIALECT,
    OPTION_VERIFY,
    OPTION_WATCH,
    OPTION_ROOT,
    OPTION_LISTEN,
    OPTION_THREADS,
    OPTION_COUNTRY_HEADER,
    OPTION_MAX_BODY,
    OPTION_RECALL,
    OPTION_STRICT_ACCEPT,
    OPTION_TRACE,
    OPTION_KINDS
};

static const struct {
    const char *name;
    bool takes_value;
} known_options[OPTION_KINDS] = {
    [OPTION_RULES] = {"--rules", true},
    [OPTION_DIALECT] = {"--dialect", true},
    [OPTION_VERIFY] = {"--verify", false},
    [OPTION_WATCH] = {"--watch", false},
    [OPTION_ROOT] = {"--root", true},
    [OPTION_LISTEN] = {"--listen", true},
    [OPTION_THREADS] = {"--threads", true},
    [OPTION_COUNTRY_HEADER] = {"--country-header", true},
    [OPTION_MAX_BODY] = {"--max-body", true},
    [OPTION_RECALL] = {"--recall", true},
    [OPTION_STRICT_ACCEPT] = {"--strict-accept", false},
    [OPTION_TRACE] = {"--trace", false},
};

/*
 * Finds the option that an argument names. Out: *inline_value is what stands behind `=`, or NULL.
 * Returns OPTION_KINDS when there is none.
 */
static enum option_kind option_of(const char *argument, const char **inline_value)
{
    const char *equals = strchr(argument, '=');
    size_t name_len = equals != NULL ? (size_t)(equals - argument) : strlen(argument);
    *inline_value = equals != NULL ? equals + 1 : NULL;
    for (int kind = 0; kind < OPTION_KINDS; kind++) {
        const char *name = known_options[kind].name;
        if (strlen(name) == name_len && memcmp(name, argument, name_len) == 0)
            return (enum option_kind)kind;
    }
    return OPTION_KINDS;
}

/*
 * The value of an option: what stands behind `=`, or the next argument, which *i then moves to; its own name
 * for one that takes none. Returns NULL after a message.
 */
static const char *value_of(enum option_kind kind, const char *inline_value, int argc, char **argv,
                            int *i)
{
    const char *name = known_options[kind].name;
    const char *value = inline_value;
    if (!known_options[kind].takes_value) {
        if (value == NULL)
            return name;
        (void)wrong("%s takes no value", name);
        return NULL;
    }
    if (value == NULL && *i + 1 < argc)
        value = argv[++*i];
    if (value == NULL || value[0] == '\0') {
        (void)wrong("%s needs a value", name);
        return NULL;
    }
    return value;
}

/* Puts each option's value into values[]. */
static enum options_outcome collect(int argc, char **argv, const char *values[OPTION_KINDS])
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return OPTIONS_HELP;
        if (strcmp(argv[i], "--version") == 0)
            return OPTIONS_VERSION;
        if (argv[i][0] != '-')
            return wrong("unexpected argument `%s`", argv[i]);
        const char *value;
        enum option_kind kind = option_of(argv[i], &value);
        if (kind == OPTION_KINDS)
            return wrong("unknown option `%s`", argv[i]);
        if (values[kind] != NULL)
            return wrong("%s is given twice", known_options[kind].name);
        values[kind] = value_of(kind, value, argc, argv, &i);
        if (values[kind] == NULL)
            return OPTIONS_WRONG;
    }
    return OPTIONS_RUN;
}

static bool max_body_of(const char *value, unsigned *out)
{
    *out = OPTIONS_BODY_BYTES_DEFAULT;
    return value == NULL || listen_number_parse(value, 1, OPTIONS_BODY_BYTES_MAX, out);
}

static bool recall_of(const char *value, unsigned *out)
{
    *out = OPTIONS_RECALL_DEFAULT;
    return value == NULL || listen_number_parse(value, 0, RECALL_SLOTS_MAX, out);
}

/* Whether this can be a field's name: a token (RFC 9110 §5.1, §5.6.2). */
static bool is_field_name(const char *text)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    if (strlen(text) > FIELD_NAME_MAX)
        return false;
    for (const char *at = text; *at != '\0'; at++) {
        bool is_alphanumeric =
            (*at >= '0' && *at <= '9') || (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z');
        if (!is_alphanumeric && strchr(others, *at) == NULL)
            return false;
    }
    return true;
}

static enum options_outcome read_rules(const char *const values[OPTION_KINDS], struct options *out)
{
    const char *dialect = values[OPTION_DIALECT] != NULL ? values[OPTION_DIALECT] : "carom";
    out->rules_path = values[OPTION_RULES];
    out->root = values[OPTION_ROOT];
    out->dialect_is_given = values[OPTION_DIALECT] != NULL;
    out->verify = values[OPTION_VERIFY] != NULL;
    out->watch = values[OPTION_WATCH] != NULL;
    if (out->rules_path == NULL)
        return wrong("--rules FILE is missing");
    if (!carom_dialect_named(carom_view_of(dialect, strlen(dialect)), &out->dialect))
        return wrong("--dialect is carom, netlify or cloudflare, not `%s`", dialect);
    if (out->watch && strcmp(out->rules_path, "-") == 0)
        return wrong("--watch needs rules that have a name: standard input cannot be read again");
    return OPTIONS_RUN;
}

static enum options_outcome read_policy(const char *const values[OPTION_KINDS],
                                        struct adapter_policy *out)
{
    out->strict_accept = values[OPTION_STRICT_ACCEPT] != NULL;
    out->trace = values[OPTION_TRACE] != NULL;
    out->country_field = values[OPTION_COUNTRY_HEADER];
    if (out->country_field != NULL && !is_field_name(out->country_field))
        return wrong("--country-header is the name of a field, as X-Country, not `%s`",
                     out->country_field);
    if (!max_body_of(values[OPTION_MAX_BODY], &out->max_body_bytes))
        return wrong("--max-body is a number of bytes from 1 to %d, not `%s`",
                     OPTIONS_BODY_BYTES_MAX, values[OPTION_MAX_BODY]);
    if (!recall_of(values[OPTION_RECALL], &out->recall_slots))
        return wrong("--recall is a number of answers from 0 to %d, not `%s`", RECALL_SLOTS_MAX,
                     values[OPTION_RECALL]);
    return OPTIONS_RUN;
}

enum options_outcome options_parse(int argc, char **argv, struct options *out)
{
    const char *values[OPTION_KINDS] = {NULL};
    enum options_outcome outcome = collect(argc, argv, values);
    if (outcome == OPTIONS_RUN)
        outcome = read_rules(values, out);
    if (outcome == OPTIONS_RUN)
        outcome = read_policy(values, &out->policy);
    if (outcome != OPTIONS_RUN)
        return outcome;
    const char *address = values[OPTION_LISTEN] != NULL ? values[OPTION_LISTEN] : "127.0.0.1:8080";
    const char *threads = values[OPTION_THREADS] != NULL ? values[OPTION_THREADS] : "1";
    if (!listen_address_parse(address, &out->listen))
        return wrong("--listen is HOST:PORT, as 127.0.0.1:8080 or [::1]:8080, not `%s`", address);
    if (!listen_number_parse(threads, 1, OPTIONS_THREADS_MAX, &out->threads))
        return wrong("--threads is a number from 1 to %d, not `%s`", OPTIONS_THREADS_MAX, threads);
    return OPTIONS_RUN;
}
