#include "model/expand.h"

#include "model/cloudflare.h"
#include "model/netlify.h"
#include "model/target.h"

/* A piece of a target: literal text, `?` or `#`, or the value of a capture. */
struct chunk {
    struct model_view text;
    enum model_place place;
    bool is_capture;
    bool is_delimiter;
};

struct chunks {
    struct model_arena *arena;
    size_t count;
    struct chunk *items;
};

static void add_chunk(struct chunks *chunks, struct model_view text, enum model_place place)
{
    chunks->items[chunks->count++] = (struct chunk){text, place, false, false};
}

static void add_delimiter(struct chunks *chunks, struct model_view text)
{
    chunks->items[chunks->count++] = (struct chunk){text, MODEL_PATH, false, true};
}

/* In a query `+` is a space and elsewhere it is a plus (WHATWG URL,
 * application/x-www-form-urlencoded). */
static struct model_view plus_to_space(struct model_arena *arena, struct model_view value)
{
    struct model_text text = model_text_of(arena);

    for (size_t i = 0; i < value.len; i++)
        model_put_byte(&text, value.ptr[i] == '+' ? ' ' : value.ptr[i]);
    return model_text_view(&text);
}

/*
 * A value must mean the same at its new place; a value of the query never holds `&`. In netlify one of
 * the query is decoded and encoded anew.
 */
static void add_capture(struct chunks *chunks, const struct model_rule *rule,
                        struct model_view value, bool from_query, enum model_place place)
{
    if (from_query && rule->dialect == MODEL_NETLIFY)
        value = model_netlify_encode(chunks->arena, model_netlify_decode(chunks->arena, value));
    if (from_query && place != MODEL_QUERY)
        value = plus_to_space(chunks->arena, value);
    if (!from_query && place == MODEL_QUERY)
        place = MODEL_QUERY_CAPTURE;
    chunks->items[chunks->count++] = (struct chunk){value, place, true, false};
}

/* A run of slashes at the start of a relative target, whoever brought them, becomes one. */
static void trim_slashes(struct chunks *chunks)
{
    for (size_t i = 0; i < chunks->count; i++) {
        struct chunk *chunk = &chunks->items[i];
        while (chunk->text.len > 0) {
            char first = chunk->text.ptr[0];
            /* A literal `\` is `%5C` since the rules were compiled. */
            if (first != '/' && (first != '\\' || !chunk->is_capture))
                return;
            chunk->text = model_from(chunk->text, 1);
        }
    }
}

static struct model_view join(struct model_arena *arena, struct model_view origin,
                              struct chunks *chunks)
{
    struct model_text text = model_text_of(arena);

    model_put(&text, origin);
    if (origin.len == 0) {
        trim_slashes(chunks);
        model_put_byte(&text, '/');
    }
    for (size_t i = 0; i < chunks->count; i++) {
        const struct chunk *chunk = &chunks->items[i];
        if (chunk->is_delimiter)
            model_put(&text, chunk->text);
        else
            model_put_safe(&text, chunk->text, chunk->place);
    }
    return model_text_view(&text);
}

/* Whether the request's query goes to a target that has none. */
static bool passes_query(const struct model_rule *rule, const struct model_lookup *lookup)
{
    bool is_kept = rule->status == 200 || rule->status == 301 || rule->status == 302;

    if (rule->dialect == MODEL_CLOUDFLARE)
        return lookup->query.len > 0 && model_is_redirect(rule->status);
    if (rule->dialect == MODEL_CAROM)
        is_kept = rule->status == 200 || model_is_redirect(rule->status);
    return is_kept && lookup->has_query && rule->pair_count == 0;
}

static void add_query(struct chunks *chunks, const struct model_lookup *lookup)
{
    add_delimiter(chunks, model_literal("?"));
    add_chunk(chunks, lookup->query, MODEL_QUERY);
}

struct model_view model_expand(struct model_arena *arena, const struct model_rule *rule,
                               const struct model_captures *captures,
                               const struct model_lookup *lookup, struct model_view target)
{
    struct model_target_cursor cursor = model_target_begin(target);
    struct model_view authority = model_authority(target);
    struct model_text origin = model_text_of(arena);
    struct chunks chunks = {arena, 0, model_alloc(arena, (target.len + 4) * sizeof(struct chunk))};
    struct model_target_piece piece;
    bool wants_query = passes_query(rule, lookup);

    model_put(&origin, model_part(target, 0, cursor.at - authority.len));
    model_put(&origin, model_fill(arena, rule, authority, captures->values));
    while (model_target_next(&cursor, rule, &piece)) {
        if (piece.kind == MODEL_PIECE_CAPTURE) {
            add_capture(&chunks, rule, captures->values[piece.capture],
                        piece.capture >= rule->path_name_count, piece.place);
            continue;
        }
        if (piece.kind == MODEL_PIECE_TEXT) {
            add_chunk(&chunks, piece.text, piece.place);
            continue;
        }
        if (wants_query && piece.place == MODEL_FRAGMENT)
            add_query(&chunks, lookup);
        wants_query = false;
        add_delimiter(&chunks, piece.text);
    }
    if (wants_query)
        add_query(&chunks, lookup);
    struct model_view text = join(arena, model_text_view(&origin), &chunks);
    return rule->dialect == MODEL_CLOUDFLARE ? model_cloudflare_finish(arena, rule, lookup, text)
                                             : text;
}
