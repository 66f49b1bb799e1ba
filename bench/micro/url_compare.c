#include "url_compare.h"

#include <string.h>

static const double batch_target_ns = 2e6;

typedef enum url_answer answers_of_readers[URL_READERS_MAX][URL_SHAPES];

static struct compare_row *add_row(struct comparison *comparison, const char *name)
{
    struct compare_row *row = &comparison->rows[comparison->row_count++];
    memset(row, 0, sizeof(*row));
    row->name = name;
    return row;
}

static void choose(struct compare_row *row, size_t shape)
{
    row->chosen[shape] = true;
    row->shapes++;
}

static bool taken_by_all(const struct url_reading *reading, answers_of_readers answers,
                         size_t shape)
{
    for (size_t i = 0; i < reading->reader_count; i++) {
        if (reading->readers[i].read != NULL && answers[i][shape] == URL_REFUSED)
            return false;
    }
    return true;
}

static void make_rows(struct comparison *comparison, answers_of_readers answers)
{
    for (size_t i = 0; i < URL_SHAPES; i++)
        choose(add_row(comparison, url_shapes[i].name), i);
    struct compare_row *all = add_row(comparison, "all");
    struct compare_row *taken = add_row(comparison, "all but refused");
    for (size_t i = 0; i < URL_SHAPES; i++) {
        choose(all, i);
        if (taken_by_all(comparison->reading, answers, i))
            choose(taken, i);
    }
    if (taken->shapes == 0 || taken->shapes == all->shapes)
        comparison->row_count--;
}

/* Carom's readers must be right; what a peer makes of a shape is counted and shown. */
static bool check_readers(const struct url_reading *reading, answers_of_readers answers)
{
    bool right = true;
    for (size_t i = 0; i < reading->reader_count; i++) {
        if (reading->readers[i].read != NULL)
            right = url_check(reading, &reading->readers[i], answers[i]) && right;
    }
    return right;
}

static void count_answers(struct comparison *comparison, answers_of_readers answers)
{
    for (size_t i = 0; i < comparison->row_count; i++) {
        struct compare_row *row = &comparison->rows[i];
        for (size_t j = 0; j < comparison->reading->reader_count; j++) {
            for (size_t k = 0; k < URL_SHAPES; k++) {
                row->cells[j].refused += row->chosen[k] && answers[j][k] == URL_REFUSED;
                row->cells[j].other += row->chosen[k] && answers[j][k] == URL_OTHER;
            }
        }
    }
}

/* One row's loops, one for each reader, and what their batches took. */
struct race {
    const struct url_reading *reading;
    struct url_loop contexts[URL_READERS_MAX];
    struct loop loops[URL_READERS_MAX];
    size_t iterations[URL_READERS_MAX];
    double ns[URL_READERS_MAX][COMPARE_ROUNDS];
    struct faults faults;
};

static bool is_built(const struct race *race, size_t reader)
{
    return race->reading->readers[reader].read != NULL;
}

static void prepare_race(struct race *race, const struct compare_row *row, size_t iterations)
{
    race->faults = (struct faults){0, 0};
    for (size_t i = 0; i < race->reading->reader_count; i++) {
        if (!is_built(race, i))
            continue;
        race->loops[i] = url_loop_over(&race->reading->readers[i], row->chosen, &race->contexts[i]);
        race->iterations[i] =
            iterations > 0 ? iterations
                           : loop_iterations(&race->loops[i], batch_target_ns, &race->faults);
    }
}

/* The readers follow one another closely, and who is first changes: the machine drifts. */
static void run_race(struct race *race, size_t rounds)
{
    size_t readers = race->reading->reader_count;
    for (size_t round = 0; round < rounds; round++) {
        for (size_t turn = 0; turn < readers; turn++) {
            size_t i = (round + turn) % readers;
            if (is_built(race, i))
                race->ns[i][round] =
                    loop_batch_ns(&race->loops[i], race->iterations[i], &race->faults);
        }
    }
}

static void fill_cells(struct race *race, size_t rounds, struct compare_row *row)
{
    double ratio[COMPARE_ROUNDS];
    /* Backwards: spread_of puts rounds in order, and all ratios need Carom's as they were. */
    for (size_t i = race->reading->reader_count; i-- > 0;) {
        if (!is_built(race, i))
            continue;
        for (size_t round = 0; round < rounds; round++)
            ratio[round] = race->ns[0][round] / race->ns[i][round];
        row->cells[i].ratio = spread_of(ratio, rounds);
        row->cells[i].ns = spread_of(race->ns[i], rounds);
    }
}

bool compare_readers(const struct url_reading *reading, size_t iterations, struct comparison *out)
{
    static struct race race;
    answers_of_readers answers = {{URL_SAME}};
    bool right = true;
    out->reading = reading;
    out->rounds = iterations > 0 ? 1 : COMPARE_ROUNDS;
    out->row_count = 0;
    if (!check_readers(reading, answers))
        return false;
    make_rows(out, answers);
    count_answers(out, answers);
    race.reading = reading;
    for (size_t i = 0; i < out->row_count; i++) {
        prepare_race(&race, &out->rows[i], iterations);
        run_race(&race, out->rounds);
        fill_cells(&race, out->rounds, &out->rows[i]);
        right = loop_faultless(out->rows[i].name, &race.faults) && right;
    }
    return right;
}
