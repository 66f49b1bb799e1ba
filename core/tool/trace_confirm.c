#include "trace_confirm.h"

#include "buffer.h"
#include "follow_words.h"
#include "trace_interrupt.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_MAX = 64 };

static bool put_question(struct carom_buf *out, const struct carom_next *next, bool has_body)
{
    return put_text(out, "Send ") && put_visible(out, next->method) &&
           (!has_body ||
            put_text(out, next->keeps_body ? " with its body" : " without the body")) &&
           put_text(out, " to ") && put_visible(out, next->url.href) &&
           (!next->is_downgrade || put_text(out, ", without encryption")) &&
           put_text(out, "? [y/N] ");
}

/* Reads a line; what is behind the answer's first bytes is passed over. Returns: whether it says yes.
 * An end, an error and Ctrl-C are no. */
static bool read_yes(int terminal)
{
    char line[ANSWER_MAX];
    size_t len = 0;
    for (;;) {
        char c;
        if (!interrupt_wait(terminal) || read(terminal, &c, 1) != 1)
            return false;
        if (c == '\n')
            break;
        if (len < sizeof line)
            line[len++] = c;
    }
    struct carom_view word = carom_view_of(line, len);
    return carom_view_equal(word, CAROM_LITERAL("y")) ||
           carom_view_equal(word, CAROM_LITERAL("Y")) ||
           carom_view_equal(word, CAROM_LITERAL("yes"));
}

static bool write_all(int terminal, const struct carom_buf *text)
{
    for (size_t at = 0; at < text->len;) {
        ssize_t count = write(terminal, text->ptr + at, text->len - at);
        if (count <= 0)
            return false;
        at += (size_t)count;
    }
    return true;
}

enum trace_answer trace_confirm(enum trace_consent consent, const struct carom_next *next,
                                bool has_body)
{
    if (consent != CONSENT_ASK)
        return consent == CONSENT_YES ? ANSWER_YES : ANSWER_NO;
    /* Standard input may be the body, and standard output a file: a person is where messages go. */
    int terminal = isatty(STDERR_FILENO) == 1 ? open("/dev/tty", O_RDWR | O_CLOEXEC) : -1;
    if (terminal < 0)
        return ANSWER_NOBODY;
    struct carom_buf question = {NULL, 0, 0};
    bool yes = put_question(&question, next, has_body) && write_all(terminal, &question) &&
               read_yes(terminal);
    buffer_free(&question);
    (void)close(terminal);
    return yes ? ANSWER_YES : ANSWER_NO;
}
