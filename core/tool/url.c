/* carom url: a URL in its parts, as a browser or as RFC 3986 reads it. */
#include "buffer.h"
#include "commands.h"
#include "json_text.h"
#include "options.h"
#include "output.h"
#include "url_compare.h"
#include "url_jsonl.h"
#include "url_reading.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "Usage: carom url [--base URL] [--standard S] [--json] REF\n"
    "       carom url --compare [--base URL] [--json] REF\n"
    "       carom url --jsonl [--base URL] [--standard S] < LINES\n"
    "\n"
    "Reads REF, relative to the base if there is one, and prints the members of the URL, one\n"
    "a line. A REF that begins with `-` is written behind `--`.\n"
    "\n"
    "  --base URL     what REF is relative to\n"
    "  --standard S   whatwg (default): as browsers read it, by the URL Standard;\n"
    "                 rfc3986: by the grammar and the strict resolution of RFC 3986, without\n"
    "                 normalisation but for the origin\n"
    "  --compare      show both readings side by side, RFC 3986's normalised, and where they\n"
    "                 part; with an http or https base also what the clients of a request for\n"
    "                 it make of REF as a Location\n"
    "  --json         print one JSON object: {\"ok\":true,\"href\":…,\"protocol\":…,\n"
    "                 \"username\":…,\"password\":…,\"host\":…,\"hostname\":…,\"port\":…,\n"
    "                 \"pathname\":…,\"search\":…,\"hash\":…,\"origin\":…} or\n"
    "                 {\"ok\":false,\"error\":…}; with --compare {\"ok\":true,\"agree\":…,\n"
    "                 \"parts\":[…],\"whatwg\":{…},\"rfc3986\":{…},\"guard\":{…}|null}\n"
    "  --jsonl        read one object a line, {\"ref\":…,\"base\":…|null,\"standard\":…}, and\n"
    "                 answer one a line as --json does; only ref is needed, and --base and\n"
    "                 --standard hold for lines without theirs\n"
    "  --help         print this\n"
    "\n"
    "Exit code: 0 REF is a URL (--compare: both standards read it alike; --jsonl: the input\n"
    "was read to its end); 1 it is not (--compare: they part); 2 wrong usage.\n";

static const struct option known_options[] = {
    {"base", required_argument, NULL, OPTION_BASE},
    {"standard", required_argument, NULL, OPTION_STANDARD},
    {"compare", no_argument, NULL, OPTION_COMPARE},
    {"json", no_argument, NULL, OPTION_JSON},
    {"jsonl", no_argument, NULL, OPTION_JSONL},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

struct url {
    const char *ref, *base;
    enum url_standard standard;
    bool has_standard, compare, json, jsonl, help;
};

static int set_ref(struct url *url, const char *text)
{
    if (url->ref != NULL)
        return wrong_use("url", "more than one REF is given");
    url->ref = text;
    return EXIT_DONE;
}

static int set_standard(struct url *url, const char *text)
{
    url->has_standard = true;
    if (url_standard_named(carom_view_of(text, strlen(text)), &url->standard))
        return EXIT_DONE;
    message("url: unknown standard `%s`: use whatwg or rfc3986", text);
    return EXIT_WRONG_USE;
}

static int read_arguments(int argc, char **argv, struct url *url)
{
    struct options options = {"url", "-:", known_options, 0};
    int code = EXIT_DONE;
    while (code == EXIT_DONE) {
        switch (option_next(&options, argc, argv)) {
        case OPTION_END:
            while (code == EXIT_DONE && optind < argc)
                code = set_ref(url, argv[optind++]);
            return code;
        case OPTION_ARGUMENT:
            code = set_ref(url, optarg);
            break;
        case OPTION_BASE:
            url->base = optarg;
            break;
        case OPTION_STANDARD:
            code = set_standard(url, optarg);
            break;
        case OPTION_COMPARE:
            url->compare = true;
            break;
        case OPTION_JSON:
            url->json = true;
            break;
        case OPTION_JSONL:
            url->jsonl = true;
            break;
        case OPTION_HELP:
            url->help = true;
            return EXIT_DONE;
        default:
            code = EXIT_WRONG_USE;
        }
    }
    return code;
}

static int check_arguments(const struct url *url)
{
    if (url->compare && url->has_standard)
        return wrong_use("url", "--compare shows both standards: --standard cannot be given");
    if (url->compare && url->jsonl)
        return wrong_use("url", "--compare and --jsonl cannot be given together");
    if (url->jsonl && url->ref != NULL)
        return wrong_use("url", "with --jsonl the references stand in the lines: "
                                "REF cannot be given");
    if (!url->jsonl && url->ref == NULL)
        return wrong_use("url", "no REF is given");
    return EXIT_DONE;
}

/* One member a line, the names in a column. */
static bool print_members(const struct url_reading *reading)
{
    struct carom_buf text = {NULL, 0, 0};
    bool made = true;
    for (int i = 0; made && i < URL_MEMBER_COUNT; i++) {
        char name[16];
        const struct carom_buf *value = &reading->members[i];
        /* No spaces at the end of a line whose value is empty. */
        int len = snprintf(name, sizeof name, value->len > 0 ? "%-10s" : "%s",
                           url_member_name((enum url_member)i).ptr);
        made = len > 0 && buffer_append(&text, name, (size_t)len) &&
               buffer_append(&text, value->ptr, value->len) && buffer_append(&text, "\n", 1);
    }
    bool printed = false;
    if (made)
        printed = print_bytes(text.ptr, text.len);
    else
        (void)out_of_memory();
    buffer_free(&text);
    return printed;
}

static int print_reading(const struct url *url, const struct url_reading *reading)
{
    bool printed = true;
    if (!reading->ok)
        message("url: %.*s", (int)reading->error.len, reading->error.ptr);
    if (url->json)
        printed = print_json(url_reading_json(reading));
    else if (reading->ok)
        printed = print_members(reading);
    return reading->ok && printed ? EXIT_DONE : EXIT_NO;
}

static int read_one(const struct url *url, const struct url_input *input)
{
    struct url_reading reading;
    memset(&reading, 0, sizeof reading);
    enum carom_result rv = url->standard == URL_STANDARD_WHATWG
                               ? url_read_whatwg(&reading, input)
                               : url_read_rfc3986(&reading, input, false);
    int code = EXIT_NO;
    if (rv == CAROM_OK)
        code = print_reading(url, &reading);
    else
        message("url: %s", url_failure_text(rv));
    url_reading_free(&reading);
    return code;
}

static int answer(const struct url *url)
{
    struct carom_view base =
        url->base != NULL ? carom_view_of(url->base, strlen(url->base)) : carom_view_of(NULL, 0);
    if (url->jsonl) {
        struct url_jsonl_setup setup = {base, url->base != NULL, url->standard};
        return run_url_jsonl(&setup);
    }
    struct url_input input = {carom_view_of(url->ref, strlen(url->ref)), base, url->base != NULL};
    return url->compare ? url_compare(&input, url->json) : read_one(url, &input);
}

int run_url(int argc, char **argv)
{
    struct url url;
    memset(&url, 0, sizeof url);
    int code = read_arguments(argc, argv, &url);
    if (code == EXIT_DONE && url.help)
        return print_bytes(help, sizeof help - 1) ? EXIT_DONE : EXIT_NO;
    if (code == EXIT_DONE)
        code = check_arguments(&url);
    return code == EXIT_DONE ? answer(&url) : code;
}
