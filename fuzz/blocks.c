#include "blocks.h"

#include "support.h"

#include <stdlib.h>

static void *from_heap(size_t bytes)
{
    void *block = malloc(bytes);

    if (!block)
        fuzz_fail("the harness itself is out of memory", __FILE__, __LINE__);
    return block;
}

#if defined(__SANITIZE_ADDRESS__)
#define FUZZ_HAS_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FUZZ_HAS_ASAN
#endif
#endif

#ifdef FUZZ_HAS_ASAN

#include <sanitizer/asan_interface.h>

/*
 * AddressSanitizer's own malloc is the larger part of a short run, so that small blocks are cut from
 * one arena by hand, with the same two promises: every byte around a block is poisoned, and so is a
 * block that was released, until all blocks are and the arena begins again.
 */
enum { ARENA_BYTES = 1 << 16, ALIGNMENT = 16, GAP = 16 };

static _Alignas(ALIGNMENT) char arena[ARENA_BYTES];
static size_t used; /* 0: the arena begins with its next block */
static size_t live;

static bool is_in_arena(const char *block)
{
    return (uintptr_t)block - (uintptr_t)arena < ARENA_BYTES;
}

void *fuzz_block(size_t bytes)
{
    if (used == 0) {
        ASAN_POISON_MEMORY_REGION(arena, sizeof arena);
        used = GAP;
    }
    if (bytes > ARENA_BYTES - GAP || used > ARENA_BYTES - GAP - bytes)
        return from_heap(bytes);
    char *block = arena + used;
    used = (used + bytes + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    live++;
    ASAN_UNPOISON_MEMORY_REGION(block, bytes);
    return block;
}

void fuzz_block_release(void *block, size_t bytes)
{
    if (!is_in_arena(block)) {
        free(block);
        return;
    }
    ASAN_POISON_MEMORY_REGION(block, bytes);
    live--;
    if (live == 0)
        used = GAP;
}

#else

void *fuzz_block(size_t bytes)
{
    return from_heap(bytes);
}

void fuzz_block_release(void *block, size_t bytes)
{
    (void)bytes;
    free(block);
}

#endif
