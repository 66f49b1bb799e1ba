/*
 * Pages as sites move them: blog posts, renamed documents, localised pages, products, calls. A page has
 * eight digits of its own whatever the set's size, so that sets differ in their rules' number only.
 */
#include "random.h"
#include "scale_sets.h"
#include "scale_write.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char *const topics[] = {
    "billing",       "search",        "exports",     "webhooks",           "sessions",
    "invoices",      "team-accounts", "rate-limits", "single-sign-on",     "audit-log",
    "mobile-app",    "dark-mode",     "open-source", "performance-budget", "accessibility",
    "release-notes",
};
static const char *const verbs[] = {
    "how-we-rebuilt", "introducing", "what-we-learned-from", "a-closer-look-at",
    "migrating",      "debugging",   "the-future-of",        "five-years-of",
};
static const char *const languages[] = {"de", "fr", "ja", "pt-br"};

/* What a page's address is made of. */
struct page {
    uint64_t id;
    uint64_t drawn;
    const char *topic;
    const char *other_topic;
    const char *verb;
    const char *language;
};

/* Chosen such that ten pages, the first of them most popular, have addresses as long as a million's. */
static const uint64_t page_seed = 1100000000;

static struct page page_of(uint32_t number)
{
    struct page page;
    /* The factor has no divisor in common with 10, so that no two pages get the same digits. */
    page.id = ((uint64_t)number * 61803399 + 27182818) % 100000000;
    page.drawn = random_mix(page_seed + number);
    page.topic = topics[page.drawn % COUNT_OF(topics)];
    page.other_topic = topics[(page.drawn >> 8) % COUNT_OF(topics)];
    page.verb = verbs[(page.drawn >> 16) % COUNT_OF(verbs)];
    page.language = languages[(page.drawn >> 24) % COUNT_OF(languages)];
    return page;
}

static void put_id(struct carom_buf *out, const char *before, const struct page *page)
{
    put_text(out, before);
    put_digits(out, page->id, 8);
}

static void put_post(struct carom_buf *out, const struct page *page)
{
    put_text(out, page->verb);
    put_text(out, "-");
    put_text(out, page->topic);
    put_id(out, "-", page);
}

static void put_dated_post(struct carom_buf *out, const struct page *page)
{
    put_text(out, "/blog/20");
    put_digits(out, 9 + (page->drawn >> 32) % 16, 2);
    put_text(out, "/");
    put_digits(out, 1 + (page->drawn >> 40) % 12, 2);
    put_text(out, "/");
    put_post(out, page);
}

static void put_page_path(struct carom_buf *out, const struct page *page)
{
    switch ((page->drawn >> 48) % 8) {
    case 0:
    case 1:
        put_dated_post(out, page);
        break;
    case 2:
        put_text(out, "/docs/v4/");
        put_text(out, page->topic);
        put_id(out, "/section-", page);
        put_text(out, ".html");
        break;
    case 3:
        put_text(out, "/");
        put_text(out, page->language);
        put_text(out, "/support/");
        put_text(out, page->topic);
        put_id(out, "-", page);
        break;
    case 4:
        put_id(out, "/shop/item/", page);
        break;
    case 5:
        put_text(out, "/api/v1/");
        put_text(out, page->topic);
        put_id(out, "/", page);
        break;
    case 6:
        put_text(out, "/community/threads/");
        put_text(out, page->other_topic);
        put_text(out, "/");
        put_post(out, page);
        put_text(out, "/comments/newest");
        break;
    default:
        put_id(out, "/p/", page);
    }
}

static void put_page_target(struct carom_buf *out, const struct page *page)
{
    switch ((page->drawn >> 48) % 8) {
    case 0:
    case 1:
        put_text(out, " /news/");
        put_post(out, page);
        put_text(out, " 301\n");
        break;
    case 2:
        put_text(out, " https://docs.example.com/");
        put_text(out, page->topic);
        put_id(out, "/section-", page);
        put_text(out, " 301\n");
        break;
    case 4:
        put_text(out, " https://shop.example.com/products/");
        put_text(out, page->topic);
        put_id(out, "?item=", page);
        put_text(out, " 302\n");
        break;
    case 5:
        put_text(out, " /api/v2/");
        put_text(out, page->topic);
        put_id(out, "/", page);
        put_text(out, " 308\n");
        break;
    default:
        put_text(out, " /help/");
        put_text(out, page->topic);
        put_id(out, "/", page);
        put_text(out, " 307\n");
    }
}

void write_page_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    struct page page = page_of(number);
    (void)set;
    put_page_path(out, &page);
    put_page_target(out, &page);
}

void write_page_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                        struct scale_request *request)
{
    struct page page = page_of(number);
    size_t start = out->len;
    (void)set;
    put_page_path(out, &page);
    request->target_len = (uint16_t)(out->len - start);
    request->rule = number;
}

void write_section_rule(const struct scale_set *set, uint32_t number, struct carom_buf *out)
{
    static const struct {
        const char *before, *after, *to_before, *to_after;
    } forms[] = {
        {"/blog/", "/:year/:slug ", "/news/", "/:year/:slug 301\n"},
        {"/docs/", "/* ", "https://docs.example.com/", "/:splat 302\n"},
        {"/:language/support/", "/:page ", "/support/:language/", "/:page 307\n"},
        {"/users/:user/", "/* ", "/u/:user/", "/:splat 308\n"},
    };
    struct page page = page_of(number);
    size_t form = (page.drawn >> 48) % COUNT_OF(forms);
    (void)set;
    put_text(out, forms[form].before);
    put_text(out, page.topic);
    put_id(out, "-", &page);
    put_text(out, forms[form].after);
    put_text(out, forms[form].to_before);
    put_text(out, page.topic);
    put_id(out, "-", &page);
    put_text(out, forms[form].to_after);
}

void write_section_request(const struct scale_set *set, uint32_t number, struct carom_buf *out,
                           struct scale_request *request)
{
    static const struct {
        const char *before, *after;
    } forms[] = {
        {"/blog/", "/2019/introducing-webhooks"},
        {"/docs/", "/guide/getting-started.html"},
        {"/pt-br/support/", "/reset-a-password"},
        {"/users/ada.lovelace/", "/repositories/engine"},
    };
    struct page page = page_of(number);
    size_t form = (page.drawn >> 48) % COUNT_OF(forms);
    size_t start = out->len;
    (void)set;
    put_text(out, forms[form].before);
    put_text(out, page.topic);
    put_id(out, "-", &page);
    put_text(out, forms[form].after);
    request->target_len = (uint16_t)(out->len - start);
    request->rule = number;
}
