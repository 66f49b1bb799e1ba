/*
 * What the readers of the dialects share: where they stand in a line, how they say what is wrong with
 * it, and the parts that all of them read alike.
 */
#ifndef CAROM_SRC_LINE_READER_H
#define CAROM_SRC_LINE_READER_H

#include "line.h"

/* A line while it is being read. */
struct line_reader {
    struct line_context *context;
    struct carom_view line;
    size_t at; /* what is before was read */
    struct line_rule *rule;
    struct carom_diagnostic *problem;
    struct carom_view from; /* as it stands in the line */
};

/* The readers; see carom_line_read. In: the rule is empty, with the dialect's defaults. */
enum line_kind carom_line_read_carom(struct line_reader *reader);
enum line_kind carom_line_read_netlify(struct line_reader *reader);
enum line_kind carom_line_read_cloudflare(struct line_reader *reader);

/* Notes an error. Returns: false, always. In: token is in the line. */
bool carom_line_fail(struct line_reader *reader, struct carom_view token,
                     struct carom_view message);

/* Notes a warning; of several the first stays. */
void carom_line_warn(struct line_reader *reader, struct carom_view token,
                     struct carom_view message);

/* Whether a token has only what a rules file may hold: no control bytes, and nothing but UTF-8. */
bool carom_line_check_bytes(struct line_reader *reader, struct carom_view token);

/*
 * The next token between white space as ECMAScript has it (WhiteSpace and LineTerminator), which is how
 * both services split lines; empty at the end.
 */
struct carom_view carom_line_next_word(struct line_reader *reader);

/* The length of the white space, so understood, at the start of bytes; 0 when there is none. */
size_t carom_line_white_space_len(const char *bytes, size_t left);

/*
 * Adds a capture. A name that is there already can stand twice, and the first capture keeps it.
 * In: token is where it stands in the line.
 */
bool carom_line_add_capture(struct line_reader *reader, struct carom_view token,
                            struct carom_view name);

/* Adds a query pair. In: token is where it stands in the line. */
bool carom_line_add_pair(struct line_reader *reader, struct carom_view token,
                         const struct line_pair *pair);

/* Whether a text begins with `http://` or `https://`. */
bool carom_line_is_absolute(struct carom_view text);

/*
 * Adds a target, when it is one that a rule may have.
 * In: token is how it stands in the line: where an error is reported, when target is not itself there.
 */
bool carom_line_add_target(struct line_reader *reader, struct carom_view token,
                           struct carom_view target);

/* Reads a status of three digits with a `!` behind it or not. */
bool carom_line_read_status(struct line_reader *reader, struct carom_view token);

/*
 * Whether each open target of a rule without Allow-Host has a fixed authority; else no request could be
 * answered. In: message says what to do.
 */
bool carom_line_check_open(struct line_reader *reader, struct carom_view message);

/* Whether what is not a redirect has a path as its target: nothing is fetched from another site. */
bool carom_line_check_served(struct line_reader *reader);

/* ---- lists of conditions (line_condition.c) ---- */

enum line_condition {
    CONDITION_NONE = 0,
    CONDITION_METHOD,
    CONDITION_COUNTRY,
    CONDITION_LANGUAGE,
    CONDITION_COOKIE
};

/* Reads a list into the rule's field. In: a condition, not CONDITION_NONE. */
bool carom_line_read_condition(struct line_reader *reader, enum line_condition condition,
                               struct carom_view value);

/* Notes why a rule cannot ask for a role. Returns: false, always. In: token is the whole condition. */
bool carom_line_refuse_role(struct line_reader *reader, struct carom_view token);

/* Whether a name is a key's: as it is given, Capitalised, or all in lower case. */
bool carom_line_is_key(struct carom_view name, struct carom_view key);

#endif
