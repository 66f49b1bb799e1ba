/*
 * The C library's realloc and free as an allocator.
 *
 * An image is asked at places that have nothing to do with each other. On pages of the usual size nearly
 * each of them costs a walk through the page tables beside what is read there; so the kernel is asked for
 * its large pages, where it has them on request.
 */
#include "carom/load.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define LARGE_PAGE_BYTES ((size_t)2 << 20)

/* Below it there would be no large page in a block, or hardly one. */
#define LARGE_BYTES (2 * LARGE_PAGE_BYTES)

static size_t whole_large_pages(size_t bytes)
{
    return (bytes + LARGE_PAGE_BYTES - 1) / LARGE_PAGE_BYTES * LARGE_PAGE_BYTES;
}

static void ask_for_large_pages(void *ptr, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    long page_bytes = sysconf(_SC_PAGESIZE);
    if (page_bytes <= 0 || bytes < LARGE_BYTES)
        return;
    size_t page = (size_t)page_bytes;
    size_t before = (page - (uintptr_t)ptr % page) % page;
    /* A kernel that has none refuses: all works without. */
    (void)madvise((char *)ptr + before, (bytes - before) / page * page, MADV_HUGEPAGE);
#else
    (void)ptr;
    (void)bytes;
#endif
}

static void *malloc_resize(void *ctx, void *ptr, size_t old_bytes, size_t new_bytes)
{
    (void)ctx;
    (void)old_bytes;
    if (new_bytes == 0) {
        free(ptr);
        return NULL;
    }
    /* What begins in the middle of a large page has none there, and what is moved there loses its own. */
    void *resized = ptr == NULL && new_bytes >= LARGE_BYTES && new_bytes <= SIZE_MAX / 2
                        ? aligned_alloc(LARGE_PAGE_BYTES, whole_large_pages(new_bytes))
                        : realloc(ptr, new_bytes);
    if (resized != NULL)
        ask_for_large_pages(resized, new_bytes);
    return resized;
}

struct carom_allocator carom_malloc_allocator(void)
{
    return (struct carom_allocator){malloc_resize, NULL};
}
