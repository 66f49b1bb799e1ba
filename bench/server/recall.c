/* A table of answers, one for each slot, found by a hash of the request. */
#include "recall.h"

#include <stdlib.h>
#include <string.h>

/* What a slot remembers; the key's bytes stand behind it, so that a hit reads one piece of memory. */
struct entry {
    void *answer;
    int64_t holds_at_s;
    size_t key_len;
    char key[];
};

struct slot {
    uint64_t kept_hash; /* of the entry */
    uint64_t seen_hash; /* of the last request that found nothing here */
    struct entry *entry;
};

struct recall {
    void (*release)(void *answer);
    size_t mask;
    struct slot slots[];
};

static uint64_t word_at(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof(word));
    return word;
}

/* Both halves of a product, so that every bit of the two factors has a part in the result. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 uint128;
    uint128 product = (uint128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* In: len is at least 16. A collision costs a lookup: the bytes are compared. */
static uint64_t hash_of(const char *bytes, size_t len)
{
    /* Odd numbers without a pattern: the golden ratio and the square root of two. */
    const uint64_t first = UINT64_C(0x9E3779B97F4A7C15), second = UINT64_C(0xB504F333F9DE6485);
    uint64_t state = len;
    for (size_t i = 0; i + 16 < len; i += 16)
        state = mix(word_at(bytes + i) ^ first, word_at(bytes + i + 8) ^ second ^ state);
    const char *last = bytes + len - 16;
    return mix(word_at(last) ^ first, word_at(last + 8) ^ second ^ state);
}

static char *put(char *at, struct carom_view view)
{
    if (view.len != 0) /* an empty view may have no address */
        memcpy(at, view.ptr, view.len);
    return at + view.len;
}

/* A length that a key may have; of a longer text, one that no key has. */
static size_t bounded(struct carom_view view)
{
    return view.len <= RECALL_KEY_MAX ? view.len : RECALL_KEY_MAX + 1;
}

/* How many bytes the texts of a request are; of fields, with two for each length. */
static size_t texts_len(const struct carom_request *request)
{
    size_t len = bounded(request->method) + bounded(request->scheme) + bounded(request->authority) +
                 bounded(request->target) + bounded(request->country);
    for (size_t i = 0; i < request->field_count && len <= RECALL_KEY_MAX; i++)
        len += 2 * sizeof(uint16_t) + bounded(request->fields[i].name) +
               bounded(request->fields[i].value);
    return len;
}

bool recall_key_of(const struct carom_request *request, uint64_t rules_serial,
                   struct recall_key *out)
{
    /* The lengths first: then no two requests have the same bytes. */
    const struct {
        uint64_t rules_serial;
        uint16_t authority_len, target_len;
        uint8_t method_len, scheme_len, country_len, version;
    } head = {rules_serial,
              (uint16_t)request->authority.len,
              (uint16_t)request->target.len,
              (uint8_t)request->method.len,
              (uint8_t)request->scheme.len,
              (uint8_t)request->country.len,
              (uint8_t)request->version};
    _Static_assert(sizeof(head) == 16, "padding would be bytes of any value");
    const size_t len = texts_len(request);
    if (len > sizeof(out->bytes) - sizeof(head) || request->method.len > UINT8_MAX ||
        request->scheme.len > UINT8_MAX || request->country.len > UINT8_MAX)
        return false;
    memcpy(out->bytes, &head, sizeof(head));
    char *at = out->bytes + sizeof(head);
    at = put(at, request->method);
    at = put(at, request->scheme);
    at = put(at, request->authority);
    at = put(at, request->target);
    at = put(at, request->country);
    for (size_t i = 0; i < request->field_count; i++) {
        const struct carom_field *field = &request->fields[i];
        const uint16_t lens[2] = {(uint16_t)field->name.len, (uint16_t)field->value.len};
        memcpy(at, lens, sizeof(lens));
        at = put(at + sizeof(lens), field->name);
        at = put(at, field->value);
    }
    out->len = sizeof(head) + len;
    out->hash = hash_of(out->bytes, out->len);
    return true;
}

struct recall *recall_create(size_t slots, void (*release)(void *answer))
{
    size_t count = 1;
    while (count < slots)
        count *= 2;
    struct recall *recall = calloc(1, sizeof(*recall) + count * sizeof(recall->slots[0]));
    if (recall == NULL)
        return NULL;
    recall->release = release;
    recall->mask = count - 1;
    return recall;
}

static void drop(struct recall *recall, struct slot *slot)
{
    if (slot->entry == NULL)
        return;
    recall->release(slot->entry->answer);
    free(slot->entry);
    slot->entry = NULL;
}

void recall_destroy(struct recall *recall)
{
    if (recall == NULL)
        return;
    for (size_t i = 0; i <= recall->mask; i++)
        drop(recall, &recall->slots[i]);
    free(recall);
}

static struct slot *slot_of(struct recall *recall, uint64_t hash)
{
    return &recall->slots[(hash >> 32) & recall->mask];
}

void *recall_find(struct recall *recall, const struct recall_key *key, int64_t now_s,
                  bool *is_wanted)
{
    struct slot *slot = slot_of(recall, key->hash);
    const struct entry *entry = slot->entry;
    *is_wanted = false;
    if (entry != NULL && slot->kept_hash == key->hash && entry->key_len == key->len &&
        (entry->holds_at_s == RECALL_ANY_TIME || entry->holds_at_s == now_s) &&
        memcmp(entry->key, key->bytes, key->len) == 0)
        return entry->answer;
    *is_wanted = slot->seen_hash == key->hash;
    slot->seen_hash = key->hash;
    return NULL;
}

bool recall_keep(struct recall *recall, const struct recall_key *key, int64_t holds_at_s,
                 void *answer)
{
    struct slot *slot = slot_of(recall, key->hash);
    struct entry *entry = malloc(sizeof(*entry) + key->len);
    if (entry == NULL)
        return false;
    entry->answer = answer;
    entry->holds_at_s = holds_at_s;
    entry->key_len = key->len;
    memcpy(entry->key, key->bytes, key->len);
    drop(recall, slot);
    slot->entry = entry;
    slot->kept_hash = key->hash;
    return true;
}
