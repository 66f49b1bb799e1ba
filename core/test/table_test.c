/* Tables and what they do when hashes are alike, which no natural text has. */
#include "support.h"

#include "hash.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state ^ *state >> 29;
}

static void a_hash_is_the_same_without_wide_products(void **state)
{
    (void)state;
    uint64_t random = 1;
    const uint64_t edges[] = {0, 1, UINT32_MAX, UINT64_C(1) << 32, UINT64_MAX - 1, UINT64_MAX};
    for (int i = 0; i < 100000; i++) {
        uint64_t word = next_random(&random);
        if (i < 36)
            word = edges[i % 6] ^ edges[i / 6];
        assert_true(hash_mix(0, word) == hash_fold_halves(word, UINT64_C(0x9E3779B97F4A7C15)));
    }
}

/* With only the lower half of a product, the bit would become two that another word takes back. */
static void one_bit_of_a_word_changes_many_of_the_hash(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int i = 0; i < 1000; i++) {
        uint64_t word = next_random(&random);
        for (int bit = 0; bit < 64; bit++) {
            uint64_t changed = hash_mix(0, word) ^ hash_mix(0, word ^ UINT64_C(1) << bit);
            int count = 0;
            for (; changed != 0; changed &= changed - 1)
                count++;
            assert_true(count >= 8);
        }
    }
}

/* A table whose keys have the same hash with every seed. */
static bool fill_alike(void *ctx, const struct table *table)
{
    int *tries = ctx;
    size_t value_at;
    ++*tries;
    return carom_table_put(table, table->seed, 1, &value_at) == TABLE_NEW &&
           carom_table_put(table, table->seed, 2, &value_at) == TABLE_NEW;
}

static void a_table_that_no_seed_can_fill_is_given_up(void **state)
{
    (void)state;
    struct counting_allocator counts = {0};
    struct carom_allocator allocator = counting_allocator(&counts);
    struct block image = carom_block(&allocator);
    int tries = 0;
    assert_non_null(carom_block_add_zeroed(&image, IMAGE_HEADER_BYTES, 1));
    carom_table_build(&image, IMAGE_AT_STATIC, 100, fill_alike, &tries);
    assert_int_equal(image.failure, CAROM_ERR_COLLISIONS);
    assert_in_range(tries, 8, 100);
    assert_true(image.len < (size_t)64 * 1024);
    carom_block_free(&image);
}

/* Segments that a table of up to 4096 slots has in one place. */
static void write_alike(char *lines, size_t cap, int count)
{
    size_t len = 0;
    for (uint32_t i = 0; count > 0; i++) {
        char name[16];
        int name_len = snprintf(name, sizeof name, "s%lu", (unsigned long)i);
        struct carom_view text = carom_view_of(name, (size_t)name_len);
        if ((index_edge_hash(hash_text(hash_begin(0), text), 0, EDGE_SEGMENT) & 4095) != 307)
            continue;
        int added = snprintf(lines + len, cap - len, "/%s/:x /t\n", name);
        assert_true(added > 0 && (size_t)added < cap - len);
        len += (size_t)added;
        count--;
    }
}

static void segments_that_were_made_alike_are_given_up(void **state)
{
    (void)state;
    enum { MANY = 1000, FEW = 400, CAP = MANY * 32 };
    char *lines = malloc(CAP);
    assert_non_null(lines);
    for (int i = 0; i < 2; i++) {
        struct counting_allocator counts = {0};
        struct carom_compile_options options = {.allocator = counting_allocator(&counts)};
        struct carom_rules rules;
        write_alike(lines, CAP, i == 0 ? FEW : MANY);
        enum carom_result result =
            carom_rules_compile(carom_view_of(lines, strlen(lines)), &options, &rules);
        assert_int_equal(result, i == 0 ? CAROM_OK : CAROM_ERR_COLLISIONS);
        if (result == CAROM_OK)
            free_rules(&rules);
        else
            assert_int_equal(counts.blocks, 0);
    }
    free(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_is_the_same_without_wide_products),
        cmocka_unit_test(one_bit_of_a_word_changes_many_of_the_hash),
        cmocka_unit_test(a_table_that_no_seed_can_fill_is_given_up),
        cmocka_unit_test(segments_that_were_made_alike_are_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
