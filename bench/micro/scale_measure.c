#include "scale_measure.h"

#include "instructions.h"
#include "scale_compile.h"
#include "scale_requests.h"

#include <string.h>

static const double batch_target_ns = 20e6;
static const uint64_t seed = 307;

/* A set that is ready to be asked. */
struct prepared {
    struct scale_source source;
    struct scale_compiled compiled;
    struct scale_requests requests;
    struct scale_decisions decisions;
    struct loop loop;
    size_t iterations;
    struct faults faults;
    double ns[SCALE_ROUNDS];
};

static void free_prepared(struct prepared *prepared)
{
    scale_requests_free(&prepared->requests);
    scale_compiled_free(&prepared->compiled);
}

/* Draws requests and sees that each is decided as expected. */
static bool ask(struct prepared *prepared, enum scale_draw draw, size_t count)
{
    scale_requests_free(&prepared->requests);
    if (!scale_requests_make(count, &prepared->requests))
        return false;
    scale_requests_draw(prepared->source, draw, seed, &prepared->requests);
    prepared->decisions =
        (struct scale_decisions){prepared->compiled.rules, &prepared->requests, 0};
    prepared->loop = scale_loop(&prepared->decisions);
    return scale_decides_as_expected(prepared->source, &prepared->decisions);
}

static bool prepare(struct scale_source source, const struct scale_options *options,
                    struct prepared *out)
{
    bool hostile = source.set->kind == SCALE_HOSTILE;
    enum scale_repeats repeats = options->iterations > 0 ? COMPILE_ONCE : COMPILE_UNTIL_STEADY;
    memset(out, 0, sizeof(*out));
    out->source = source;
    if (!scale_compile(source, options->images, repeats, &out->compiled))
        return false;
    if (!ask(out, hostile ? DRAW_UNIFORM : DRAW_ZIPF, hostile ? SCALE_HOSTILE_TURN : SCALE_TURN)) {
        free_prepared(out);
        return false;
    }
    return true;
}

static void choose_iterations(struct prepared *prepared, const struct scale_options *options)
{
    prepared->iterations =
        options->iterations > 0
            ? options->iterations
            : loop_iterations(&prepared->loop, batch_target_ns, &prepared->faults);
}

static void run_round(struct prepared *prepared, size_t round)
{
    prepared->ns[round] = loop_batch_ns(&prepared->loop, prepared->iterations, &prepared->faults);
}

static bool is_faultless(const struct prepared *prepared)
{
    char name[SCALE_NAME_MAX];
    scale_source_name(prepared->source, name);
    return loop_faultless(name, &prepared->faults);
}

/* What is known when the rounds are over. */
static void fill_result(struct prepared *prepared, size_t rounds, struct scale_result *out)
{
    out->source = prepared->source;
    out->turn = prepared->loop.turn;
    out->text_bytes = prepared->compiled.text_bytes;
    out->image_bytes = prepared->compiled.rules.image_bytes;
    out->compile_s = prepared->compiled.compile_s;
    out->request_bytes = scale_requests_bytes(&prepared->requests);
    out->ns = spread_of(prepared->ns, rounds);
    out->long_ns = -1;
    out->missing_ns = -1;
    out->instructions = -1;
}

/* One batch of an exact length is for somebody else's counting, which more of them would disturb. */
static void count_instructions(struct prepared *prepared, const struct scale_options *options,
                               struct scale_result *out)
{
    if (options->iterations == 0)
        out->instructions =
            loop_instructions(&prepared->loop, prepared->iterations, &prepared->faults);
}

/* The median time of other requests of the same set. */
static bool measure_other(struct prepared *prepared, const struct scale_options *options,
                          enum scale_draw draw, size_t count, double *ns)
{
    if (!ask(prepared, draw, count))
        return false;
    choose_iterations(prepared, options);
    for (size_t round = 0; round < SCALE_ROUNDS; round++)
        run_round(prepared, round);
    *ns = spread_of(prepared->ns, SCALE_ROUNDS).median;
    return true;
}

static bool measure_others(struct prepared *prepared, const struct scale_options *options,
                           struct scale_result *out)
{
    enum scale_kind kind = prepared->source.set->kind;
    if (options->iterations > 0 || kind == SCALE_HOSTILE)
        return true;
    if (!measure_other(prepared, options, DRAW_ZIPF, SCALE_LONG_TURN, &out->long_ns))
        return false;
    return kind != SCALE_STATIC ||
           measure_other(prepared, options, DRAW_MISSING, SCALE_TURN, &out->missing_ns);
}

bool scale_measure(struct scale_source source, const struct scale_options *options,
                   struct scale_result *out)
{
    static struct prepared prepared;
    size_t rounds = options->iterations > 0 ? 1 : SCALE_ROUNDS;
    if (!prepare(source, options, &prepared))
        return false;
    choose_iterations(&prepared, options);
    for (size_t round = 0; round < rounds; round++)
        run_round(&prepared, round);
    fill_result(&prepared, rounds, out);
    count_instructions(&prepared, options, out);
    bool right = measure_others(&prepared, options, out) && is_faultless(&prepared);
    free_prepared(&prepared);
    return right;
}

/* The two follow one another closely, and who is first changes: the machine drifts. */
static void race(struct prepared *pair, size_t rounds)
{
    for (size_t round = 0; round < rounds; round++) {
        run_round(&pair[round % 2], round);
        run_round(&pair[(round + 1) % 2], round);
    }
}

bool scale_measure_pair(const struct scale_set *set, const struct scale_options *options,
                        struct scale_pair *out)
{
    static struct prepared pair[2];
    double factor[SCALE_ROUNDS];
    size_t rounds = options->iterations > 0 ? 1 : SCALE_ROUNDS;
    if (!prepare((struct scale_source){set, false}, options, &pair[0]))
        return false;
    if (!prepare((struct scale_source){set, true}, options, &pair[1])) {
        free_prepared(&pair[0]);
        return false;
    }
    choose_iterations(&pair[0], options);
    choose_iterations(&pair[1], options);
    race(pair, rounds);
    for (size_t round = 0; round < rounds; round++)
        factor[round] = pair[0].ns[round] / pair[1].ns[round];
    out->factor = spread_of(factor, rounds);
    fill_result(&pair[0], rounds, &out->hostile);
    fill_result(&pair[1], rounds, &out->plain);
    count_instructions(&pair[0], options, &out->hostile);
    count_instructions(&pair[1], options, &out->plain);
    bool right = is_faultless(&pair[0]) && is_faultless(&pair[1]);
    free_prepared(&pair[0]);
    free_prepared(&pair[1]);
    return right;
}
