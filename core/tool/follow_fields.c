#include "follow_fields.h"

#include "json_text.h"
#include "request.h"

#include <stdlib.h>
#include <string.h>

bool field_list_add(struct field_list *list, struct carom_field field)
{
    if (list->count == list->cap) {
        size_t cap = list->cap < 8 ? 8 : list->cap * 2;
        struct carom_field *items =
            cap > SIZE_MAX / sizeof *items ? NULL : realloc(list->items, cap * sizeof *items);
        if (items == NULL)
            return false;
        list->items = items;
        list->cap = cap;
    }
    list->items[list->count++] = field;
    return true;
}

const char *response_field_check(struct carom_field *field)
{
    field->value = field_value_trimmed(field->value);
    return field_name_check(field->name);
}

const char *response_field_read(struct carom_view text, struct carom_field *out)
{
    const char *colon = text.len > 0 ? memchr(text.ptr, ':', text.len) : NULL;
    if (colon == NULL)
        return "a field must be given as `Name: value`";
    size_t name_len = (size_t)(colon - text.ptr);
    out->name = carom_view_of(text.ptr, name_len);
    out->value = carom_view_of(colon + 1, text.len - name_len - 1);
    return response_field_check(out);
}

bool field_list_read_json(struct field_list *list, const char *key, const json_t *value,
                          const char *(*check)(struct carom_field *field), struct line_error *error)
{
    static const char shape[] = "\" must be an array of [\"Name\",\"value\"] pairs";
    list->count = 0;
    if (!json_is_array(value))
        return line_fail_about(error, "\"", key, shape);
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *pair = json_array_get(value, i);
        const json_t *name = json_array_get(pair, 0);
        const json_t *text = json_array_get(pair, 1);
        if (json_array_size(pair) != 2 || !json_is_string(name) || !json_is_string(text))
            return line_fail_about(error, "\"", key, shape);
        struct carom_field field = {
            carom_view_of(json_string_value(name), json_string_length(name)),
            carom_view_of(json_string_value(text), json_string_length(text))};
        const char *wrong = check(&field);
        if (wrong != NULL)
            return line_fail(error, wrong);
        if (!field_list_add(list, field))
            return line_fail(error, "out of memory");
    }
    return true;
}

json_t *field_array_json(const struct carom_field *fields, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; array != NULL && i < count; i++) {
        json_t *pair = json_array();
        if (pair == NULL || json_array_append_new(pair, json_bytes(fields[i].name)) != 0 ||
            json_array_append_new(pair, json_bytes(fields[i].value)) != 0 ||
            json_array_append_new(array, json_incref(pair)) != 0) {
            json_decref(array);
            array = NULL;
        }
        json_decref(pair);
    }
    return array;
}

const struct carom_field *field_named(const struct carom_field *fields, size_t count,
                                      struct carom_view name)
{
    for (size_t i = 0; i < count; i++) {
        if (is_same_name(fields[i].name, name))
            return &fields[i];
    }
    return NULL;
}

void field_list_free(struct field_list *list)
{
    free(list->items);
    memset(list, 0, sizeof *list);
}
