/*
 * An image to a file, when the disk does not do what it is told: the linker puts write, pread, fsync
 * and rename of the tool's file through the functions here.
 */
#include "../tool/image_file.h"
#include "../tool/output.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
ssize_t __real_pread(int fd, void *bytes, size_t len, off_t offset);
ssize_t __wrap_pread(int fd, void *bytes, size_t len, off_t offset);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

enum { IMAGE_BYTES = 200000 };

static struct {
    size_t writes_len_max; /* how much one write takes; 0: all */
    size_t damaged_at;     /* of what is read back; SIZE_MAX: nowhere */
    size_t read_len_max;   /* how much is read back at all */
    int fsync_error;
    int rename_error;
    bool was_renamed;
    char renamed[256]; /* the temporary name */
} disk;

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
    if (disk.writes_len_max != 0 && len > disk.writes_len_max)
        len = disk.writes_len_max;
    return __real_write(fd, bytes, len);
}

ssize_t __wrap_pread(int fd, void *bytes, size_t len, off_t offset)
{
    const size_t at = (size_t)offset;
    if (at + len > disk.read_len_max)
        len = disk.read_len_max - at;
    ssize_t got = __real_pread(fd, bytes, len, offset);
    if (got > 0 && disk.damaged_at >= at && disk.damaged_at < at + (size_t)got)
        ((char *)bytes)[disk.damaged_at - at] ^= 1;
    return got;
}

int __wrap_fsync(int fd)
{
    (void)fd;
    errno = disk.fsync_error;
    return disk.fsync_error == 0 ? 0 : -1;
}

int __wrap_rename(const char *from, const char *to)
{
    disk.was_renamed = true;
    (void)snprintf(disk.renamed, sizeof disk.renamed, "%s", from);
    errno = disk.rename_error;
    return disk.rename_error == 0 ? __real_rename(from, to) : -1;
}

/* Stands in for the tool's messages. */
static char said[512];

void message(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(said, sizeof said, format, arguments);
    va_end(arguments);
}

static char folder[] = "/tmp/carom-image-file-test-XXXXXX";
static char image_path[sizeof folder + 16];
static unsigned char bytes[IMAGE_BYTES];

/* The file holds these bytes, and there is no other file beside it. */
static void expect_only(const void *expected, size_t len)
{
    static char content[IMAGE_BYTES + 1];
    FILE *file = fopen(image_path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(content, 1, sizeof content, file), len);
    assert_int_equal(fclose(file), 0);
    assert_memory_equal(content, expected, len);
    assert_int_equal(unlink(image_path), 0);
    /* Only an empty folder can be removed. */
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(mkdir(folder, 0700), 0);
}

static int set_up(void **state)
{
    (void)state;
    memset(&disk, 0, sizeof disk);
    disk.damaged_at = SIZE_MAX;
    disk.read_len_max = SIZE_MAX / 2;
    said[0] = '\0';
    for (size_t i = 0; i < IMAGE_BYTES; i++)
        bytes[i] = (unsigned char)(i * 2654435761u >> 13);
    (void)snprintf(image_path, sizeof image_path, "%s/image", folder);
    FILE *file = fopen(image_path, "wb");
    assert_non_null(file);
    assert_true(fputs("old", file) >= 0);
    assert_int_equal(fclose(file), 0);
    return 0;
}

static void expect_refusal(const char *says)
{
    assert_false(image_file_write(image_path, bytes, IMAGE_BYTES));
    if (strstr(said, says) == NULL)
        fail_msg("%s does not say %s", said, says);
    expect_only("old", 3);
}

static void a_disk_that_takes_little_at_a_time_gets_all(void **state)
{
    (void)state;
    disk.writes_len_max = 777;
    assert_true(image_file_write(image_path, bytes, IMAGE_BYTES));
    assert_string_equal(said, "");
    expect_only(bytes, IMAGE_BYTES);
}

static void an_image_that_does_not_read_back_takes_no_place(void **state)
{
    (void)state;
    static const size_t places[] = {0, 65535, 65536, IMAGE_BYTES - 1};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        assert_int_equal(set_up(NULL), 0);
        disk.damaged_at = places[i];
        expect_refusal("the disk does not give back what is written to it");
        assert_false(disk.was_renamed);
    }
}

static void an_image_that_reads_back_shorter_takes_no_place(void **state)
{
    (void)state;
    disk.read_len_max = IMAGE_BYTES - 1;
    expect_refusal("the disk does not give back what is written to it");
    assert_false(disk.was_renamed);
}

static void an_image_that_does_not_reach_the_disk_takes_no_place(void **state)
{
    (void)state;
    disk.fsync_error = ENOSPC;
    expect_refusal("free some space");
    assert_false(disk.was_renamed);
}

static void a_rename_that_fails_leaves_the_old_image_alone(void **state)
{
    (void)state;
    disk.rename_error = EACCES;
    expect_refusal("choose a folder that you may write to");
    assert_true(disk.was_renamed);
}

/* A process that is killed leaves its file; in a container the next one may have its number. */
static void files_that_others_of_the_same_number_left_are_not_in_the_way(void **state)
{
    (void)state;
    enum { LEFT = 300 };
    static char left[LEFT][sizeof disk.renamed];
    for (size_t i = 0; i < LEFT; i++) {
        assert_true(image_file_write(image_path, bytes, 1 + i));
        assert_string_equal(said, "");
        memcpy(left[i], disk.renamed, sizeof left[i]);
        FILE *file = fopen(left[i], "wbx");
        assert_non_null(file);
        assert_int_equal(fclose(file), 0);
    }
    for (size_t i = 0; i < LEFT; i++) {
        struct stat status;
        assert_int_equal(stat(left[i], &status), 0);
        assert_int_equal(status.st_size, 0);
        assert_int_equal(unlink(left[i]), 0);
    }
    expect_only(bytes, LEFT);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_disk_that_takes_little_at_a_time_gets_all, set_up),
        cmocka_unit_test_setup(an_image_that_does_not_read_back_takes_no_place, set_up),
        cmocka_unit_test_setup(an_image_that_reads_back_shorter_takes_no_place, set_up),
        cmocka_unit_test_setup(an_image_that_does_not_reach_the_disk_takes_no_place, set_up),
        cmocka_unit_test_setup(a_rename_that_fails_leaves_the_old_image_alone, set_up),
        cmocka_unit_test_setup(files_that_others_of_the_same_number_left_are_not_in_the_way,
                               set_up),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
