/* carom trace: follows a URL over the network and shows what becomes of the request. */
#include "trace.h"

#include "buffer.h"
#include "commands.h"
#include "follow_policy.h"
#include "follow_words.h"
#include "options.h"
#include "output.h"
#include "request.h"

#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_DEFAULT_S = 30, TIMEOUT_MAX_S = 86400 };

static const char help[] =
    "Usage: carom trace [OPTION]… URL\n"
    "\n"
    "Requests URL over the network, follows its redirects one by one as a client would, and\n"
    "shows what becomes of the method, the body and the fields: a line for each hop, what is\n"
    "not sent to the next one, what a cache may do, and why the chain ends.\n"
    "\n"
    "  --policy P         the client: rfc9110 (default), rfc2616, fetch, curl, curl-request,\n"
    "                     wget, go, requests, okhttp or undici (see carom follow --table);\n"
    "                     curl-request is curl with -X METHOD, curl is curl without\n"
    "  --max-redirects N  how many redirects are followed, in place of the policy's number\n"
    "  --postredir LIST   on which of 301,302,303 a POST stays a POST with its body, too\n"
    "  -X METHOD          the method (default GET, with -d POST)\n"
    "  -H 'Name: value'   a field; may be repeated\n"
    "  -d BODY            the body: the bytes themselves; @FILE, as it is; @- standard input,\n"
    "                     read before it is sent; or - standard input as it comes, which cannot\n"
    "                     be sent again. Without a Content-Type of yours it is\n"
    "                     application/x-www-form-urlencoded\n"
    "  --yes, --no        what is answered where a person is to be asked; without them the\n"
    "                     question is put on the terminal\n"
    "  --cookies          take cookies and send them, each to its own host, while this runs\n"
    "  --timeout SECONDS  for each hop (default 30)\n"
    "  --cacert FILE      trust the authorities in a PEM file in place of the system's\n"
    "  --insecure         trust any certificate\n"
    "  --resolve HOST:PORT:ADDRESS\n"
    "                     connect to ADDRESS for HOST and PORT; may be repeated\n"
    "  --json             print one JSON object: {\"ok\":…,\"error\":…,\"ending\":…,\"hops\":[{\n"
    "                     \"request\":{\"method\":…,\"url\":…,\"headers\":[…],…},\"status\":…,\n"
    "                     \"headers\":[…],\"decision\":{as carom follow "
    "--json},\"time_ms\":…,…}],\n"
    "                     "
    "\"final_status\":…,\"method_kept\":…,\"body_kept\":…,\"future_url\":…,…}\n"
    "  --help             print this\n"
    "\n"
    "A user name and password in a URL are sent to that URL only. The proxies of http_proxy,\n"
    "https_proxy, all_proxy and no_proxy are used, as curl does; ~/.netrc is not read. Colour\n"
    "is for terminals; NO_COLOR turns it off.\n"
    "\n"
    "Exit code: 0 the chain ended with a response below 400 that is no error for such a client;\n"
    "1 it did not, or stopped where nobody said yes, or the network failed; 2 wrong usage.\n";

static const struct option known_options[] = {
    {"policy", required_argument, NULL, OPTION_POLICY},
    {"max-redirects", required_argument, NULL, OPTION_MAX_REDIRECTS},
    {"postredir", required_argument, NULL, OPTION_POSTREDIR},
    {"yes", no_argument, NULL, OPTION_YES},
    {"no", no_argument, NULL, OPTION_NO},
    {"cookies", no_argument, NULL, OPTION_COOKIES},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"cacert", required_argument, NULL, OPTION_CACERT},
    {"insecure", no_argument, NULL, OPTION_INSECURE},
    {"resolve", required_argument, NULL, OPTION_RESOLVE},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

struct words {
    struct policy_choice choice;
    struct trace_setup setup;
    const char *method, *url, *body;
    bool yes, no, help;
};

static int set_url(struct words *words, const char *text)
{
    if (words->url != NULL)
        return wrong_use("trace", "more than one URL is given");
    words->url = text;
    return EXIT_DONE;
}

static int set_once(const char **word, const char *option, const char *value)
{
    if (*word != NULL) {
        message("trace: option `%s` is given twice", option);
        return EXIT_WRONG_USE;
    }
    *word = value;
    return EXIT_DONE;
}

/* Where a message ends is reckoned from its body (RFC 9112 §6). */
static const char *check_field(const struct carom_field *field)
{
    static const struct carom_view framing[] = {{"Content-Length", 14}, {"Transfer-Encoding", 17}};
    for (size_t i = 0; i < sizeof framing / sizeof framing[0]; i++) {
        if (is_same_name(field->name, framing[i]))
            return "Content-Length and Transfer-Encoding are made from the body: leave them out";
    }
    return NULL;
}

static int add_field(struct words *words, const char *text)
{
    struct carom_field field;
    const char *wrong = field_read(view_of_text(text), &field);
    if (wrong == NULL)
        wrong = check_field(&field);
    if (wrong != NULL) {
        message("trace: -H `%s`: %s", text, wrong);
        return EXIT_WRONG_USE;
    }
    return field_list_add(&words->setup.fields, field) ? EXIT_DONE : out_of_memory();
}

/* HOST:PORT:ADDRESS, the address perhaps in brackets. libcurl's other forms take a name away or make it
 * expire, which has no use for one chain. */
static bool is_resolve(const char *text)
{
    int64_t port;
    char digits[6];
    const char *colon = strchr(text, ':');
    size_t len = colon != NULL ? strcspn(colon + 1, ":") : 0;
    if (colon == NULL || colon == text || text[0] == '-' || text[0] == '+' || len == 0 ||
        len >= sizeof digits || colon[1 + len] != ':' || colon[2 + len] == '\0')
        return false;
    memcpy(digits, colon + 1, len);
    digits[len] = '\0';
    return read_whole_number(digits, 65535, &port) && port > 0;
}

static int add_resolve(struct words *words, const char *text)
{
    if (!is_resolve(text))
        return wrong_use("trace", "--resolve must be HOST:PORT:ADDRESS");
    words->setup.resolve[words->setup.resolve_count++] = text;
    return EXIT_DONE;
}

static int set_timeout(struct words *words, const char *text)
{
    if (read_whole_number(text, TIMEOUT_MAX_S, &words->setup.timeout_s) &&
        words->setup.timeout_s > 0)
        return EXIT_DONE;
    return wrong_use("trace", "--timeout must be a whole number of seconds from 1 to 86400");
}

static int take_flag(struct words *words, int option)
{
    if (option == OPTION_YES)
        words->yes = true;
    else if (option == OPTION_NO)
        words->no = true;
    else if (option == OPTION_COOKIES)
        words->setup.cookies = true;
    else if (option == OPTION_INSECURE)
        words->setup.insecure = true;
    else if (option == OPTION_JSON)
        words->setup.json = true;
    else
        words->help = true;
    return EXIT_DONE;
}

static int take_option(struct words *words, int option, const char *value)
{
    switch (option) {
    case OPTION_POLICY:
    case OPTION_MAX_REDIRECTS:
    case OPTION_POSTREDIR:
        return policy_choice_take("trace", option, value, &words->choice);
    case OPTION_TIMEOUT:
        return set_timeout(words, value);
    case OPTION_CACERT:
        words->setup.cacert = value;
        return EXIT_DONE;
    case OPTION_RESOLVE:
        return add_resolve(words, value);
    case 'X':
        return set_once(&words->method, "-X", value);
    case 'd':
        return set_once(&words->body, "-d", value);
    case 'H':
        return add_field(words, value);
    case OPTION_ARGUMENT:
        return set_url(words, value);
    case OPTION_WRONG:
        return EXIT_WRONG_USE;
    default:
        return take_flag(words, option);
    }
}

static int read_arguments(int argc, char **argv, struct words *words)
{
    struct options options = {"trace", "-:X:H:d:", known_options, 0};
    int code = EXIT_DONE;
    while (code == EXIT_DONE && !words->help) {
        int found = option_next(&options, argc, argv);
        if (found == OPTION_END)
            break;
        code = take_option(words, found, optarg);
    }
    while (code == EXIT_DONE && !words->help && optind < argc)
        code = set_url(words, argv[optind++]);
    return code;
}

/* The usage is looked at before anything is read or sent. */
static int check_words(const struct words *words)
{
    const char *method = words->method;
    struct follow_answer answer;
    if (words->url == NULL)
        return wrong_use("trace", "no URL is given");
    if (words->yes && words->no)
        return wrong_use("trace", "--yes and --no cannot be given together");
    if (method != NULL && !is_field_name(view_of_text(method)))
        return wrong_use("trace", "the method must be a token, such as GET");
    if (method != NULL && strcmp(method, "CONNECT") == 0)
        return wrong_use("trace", "CONNECT asks a proxy for a tunnel, which nobody redirects");
    if (method != NULL && strcmp(method, "HEAD") == 0 && words->body != NULL)
        return wrong_use("trace", "a HEAD request with a body is not sent: leave out -d");
    memset(&answer, 0, sizeof answer);
    const char *wrong = follow_url_read(&answer, view_of_text(words->url));
    int code = wrong != NULL ? wrong_use("trace", wrong) : EXIT_DONE;
    follow_answer_free(&answer);
    return code;
}

/* Makes what trace_run takes. */
static int set_up(struct words *words)
{
    struct trace_setup *setup = &words->setup;
    const struct carom_field form = {CAROM_LITERAL("Content-Type"),
                                     CAROM_LITERAL("application/x-www-form-urlencoded")};
    const char *method = words->method;
    if (method == NULL)
        method = words->body != NULL ? "POST" : "GET";
    setup->policy = policy_choice_make(&words->choice);
    setup->method = view_of_text(method);
    setup->url = view_of_text(words->url);
    setup->consent = words->yes ? CONSENT_YES : words->no ? CONSENT_NO : CONSENT_ASK;
    if (words->body == NULL)
        return EXIT_DONE;
    int code = trace_body_take(words->body, &setup->body);
    if (code != EXIT_DONE || field_named(setup->fields.items, setup->fields.count, form.name))
        return code;
    return field_list_add(&setup->fields, form) ? EXIT_DONE : out_of_memory();
}

int run_trace(int argc, char **argv)
{
    struct words words;
    memset(&words, 0, sizeof words);
    words.setup.timeout_s = TIMEOUT_DEFAULT_S;
    words.setup.resolve = calloc((size_t)argc + 1, sizeof *words.setup.resolve);
    if (words.setup.resolve == NULL)
        return out_of_memory();
    int code = read_arguments(argc, argv, &words);
    if (code == EXIT_DONE && words.help)
        code = print_bytes(help, sizeof help - 1) ? EXIT_DONE : EXIT_NO;
    else if (code == EXIT_DONE)
        code = check_words(&words);
    if (code == EXIT_DONE && !words.help)
        code = set_up(&words);
    if (code == EXIT_DONE && !words.help)
        code = trace_run(&words.setup);
    field_list_free(&words.setup.fields);
    trace_body_free(&words.setup.body);
    free(words.setup.resolve);
    return code;
}
