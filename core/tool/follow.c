/* carom follow: what a client does with one response. */
#include "buffer.h"
#include "commands.h"
#include "follow_chain.h"
#include "follow_decision.h"
#include "follow_fields.h"
#include "follow_json.h"
#include "follow_jsonl.h"
#include "follow_policy.h"
#include "follow_table.h"
#include "follow_text.h"
#include "follow_words.h"
#include "json_text.h"
#include "options.h"
#include "output.h"
#include "request.h"

#include "carom/date.h"

#include <string.h>

static const char help[] =
    "Usage: carom follow [OPTION]… --status N URL\n"
    "       carom follow --table [--policy P] [--json]\n"
    "       carom follow --jsonl [--policy P] [OPTION]… < LINES\n"
    "\n"
    "Decides what a client does with the response to a request for URL: follow it, ask a\n"
    "person first, or stop; with the next request's method, URL, body and fields, what to use\n"
    "in future, and what a cache may do with the response.\n"
    "\n"
    "  --policy P         whose rules: rfc9110 (default), rfc2616, fetch, curl, curl-request,\n"
    "                     wget, go, requests, okhttp or undici\n"
    "  --max-redirects N  how many redirects are followed, in place of the policy's number\n"
    "  --postredir LIST   on which of 301,302,303 a POST stays a POST with its body, too\n"
    "  -X METHOD          the request's method (default GET)\n"
    "  -H 'Name: value'   a field of the request; may be repeated\n"
    "  --body B           what the request has for a body: none (default), replayable (it can\n"
    "                     be sent again) or stream (it cannot)\n"
    "  --status N         the response's status\n"
    "  --response-header 'Name: value'\n"
    "                     a field of the response; may be repeated\n"
    "  --location REF     the same as --response-header 'Location: REF'\n"
    "  --now SECONDS      the time since 1970 in seconds; without it, or with 0, the response's\n"
    "                     Date is taken for it, and without that the system's clock\n"
    "  --chain JSON       the \"chain\" that the decision before answered; a chain ends by a loop\n"
    "                     or too many redirects, and never sends again what it dropped\n"
    "  --json             print one JSON object: "
    "{\"ok\":true,\"action\":…,\"reason\":…,\"text\":…,\n"
    "                     \"error\":…,\"method\":…,\"url\":…,\"body\":…,\"drop_headers\":[…],\n"
    "                     \"target\":…,\"future_url\":…,\"repeat\":…,\"alternates\":[…],\n"
    "                     \"cache\":{…}|null,\"chain\":{…}} or {\"ok\":false,\"error\":…}\n"
    "  --jsonl            read one object a line and answer one a line as --json does:\n"
    "                     "
    "{\"policy\":…,\"max_redirects\":N,\"postredir\":[…],\"request\":{\"method\":…,\n"
    "                     \"url\":…,\"headers\":[[\"Name\",\"value\"]],\"body\":…},\"response\":{\n"
    "                     \"status\":N,\"headers\":[…]},\"now\":SECONDS,\"chain\":{…}|null}; only\n"
    "                     request.url and response.status are needed, and --policy,\n"
    "                     --max-redirects, --postredir and --now hold for lines without theirs\n"
    "  --table            print the policies: what becomes of each method on each status (keep;\n"
    "                     bare: without its body; GET; with `?` when a person says yes; `-`: it\n"
    "                     is not followed), which fields go when, and where a chain ends\n"
    "  --help             print this\n"
    "\n"
    "Exit code: 0 the client follows, or stops with the response for its result (--table:\n"
    "printed; --jsonl: the input was read to its end); 1 it asks a person first, or stops with\n"
    "an error; 2 wrong usage.\n";

static const struct option known_options[] = {
    {"policy", required_argument, NULL, OPTION_POLICY},
    {"max-redirects", required_argument, NULL, OPTION_MAX_REDIRECTS},
    {"postredir", required_argument, NULL, OPTION_POSTREDIR},
    {"body", required_argument, NULL, OPTION_BODY},
    {"status", required_argument, NULL, OPTION_STATUS},
    {"response-header", required_argument, NULL, OPTION_RESPONSE_HEADER},
    {"location", required_argument, NULL, OPTION_LOCATION},
    {"now", required_argument, NULL, OPTION_NOW},
    {"chain", required_argument, NULL, OPTION_CHAIN},
    {"table", no_argument, NULL, OPTION_TABLE},
    {"json", no_argument, NULL, OPTION_JSON},
    {"jsonl", no_argument, NULL, OPTION_JSONL},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

struct follow {
    struct policy_choice choice;
    struct follow_question question;
    struct field_list request_fields, response_fields;
    const char *url;
    bool has_method, has_body, has_status, has_chain;
    bool table, json, jsonl, help;
};

static int set_url(struct follow *follow, const char *text)
{
    if (follow->url != NULL)
        return wrong_use("follow", "more than one URL is given");
    follow->url = text;
    return EXIT_DONE;
}

static int add_field(struct field_list *list, const char *option, const char *text,
                     const char *(*read)(struct carom_view text, struct carom_field *out))
{
    struct carom_field field;
    const char *wrong = read(view_of_text(text), &field);
    if (wrong != NULL) {
        message("follow: %s `%s`: %s", option, text, wrong);
        return EXIT_WRONG_USE;
    }
    return field_list_add(list, field) ? EXIT_DONE : out_of_memory();
}

static int add_location(struct follow *follow, const char *text)
{
    struct carom_field field = {CAROM_LITERAL("Location"), view_of_text(text)};
    const char *wrong = response_field_check(&field);
    if (wrong != NULL)
        return wrong_use("follow", wrong);
    return field_list_add(&follow->response_fields, field) ? EXIT_DONE : out_of_memory();
}

static int set_method(struct follow *follow, const char *text)
{
    if (follow->has_method)
        return wrong_use("follow", "option `-X` is given twice");
    follow->has_method = true;
    follow->question.method = view_of_text(text);
    return EXIT_DONE;
}

static int set_status(struct follow *follow, const char *text)
{
    int64_t status;
    if (!read_whole_number(text, 599, &status) || status < 100)
        return wrong_use("follow", "--status must be a number from 100 to 599");
    follow->has_status = true;
    follow->question.status = (uint16_t)status;
    return EXIT_DONE;
}

static int set_now(struct follow *follow, const char *text)
{
    if (!read_whole_number(text, CAROM_DATE_LAST_S, &follow->question.now_s))
        return wrong_use("follow", "--now must be a whole number of seconds since 1970");
    follow->question.has_now = follow->question.now_s != 0;
    return EXIT_DONE;
}

static int set_chain(struct follow *follow, const char *text)
{
    struct line_error error = {{NULL, 0, 0}};
    json_error_t problem;
    json_t *value = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &problem);
    follow->has_chain = true;
    bool read = value != NULL ? chain_read_json(value, &follow->question.chain, &error)
                              : line_fail_about(&error, "not JSON: ", problem.text, "");
    if (!read)
        message("follow: --chain: %.*s", (int)error.text.len, error.text.ptr);
    json_decref(value);
    buffer_free(&error.text);
    return read ? EXIT_DONE : EXIT_WRONG_USE;
}

static int set_body(struct follow *follow, const char *text)
{
    follow->has_body = true;
    if (follow_body_named(view_of_text(text), &follow->question.body))
        return EXIT_DONE;
    return wrong_use("follow", "--body must be none, replayable or stream");
}

static int take_flag(struct follow *follow, int option)
{
    if (option == OPTION_TABLE)
        follow->table = true;
    else if (option == OPTION_JSON)
        follow->json = true;
    else if (option == OPTION_JSONL)
        follow->jsonl = true;
    else
        follow->help = true;
    return EXIT_DONE;
}

static int take_option(struct follow *follow, int option, const char *value)
{
    switch (option) {
    case OPTION_POLICY:
    case OPTION_MAX_REDIRECTS:
    case OPTION_POSTREDIR:
        return policy_choice_take("follow", option, value, &follow->choice);
    case OPTION_BODY:
        return set_body(follow, value);
    case OPTION_STATUS:
        return set_status(follow, value);
    case OPTION_RESPONSE_HEADER:
        return add_field(&follow->response_fields, "--response-header", value, response_field_read);
    case OPTION_LOCATION:
        return add_location(follow, value);
    case OPTION_NOW:
        return set_now(follow, value);
    case OPTION_CHAIN:
        return set_chain(follow, value);
    case 'X':
        return set_method(follow, value);
    case 'H':
        return add_field(&follow->request_fields, "-H", value, field_read);
    case OPTION_ARGUMENT:
        return set_url(follow, value);
    case OPTION_WRONG:
        return EXIT_WRONG_USE;
    default:
        return take_flag(follow, option);
    }
}

static int read_arguments(int argc, char **argv, struct follow *follow)
{
    struct options options = {"follow", "-:X:H:", known_options, 0};
    int code = EXIT_DONE, found = 0;
    while (code == EXIT_DONE && !follow->help) {
        found = option_next(&options, argc, argv);
        if (found == OPTION_END)
            break;
        code = take_option(follow, found, optarg);
    }
    while (code == EXIT_DONE && !follow->help && optind < argc)
        code = set_url(follow, argv[optind++]);
    return code;
}

/* Whether a request or a response was given in the arguments. */
static bool has_question(const struct follow *follow)
{
    return follow->url != NULL || follow->has_method || follow->has_body || follow->has_status ||
           follow->has_chain || follow->request_fields.count > 0 ||
           follow->response_fields.count > 0;
}

static int check_arguments(const struct follow *follow)
{
    if (follow->table && follow->jsonl)
        return wrong_use("follow", "--table and --jsonl cannot be given together");
    if (follow->table && (has_question(follow) || follow->question.has_now))
        return wrong_use("follow", "--table shows policies alone: no request or response can be "
                                   "given");
    if (follow->jsonl && has_question(follow))
        return wrong_use("follow", "with --jsonl request, response and chain stand in the lines: "
                                   "they cannot be given");
    if (follow->table || follow->jsonl)
        return EXIT_DONE;
    if (follow->url == NULL)
        return wrong_use("follow", "no URL is given");
    if (!follow->has_status)
        return wrong_use("follow", "`--status N` is needed: what the response's is");
    return EXIT_DONE;
}

/* With --json an error is an answer, too. */
static int refuse(const struct follow *follow, const char *wrong)
{
    message("follow: %s", wrong);
    if (follow->json)
        (void)print_json(error_json(view_of_text(wrong))); /* the exit code says no already */
    return wrong == request_out_of_memory ? EXIT_NO : EXIT_WRONG_USE;
}

static bool print_decision(const struct follow_question *question,
                           const struct follow_answer *answer)
{
    struct carom_buf text = {NULL, 0, 0};
    bool printed = false;
    if (put_decision(&text, question, answer))
        printed = print_bytes(text.ptr, text.len);
    else
        (void)out_of_memory();
    buffer_free(&text);
    return printed;
}

static int decide_one(struct follow *follow)
{
    struct follow_question *question = &follow->question;
    struct follow_answer answer;
    memset(&answer, 0, sizeof answer);
    question->policy = policy_choice_make(&follow->choice);
    question->url = view_of_text(follow->url);
    question->request_fields = follow->request_fields.items;
    question->request_field_count = follow->request_fields.count;
    question->response_fields = follow->response_fields.items;
    question->response_field_count = follow->response_fields.count;
    const char *wrong = follow_answer_make(&answer, question);
    int code = EXIT_DONE;
    if (wrong != NULL) {
        code = refuse(follow, wrong);
    } else {
        bool printed = follow->json ? print_json(follow_json(question, &answer))
                                    : print_decision(question, &answer);
        bool is_no = answer.next.action == CAROM_FOLLOW_CONFIRM || answer.next.is_error;
        code = printed && !is_no ? EXIT_DONE : EXIT_NO;
    }
    follow_answer_free(&answer);
    return code;
}

static int answer_arguments(struct follow *follow)
{
    if (follow->table)
        return print_policies(&follow->choice, follow->json);
    if (!follow->jsonl)
        return decide_one(follow);
    struct follow_jsonl_setup setup = {follow->choice, follow->question.has_now,
                                       follow->question.now_s};
    return run_follow_jsonl(&setup);
}

int run_follow(int argc, char **argv)
{
    struct follow follow;
    memset(&follow, 0, sizeof follow);
    follow.question.method = CAROM_LITERAL("GET");
    int code = read_arguments(argc, argv, &follow);
    if (code == EXIT_DONE && follow.help)
        code = print_bytes(help, sizeof help - 1) ? EXIT_DONE : EXIT_NO;
    else if (code == EXIT_DONE)
        code = check_arguments(&follow);
    if (code == EXIT_DONE && !follow.help)
        code = answer_arguments(&follow);
    field_list_free(&follow.request_fields);
    field_list_free(&follow.response_fields);
    return code;
}
