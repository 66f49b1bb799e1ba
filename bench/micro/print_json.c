#include "print.h"

#include <stdio.h>

/* Names and descriptions of this program: printable ASCII, of which JSON escapes two characters. */
static void print_string(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

static void print_spread(const char *name, const struct spread *spread)
{
    printf("\"%s\":{\"median\":%.4f,\"min\":%.4f,\"max\":%.4f}", name, spread->median, spread->min,
           spread->max);
}

void print_case_json(const struct micro_case *which, const struct measurement *measured)
{
    fputs("{\"name\":", stdout);
    print_string(which->name);
    if (measured == NULL)
        fputs(",\"built\":false}", stdout);
    else
        printf(",\"built\":true,\"min_ns\":%.2f,\"median_ns\":%.2f,\"turn\":%zu,"
               "\"iterations\":%zu,\"batches\":%zu}",
               measured->min_ns, measured->median_ns, measured->turn, measured->iterations,
               measured->batches);
}

static void print_reader(const struct url_reader *reader)
{
    fputs("{\"name\":", stdout);
    print_string(reader->name);
    fputs(",\"does\":", stdout);
    print_string(reader->does);
    printf(",\"peer\":%s,\"built\":%s}", reader->is_peer ? "true" : "false",
           reader->read != NULL ? "true" : "false");
}

static void print_cell(const struct compare_cell *cell)
{
    putchar('{');
    print_spread("ns", &cell->ns);
    putchar(',');
    print_spread("carom_ratio", &cell->ratio);
    printf(",\"refused\":%zu,\"other\":%zu}", cell->refused, cell->other);
}

static void print_row(const struct url_reading *reading, const struct compare_row *row)
{
    fputs("\n   {\"name\":", stdout);
    print_string(row->name);
    printf(",\"shapes\":%zu,\"readers\":[", row->shapes);
    for (size_t i = 0; i < reading->reader_count; i++) {
        fputs(i > 0 ? "," : "", stdout);
        if (reading->readers[i].read == NULL)
            fputs("null", stdout);
        else
            print_cell(&row->cells[i]);
    }
    fputs("]}", stdout);
}

void print_comparison_json(const struct comparison *comparison)
{
    const struct url_reading *reading = comparison->reading;
    fputs("{\"name\":", stdout);
    print_string(reading->name);
    fputs(",\"description\":", stdout);
    print_string(reading->description);
    printf(",\"rounds\":%zu,\"readers\":[", comparison->rounds);
    for (size_t i = 0; i < reading->reader_count; i++) {
        fputs(i > 0 ? ",\n   " : "\n   ", stdout);
        print_reader(&reading->readers[i]);
    }
    fputs("],\"rows\":[", stdout);
    for (size_t i = 0; i < comparison->row_count; i++) {
        fputs(i > 0 ? "," : "", stdout);
        print_row(reading, &comparison->rows[i]);
    }
    fputs("]}", stdout);
}

void print_linear_json(const struct linear_result *result)
{
    fputs("{\"name\":", stdout);
    print_string(result->input->name);
    printf(",\"refused\":%s,\"sizes\":[", result->input->href_start == NULL ? "true" : "false");
    for (size_t i = 0; i < LINEAR_SIZES; i++) {
        printf("%s{\"bytes\":%zu,", i > 0 ? "," : "", result->bytes[i]);
        print_spread("ns_per_byte", &result->ns_per_byte[i]);
        putchar('}');
    }
    fputs("],", stdout);
    print_spread("growth", &result->growth);
    printf(",\"grows\":%s}", result->grows ? "true" : "false");
}

void print_lint_json(const struct lint_result *result)
{
    fputs("{\"name\":", stdout);
    print_string(result->set->name);
    fputs(",\"description\":", stdout);
    print_string(result->set->description);
    printf(",\"rules\":%zu,\"findings\":%zu,", result->rules, result->findings);
    print_spread("compile_ms", &result->compile_ms);
    putchar(',');
    print_spread("lint_ms", &result->lint_ms);
    putchar('}');
}
