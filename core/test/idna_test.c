#include "support.h"

#include "carom/idna.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 4096, MEGABYTE = 1 << 20 };

/* Copies the domain into a block of exactly its size, so that a read behind it is seen. */
static enum carom_result convert(const char *domain, size_t len, struct carom_buf *out)
{
    const struct carom_idna *idna = carom_idna_icu();
    assert_non_null(idna);
    char *copy = malloc(len);
    assert_non_null(copy);
    memcpy(copy, domain, len);
    enum carom_result rv = idna->to_ascii(idna->ctx, carom_view_of(copy, len), out);
    free(copy);
    return rv;
}

static void assert_converts(const char *domain, const char *expected)
{
    char bytes[ROOM];
    struct carom_buf out = {bytes, sizeof bytes, 7};
    enum carom_result rv = convert(domain, strlen(domain), &out);
    if (rv != CAROM_OK)
        fail_msg("%s is refused: %d", domain, (int)rv);
    assert_view(carom_view_of(out.ptr, out.len), expected);
}

static void assert_refused(const char *domain)
{
    char bytes[ROOM];
    struct carom_buf out = {bytes, sizeof bytes, 7};
    enum carom_result rv = convert(domain, strlen(domain), &out);
    if (rv != CAROM_ERR_SYNTAX)
        fail_msg("%s gives %d", domain, (int)rv);
    assert_int_equal(out.len, 0);
}

/* `count` times `piece`, between `before` and `after`. The caller frees it. */
static char *repeated(const char *before, const char *piece, size_t count, const char *after,
                      size_t *len)
{
    size_t piece_len = strlen(piece);
    char *text = malloc(strlen(before) + piece_len * count + strlen(after) + 1);
    assert_non_null(text);
    char *end = text + strlen(before);
    memcpy(text, before, strlen(before));
    for (size_t i = 0; i < count; i++, end += piece_len)
        memcpy(end, piece, piece_len);
    memcpy(end, after, strlen(after) + 1);
    *len = (size_t)(end - text) + strlen(after);
    return text;
}

static enum carom_result result_of_repeated(const char *before, const char *piece, size_t count,
                                            const char *after)
{
    size_t len;
    char *text = repeated(before, piece, count, after, &len);
    struct carom_buf out = {malloc(16 * len), 16 * len, 0};
    assert_non_null(out.ptr);
    enum carom_result rv = convert(text, len, &out);
    free(out.ptr);
    free(text);
    return rv;
}

static void labels_become_punycode(void **state)
{
    (void)state;
    assert_converts("münchen.example", "xn--mnchen-3ya.example");
    assert_converts("www.日本語.example", "www.xn--wgv71a119e.example");
    assert_converts("πύργος", "xn--oxaybeh6d");
    assert_converts("MÜNCHEN.EXAMPLE", "xn--mnchen-3ya.example");
    assert_converts("mu\xCC\x88nchen", "xn--mnchen-3ya");
}

static void every_separator_of_labels_is_a_dot(void **state)
{
    (void)state;
    assert_converts("a。b．c｡d.e", "a.b.c.d.e");
    assert_converts("ｗｗｗ．ｅｘａｍｐｌｅ", "www.example");
    assert_converts("１２７。0。0．１", "127.0.0.1");
    /* One that is not, but holds a dot. */
    assert_refused("a⒈b");
}

static void deviations_are_kept(void **state)
{
    (void)state;
    assert_converts("straße", "xn--strae-oqa");
    assert_converts("βόλος", "xn--nxasmm1c");
}

static void hyphens_empty_labels_and_lengths_are_not_checked(void **state)
{
    (void)state;
    char label[81], domain[84], encoded[96];
    assert_converts("-ö-", "xn-----fka");
    assert_converts("ab--é", "xn--ab---epa");
    assert_converts("a..é.", "a..xn--9ca.");
    assert_converts("。。", "..");
    /* What is nothing after the mapping is an error, but of the caller's finding. */
    assert_converts("\xC2\xAD", "");
    memset(label, 'a', 80);
    label[80] = '\0';
    (void)snprintf(domain, sizeof domain, "é.%s", label);
    (void)snprintf(encoded, sizeof encoded, "xn--9ca.%s", label);
    assert_converts(domain, encoded);
    assert_int_equal(result_of_repeated("é", "a", 999, ""), CAROM_OK);
}

static void ascii_that_no_host_may_have_is_left_to_the_caller(void **state)
{
    (void)state;
    assert_converts("é.a b<c>", "xn--9ca.a b<c>");
    assert_converts("é.％００", "xn--9ca.%00");
    assert_converts("ａ／ｂ＠ｃ", "a/b@c");
    assert_converts("_é_", "xn--__-bja");
}

static void punycode_is_decoded_and_checked(void **state)
{
    (void)state;
    assert_converts("xn--9ca.é", "xn--9ca.xn--9ca");
    assert_converts("XN--9CA.é", "xn--9ca.xn--9ca");
    assert_converts("ｘｎ－－9ca", "xn--9ca");
    assert_refused("é.xn--");         /* nothing */
    assert_refused("é.xn--abc-");     /* ASCII alone */
    assert_refused("é.xn--a");        /* ends too early */
    assert_refused("é.xn--99999999"); /* overflows */
    assert_refused("xn--é");          /* no ASCII */
    assert_refused("é.xn--7ba");      /* capital A with diaeresis, which is mapped */
    assert_refused("é.xn--zn7c");     /* U+FFFD */
}

static void joiners_stand_only_where_their_context_allows(void **state)
{
    (void)state;
    assert_refused("a\u200Db");
    assert_refused("\u200C");
    assert_converts("\u0915\u094D\u200D\u0937", "xn--11b2ezcw70k");
}

static void the_bidi_rule_binds_every_label_of_a_right_to_left_domain(void **state)
{
    (void)state;
    assert_converts("\u05D0\u05D1.example", "xn--4dbc.example");
    assert_refused("\u05D0a");
    assert_refused("1a.\u05D0");
    assert_refused("\u05D0.1a");
    assert_converts("1a.é", "1a.xn--9ca");
}

static void the_bidi_rule_binds_labels_that_are_far_apart(void **state)
{
    (void)state;
    assert_int_equal(result_of_repeated("", "é.", 3000, "1a"), CAROM_OK);
    assert_int_equal(result_of_repeated("", "é.", 3000, "\u05D0"), CAROM_OK);
    assert_int_equal(result_of_repeated("1a.", "é.", 3000, "\u05D0"), CAROM_ERR_SYNTAX);
    assert_int_equal(result_of_repeated("\u05D0.", "é.", 3000, "1a"), CAROM_ERR_SYNTAX);
    assert_int_equal(result_of_repeated("a.", "\u05D0.", 3000, "b"), CAROM_OK);
    assert_int_equal(result_of_repeated("a.", "é.", 3000, "\u05D0a"), CAROM_ERR_SYNTAX);
}

static void code_points_that_newer_tables_map_are_mapped(void **state)
{
    (void)state;
    assert_converts("STRA\u1E9EE", "xn--strae-oqa");
    assert_converts("\u10A0", "xn--rkj");
    assert_converts("\u04C0", "xn--s5a");
    assert_converts("\u2132", "xn--73g");
    assert_converts("\U0002F91F", "xn--hb5j");
    assert_converts("a\u3164b\u180E", "ab");
    /* Mapped is not valid: Punycode must not hold them. */
    assert_refused("é.xn--d5a");
}

static void what_is_disallowed_or_no_utf8_is_refused(void **state)
{
    (void)state;
    assert_refused("a\uFFFDb");
    assert_refused("\u0301a");
    assert_refused("\U000E0001");
    assert_refused("\uE000.example");
    assert_refused("a\xFF");
    assert_refused("a\xC3");
    assert_refused("a\xE1\xBA");
    assert_refused("\xED\xA0\x80");
}

static void a_buffer_that_is_too_small_is_told_the_exact_length(void **state)
{
    (void)state;
    static const char expected[] = "xn--mnchen-3ya.example";
    for (size_t cap = 0; cap < sizeof expected - 1; cap++) {
        char *bytes = malloc(cap);
        struct carom_buf out = {bytes, cap, 99};
        assert_int_equal(convert("münchen.example", 16, &out), CAROM_ERR_NOSPACE);
        assert_int_equal(out.len, sizeof expected - 1);
        free(bytes);
    }
    struct carom_buf none = {NULL, 0, 0};
    assert_int_equal(convert("münchen.example", 16, &none), CAROM_ERR_NOSPACE);
    assert_int_equal(none.len, sizeof expected - 1);
    assert_int_equal(convert("a\uFFFD", 4, &none), CAROM_ERR_SYNTAX);
}

static void a_megabyte_of_labels_converts_and_its_length_is_exact(void **state)
{
    (void)state;
    size_t count = MEGABYTE / 3, len;
    char *text = repeated("", "é.", count, "", &len);
    struct carom_buf out = {NULL, 0, 0};
    assert_int_equal(convert(text, len, &out), CAROM_ERR_NOSPACE);
    assert_int_equal(out.len, count * 8);
    out.cap = out.len;
    out.ptr = malloc(out.cap);
    assert_non_null(out.ptr);
    assert_int_equal(convert(text, len, &out), CAROM_OK);
    assert_int_equal(out.len, out.cap);
    for (size_t i = 0; i < count; i++)
        assert_memory_equal(out.ptr + i * 8, "xn--9ca.", 8);
    free(out.ptr);
    free(text);
}

static void a_megabyte_in_one_label_is_answered(void **state)
{
    (void)state;
    assert_int_equal(result_of_repeated("é.", "a", MEGABYTE, ""), CAROM_OK);
    assert_int_equal(result_of_repeated("é", "a", MEGABYTE, ""), CAROM_ERR_SYNTAX);
    assert_int_equal(result_of_repeated("", "日本", MEGABYTE / 6, ""), CAROM_ERR_SYNTAX);
    assert_int_equal(result_of_repeated("a", "\u0301\u0323", MEGABYTE / 4, ""), CAROM_ERR_SYNTAX);
    assert_int_equal(result_of_repeated("é.xn--", "a", MEGABYTE, ""), CAROM_ERR_SYNTAX);
    assert_int_equal(result_of_repeated("é", "\xC2\xAD", MEGABYTE / 2, ""), CAROM_OK);
    assert_int_equal(result_of_repeated("é", ".", MEGABYTE, ""), CAROM_OK);
}

static void *use_from_a_thread(void *result)
{
    char bytes[64];
    struct carom_buf out = {bytes, sizeof bytes, 0};
    const struct carom_idna *idna = carom_idna_icu();
    for (int i = 0; i < 200 && idna != NULL; i++) {
        if (idna->to_ascii(idna->ctx, CAROM_LITERAL("é.example"), &out) != CAROM_OK ||
            !carom_view_equal(carom_view_of(out.ptr, out.len), CAROM_LITERAL("xn--9ca.example")))
            idna = NULL;
    }
    *(const struct carom_idna **)result = idna;
    return NULL;
}

static void threads_share_one(void **state)
{
    (void)state;
    pthread_t threads[8];
    const struct carom_idna *found[8];
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use_from_a_thread, &found[i]), 0);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_non_null(found[i]);
        assert_ptr_equal(found[i], carom_idna_icu());
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* First, while nobody has asked for the plug-in yet. */
        cmocka_unit_test(threads_share_one),
        cmocka_unit_test(labels_become_punycode),
        cmocka_unit_test(every_separator_of_labels_is_a_dot),
        cmocka_unit_test(deviations_are_kept),
        cmocka_unit_test(hyphens_empty_labels_and_lengths_are_not_checked),
        cmocka_unit_test(ascii_that_no_host_may_have_is_left_to_the_caller),
        cmocka_unit_test(punycode_is_decoded_and_checked),
        cmocka_unit_test(joiners_stand_only_where_their_context_allows),
        cmocka_unit_test(the_bidi_rule_binds_every_label_of_a_right_to_left_domain),
        cmocka_unit_test(the_bidi_rule_binds_labels_that_are_far_apart),
        cmocka_unit_test(code_points_that_newer_tables_map_are_mapped),
        cmocka_unit_test(what_is_disallowed_or_no_utf8_is_refused),
        cmocka_unit_test(a_buffer_that_is_too_small_is_told_the_exact_length),
        cmocka_unit_test(a_megabyte_of_labels_converts_and_its_length_is_exact),
        cmocka_unit_test(a_megabyte_in_one_label_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
