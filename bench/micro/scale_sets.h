/*
 * Sets of rules at scale: generated, the same everywhere, each rule and its request known by number.
 */
#ifndef CAROM_MICRO_SCALE_SETS_H
#define CAROM_MICRO_SCALE_SETS_H

#include "carom/view.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SCALE_LINE_MAX = 1024, /* of a rule, and of a request */
    SCALE_NAME_MAX = 64,
    SCALE_RULES_MAX = 10000000
};

/* In place of a rule's index. */
#define SCALE_NO_RULE UINT32_MAX

enum scale_kind { SCALE_STATIC, SCALE_DYNAMIC, SCALE_HOSTILE };

/* A request in a text: its target, then its method, then the country that it comes from. */
struct scale_request {
    uint32_t at;
    uint16_t target_len;
    uint8_t method_len; /* 0: GET */
    uint8_t country_len;
    uint32_t rule; /* the index of the one that must win, or SCALE_NO_RULE */
};

struct scale_set;

/* Appends rule `number` to a buffer with SCALE_LINE_MAX bytes of room, as a line. */
typedef void scale_rule_writer(const struct scale_set *set, uint32_t number, struct carom_buf *out);

/* Appends the request of that number likewise. In/Out: *request, zeroed, without its `at`. */
typedef void scale_request_writer(const struct scale_set *set, uint32_t number,
                                  struct carom_buf *out, struct scale_request *request);

struct scale_set {
    const char *name;
    const char *description;
    enum scale_kind kind;
    uint32_t rules; /* there are as many requests */
    scale_rule_writer *write_rule;
    scale_request_writer *write_request;
    bool same_paths; /* of a hostile one: its requests do not differ in their paths */
};

/*
 * A set, or the plain one beside a hostile one: as many static rules, for the hostile one's requests.
 * What its requests take more than the plain one's is what its rules cost.
 */
struct scale_source {
    const struct scale_set *set;
    bool plain;
};

extern const struct scale_set scale_sets[];
extern const size_t scale_set_count;

/* The set of this name, or with `-plain` after it the one beside it. Returns: false: there is none. */
bool scale_source_named(const char *name, struct scale_source *out);

/* Out: `name` has SCALE_NAME_MAX bytes and gets a NUL byte. */
void scale_source_name(struct scale_source source, char *name);

/* What the writers of the set do, for the plain one too. Out: *request, whole. */
void scale_write_rule(struct scale_source source, uint32_t number, struct carom_buf *out);
void scale_write_request(struct scale_source source, uint32_t number, struct carom_buf *out,
                         struct scale_request *request);

/* Pages as sites move them, and whole sections of them: scale_pages.c. */
scale_rule_writer write_page_rule, write_section_rule;
scale_request_writer write_page_request, write_section_request;

/* Rules that an index has to fear: scale_hostile.c. */
scale_rule_writer write_placeholder_rule, write_final_splat_rule, write_middle_splat_rule,
    write_long_splat_rule, write_prefix_rule, write_query_rule, write_captured_rule,
    write_method_rule, write_country_rule, write_special_first_rule, write_general_first_rule;
scale_request_writer write_placeholder_request, write_final_splat_request,
    write_middle_splat_request, write_middle_splat_miss, write_long_splat_request,
    write_prefix_request, write_query_request, write_captured_request, write_method_request,
    write_country_request, write_special_first_request, write_general_first_request,
    write_mixture_miss;

#endif
