/*
 * The serving threads: each has its own event loop, listening socket and connections.
 */
#ifndef CAROM_SERVER_WORKER_H
#define CAROM_SERVER_WORKER_H

#include <stdbool.h>
#include <stddef.h>

struct adapter_policy;
struct rule_store;
struct worker_group;

/*
 * Starts one thread for each of the listening sockets, and returns when all of them serve.
 *
 * Returns: the group, or NULL when a thread could not be started; then errno says why, and the
 *          process should end.
 * In:      sockets are given over: they are closed by the group. rules lives as long as the group.
 *          ended_fd is an eventfd; each thread adds 1 to it when it has ended.
 */
struct worker_group *worker_group_start(const int *sockets, unsigned count,
                                        const struct rule_store *rules,
                                        const struct adapter_policy *policy, int ended_fd);

/*
 * Returns when each thread has been in its event loop, outside of any request, at some moment since
 * the call. What a request could read before the call, and no new one can find, may then be freed.
 * In: called by one thread at a time, and not after worker_group_drain.
 */
void worker_group_synchronise(struct worker_group *group);

/* Asks every thread to stop accepting, finish its open requests and end. Returns at once. */
void worker_group_drain(struct worker_group *group);

/* How many connections are open now. */
size_t worker_group_connections(const struct worker_group *group);

/* Whether a thread ended because its event loop failed. */
bool worker_group_failed(const struct worker_group *group);

/* Frees the group. In: every thread has ended. */
void worker_group_free(struct worker_group *group);

#endif
