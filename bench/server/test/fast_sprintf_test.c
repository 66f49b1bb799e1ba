/* The server's sprintf for libh2o against the C library's, for what it knows and what it hands
 * over. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

int __sprintf_chk(char *restrict out, int flag, size_t out_bytes, const char *restrict format, ...);

/* Compares with snprintf; the byte behind the text shows whether too much was written. */
#define SAME(...)                                                                                  \
    do {                                                                                           \
        char ours[256], theirs[256];                                                               \
        memset(ours, '#', sizeof(ours));                                                           \
        int theirs_len = snprintf(theirs, sizeof(theirs), __VA_ARGS__);                            \
        assert_int_equal(__sprintf_chk(ours, 1, SIZE_MAX, __VA_ARGS__), theirs_len);               \
        assert_string_equal(ours, theirs);                                                         \
        assert_int_equal(ours[theirs_len + 1], '#');                                               \
        memset(ours, '#', sizeof(ours));                                                           \
        assert_int_equal(__sprintf_chk(ours, 1, sizeof(ours), __VA_ARGS__), theirs_len);           \
        assert_string_equal(ours, theirs);                                                         \
    } while (0)

static void a_response_head_is_written_as_by_the_c_library(void **state)
{
    (void)state;
    SAME("HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: %s\r\nContent-Length: %zu\r\n", 307,
         "Temporary Redirect", "Sun, 06 Nov 1994 08:49:37 GMT", "keep-alive", (size_t)252);
    SAME("HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: %s\r\n", 200, "", "", "close");
    SAME("Server: %s\r\n", "carom/0.1.0");
}

static void numbers_have_all_their_digits(void **state)
{
    (void)state;
    SAME("%d %d %d", 0, 9, INT_MAX);
    SAME("%zu %zu %zu", (size_t)0, (size_t)10, SIZE_MAX);
}

static void what_it_does_not_know_is_handed_over_from_the_start(void **state)
{
    (void)state;
    SAME("%d %d", -1, INT_MIN);
    SAME("%s %5d|%-4s|%02x", "a", 7, "b", 255u);
    SAME("%zx\r\n", (size_t)65536);
    SAME("%d%% of %s", 50, "it");
    SAME("%ld %lu %c %.3s", 1L, 2UL, 'c', "abcdef");
}

static void text_without_directives_is_copied(void **state)
{
    (void)state;
    SAME("%s", "");
    SAME("plain");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_response_head_is_written_as_by_the_c_library),
        cmocka_unit_test(numbers_have_all_their_digits),
        cmocka_unit_test(what_it_does_not_know_is_handed_over_from_the_start),
        cmocka_unit_test(text_without_directives_is_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
