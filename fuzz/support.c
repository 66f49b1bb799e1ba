#include "support.h"

#include "blocks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_fail(const char *what, const char *file, int line)
{
    (void)fprintf(stderr, "%s:%d: %s\n", file, line, what);
    (void)fflush(stderr);
    abort();
}

static void print_escaped(const char *name, struct carom_view bytes)
{
    (void)fprintf(stderr, "  %s (%zu bytes): \"", name, bytes.len);
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        if (byte < 0x20 || byte > 0x7e || byte == '"' || byte == '\\')
            (void)fprintf(stderr, "\\x%02X", byte);
        else
            (void)fputc(byte, stderr);
    }
    (void)fputs("\"\n", stderr);
}

/*
 * AddressSanitizer's settings for fuzzing. Blocks live for one input, so a small quarantine keeps
 * every one of them, and the same pages are used again for the next input: twice the speed of the
 * default 256 MB.
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=4:malloc_context_size=10";
}

/* A loop, not memcmp: libFuzzer watches memcmp to learn what the core compares with. */
static bool same(struct carom_view a, struct carom_view b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (a.ptr[i] != b.ptr[i])
            return false;
    }
    return true;
}

void fuzz_assert_same(const char *name, struct carom_view core, struct carom_view model,
                      const char *file, int line)
{
    if (same(core, model))
        return;
    (void)fprintf(stderr, "the two sides differ in %s:\n", name);
    print_escaped("core    ", core);
    print_escaped("expected", model);
    fuzz_fail("bytes differ", file, line);
}

void fuzz_assert_number(const char *name, long long core, long long model, const char *file,
                        int line)
{
    if (core == model)
        return;
    (void)fprintf(stderr, "the two sides differ in %s: core %lld, expected %lld\n", name, core,
                  model);
    fuzz_fail("numbers differ", file, line);
}

static struct carom_view skip(struct carom_view view, size_t len)
{
    return carom_view_of(view.ptr + len, view.len - len);
}

bool fuzz_next_section(struct carom_view *rest, struct carom_view *section)
{
    const struct carom_view separator = CAROM_LITERAL("\n--\n");

    *section = carom_view_of("", 0);
    if (!rest->ptr)
        return false;
    for (size_t i = 0; i + separator.len <= rest->len; i++) {
        if (same(carom_view_of(rest->ptr + i, separator.len), separator)) {
            *section = carom_view_of(rest->ptr, i);
            *rest = skip(*rest, i + separator.len);
            return true;
        }
    }
    *section = *rest;
    *rest = carom_view_of(NULL, 0);
    return true;
}

bool fuzz_next_line(struct carom_view *rest, struct carom_view *line)
{
    *line = carom_view_of("", 0);
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    *line = carom_view_of(rest->ptr, len);
    *rest = skip(*rest, end ? len + 1 : len);
    return true;
}

bool fuzz_next_word(struct carom_view *rest, struct carom_view *word)
{
    size_t len = 0;

    while (rest->len > 0 && rest->ptr[0] == ' ')
        *rest = skip(*rest, 1);
    while (len < rest->len && rest->ptr[len] != ' ')
        len++;
    *word = carom_view_of(rest->ptr, len);
    if (len > 0)
        *rest = skip(*rest, len);
    return len > 0;
}

bool fuzz_is(struct carom_view view, const char *text)
{
    return same(view, carom_view_of(text, strlen(text)));
}

uint32_t fuzz_hash(struct carom_view bytes)
{
    uint32_t hash = 2166136261U; /* FNV-1a */

    for (size_t i = 0; i < bytes.len; i++)
        hash = (hash ^ (unsigned char)bytes.ptr[i]) * 16777619U;
    return hash;
}

static void *allocate(size_t bytes)
{
    void *block = malloc(bytes);

    if (!block)
        fuzz_fail("the harness itself is out of memory", __FILE__, __LINE__);
    return block;
}

/* A block of one byte whose end stands for the empty view: malloc(0) may be readable. */
struct carom_view fuzz_copy(struct carom_view bytes)
{
    char *block = fuzz_block(bytes.len > 0 ? bytes.len : 1);

    if (bytes.len == 0)
        return carom_view_of(block + 1, 0);
    memcpy(block, bytes.ptr, bytes.len);
    return carom_view_of(block, bytes.len);
}

void fuzz_release(struct carom_view copy)
{
    const char *block = copy.len > 0 ? copy.ptr : copy.ptr - 1;

    fuzz_block_release((void *)(uintptr_t)block, copy.len > 0 ? copy.len : 1);
}

struct carom_buf fuzz_buf(size_t cap)
{
    struct carom_buf buf = {NULL, cap, 0};

    if (cap > 0) {
        buf.ptr = fuzz_block(cap);
        memset(buf.ptr, 0xA5, cap);
    }
    return buf;
}

void fuzz_buf_release(struct carom_buf *buf)
{
    if (buf->ptr)
        fuzz_block_release(buf->ptr, buf->cap);
    *buf = (struct carom_buf){NULL, 0, 0};
}

/* Stands before each block; its size keeps the block aligned for any type. */
union block_head {
    size_t bytes;
    max_align_t alignment;
};

static void *resize(void *ctx, void *ptr, size_t old_bytes, size_t new_bytes)
{
    struct fuzz_memory *memory = ctx;
    union block_head *old = ptr ? (union block_head *)ptr - 1 : NULL;
    union block_head *block = NULL;

    FUZZ_ASSERT((old ? old->bytes : 0) == old_bytes);
    if (new_bytes > 0) {
        memory->calls++;
        if (memory->calls == memory->fail_at) {
            memory->failed = true;
            return NULL;
        }
        block = allocate(sizeof *block + new_bytes);
        block->bytes = new_bytes;
        memset(block + 1, 0xA5, new_bytes);
        if (old)
            memcpy(block + 1, ptr, old_bytes < new_bytes ? old_bytes : new_bytes);
        memory->live_blocks++;
        memory->live_bytes += new_bytes;
    }
    if (old) {
        FUZZ_ASSERT(memory->live_blocks > 0);
        memory->live_blocks--;
        memory->live_bytes -= old_bytes;
        free(old);
    }
    return block ? block + 1 : NULL;
}

struct carom_allocator fuzz_allocator(struct fuzz_memory *memory)
{
    return (struct carom_allocator){resize, memory};
}

static void assert_too_small(fuzz_write_fn write, const void *ctx, size_t cap, size_t needed)
{
    struct carom_buf buf = fuzz_buf(cap);
    enum carom_result result = write(ctx, &buf);

    FUZZ_ASSERT_NUMBER("the result for a buffer that is too small", result, CAROM_ERR_NOSPACE);
    FUZZ_ASSERT_NUMBER("the length needed", buf.len, needed);
    FUZZ_ASSERT(buf.cap == cap);
    fuzz_buf_release(&buf);
}

struct carom_buf fuzz_write(fuzz_write_fn write, const void *ctx)
{
    struct carom_buf probe = fuzz_buf(0);
    enum carom_result result = write(ctx, &probe);
    size_t needed = probe.len;

    FUZZ_ASSERT(result == CAROM_OK || result == CAROM_ERR_NOSPACE);
    FUZZ_ASSERT((result == CAROM_OK) == (needed == 0));
    if (needed > 1)
        assert_too_small(write, ctx, needed % 2 == 0 ? needed - 1 : needed / 2, needed);
    struct carom_buf exact = fuzz_buf(needed);
    FUZZ_ASSERT_NUMBER("the result for an exact buffer", write(ctx, &exact), CAROM_OK);
    FUZZ_ASSERT_NUMBER("the length written", exact.len, needed);
    return exact;
}

struct carom_buf fuzz_write_enough(fuzz_write_fn write, const void *ctx)
{
    struct carom_buf probe = fuzz_buf(0);
    enum carom_result result = write(ctx, &probe);
    size_t enough = probe.len;

    FUZZ_ASSERT(result == CAROM_OK || result == CAROM_ERR_NOSPACE);
    FUZZ_ASSERT((result == CAROM_OK) == (enough == 0));
    size_t cap = enough % 2 == 0 ? enough : enough / 2 + 1;
    if (cap > 1) {
        struct carom_buf small = fuzz_buf(--cap);
        result = write(ctx, &small);
        FUZZ_ASSERT(result == CAROM_OK || result == CAROM_ERR_NOSPACE);
        FUZZ_ASSERT((result == CAROM_OK) == (small.len <= cap));
        fuzz_buf_release(&small);
    }
    struct carom_buf buf = fuzz_buf(enough);
    FUZZ_ASSERT_NUMBER("the result for a buffer of the size named", write(ctx, &buf), CAROM_OK);
    FUZZ_ASSERT(buf.len <= enough);
    return buf;
}

bool fuzz_compile(struct carom_view text, enum carom_dialect dialect, struct fuzz_memory *memory,
                  struct carom_rules *out)
{
    struct carom_compile_options options = {dialect, fuzz_allocator(memory), NULL, NULL};
    enum carom_result result = carom_rules_compile(text, &options, out);

    if (result == CAROM_OK) {
        FUZZ_ASSERT(out->image && memory->live_bytes == out->image_bytes);
        FUZZ_ASSERT(memory->live_blocks == 1);
        return true;
    }
    FUZZ_ASSERT_NUMBER("the result of the compilation", result, CAROM_ERR_SYNTAX);
    FUZZ_ASSERT(!out->image && out->image_bytes == 0);
    FUZZ_ASSERT(memory->live_blocks == 0);
    return false;
}

void fuzz_rules_release(struct carom_rules *rules, struct fuzz_memory *memory)
{
    void *image = (void *)(uintptr_t)rules->image;

    (void)resize(memory, image, rules->image_bytes, 0);
    *rules = (struct carom_rules){NULL, 0};
    FUZZ_ASSERT(memory->live_blocks == 0 && memory->live_bytes == 0);
}
