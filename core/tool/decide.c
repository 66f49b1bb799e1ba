/* carom decide: what the rules answer to a request. */
#include "answer.h"
#include "buffer.h"
#include "commands.h"
#include "explain.h"
#include "json_text.h"
#include "jsonl.h"
#include "options.h"
#include "output.h"
#include "problems.h"
#include "request.h"

#include "carom/load.h"

#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: carom decide --rules FILE|IMAGE [OPTION]… URL\n"
    "       carom decide --jsonl [--rules FILE|IMAGE] [OPTION]… < LINES\n"
    "\n"
    "Prints the exact HTTP response that the rules give to a request for URL, which is\n"
    "http://HOST/PATH, https://HOST/PATH or a path that begins with `/`; with -X OPTIONS\n"
    "it may be `*`, which asks about the server as a whole.\n"
    "\n"
    "  --rules F          a rules file, an image that `carom compile` wrote, or `-`\n"
    "  --dialect D        of a rules file: carom (default), netlify or cloudflare\n"
    "  -X METHOD          the request's method (default GET)\n"
    "  --http V           the request's version: 1.0, 1.1 (default) or 2\n"
    "  -H 'Name: value'   a field of the request; may be repeated\n"
    "  --country-header N the field that tells the client's country (default X-Country)\n"
    "  --strict-accept    answer 406 when Accept rules out every form of the note\n"
    "  --trace            answer TRACE, which is otherwise 405\n"
    "  --now SECONDS      the time since 1970 in seconds; without it no Expires is sent\n"
    "  --explain[=all]    print in place of the response which rules were considered and what\n"
    "                     each lacks, what the rule that decides captures and where it leads;\n"
    "                     rules whose path does not match are counted, or all listed\n"
    "  --json             print the decision and the response as one JSON object; with\n"
    "                     --explain it has \"considered\":[{\"line\":…,\"from\":…,\"why\":…,\n"
    "                     \"detail\":…}], \"not_matching\":N,\n"
    "                     \"captures\":[[\"name\",\"value\"]] and \"force\":true|false too\n"
    "  --jsonl            read one request a line as JSON, answer one a line:\n"
    "                     {\"rules\":…,\"dialect\":…,\"method\":…,\"url\":…,\"http\":…,\n"
    "                     \"headers\":[[\"Name\",\"value\"]],\"explain\":true|\"all\"}; only url "
    "is\n"
    "                     needed where --rules is given\n"
    "  --help             print this\n"
    "\n"
    "Exit code: 0 redirect, rewrite or no rule (--jsonl: the input was read to its end);\n"
    "1 refused, or the rules have errors; 2 wrong usage.\n";

static const struct option known_options[] = {
    {"rules", required_argument, NULL, OPTION_RULES},
    {"dialect", required_argument, NULL, OPTION_DIALECT},
    {"http", required_argument, NULL, OPTION_HTTP},
    {"country-header", required_argument, NULL, OPTION_COUNTRY_HEADER},
    {"explain", optional_argument, NULL, OPTION_EXPLAIN},
    {"strict-accept", no_argument, NULL, OPTION_STRICT_ACCEPT},
    {"trace", no_argument, NULL, OPTION_TRACE},
    {"now", required_argument, NULL, OPTION_NOW},
    {"json", no_argument, NULL, OPTION_JSON},
    {"jsonl", no_argument, NULL, OPTION_JSONL},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

struct decide {
    const char *rules;
    const char *method;
    const char *url;
    const char *country_header;
    enum explain_kind explain;
    enum carom_dialect dialect;
    enum carom_http_version version;
    bool has_version, json, jsonl, help;
    struct carom_field *fields; /* room for as many as there are arguments */
    size_t field_count;
    struct carom_respond_options respond;
};

static struct carom_view view_of_text(const char *text)
{
    return carom_view_of(text, strlen(text));
}

static int set_url(struct decide *decide, const char *text)
{
    if (decide->url != NULL)
        return wrong_use("decide", "more than one URL is given");
    decide->url = text;
    return EXIT_DONE;
}

static int add_field(struct decide *decide, const char *text)
{
    const char *wrong = field_read(view_of_text(text), &decide->fields[decide->field_count]);
    if (wrong != NULL) {
        message("decide: -H `%s`: %s", text, wrong);
        return EXIT_WRONG_USE;
    }
    decide->field_count++;
    return EXIT_DONE;
}

static int set_method(struct decide *decide, const char *text)
{
    if (decide->method != NULL)
        return wrong_use("decide", "option `-X` is given twice");
    decide->method = text;
    return EXIT_DONE;
}

static int take_value(struct decide *decide, int option, const char *value)
{
    switch (option) {
    case OPTION_RULES:
        decide->rules = value;
        return EXIT_DONE;
    case OPTION_DIALECT:
        return read_dialect("decide", value, &decide->dialect) ? EXIT_DONE : EXIT_WRONG_USE;
    case OPTION_HTTP:
        decide->has_version = true;
        if (http_version_named(view_of_text(value), &decide->version))
            return EXIT_DONE;
        return wrong_use("decide", "--http must be 1.0, 1.1 or 2");
    case OPTION_NOW:
        if (read_seconds(value, &decide->respond.now_s))
            return EXIT_DONE;
        return wrong_use("decide", "--now must be a whole number of seconds since 1970");
    case OPTION_COUNTRY_HEADER:
        decide->country_header = value;
        if (is_field_name(view_of_text(value)))
            return EXIT_DONE;
        return wrong_use("decide", "--country-header is the name of a field, as X-Country");
    case OPTION_EXPLAIN:
        if (value != NULL && strcmp(value, "all") != 0)
            return wrong_use("decide", "--explain stands alone, or is --explain=all");
        decide->explain = value == NULL ? EXPLAIN_SHORT : EXPLAIN_ALL;
        return EXIT_DONE;
    case 'X':
        return set_method(decide, value);
    case 'H':
        return add_field(decide, value);
    default:
        return set_url(decide, value);
    }
}

static void take_flag(struct decide *decide, int option)
{
    if (option == OPTION_JSON)
        decide->json = true;
    else if (option == OPTION_JSONL)
        decide->jsonl = true;
    else if (option == OPTION_STRICT_ACCEPT)
        decide->respond.strict_accept = true;
    else if (option == OPTION_TRACE)
        decide->respond.trace = true;
    else if (option == OPTION_HELP)
        decide->help = true;
}

static int read_arguments(int argc, char **argv, struct decide *decide)
{
    struct options options = {"decide", "-:X:H:", known_options, 0};
    int code = EXIT_DONE;
    while (code == EXIT_DONE && !decide->help) {
        int found = option_next(&options, argc, argv);
        if (found == OPTION_WRONG)
            return EXIT_WRONG_USE;
        if (found == OPTION_END)
            break;
        /* optarg keeps its last value when an option has none. */
        bool has_value = found == OPTION_ARGUMENT || found == 'X' || found == 'H' ||
                         found == OPTION_RULES || found == OPTION_DIALECT || found == OPTION_HTTP ||
                         found == OPTION_NOW || found == OPTION_COUNTRY_HEADER ||
                         found == OPTION_EXPLAIN;
        if (has_value)
            code = take_value(decide, found, optarg);
        else
            take_flag(decide, found);
    }
    while (code == EXIT_DONE && !decide->help && optind < argc)
        code = set_url(decide, argv[optind++]);
    return code;
}

static int check_arguments(const struct decide *decide)
{
    if (decide->jsonl) {
        if (decide->explain != EXPLAIN_NOTHING)
            return wrong_use("decide", "with --jsonl a line asks for its explanation itself, by "
                                       "\"explain\":true or \"all\"");
        if (decide->url != NULL || decide->method != NULL || decide->field_count > 0 ||
            decide->has_version)
            return wrong_use("decide", "with --jsonl the request stands in the lines: "
                                       "URL, -X, -H and --http cannot be given");
        if (decide->rules != NULL && strcmp(decide->rules, "-") == 0)
            return wrong_use("decide", "with --jsonl standard input holds the requests: "
                                       "--rules must name a file");
        return EXIT_DONE;
    }
    if (decide->rules == NULL)
        return wrong_use("decide", "`--rules FILE` is needed");
    if (decide->url == NULL)
        return wrong_use("decide", "no URL is given");
    return EXIT_DONE;
}

/* With --json an error is an answer, too: what went wrong in full stands on standard error. */
static void print_json_error(const struct decide *decide, struct carom_view text)
{
    if (decide->json)
        (void)print_json(error_json(text)); /* the exit code says no already */
}

/* Returns: EXIT_DONE, or EXIT_NO after messages. */
static int load_rules(const struct decide *decide, struct carom_loaded *loaded)
{
    struct problems problems = {.file = decide->rules, .limit = PROBLEMS_SHOWN_MAX};
    struct carom_load_options options = {decide->dialect, problems_report, &problems,
                                         .verify = true};
    char text[CAROM_LOAD_MESSAGE_MAX];
    enum carom_result result = carom_load(decide->rules, &options, loaded, text);
    problems_print_rest(&problems);
    if (result != CAROM_OK && !(result == CAROM_ERR_SYNTAX && problems.errors > 0))
        problems_add_message(&problems, text);
    problems_free(&problems);
    if (result != CAROM_OK)
        print_json_error(decide, result == CAROM_ERR_SYNTAX ? carom_result_name(result)
                                                            : view_of_text(text));
    return result == CAROM_OK ? EXIT_DONE : EXIT_NO;
}

/* What was printed, or in words why it was not. */
struct printed {
    bool done;
    const char *wrong; /* NULL, or what is still to be said */
};

static struct printed print_text(const struct carom_buf *text, const char *wrong)
{
    if (wrong != NULL)
        return (struct printed){false, wrong};
    return (struct printed){print_bytes(text->ptr, text->len), NULL};
}

static struct printed print_object(const struct decide *decide, const struct explain_setup *setup)
{
    json_t *object = answer_json(setup->answer);
    const char *wrong = object == NULL ? "out of memory" : NULL;
    if (wrong == NULL && decide->explain != EXPLAIN_NOTHING)
        wrong = explain_json(setup, object);
    if (wrong == NULL)
        return (struct printed){print_json(object), NULL};
    json_decref(object);
    return (struct printed){false, wrong};
}

static struct printed print_answer(const struct decide *decide, const struct explain_setup *setup)
{
    if (decide->json)
        return print_object(decide, setup);
    struct carom_buf text = {NULL, 0, 0};
    const char *wrong = decide->explain != EXPLAIN_NOTHING ? explain_write(setup, &text)
                                                           : answer_write(setup->answer, &text);
    struct printed printed = print_text(&text, wrong);
    buffer_free(&text);
    return printed;
}

static int answer_request(const struct decide *decide, const struct carom_rules *rules,
                          const struct carom_request *request)
{
    struct answer answer;
    memset(&answer, 0, sizeof answer);
    struct explain_setup setup = {rules, request, &answer, decide->explain == EXPLAIN_ALL};
    struct printed printed = {false, answer_make(&answer, rules, request, &decide->respond)};
    if (printed.wrong == NULL)
        printed = print_answer(decide, &setup);
    if (printed.wrong != NULL) {
        message("decide: %s", printed.wrong);
        print_json_error(decide, view_of_text(printed.wrong));
    }
    bool is_refused = answer.decision.action == CAROM_ACTION_REFUSE;
    answer_free(&answer);
    return printed.done && !is_refused ? EXIT_DONE : EXIT_NO;
}

static int decide_one(const struct decide *decide)
{
    struct request_input input = {
        .method = decide->method != NULL ? view_of_text(decide->method) : CAROM_LITERAL("GET"),
        .url = view_of_text(decide->url),
        .version = decide->version,
        .country_header = decide->country_header,
        .fields = decide->fields,
        .field_count = decide->field_count,
    };
    struct carom_buf memory = {NULL, 0, 0};
    struct carom_request request;
    struct carom_loaded loaded;
    /* The usage is looked at before any file: what is wrong with it is wrong with every file. */
    const char *wrong = request_build(&input, &memory, &request);
    int code;
    if (wrong == request_out_of_memory)
        code = out_of_memory();
    else
        code = wrong != NULL ? wrong_use("decide", wrong) : load_rules(decide, &loaded);
    if (code == EXIT_DONE) {
        code = answer_request(decide, &loaded.rules, &request);
        carom_unload(&loaded);
    }
    buffer_free(&memory);
    return code;
}

static int decide_lines(const struct decide *decide)
{
    struct carom_loaded loaded;
    memset(&loaded, 0, sizeof loaded);
    if (decide->rules != NULL && load_rules(decide, &loaded) != EXIT_DONE)
        return EXIT_NO;
    struct jsonl_setup setup = {
        .rules = decide->rules != NULL ? &loaded.rules : NULL,
        /* An image brings its own. */
        .rules_dialect =
            decide->rules != NULL ? carom_rules_dialect(&loaded.rules) : decide->dialect,
        .dialect = decide->dialect,
        .country_header = decide->country_header,
        .respond = decide->respond,
    };
    int code = run_jsonl(&setup);
    carom_unload(&loaded);
    return code;
}

int run_decide(int argc, char **argv)
{
    struct decide decide = {
        .version = CAROM_HTTP_1_1,
        .country_header = "X-Country",
        .respond = {.now_s = -1},
        .fields = calloc((size_t)argc + 1, sizeof *decide.fields),
    };
    if (decide.fields == NULL)
        return out_of_memory();
    int code = read_arguments(argc, argv, &decide);
    if (code == EXIT_DONE && decide.help)
        code = print_bytes(help, sizeof help - 1) ? EXIT_DONE : EXIT_NO;
    else if (code == EXIT_DONE)
        code = check_arguments(&decide);
    decide.respond.country_field = view_of_text(decide.country_header);
    if (code == EXIT_DONE && !decide.help)
        code = decide.jsonl ? decide_lines(&decide) : decide_one(&decide);
    free(decide.fields);
    return code;
}
