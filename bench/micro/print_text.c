#include "print.h"

#include <stdio.h>

void print_case_text(const struct micro_case *which, const struct measurement *measured, bool first)
{
    if (first)
        printf("%-24s %10s %10s %12s %8s\n", "case", "min ns", "median ns", "iterations",
               "batches");
    if (measured == NULL)
        printf("%-24s %10s\n", which->name, "not built");
    else
        printf("%-24s %10.1f %10.1f %12zu %8zu\n", which->name, measured->min_ns,
               measured->median_ns, measured->iterations, measured->batches);
}

/* A row of several shapes has no mark: how many were refused stands below the table. */
static void print_cell(const struct compare_row *row, const struct compare_cell *cell)
{
    char mark = cell->refused > 0 ? '!' : cell->other > 0 ? '~' : ' ';
    printf(" %11.1f%c", cell->ns.median, row->shapes > 1 ? ' ' : mark);
}

static void print_row(const struct url_reading *reading, const struct compare_row *row)
{
    printf("%-18s", row->name);
    for (size_t i = 0; i < reading->reader_count; i++) {
        if (reading->readers[i].read == NULL)
            printf(" %11s ", "not built");
        else
            print_cell(row, &row->cells[i]);
    }
    putchar('\n');
}

/* What the reader does and, when it is not the one that all are compared with, by how much. */
static void print_reader(const struct comparison *comparison, size_t index)
{
    const struct url_reader *reader = &comparison->reading->readers[index];
    printf("  %s: %s%s\n", reader->name, reader->does, reader->read == NULL ? "; not built" : "");
    if (reader->read == NULL || index == 0)
        return;
    for (size_t i = 0; i < comparison->row_count; i++) {
        const struct compare_row *row = &comparison->rows[i];
        const struct compare_cell *cell = &row->cells[index];
        if (row->shapes > 1)
            printf("    %s %zu: carom / %s is %.3f (%.3f to %.3f); %zu refused, %zu other\n",
                   row->name, row->shapes, reader->name, cell->ratio.median, cell->ratio.min,
                   cell->ratio.max, cell->refused, cell->other);
    }
}

void print_comparison_text(const struct comparison *comparison)
{
    const struct url_reading *reading = comparison->reading;
    printf("\n%s: %s; median ns, rounds: %zu; ! refused, ~ read as another URL\n%-18s",
           reading->name, reading->description, comparison->rounds, "shape");
    for (size_t i = 0; i < reading->reader_count; i++)
        printf(" %11s ", reading->readers[i].name);
    putchar('\n');
    for (size_t i = 0; i < comparison->row_count; i++)
        print_row(reading, &comparison->rows[i]);
    for (size_t i = 0; i < reading->reader_count; i++)
        print_reader(comparison, i);
}

void print_linear_text(const struct linear_result *result, bool first)
{
    if (first)
        printf("\nlinear: ns a byte\n%-18s %10s %10s %10s %8s\n", "input", "1 KB", "64 KB", "1 MB",
               "growth");
    printf("%-18s", result->input->name);
    for (size_t i = 0; i < LINEAR_SIZES; i++)
        printf(" %10.2f", result->ns_per_byte[i].median);
    printf(" %8.2f%s%s\n", result->growth.median,
           result->input->href_start == NULL ? " refused" : "", result->grows ? " GROWS" : "");
}

void print_lint_text(const struct lint_result *result, bool first)
{
    if (first)
        printf("\nlint: ms of CPU time, median of the rounds (quickest to slowest)\n%-14s %8s %9s "
               "%9s %9s"
               "\n",
               "set", "rules", "findings", "compile", "lint");
    printf("%-14s %8zu %9zu %9.1f %9.1f  (%.1f to %.1f) %s\n", result->set->name, result->rules,
           result->findings, result->compile_ms.median, result->lint_ms.median, result->lint_ms.min,
           result->lint_ms.max, result->set->description);
}
