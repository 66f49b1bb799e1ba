/*
 * Files to rule sets, while something happens to the file or to the memory: the linker puts read,
 * mmap, malloc, realloc and free of the load library through the functions here.
 */
#include "carom/load.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

ssize_t __real_read(int fd, void *bytes, size_t len);
ssize_t __wrap_read(int fd, void *bytes, size_t len);
void *__real_mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset);
void *__real_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__real_realloc(void *ptr, size_t bytes);
void *__wrap_realloc(void *ptr, size_t bytes);
void __real_free(void *ptr);
void __wrap_free(void *ptr);

static struct {
    void (*on_read)(void); /* called once, after the first byte */
    bool cannot_map;
    size_t allocations;
    size_t fails_at; /* the allocation that fails, from 1; 0: none */
    size_t blocks;   /* that are not freed */
} machine;

ssize_t __wrap_read(int fd, void *bytes, size_t len)
{
    if (machine.on_read == NULL)
        return __real_read(fd, bytes, len);
    void (*on_read)(void) = machine.on_read;
    machine.on_read = NULL;
    ssize_t got = __real_read(fd, bytes, 1);
    on_read();
    return got;
}

void *__wrap_mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
    if (!machine.cannot_map)
        return __real_mmap(at, len, protection, flags, fd, offset);
    errno = ENODEV;
    return MAP_FAILED;
}

static bool fails_now(void)
{
    if (++machine.allocations != machine.fails_at)
        return false;
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t bytes)
{
    void *block = fails_now() ? NULL : __real_malloc(bytes);
    machine.blocks += block != NULL;
    return block;
}

void *__wrap_realloc(void *ptr, size_t bytes)
{
    void *block = fails_now() ? NULL : __real_realloc(ptr, bytes);
    machine.blocks += ptr == NULL && block != NULL;
    return block;
}

void __wrap_free(void *ptr)
{
    machine.blocks -= ptr != NULL;
    __real_free(ptr);
}

static char folder[] = "/tmp/carom-load-test-XXXXXX";
static char rules_path[sizeof folder + 16], image_path[sizeof folder + 16],
    other_path[sizeof folder + 16];

static const char two_rules[] = "/a /b 307\n/c/:d /e/:d Max-Age=60\n";

static void write_file(const char *path, const void *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    /* Long ago, so that any later change shows, however coarse the clock of files is. */
    const struct timespec long_ago[2] = {{1000000000, 0}, {1000000000, 0}};
    assert_int_equal(futimens(fd, long_ago), 0);
    assert_int_equal(close(fd), 0);
}

static enum carom_result load(const char *path, bool verify, struct carom_loaded *out,
                              char *message)
{
    const struct carom_load_options options = {.dialect = CAROM_DIALECT_CAROM, .verify = verify};
    memset(message, 'x', CAROM_LOAD_MESSAGE_MAX);
    return carom_load(path, &options, out, message);
}

static void expect_refusal(const char *path, enum carom_result result, const char *says)
{
    struct carom_loaded loaded;
    const struct carom_loaded zeroed = {0};
    char message[CAROM_LOAD_MESSAGE_MAX];
    assert_int_equal(load(path, true, &loaded, message), result);
    assert_memory_equal(&loaded, &zeroed, sizeof zeroed);
    if (strstr(message, says) == NULL)
        fail_msg("%s does not say %s", message, says);
    assert_int_equal(machine.blocks, 0);
}

/* Loads and unloads; the number of rules. */
static uint32_t count_of(const char *path)
{
    struct carom_loaded loaded;
    char message[CAROM_LOAD_MESSAGE_MAX];
    assert_int_equal(load(path, true, &loaded, message), CAROM_OK);
    assert_string_equal(message, "");
    uint32_t count = carom_rules_count(&loaded.rules);
    carom_unload(&loaded);
    assert_int_equal(machine.blocks, 0);
    return count;
}

static int set_up(void **state)
{
    (void)state;
    memset(&machine, 0, sizeof machine);
    write_file(rules_path, two_rules, sizeof two_rules - 1);
    struct carom_loaded loaded;
    char message[CAROM_LOAD_MESSAGE_MAX];
    assert_int_equal(load(rules_path, false, &loaded, message), CAROM_OK);
    write_file(image_path, loaded.rules.image, loaded.rules.image_bytes);
    carom_unload(&loaded);
    write_file(other_path, "/only /one\n", 11);
    memset(&machine, 0, sizeof machine);
    return 0;
}

static void cut_rules(void)
{
    assert_int_equal(truncate(rules_path, 10), 0);
}

static void empty_rules(void)
{
    assert_int_equal(truncate(rules_path, 0), 0);
}

static void write_rules_in_place(void)
{
    int fd = open(rules_path, O_WRONLY);
    assert_int_equal(write(fd, "/x", 2), 2);
    assert_int_equal(close(fd), 0);
}

static void append_to_rules(void)
{
    int fd = open(rules_path, O_WRONLY | O_APPEND);
    assert_int_equal(write(fd, "/x /y\n", 6), 6);
    assert_int_equal(close(fd), 0);
}

static void rename_over_rules(void)
{
    assert_int_equal(rename(other_path, rules_path), 0);
}

static void a_text_that_shrinks_while_it_is_read_is_refused(void **state)
{
    (void)state;
    machine.on_read = cut_rules;
    expect_refusal(rules_path, CAROM_ERR_SYSTEM, "became shorter while it was read: wait until");
    assert_int_equal(count_of(rules_path), 1);
    machine.on_read = empty_rules;
    expect_refusal(rules_path, CAROM_ERR_SYSTEM, "became shorter while it was read: wait until");
}

static void a_text_that_is_written_while_it_is_read_is_refused(void **state)
{
    (void)state;
    machine.on_read = write_rules_in_place;
    expect_refusal(rules_path, CAROM_ERR_SYSTEM, "changed while it was read: wait until");
    machine.on_read = append_to_rules;
    expect_refusal(rules_path, CAROM_ERR_SYSTEM, "changed while it was read: wait until");
    assert_int_equal(count_of(rules_path), 3);
}

static void a_text_that_is_replaced_by_a_rename_is_read_as_it_was(void **state)
{
    (void)state;
    machine.on_read = rename_over_rules;
    assert_int_equal(count_of(rules_path), 2);
    assert_int_equal(count_of(rules_path), 1);
}

static void an_image_that_shrinks_while_it_is_read_is_refused(void **state)
{
    (void)state;
    char bytes[64];
    int fd = open(image_path, O_RDONLY);
    ssize_t got = read(fd, bytes, sizeof bytes);
    assert_int_equal(got, sizeof bytes);
    assert_int_equal(close(fd), 0);
    write_file(rules_path, bytes, sizeof bytes);
    machine.cannot_map = true;
    machine.on_read = cut_rules;
    expect_refusal(rules_path, CAROM_ERR_SYSTEM, "became shorter while it was read");
    machine.on_read = NULL;
    expect_refusal(rules_path, CAROM_ERR_IMAGE, "a damaged rule image (cut short, or changed)");
}

static void an_image_is_mapped_and_needs_no_memory_of_its_own(void **state)
{
    (void)state;
    struct carom_loaded loaded;
    char message[CAROM_LOAD_MESSAGE_MAX];
    assert_int_equal(load(image_path, false, &loaded, message), CAROM_OK);
    assert_int_equal(loaded.mapped_bytes, loaded.rules.image_bytes);
    assert_int_equal(machine.allocations, 0);
    assert_int_equal(carom_rules_count(&loaded.rules), 2);
    carom_unload(&loaded);
    assert_null(loaded.memory);
    carom_unload(&loaded);
}

static void a_mapped_image_stays_when_another_is_renamed_over_it(void **state)
{
    (void)state;
    struct carom_loaded loaded;
    char message[CAROM_LOAD_MESSAGE_MAX];
    assert_int_equal(load(image_path, true, &loaded, message), CAROM_OK);
    assert_int_equal(rename(other_path, image_path), 0);
    assert_int_equal(carom_rules_verify(&loaded.rules), CAROM_OK);
    assert_int_equal(carom_rules_count(&loaded.rules), 2);
    carom_unload(&loaded);
    assert_int_equal(count_of(image_path), 1);
}

static void an_image_that_cannot_be_mapped_is_read(void **state)
{
    (void)state;
    struct carom_loaded loaded;
    char message[CAROM_LOAD_MESSAGE_MAX];
    machine.cannot_map = true;
    assert_int_equal(load(image_path, false, &loaded, message), CAROM_OK);
    assert_int_equal(loaded.mapped_bytes, 0);
    assert_int_equal(carom_rules_count(&loaded.rules), 2);
    carom_unload(&loaded);
    assert_int_equal(machine.blocks, 0);
}

/* Changes the last byte of the image: no header of any format reaches so far. */
static void damage_image(void)
{
    struct stat status;
    char last;
    int fd = open(image_path, O_RDWR);
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(pread(fd, &last, 1, status.st_size - 1), 1);
    last = (char)(last ^ 0x20);
    assert_int_equal(pwrite(fd, &last, 1, status.st_size - 1), 1);
    assert_int_equal(close(fd), 0);
}

static void a_changed_bit_is_found_when_the_image_is_verified_or_read(void **state)
{
    (void)state;
    struct carom_loaded loaded;
    char message[CAROM_LOAD_MESSAGE_MAX];
    damage_image();
    expect_refusal(image_path, CAROM_ERR_IMAGE, "make it again with `carom compile`");
    assert_int_equal(load(image_path, false, &loaded, message), CAROM_OK);
    carom_unload(&loaded);
    machine.cannot_map = true;
    assert_int_equal(load(image_path, false, &loaded, message), CAROM_ERR_IMAGE);
}

/* Loads with the first, the second, the third … allocation failing, until there is none to fail. */
static size_t fail_every_allocation(const char *path)
{
    for (size_t n = 1;; n++) {
        struct carom_loaded loaded;
        char message[CAROM_LOAD_MESSAGE_MAX];
        machine.allocations = 0;
        machine.fails_at = n;
        enum carom_result result = load(path, true, &loaded, message);
        if (result == CAROM_OK)
            carom_unload(&loaded);
        else if (result != CAROM_ERR_NOMEM || strstr(message, "out of memory: free some") == NULL)
            fail_msg("allocation %zu: %s", n, message);
        assert_int_equal(machine.blocks, 0);
        if (machine.allocations < n)
            return n - 1;
    }
}

static void memory_that_runs_out_at_any_moment_is_a_clear_error_and_no_leak(void **state)
{
    (void)state;
    enum { RULES = 400 };
    static char text[RULES * 64];
    size_t len = 0;
    for (int i = 0; i < RULES; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "/from/%d/:x /to/:x/%d 308\n", i, i);
    write_file(rules_path, text, len);
    assert_in_range(fail_every_allocation(rules_path), 5, 1000);
    machine.cannot_map = true;
    assert_in_range(fail_every_allocation(image_path), 1, 10);
}

static enum carom_result load_regular(const char *path, struct carom_loaded *out, char *message)
{
    const struct carom_load_options options = {.dialect = CAROM_DIALECT_CAROM,
                                               .regular_only = true};
    return carom_load(path, &options, out, message);
}

static void with_regular_only_a_pipe_is_refused_without_waiting(void **state)
{
    (void)state;
    static const char device[] = "/dev/zero";
    struct carom_loaded loaded;
    char message[CAROM_LOAD_MESSAGE_MAX];
    assert_int_equal(unlink(other_path), 0);
    assert_int_equal(mkfifo(other_path, 0600), 0);
    assert_int_equal(load_regular(other_path, &loaded, message), CAROM_ERR_SYSTEM);
    assert_string_equal(message, "not a regular file but a pipe or a device: put a file there");
    assert_null(loaded.memory);
    assert_int_equal(load_regular(device, &loaded, message), CAROM_ERR_SYSTEM);
    assert_string_equal(message, "not a regular file but a pipe or a device: put a file there");
    assert_int_equal(load_regular(folder, &loaded, message), CAROM_ERR_SYSTEM);
    assert_string_equal(message, "is a directory: name the rules file inside it");
    assert_int_equal(machine.blocks, 0);
    assert_int_equal(unlink(other_path), 0);
}

static void with_regular_only_a_regular_file_is_loaded_as_ever(void **state)
{
    (void)state;
    struct carom_loaded loaded;
    char message[CAROM_LOAD_MESSAGE_MAX];
    assert_int_equal(load_regular(rules_path, &loaded, message), CAROM_OK);
    assert_int_equal(carom_rules_count(&loaded.rules), 2);
    carom_unload(&loaded);
    assert_int_equal(load_regular(image_path, &loaded, message), CAROM_OK);
    assert_int_equal(carom_rules_count(&loaded.rules), 2);
    /* What stays open blocks as any other file does. */
    assert_int_equal(fcntl(loaded.file, F_GETFL) & O_NONBLOCK, 0);
    carom_unload(&loaded);
}

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(rules_path, sizeof rules_path, "%s/rules", folder);
    (void)snprintf(image_path, sizeof image_path, "%s/image", folder);
    (void)snprintf(other_path, sizeof other_path, "%s/other", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(rules_path);
    (void)unlink(image_path);
    (void)unlink(other_path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_text_that_shrinks_while_it_is_read_is_refused, set_up),
        cmocka_unit_test_setup(a_text_that_is_written_while_it_is_read_is_refused, set_up),
        cmocka_unit_test_setup(a_text_that_is_replaced_by_a_rename_is_read_as_it_was, set_up),
        cmocka_unit_test_setup(an_image_that_shrinks_while_it_is_read_is_refused, set_up),
        cmocka_unit_test_setup(an_image_is_mapped_and_needs_no_memory_of_its_own, set_up),
        cmocka_unit_test_setup(a_mapped_image_stays_when_another_is_renamed_over_it, set_up),
        cmocka_unit_test_setup(an_image_that_cannot_be_mapped_is_read, set_up),
        cmocka_unit_test_setup(a_changed_bit_is_found_when_the_image_is_verified_or_read, set_up),
        cmocka_unit_test_setup(memory_that_runs_out_at_any_moment_is_a_clear_error_and_no_leak,
                               set_up),
        cmocka_unit_test_setup(with_regular_only_a_pipe_is_refused_without_waiting, set_up),
        cmocka_unit_test_setup(with_regular_only_a_regular_file_is_loaded_as_ever, set_up),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
