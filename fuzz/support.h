/*
 * What every fuzz target needs: an assert that is always on, a reader of sectioned input,
 * exact-size heap copies, an allocator that keeps accounts, and calls with every kind of buffer
 * size.
 *
 * Everything here is deterministic: no time, no random numbers, no state between two inputs.
 */
#ifndef FUZZ_SUPPORT_H
#define FUZZ_SUPPORT_H

#include "carom/rules.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The one function of a target; libFuzzer's main and fuzz/replay_main.c both call it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An assert that no build type turns off. */
#define FUZZ_ASSERT(condition)                                                                     \
    ((condition) ? (void)0 : fuzz_fail("assertion failed: " #condition, __FILE__, __LINE__))

/* Prints what failed and where, and aborts, so that libFuzzer keeps the input. */
_Noreturn void fuzz_fail(const char *what, const char *file, int line);

/* Asserts that two views hold the same bytes; prints both, escaped, when they do not. */
#define FUZZ_ASSERT_SAME(name, core, model) fuzz_assert_same(name, core, model, __FILE__, __LINE__)
void fuzz_assert_same(const char *name, struct carom_view core, struct carom_view model,
                      const char *file, int line);

/* Asserts that two numbers are equal; prints both when they are not. */
#define FUZZ_ASSERT_NUMBER(name, core, model)                                                      \
    fuzz_assert_number(name, (long long)(core), (long long)(model), __FILE__, __LINE__)
void fuzz_assert_number(const char *name, long long core, long long model, const char *file,
                        int line);

/* ---- input ---- */

/*
 * Takes the next section off an input. Sections are separated by a line that holds only `--`, so
 * that a seed stays a text file that a person can read and write.
 *
 * Returns: whether there was one; false leaves *section empty. An input without a separator is one
 * section. In/Out: *rest is what is left; its ptr is NULL once the last section was taken.
 */
bool fuzz_next_section(struct carom_view *rest, struct carom_view *section);

/* Takes the next line off a section, without its LF. Returns: false when nothing is left. */
bool fuzz_next_line(struct carom_view *rest, struct carom_view *line);

/* Takes the next word off a line; words are separated by single or several spaces. */
bool fuzz_next_word(struct carom_view *rest, struct carom_view *word);

/* Whether a view holds exactly this text. */
bool fuzz_is(struct carom_view view, const char *text);

/* A hash of the bytes, for choices that should differ from input to input. */
uint32_t fuzz_hash(struct carom_view bytes);

/* ---- exact-size heap blocks ---- */

/*
 * Copies bytes into a heap block that ends where they end, so that AddressSanitizer sees a read of
 * one byte too many. An empty view gets a pointer that may not be read at all.
 */
struct carom_view fuzz_copy(struct carom_view bytes);
void fuzz_release(struct carom_view copy);

/* A buffer of exactly `cap` bytes that is filled with a pattern; `cap` 0 gives {NULL, 0, 0}. */
struct carom_buf fuzz_buf(size_t cap);
void fuzz_buf_release(struct carom_buf *buf);

/* ---- memory for compilation ---- */

/* Zero it, and set fail_at when a call should return NULL. */
struct fuzz_memory {
    size_t live_blocks;
    size_t live_bytes;
    size_t calls;   /* calls that asked for memory */
    size_t fail_at; /* the number, from 1, of the call that fails; 0: none does */
    bool failed;
};

/*
 * An allocator over `memory`: checks that `old_bytes` is what the block was last given, and moves a
 * block each time it grows or shrinks, so that an old pointer is a use after free.
 */
struct carom_allocator fuzz_allocator(struct fuzz_memory *memory);

/* ---- buffers of every size ---- */

/* Something that writes to a caller's buffer. */
typedef enum carom_result (*fuzz_write_fn)(const void *ctx, struct carom_buf *out);

/*
 * Calls `write` with no buffer, with smaller ones, and last with an exact one, and asserts that
 * each too small one gets CAROM_ERR_NOSPACE and the exact length needed, without a byte written
 * behind its end.
 *
 * Returns: what was written, in an exact-size block that fuzz_buf_release frees.
 */
struct carom_buf fuzz_write(fuzz_write_fn write, const void *ctx);

/*
 * The same for a function that promises only a capacity that suffices, and may then use less of it:
 * the capacity that it names must suffice, and a smaller one must work or name a larger one.
 */
struct carom_buf fuzz_write_enough(fuzz_write_fn write, const void *ctx);

/* ---- rules ---- */

/*
 * Compiles a text with accounts kept in `memory`; asserts that a failure leaves a zeroed rule set and
 * no memory. Only CAROM_OK and CAROM_ERR_SYNTAX pass.
 */
bool fuzz_compile(struct carom_view text, enum carom_dialect dialect, struct fuzz_memory *memory,
                  struct carom_rules *out);

/* Frees the image and asserts that nothing else is left. */
void fuzz_rules_release(struct carom_rules *rules, struct fuzz_memory *memory);

#endif
