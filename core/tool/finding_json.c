#include "finding_json.h"

#include "json_text.h"

const char *dialect_name(enum carom_dialect dialect)
{
    switch (dialect) {
    case CAROM_DIALECT_NETLIFY:
        return "netlify";
    case CAROM_DIALECT_CLOUDFLARE:
        return "cloudflare";
    case CAROM_DIALECT_CAROM:
    default:
        return "carom";
    }
}

static json_t *number_or_null(uint32_t number)
{
    return number > 0 ? json_integer(number) : json_null();
}

static json_t *bytes_or_null(struct carom_view bytes)
{
    return bytes.len > 0 ? json_bytes(bytes) : json_null();
}

static json_t *lines_json(const struct carom_lint_finding *finding)
{
    json_t *lines = json_array();
    for (size_t i = 0; lines != NULL && i < finding->line_count; i++) {
        if (json_array_append_new(lines, json_integer(finding->lines[i])) != 0) {
            json_decref(lines);
            lines = NULL;
        }
    }
    return lines;
}

/* json_object_set_new takes the value over, also when it fails, and fails for NULL. */
static json_t *difference_json(const struct carom_difference *difference)
{
    json_t *object = json_object();
    int failed = json_object_set_new(object, "kind",
                                     json_bytes(carom_difference_kind_name(difference->kind)));
    switch (difference->kind) {
    case CAROM_DIFFERENCE_STATUS:
        failed |= json_object_set_new(object, "status", json_integer(difference->status));
        failed |=
            json_object_set_new(object, "other_status", json_integer(difference->other_status));
        break;
    case CAROM_DIFFERENCE_FORCE:
        failed |= json_object_set_new(object, "other_force", json_boolean(difference->force));
        break;
    case CAROM_DIFFERENCE_LOCATION:
        failed |= json_object_set_new(object, "location", bytes_or_null(difference->location));
        failed |= json_object_set_new(object, "other_location",
                                      bytes_or_null(difference->other_location));
        break;
    case CAROM_DIFFERENCE_ORDER:
        failed |= json_object_set_new(object, "other_line", number_or_null(difference->other_line));
        break;
    case CAROM_DIFFERENCE_NO_MATCH:
    case CAROM_DIFFERENCE_MATCH:
        break;
    }
    if (difference->request.len > 0)
        failed |= json_object_set_new(object, "request", json_bytes(difference->request));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *differences_json(const struct carom_lint_finding *finding)
{
    json_t *differences = json_array();
    for (size_t i = 0; differences != NULL && i < finding->difference_count; i++) {
        json_t *difference = difference_json(&finding->differences[i]);
        if (json_array_append_new(differences, difference) != 0) {
            json_decref(differences);
            differences = NULL;
        }
    }
    return differences;
}

bool finding_json(const struct carom_lint_finding *finding, json_t *object)
{
    int failed =
        json_object_set_new(object, "kind", json_bytes(carom_lint_kind_name(finding->kind)));
    failed |= json_object_set_new(object, "other_line", number_or_null(finding->other_line));
    failed |= json_object_set_new(object, "hops", number_or_null(finding->hops));
    if (finding->location.len > 0)
        failed |= json_object_set_new(object, "location", json_bytes(finding->location));
    if (finding->name.len > 0)
        failed |= json_object_set_new(object, "name", json_bytes(finding->name));
    if (finding->status > 0)
        failed |= json_object_set_new(object, "status", json_integer(finding->status));
    if (finding->line_count > 0)
        failed |= json_object_set_new(object, "lines", lines_json(finding));
    if (finding->kind == CAROM_LINT_PORTABILITY) {
        const char *name = dialect_name(finding->dialect);
        failed |= json_object_set_new(object, "dialect", json_string(name));
        failed |= json_object_set_new(object, "differences", differences_json(finding));
    }
    return failed == 0;
}
