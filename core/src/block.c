#include "block.h"

#include "image.h"

#include <string.h>

struct block carom_block(const struct carom_allocator *allocator)
{
    return (struct block){allocator, NULL, 0, 0, CAROM_OK};
}

void carom_block_free(struct block *block)
{
    if (block->bytes != NULL)
        (void)block->allocator->resize(block->allocator->ctx, block->bytes, block->cap, 0);
    block->bytes = NULL;
    block->len = block->cap = 0;
}

static bool resize(struct block *block, size_t cap)
{
    const struct carom_allocator *allocator = block->allocator;
    unsigned char *bytes = allocator->resize(allocator->ctx, block->bytes, block->cap, cap);
    if (bytes == NULL)
        return false;
    block->bytes = bytes;
    block->cap = cap;
    return true;
}

unsigned char *carom_block_add(struct block *block, size_t len)
{
    if (block->failure != CAROM_OK)
        return NULL;
    if (len > IMAGE_BYTES_MAX - block->len) {
        block->failure = CAROM_ERR_TOO_LARGE;
        return NULL;
    }
    if (len > block->cap - block->len) {
        size_t cap = block->cap < 1024 ? 1024 : block->cap * 2;
        if (cap < block->len + len)
            cap = block->len + len;
        if (!resize(block, cap)) {
            block->failure = CAROM_ERR_NOMEM;
            return NULL;
        }
    }
    unsigned char *start = block->bytes + block->len;
    block->len += len;
    return start;
}

unsigned char *carom_block_add_zeroed(struct block *block, size_t len, size_t alignment)
{
    size_t padding = (alignment - block->len % alignment) % alignment;
    if (len > IMAGE_BYTES_MAX) {
        block->failure = block->failure == CAROM_OK ? CAROM_ERR_TOO_LARGE : block->failure;
        return NULL;
    }
    unsigned char *start = carom_block_add(block, padding + len);
    if (start == NULL)
        return NULL;
    if (padding + len > 0)
        memset(start, 0, padding + len);
    return start + padding;
}

void carom_block_expect(struct block *block, size_t len)
{
    size_t cap = len < IMAGE_BYTES_MAX ? len : IMAGE_BYTES_MAX;
    if (block->failure == CAROM_OK && cap > block->cap)
        (void)resize(block, cap);
}

void carom_block_fit(struct block *block)
{
    if (block->failure == CAROM_OK && block->len > 0 && block->len < block->cap &&
        !resize(block, block->len))
        block->failure = CAROM_ERR_NOMEM;
}
