/*
 * Fuzzes carom_uri_parse and carom_uri_resolve beside liburiparser, another reader of RFC 3986.
 *
 * The input's first line is the base, the rest of it, byte by byte, the reference.
 *
 * Oracles: both take or refuse the same references, find the same parts in them, and resolve to the
 * same parts, but for the differences in `known_differences`, each of which says what exactly the
 * peer gives instead.
 */
#include "support.h"

#include "carom/url.h"

#include <stdlib.h>
#include <string.h>
#include <uriparser/Uri.h>

/* A reference, and what both sides make of it. */
struct both {
    struct carom_uri core;
    UriUriA peer;
};

/* ---- the peer's parts as views ---- */

static struct carom_view range(const UriTextRangeA *text)
{
    if (!text->first)
        return carom_view_of(NULL, 0);
    return carom_view_of(text->first, (size_t)(text->afterLast - text->first));
}

static void put(struct carom_buf *out, struct carom_view text)
{
    if (text.len > 0)
        memcpy(out->ptr + out->len, text.ptr, text.len);
    out->len += text.len;
}

/* The peer keeps a path as a list of segments. Free with fuzz_buf_release. */
static struct carom_buf peer_path(const UriUriA *peer)
{
    const struct carom_view slash = CAROM_LITERAL("/");
    size_t cap = 1;

    for (const UriPathSegmentA *at = peer->pathHead; at; at = at->next)
        cap += range(&at->text).len + 1;
    struct carom_buf path = fuzz_buf(cap);
    if (peer->absolutePath || (peer->hostText.first && peer->pathHead))
        put(&path, slash);
    for (const UriPathSegmentA *at = peer->pathHead; at; at = at->next) {
        put(&path, range(&at->text));
        if (at->next)
            put(&path, slash);
    }
    return path;
}

/* ---- comparing parts ---- */

static void compare_part(const char *name, bool has, struct carom_view core,
                         const UriTextRangeA *peer)
{
    FUZZ_ASSERT_NUMBER(name, has, peer->first != NULL);
    FUZZ_ASSERT_SAME(name, core, range(peer));
}

/* The peer's host is without brackets. */
static struct carom_view bare_host(struct carom_view host)
{
    if (host.len > 0 && host.ptr[0] == '[')
        return carom_view_of(host.ptr + 1, host.len - 2);
    return host;
}

static void compare_all_but_path(const struct carom_uri *core, const UriUriA *peer)
{
    compare_part("scheme", core->has_scheme, core->scheme, &peer->scheme);
    compare_part("userinfo", core->has_userinfo, core->userinfo, &peer->userInfo);
    compare_part("host", core->has_authority, bare_host(core->host), &peer->hostText);
    compare_part("port", core->has_port, core->port, &peer->portText);
    compare_part("query", core->has_query, core->query, &peer->query);
    compare_part("fragment", core->has_fragment, core->fragment, &peer->fragment);
    bool is_literal = core->host.len > 0 && core->host.ptr[0] == '[';
    bool is_future = is_literal && (core->host.ptr[1] == 'v' || core->host.ptr[1] == 'V');
    FUZZ_ASSERT_NUMBER("IPv6address", is_literal && !is_future, peer->hostData.ip6 != NULL);
    FUZZ_ASSERT_NUMBER("IPvFuture", is_future, peer->hostData.ipFuture.first != NULL);
}

/* Returns: whether both took it; then peer_release frees what the peer allocated. */
static bool parse_both(struct carom_view text, struct both *both)
{
    const char *error = NULL;
    int refused = uriParseSingleUriExA(&both->peer, text.ptr, text.ptr + text.len, &error);
    enum carom_result result = carom_uri_parse(text, &both->core, NULL);

    FUZZ_ASSERT(refused == URI_SUCCESS || refused == URI_ERROR_SYNTAX);
    FUZZ_ASSERT_NUMBER("whether it is a reference", result == CAROM_OK, refused == URI_SUCCESS);
    if (result != CAROM_OK)
        return false;
    struct carom_buf path = peer_path(&both->peer);
    compare_all_but_path(&both->core, &both->peer);
    FUZZ_ASSERT_SAME("path", both->core.path, carom_view_of(path.ptr, path.len));
    fuzz_buf_release(&path);
    return true;
}

/* ---- known differences in a target's path ---- */

struct resolution {
    const struct carom_uri *base;
    const struct carom_uri *reference;
    struct carom_uri core;
    struct carom_view peer_path;
};

static bool begins(struct carom_view view, const char *text)
{
    size_t len = strlen(text);

    return view.len >= len && fuzz_is(carom_view_of(view.ptr, len), text);
}

/* Whether the peer's path is this text and the core's without its first `skipped` bytes. */
static bool is_peer(const struct resolution *resolution, const char *text, size_t skipped)
{
    struct carom_view peer = resolution->peer_path;
    struct carom_view core = resolution->core.path;
    size_t len = strlen(text);

    if (core.len < skipped || !begins(peer, text) || peer.len - len != core.len - skipped)
        return false;
    return peer.len == len || memcmp(peer.ptr + len, core.ptr + skipped, peer.len - len) == 0;
}

/* Whether the path whose dot segments are to be removed does not begin with `/`. */
static bool is_rootless(const struct resolution *resolution)
{
    const struct carom_uri *base = resolution->base;
    const struct carom_uri *reference = resolution->reference;

    if (reference->has_authority || begins(reference->path, "/"))
        return false;
    return reference->has_scheme || (!base->has_authority && !begins(base->path, "/"));
}

/*
 * Section 3.3: without an authority no path begins with `//`. The peer puts the guard into the parts
 * of its target; the core's parts are those of section 5.2, and carom_uri_write guards them.
 */
static bool guards_in_the_parts(const struct resolution *resolution)
{
    return !resolution->core.has_authority && begins(resolution->core.path, "//") &&
           is_peer(resolution, "/.", 0);
}

/*
 * Section 3.3 again: behind an authority a path may begin with `//`, and section 5.2.4 adds no
 * segment to it. The peer guards it all the same.
 */
static bool guards_behind_an_authority(const struct resolution *resolution)
{
    return resolution->core.has_authority && begins(resolution->core.path, "//") &&
           is_peer(resolution, "/.", 0);
}

/* Section 5.2.4, steps 2B and 2C: what is left is `/`, which needs no guard. The peer gives `/./`. */
static bool guards_a_lone_slash(const struct resolution *resolution)
{
    return !resolution->core.has_authority && fuzz_is(resolution->core.path, "/") &&
           is_peer(resolution, "/.", 0);
}

/*
 * Section 5.2.4, step 2C: when the first segment of a rootless path goes, what follows keeps its
 * slash. The peer drops it with the segment, so that the path stays rootless, and puts a dot segment
 * before what would now begin with `//`.
 */
static bool stays_rootless(const struct resolution *resolution)
{
    struct carom_view core = resolution->core.path;

    if (!is_rootless(resolution) || !begins(core, "/"))
        return false;
    return is_peer(resolution, "", 1) || (begins(core, "//") && is_peer(resolution, "./", 1));
}

/*
 * Section 5.2.4, step 2A: when a dot segment before an empty segment goes, the path begins with `/`.
 * The peer takes it for rootless still, and puts a dot segment before it.
 */
static bool stays_rootless_by_a_guard(const struct resolution *resolution)
{
    struct carom_view core = resolution->core.path;

    return is_rootless(resolution) && (fuzz_is(core, "/") || begins(core, "//")) &&
           is_peer(resolution, "./", 0);
}

static bool (*const known_differences[])(const struct resolution *) = {
    guards_in_the_parts, guards_behind_an_authority, guards_a_lone_slash,
    stays_rootless,      stays_rootless_by_a_guard,
};

static void compare_target_paths(const struct resolution *resolution)
{
    for (size_t i = 0; i < sizeof known_differences / sizeof known_differences[0]; i++) {
        if (known_differences[i](resolution))
            return;
    }
    FUZZ_ASSERT_SAME("the target's path", resolution->core.path, resolution->peer_path);
}

/* ---- resolution ---- */

static void resolve_both(const struct both *base, const struct both *reference)
{
    struct resolution resolution = {.base = &base->core, .reference = &reference->core};
    /* A target's path is no longer than both paths and the `/` of section 5.2.3. */
    struct carom_buf buf = fuzz_buf(base->core.path.len + reference->core.path.len + 1);
    UriUriA target;
    int failed = uriAddBaseUriExA(&target, &reference->peer, &base->peer, URI_RESOLVE_STRICTLY);
    enum carom_result result =
        carom_uri_resolve(&base->core, &reference->core, &buf, &resolution.core);

    FUZZ_ASSERT(failed == URI_SUCCESS || failed == URI_ERROR_ADDBASE_REL_BASE);
    FUZZ_ASSERT_NUMBER("whether it resolves", result, failed ? CAROM_ERR_RANGE : CAROM_OK);
    if (result == CAROM_OK) {
        struct carom_buf path = peer_path(&target);
        resolution.peer_path = carom_view_of(path.ptr, path.len);
        compare_all_but_path(&resolution.core, &target);
        compare_target_paths(&resolution);
        fuzz_buf_release(&path);
    }
    uriFreeUriMembersA(&target);
    fuzz_buf_release(&buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct carom_view rest = carom_view_of((const char *)data, size);
    struct carom_view line;
    struct both base;
    struct both reference;

    (void)fuzz_next_line(&rest, &line);
    struct carom_view base_text = fuzz_copy(line);
    struct carom_view reference_text = fuzz_copy(rest);
    if (parse_both(base_text, &base)) {
        if (parse_both(reference_text, &reference)) {
            resolve_both(&base, &reference);
            uriFreeUriMembersA(&reference.peer);
        }
        uriFreeUriMembersA(&base.peer);
    }
    fuzz_release(base_text);
    fuzz_release(reference_text);
    return 0;
}
