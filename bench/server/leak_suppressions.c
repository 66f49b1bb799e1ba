/*
 * For LeakSanitizer, in sanitized builds only: what libh2o-evloop 2.2.5 does not free by itself.
 *
 * - h2o_mem_alloc_recycle keeps freed blocks in thread-local lists, which are lost when a thread
 * ends.
 * - h2o_multithread_destroy_queue closes the queue's descriptors but does not free the queue.
 */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
__attribute__((visibility("default"))) const char *__lsan_default_options(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:h2o_mem_alloc_recycle\n"
           "leak:h2o_multithread_create_queue\n";
}

/* Standard error is for the server's own messages. */
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
