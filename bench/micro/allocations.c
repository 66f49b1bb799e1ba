#include "allocations.h"

#include <stddef.h>

/* The linker's --wrap option gives these their names: calls go to __wrap_, which may call __real_. */
void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *ptr, size_t bytes);
void __real_free(void *ptr);

void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *ptr, size_t bytes);
void __wrap_free(void *ptr);

static uint64_t calls;

uint64_t allocation_calls(void)
{
    return calls;
}

void *__wrap_malloc(size_t bytes)
{
    calls++;
    return __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    calls++;
    return __real_calloc(count, bytes);
}

void *__wrap_realloc(void *ptr, size_t bytes)
{
    calls++;
    return __real_realloc(ptr, bytes);
}

void __wrap_free(void *ptr)
{
    calls++;
    __real_free(ptr);
}
