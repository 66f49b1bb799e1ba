/*
 * The serving threads.
 *
 * Nothing is shared between them but the configuration, which is read-only, and the rules. Other
 * threads talk to a worker by messages that wake its event loop. A message is handled between
 * requests, never inside one, since a request is answered in one call; so a handled message is also
 * the proof that no request that began before it is still looking at the rules.
 *
 * h2o keeps free lists in thread-local variables, and a socket or buffer points to those of the
 * thread that made it. So each worker makes and destroys everything of h2o's by itself.
 *
 * Draining: the listening socket is emptied and closed, and every answer from then on says that the
 * connection will close (HTTP/1) or the connection is told to go away (HTTP/2). A client in the
 * middle of its next request gets one second to have it answered. Then the idle HTTP/1 connections,
 * which would otherwise stay for h2o's timeout of ten seconds, have their receiving side shut, and
 * end as if the client had closed them.
 */
#include "worker.h"

#include "adapter.h"
#include "message.h"

#include <errno.h>
#include <h2o.h>
#include <h2o/http1.h>
#include <h2o/http2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

enum {
    ACCEPTS_PER_EVENT = 64, /* so that a flood of connections cannot starve the open ones */
    DRAIN_STEP_MS = 20,
    DRAIN_GRACE_MS = 1000 /* as long as h2o waits between its two GOAWAY frames */
};

struct worker;

/* A message to a worker: what it shall do. */
struct command {
    h2o_multithread_message_t message;
    void (*perform)(struct worker *worker);
};

struct worker {
    struct worker_group *group;
    pthread_t thread;
    int socket; /* to listen on; h2o's once there is a listener */
    h2o_context_t context;
    h2o_accept_ctx_t accept;
    h2o_socket_t *listener; /* NULL once closed */
    h2o_timeout_entry_t accept_pause;
    bool pause_reported;
    h2o_multithread_receiver_t receiver;
    struct command synchronise;
    struct command drain;
    bool draining;
    uint64_t drain_since_ms;
    atomic_size_t connections;
};

struct worker_group {
    h2o_globalconf_t config;
    int ended_fd;
    atomic_bool failed;
    pthread_mutex_t mutex;
    pthread_cond_t all_answered;
    unsigned unanswered; /* workers that have yet to start or to synchronise; guarded by mutex */
    unsigned count;
    struct worker workers[];
};

static void on_connection_close(void *data)
{
    struct worker *worker = data;
    atomic_fetch_sub_explicit(&worker->connections, 1, memory_order_relaxed);
}

static void on_accept(h2o_socket_t *listener, const char *error);

static void on_accept_resume(h2o_timeout_entry_t *entry)
{
    struct worker *worker = H2O_STRUCT_FROM_MEMBER(struct worker, accept_pause, entry);
    h2o_socket_read_start(worker->listener, on_accept);
}

/*
 * Without a free descriptor the listening socket stays readable and the loop would spin. Waiting a
 * little leaves the connections in the backlog until others have closed.
 */
static void pause_accepting(struct worker *worker, int error)
{
    h2o_socket_read_stop(worker->listener);
    worker->accept_pause.cb = on_accept_resume;
    h2o_timeout_link(worker->context.loop, &worker->context.hundred_ms_timeout,
                     &worker->accept_pause);
    if (!worker->pause_reported)
        message_try("cannot accept more connections: %s; they wait until others close",
                    strerror(error));
    worker->pause_reported = true;
}

static bool is_out_of_resources(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

/* Accepts up to `limit` connections. Returns false when there was none left or none possible. */
static bool accept_some(struct worker *worker, int limit)
{
    for (int i = 0; i < limit; i++) {
        h2o_socket_t *socket = h2o_evloop_socket_accept(worker->listener);
        if (socket == NULL) {
            if (is_out_of_resources(errno) && !worker->draining)
                pause_accepting(worker, errno);
            return errno == ECONNABORTED || errno == EINTR;
        }
        atomic_fetch_add_explicit(&worker->connections, 1, memory_order_relaxed);
        socket->on_close.cb = on_connection_close;
        socket->on_close.data = worker;
        h2o_accept(&worker->accept, socket);
    }
    return true;
}

static void on_accept(h2o_socket_t *listener, const char *error)
{
    if (error == NULL)
        (void)accept_some(listener->data, ACCEPTS_PER_EVENT);
}

/* Tells the thread that waits in wait_for_all that this worker has done its part. */
static void answer(struct worker *worker)
{
    struct worker_group *group = worker->group;
    pthread_mutex_lock(&group->mutex);
    if (--group->unanswered == 0)
        pthread_cond_signal(&group->all_answered);
    pthread_mutex_unlock(&group->mutex);
}

static void wait_for_all(struct worker_group *group)
{
    pthread_mutex_lock(&group->mutex);
    while (group->unanswered != 0)
        pthread_cond_wait(&group->all_answered, &group->mutex);
    pthread_mutex_unlock(&group->mutex);
}

static void perform_synchronise(struct worker *worker)
{
    answer(worker);
}

static void perform_drain(struct worker *worker)
{
    worker->draining = true;
    worker->drain_since_ms = h2o_now(worker->context.loop);
    h2o_timeout_unlink(&worker->accept_pause);
    /* These clients hold a connection: they are owed an answer. */
    while (accept_some(worker, ACCEPTS_PER_EVENT))
        ;
    h2o_socket_close(worker->listener);
    worker->listener = NULL;
    if (atomic_load_explicit(&worker->connections, memory_order_relaxed) != 0)
        h2o_context_request_shutdown(&worker->context);
}

static void on_messages(h2o_multithread_receiver_t *receiver, h2o_linklist_t *messages)
{
    struct worker *worker = H2O_STRUCT_FROM_MEMBER(struct worker, receiver, receiver);
    while (!h2o_linklist_is_empty(messages)) {
        h2o_multithread_message_t *message =
            H2O_STRUCT_FROM_MEMBER(h2o_multithread_message_t, link, messages->next);
        struct command *command = H2O_STRUCT_FROM_MEMBER(struct command, message, message);
        h2o_linklist_unlink(&message->link);
        command->perform(worker);
    }
}

/* Shuts the receiving side of a connection that has nothing of a request yet. */
static int shut_if_idle(h2o_req_t *request, void *unused)
{
    (void)unused;
    h2o_socket_t *socket = request->conn->callbacks->get_socket(request->conn);
    /* h2o sets the version when it has read a request's head. */
    if (request->version == 0 && socket->input->size == 0)
        (void)shutdown(h2o_socket_get_fd(socket), SHUT_RD);
    return 0;
}

/* Returns true when there is nothing left to wait for. */
static bool drain_step(struct worker *worker)
{
    h2o_context_t *context = &worker->context;
    if (atomic_load_explicit(&worker->connections, memory_order_relaxed) == 0)
        return true;
    if (h2o_now(context->loop) - worker->drain_since_ms >= DRAIN_GRACE_MS)
        (void)context->globalconf->http1.callbacks.foreach_request(context, shut_if_idle, NULL);
    return false;
}

static void worker_begin(struct worker *worker)
{
    h2o_context_init(&worker->context, h2o_evloop_create(), &worker->group->config);
    worker->accept.ctx = &worker->context;
    worker->accept.hosts = worker->group->config.hosts;
    h2o_multithread_register_receiver(worker->context.queue, &worker->receiver, on_messages);
    worker->listener =
        h2o_evloop_socket_create(worker->context.loop, worker->socket, H2O_SOCKET_FLAG_DONT_READ);
    worker->listener->data = worker;
    h2o_socket_read_start(worker->listener, on_accept);
}

/* Runs until drained. Returns false when the event loop failed. */
static bool worker_serve(struct worker *worker)
{
    for (;;) {
        int32_t wait_ms = worker->draining ? DRAIN_STEP_MS : INT32_MAX;
        /* EINTR: the process was stopped and continued. */
        if (h2o_evloop_run(worker->context.loop, wait_ms) != 0 && errno != EINTR) {
            message_try("the event loop failed: %s", strerror(errno));
            return false;
        }
        if (worker->draining && drain_step(worker))
            return true;
    }
}

static void worker_end(struct worker *worker)
{
    h2o_loop_t *loop = worker->context.loop;
    h2o_multithread_unregister_receiver(worker->context.queue, &worker->receiver);
    /* h2o's second GOAWAY is still due when every connection closed before it. */
    h2o_timeout_unlink(&worker->context.http2._graceful_shutdown_timeout);
    h2o_context_dispose(&worker->context);
    h2o_evloop_destroy(loop);
}

static void *worker_main(void *data)
{
    struct worker *worker = data;
    struct worker_group *group = worker->group;
    const uint64_t one = 1;

    worker_begin(worker);
    answer(worker);
    if (worker_serve(worker))
        worker_end(worker);
    else
        atomic_store(&group->failed, true);
    if (write(group->ended_fd, &one, sizeof(one)) != (ssize_t)sizeof(one))
        message_try("cannot report the end of a thread: %s", strerror(errno));
    return NULL;
}

static struct worker_group *group_create(unsigned count, const struct rule_store *rules,
                                         const struct adapter_policy *policy, int ended_fd)
{
    const size_t bytes = sizeof(struct worker_group) + (size_t)count * sizeof(struct worker);
    struct worker_group *group = h2o_mem_alloc(bytes); /* which ends the process when it fails */
    memset(group, 0, bytes);
    group->ended_fd = ended_fd;
    group->count = count;
    group->unanswered = count;
    pthread_mutex_init(&group->mutex, NULL);
    pthread_cond_init(&group->all_answered, NULL);

    h2o_config_init(&group->config);
    group->config.server_name = h2o_iovec_init("", 0); /* the adapter writes the field, faster */
    group->config.max_request_entity_size = policy->max_body_bytes;
    adapter_register(h2o_config_register_host(&group->config, h2o_iovec_init(H2O_STRLIT("default")),
                                              65535 /* any port */),
                     rules, policy);
    return group;
}

struct worker_group *worker_group_start(const int *sockets, unsigned count,
                                        const struct rule_store *rules,
                                        const struct adapter_policy *policy, int ended_fd)
{
    struct worker_group *group = group_create(count, rules, policy, ended_fd);
    for (unsigned i = 0; i < count; i++) {
        struct worker *worker = &group->workers[i];
        worker->group = group;
        worker->socket = sockets[i];
        worker->synchronise.perform = perform_synchronise;
        worker->drain.perform = perform_drain;
        int error = pthread_create(&worker->thread, NULL, worker_main, worker);
        if (error != 0) {
            errno = error;
            return NULL;
        }
    }
    wait_for_all(group);
    return group;
}

void worker_group_synchronise(struct worker_group *group)
{
    pthread_mutex_lock(&group->mutex);
    group->unanswered = group->count;
    pthread_mutex_unlock(&group->mutex);
    for (unsigned i = 0; i < group->count; i++)
        h2o_multithread_send_message(&group->workers[i].receiver,
                                     &group->workers[i].synchronise.message);
    wait_for_all(group);
}

void worker_group_drain(struct worker_group *group)
{
    for (unsigned i = 0; i < group->count; i++)
        h2o_multithread_send_message(&group->workers[i].receiver, &group->workers[i].drain.message);
}

size_t worker_group_connections(const struct worker_group *group)
{
    size_t sum = 0;
    for (unsigned i = 0; i < group->count; i++)
        sum += atomic_load_explicit(&group->workers[i].connections, memory_order_relaxed);
    return sum;
}

bool worker_group_failed(const struct worker_group *group)
{
    return atomic_load(&group->failed);
}

void worker_group_free(struct worker_group *group)
{
    for (unsigned i = 0; i < group->count; i++)
        pthread_join(group->workers[i].thread, NULL);
    h2o_config_dispose(&group->config);
    pthread_cond_destroy(&group->all_answered);
    pthread_mutex_destroy(&group->mutex);
    free(group);
}
