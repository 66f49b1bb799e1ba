#include "follow_location.h"

#include "chars.h"
#include "follow_reference.h"
#include "writer.h"

/* What was found among a response's fields. */
struct found {
    struct carom_view value; /* the Location that counts; of several that are joined, the first */
    size_t count;
    bool are_several; /* and the policy does not take them */
    bool sets_cookie;
};

/* As nearly all write it, that is one comparison. */
static bool is_location(struct carom_view name)
{
    enum { LEN = sizeof "Location" - 1 };
    return name.len == LEN &&
           (memcmp(name.ptr, "Location", LEN) == 0 || memcmp(name.ptr, "location", LEN) == 0 ||
            carom_equal_nocase(name, CAROM_LITERAL("Location")));
}

static bool is_set_cookie(struct carom_view name)
{
    return name.len == sizeof "Set-Cookie" - 1 &&
           carom_equal_nocase(name, CAROM_LITERAL("Set-Cookie"));
}

/* A Location behind the first. */
static void add_another(enum carom_locations locations, struct carom_view value,
                        struct found *found)
{
    switch (locations) {
    case CAROM_LOCATIONS_ALIKE:
        found->are_several = found->are_several || !carom_view_equal(found->value, value);
        break;
    case CAROM_LOCATIONS_ALIKE_OR_EMPTY:
        if (found->value.len == 0)
            found->value = value;
        else if (value.len > 0 && !carom_view_equal(found->value, value))
            found->are_several = true;
        break;
    case CAROM_LOCATIONS_SINGLE:
        found->are_several = true;
        break;
    case CAROM_LOCATIONS_LAST:
        found->value = value;
        break;
    case CAROM_LOCATIONS_FIRST:
    case CAROM_LOCATIONS_JOINED:
        break;
    }
}

static struct found find(const struct hop *hop)
{
    struct found found = {{NULL, 0}, 0, false, false};
    const struct carom_answered *response = hop->response;
    for (size_t i = 0; i < response->field_count; i++) {
        const struct carom_field *field = &response->fields[i];
        if (is_location(field->name)) {
            struct carom_view value = without_space(field->value);
            if (found.count++ == 0)
                found.value = value;
            else
                add_another(hop->policy->locations, value, &found);
        } else if (is_set_cookie(field->name)) {
            found.sets_cookie = true;
        }
    }
    return found;
}

/* One value of all (RFC 9110 §5.3). */
static void put_joined(const struct carom_answered *response, struct carom_buf *out)
{
    bool is_first = true;
    for (size_t i = 0; i < response->field_count; i++) {
        const struct carom_field *field = &response->fields[i];
        if (!is_location(field->name))
            continue;
        if (!is_first)
            put_literal(out, ", ");
        is_first = false;
        put_view(out, without_space(field->value));
    }
}

/*
 * More than a value of `len` bytes takes that cannot be read yet because it has no room itself. A byte
 * may become nine (U+FFFD, percent-encoded), and in a host that goes through UTS #46 more.
 */
static size_t room_for_joined(const struct hop *hop, size_t len)
{
    enum { GROWTH = 80, PUNCTUATION = 64 };
    size_t grown = len <= SIZE_MAX / (GROWTH + 1) ? len * (GROWTH + 1) : SIZE_MAX;
    return size_plus(size_plus(grown, PUNCTUATION),
                     size_plus(hop->request->url->href.len, carom_follow_fragment_room(hop)));
}

/* Joined values are put to the front of buf: what is parsed must not be where the URL is written. */
static enum carom_result read_behind(struct hop *hop, struct found *found, struct carom_buf *buf,
                                     struct carom_url *url)
{
    bool is_joined = hop->policy->locations == CAROM_LOCATIONS_JOINED && found->count > 1;
    if (is_joined) {
        put_joined(hop->response, buf);
        if (put_result(buf) != CAROM_OK) {
            buf->len = room_for_joined(hop, buf->len);
            return CAROM_ERR_NOSPACE;
        }
        found->value = without_space(put_since(buf, 0));
    }
    struct carom_buf rest = *buf;
    if (buf->len > 0)
        rest = (struct carom_buf){buf->ptr + buf->len, buf->cap - buf->len, 0};
    enum carom_result result = carom_follow_reference_read(hop, found->value, &rest, url);
    buf->len = size_plus(buf->len, rest.len);
    return result;
}

enum carom_result carom_follow_location(struct hop *hop, struct carom_buf *buf,
                                        struct carom_url *url, enum carom_follow_reason *reason)
{
    struct found found = find(hop);
    bool is_joined = hop->policy->locations == CAROM_LOCATIONS_JOINED && found.count > 1;
    hop->sets_cookie = found.sets_cookie;
    *reason = CAROM_REASON_REDIRECT;
    if (found.are_several)
        *reason = CAROM_REASON_SEVERAL_LOCATIONS;
    else if (found.count == 0 || (found.value.len == 0 && !is_joined &&
                                  hop->policy->empty_location == CAROM_EMPTY_IS_NONE))
        *reason = CAROM_REASON_NO_LOCATION;
    if (*reason != CAROM_REASON_REDIRECT)
        return CAROM_OK;
    enum carom_result result = read_behind(hop, &found, buf, url);
    if (result == CAROM_ERR_NOSPACE || result == CAROM_ERR_NOMEM)
        return result;
    if (result != CAROM_OK) {
        *reason = CAROM_REASON_INVALID_LOCATION;
        buf->len = 0;
    }
    return CAROM_OK;
}
