#include "policy_bridge.h"

#include "support.h"

#include <string.h>

/* A word and what it is on the two sides. */
struct choice {
    const char *word;
    unsigned core;
    unsigned model;
};

static const struct choice scopes[] = {
    {"origin", CAROM_SCOPE_ORIGIN, MODEL_ONE_ORIGIN},
    {"domain", CAROM_SCOPE_DOMAIN, MODEL_ONE_DOMAIN},
    {"upgrade", CAROM_SCOPE_UPGRADE, MODEL_ONE_ORIGIN_OR_UPGRADE},
    {"anywhere", CAROM_SCOPE_ANYWHERE, MODEL_ANYWHERE},
    {NULL, 0, 0},
};
static const struct choice locations[] = {
    {"alike", CAROM_LOCATIONS_ALIKE, MODEL_ALIKE},
    {"alike_or_empty", CAROM_LOCATIONS_ALIKE_OR_EMPTY, MODEL_ALIKE_OR_EMPTY},
    {"single", CAROM_LOCATIONS_SINGLE, MODEL_SINGLE},
    {"first", CAROM_LOCATIONS_FIRST, MODEL_FIRST},
    {"last", CAROM_LOCATIONS_LAST, MODEL_LAST},
    {"joined", CAROM_LOCATIONS_JOINED, MODEL_JOINED},
    {NULL, 0, 0},
};
static const struct choice empties[] = {
    {"reference", CAROM_EMPTY_IS_REFERENCE, false},
    {"none", CAROM_EMPTY_IS_NONE, true},
    {NULL, 0, 0},
};
static const struct choice userinfos[] = {
    {"refused", CAROM_USERINFO_REFUSED, MODEL_USERINFO_REFUSED},
    {"across", CAROM_USERINFO_REFUSED_ACROSS, MODEL_USERINFO_REFUSED_ACROSS},
    {"ignored", CAROM_USERINFO_IGNORED, MODEL_USERINFO_IGNORED},
    {"kept", CAROM_USERINFO_KEPT, MODEL_USERINFO_KEPT},
    {NULL, 0, 0},
};
static const struct choice loops[] = {
    {"request", CAROM_LOOPS_BY_REQUEST, MODEL_LOOPS_OF_REQUESTS},
    {"url", CAROM_LOOPS_BY_URL, MODEL_LOOPS_OF_URLS},
    {"counted", CAROM_LOOPS_COUNTED, MODEL_LOOPS_ONLY_COUNTED},
    {NULL, 0, 0},
};
static const struct choice unreplayables[] = {
    {"when_kept", CAROM_UNREPLAYABLE_WHEN_KEPT, false},
    {"but_303", CAROM_UNREPLAYABLE_BUT_303, true},
    {NULL, 0, 0},
};
static const struct choice booleans[] = {{"0", false, false}, {"1", true, true}, {NULL, 0, 0}};
static const struct choice schemes[] = {
    {"h", CAROM_FOLLOW_HTTP, 0}, {"s", CAROM_FOLLOW_HTTPS, 1}, {"f", CAROM_FOLLOW_FTP, 2},
    {"w", CAROM_FOLLOW_WS, 3},   {"x", CAROM_FOLLOW_WSS, 4},   {NULL, 0, 0},
};
static const struct choice steps[] = {
    {".", CAROM_STEP_RETURN, '.'},
    {"K", CAROM_STEP_KEEP, 'K'},
    {"B", CAROM_STEP_BARE, 'B'},
    {"G", CAROM_STEP_GET, 'G'},
    {"k", CAROM_STEP_CONFIRM_KEEP, 'k'},
    {"g", CAROM_STEP_CONFIRM_GET, 'g'},
    {NULL, 0, 0},
};

static const uint32_t drop_bits[MODEL_KINDS] = {
    [MODEL_KIND_AUTHORIZATION] = CAROM_DROP_AUTHORIZATION,
    [MODEL_KIND_COOKIE] = CAROM_DROP_COOKIE,
    [MODEL_KIND_WWW_AUTHENTICATE] = CAROM_DROP_WWW_AUTHENTICATE,
    [MODEL_KIND_PROXY_AUTHORIZATION] = CAROM_DROP_PROXY_AUTHORIZATION,
    [MODEL_KIND_PROXY_AUTHENTICATE] = CAROM_DROP_PROXY_AUTHENTICATE,
    [MODEL_KIND_HOST] = CAROM_DROP_HOST,
    [MODEL_KIND_REFERER] = CAROM_DROP_REFERER,
    [MODEL_KIND_ORIGIN] = CAROM_DROP_ORIGIN,
    [MODEL_KIND_CONTENT_TYPE] = CAROM_DROP_CONTENT_TYPE,
    [MODEL_KIND_CONTENT_ENCODING] = CAROM_DROP_CONTENT_ENCODING,
    [MODEL_KIND_CONTENT_LANGUAGE] = CAROM_DROP_CONTENT_LANGUAGE,
    [MODEL_KIND_CONTENT_LOCATION] = CAROM_DROP_CONTENT_LOCATION,
    [MODEL_KIND_CONTENT_ANY] = CAROM_DROP_CONTENT_ANY,
    [MODEL_KIND_DIGEST] = CAROM_DROP_DIGEST,
    [MODEL_KIND_LAST_MODIFIED] = CAROM_DROP_LAST_MODIFIED,
    [MODEL_KIND_FRAMING] = CAROM_DROP_FRAMING,
    [MODEL_KIND_CONDITIONAL] = CAROM_DROP_CONDITIONAL,
    [MODEL_KIND_CONNECTION] = CAROM_DROP_CONNECTION,
};

static const enum carom_follow_reason reasons[MODEL_REASONS] = {
    [MODEL_NOT_A_REDIRECT] = CAROM_REASON_NOT_A_REDIRECT,
    [MODEL_UNAUTHORIZED] = CAROM_REASON_UNAUTHORIZED,
    [MODEL_FORBIDDEN] = CAROM_REASON_FORBIDDEN,
    [MODEL_NOT_ACCEPTABLE] = CAROM_REASON_NOT_ACCEPTABLE,
    [MODEL_STATUS] = CAROM_REASON_STATUS,
    [MODEL_NO_LOCATION] = CAROM_REASON_NO_LOCATION,
    [MODEL_SEVERAL_LOCATIONS] = CAROM_REASON_SEVERAL_LOCATIONS,
    [MODEL_INVALID_LOCATION] = CAROM_REASON_INVALID_LOCATION,
    [MODEL_SCHEME] = CAROM_REASON_SCHEME,
    [MODEL_USERINFO] = CAROM_REASON_USERINFO,
    [MODEL_BODY] = CAROM_REASON_BODY,
    [MODEL_TOO_MANY] = CAROM_REASON_TOO_MANY,
    [MODEL_LOOP] = CAROM_REASON_LOOP,
    [MODEL_REDIRECT] = CAROM_REASON_REDIRECT,
    [MODEL_CHOICE] = CAROM_REASON_CHOICE,
    [MODEL_DOWNGRADE] = CAROM_REASON_DOWNGRADE,
    [MODEL_METHOD] = CAROM_REASON_METHOD,
};

uint32_t fuzz_drop_bits(const struct model_kinds *kinds)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < MODEL_KINDS; i++)
        bits |= kinds->has[i] ? drop_bits[i] : 0;
    return bits;
}

struct model_kinds fuzz_kinds_of(uint32_t drop)
{
    struct model_kinds kinds;

    for (size_t i = 0; i < MODEL_KINDS; i++)
        kinds.has[i] = (drop & drop_bits[i]) != 0;
    return kinds;
}

/* ---- comparing ---- */

/* What the core should have where the model has this. */
static unsigned core_of(const struct choice *choices, unsigned model)
{
    while (choices->word && choices->model != model)
        choices++;
    FUZZ_ASSERT(choices->word);
    return choices->core;
}

static void compare_steps(const struct carom_policy *core, const struct model_policy *model)
{
    for (size_t row = 0; row < MODEL_ROWS; row++) {
        for (size_t column = 0; column < MODEL_COLUMNS; column++) {
            unsigned step = core->steps[row][column];
            unsigned expected = core_of(steps, (unsigned char)model->steps[row][column]);
            /* GET without a body is GET without a body. */
            if (column == CAROM_POLICY_GET && step == CAROM_STEP_BARE)
                step = CAROM_STEP_GET;
            if (column == CAROM_POLICY_GET && expected == CAROM_STEP_BARE)
                expected = CAROM_STEP_GET;
            if (step != expected)
                fuzz_assert_number("row and column of the step", (long long)(row * 10 + column), -1,
                                   __FILE__, __LINE__);
        }
    }
}

static uint32_t scheme_bits(const struct model_policy *model)
{
    return (uint32_t)((model->http ? CAROM_FOLLOW_HTTP : 0) |
                      (model->https ? CAROM_FOLLOW_HTTPS : 0) |
                      (model->ftp ? CAROM_FOLLOW_FTP : 0) | (model->ws ? CAROM_FOLLOW_WS : 0) |
                      (model->wss ? CAROM_FOLLOW_WSS : 0));
}

static uint32_t error_bits(const struct model_policy *model)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < MODEL_REASONS; i++)
        bits |= model->errors[i] ? 1U << reasons[i] : 0;
    return bits;
}

static void compare_drops(const struct carom_policy *core, const struct model_policy *model)
{
    const uint32_t proxy = CAROM_DROP_PROXY_AUTHORIZATION; /* goes whether it is asked for or not */

    FUZZ_ASSERT_NUMBER("drop_always", core->drop_always | proxy,
                       fuzz_drop_bits(&model->always) | proxy);
    FUZZ_ASSERT_NUMBER("drop_with_body", core->drop_with_body, fuzz_drop_bits(&model->with_body));
    FUZZ_ASSERT_NUMBER("drop_across", core->drop_across, fuzz_drop_bits(&model->across));
    FUZZ_ASSERT_NUMBER("drop_off_origin", core->drop_off_origin,
                       fuzz_drop_bits(&model->off_origin));
    FUZZ_ASSERT_NUMBER("drop_on_downgrade", core->drop_on_downgrade,
                       fuzz_drop_bits(&model->on_downgrade));
}

void fuzz_compare_policies(const struct carom_policy *core, const struct model_policy *model)
{
    compare_steps(core, model);
    compare_drops(core, model);
    FUZZ_ASSERT_NUMBER("scope", core->scope, core_of(scopes, model->scope));
    FUZZ_ASSERT_NUMBER("locations", core->locations, core_of(locations, model->locations));
    FUZZ_ASSERT_NUMBER("empty_location", core->empty_location,
                       core_of(empties, model->empty_is_none));
    FUZZ_ASSERT_NUMBER("strict_reference", core->strict_reference, model->strict_reference);
    FUZZ_ASSERT_NUMBER("inherits_fragment", core->inherits_fragment, model->inherits_fragment);
    FUZZ_ASSERT_NUMBER("userinfo", core->userinfo, core_of(userinfos, model->userinfo));
    FUZZ_ASSERT_NUMBER("schemes", core->schemes, scheme_bits(model));
    FUZZ_ASSERT_NUMBER("confirms_downgrade", core->confirms_downgrade, model->confirms_downgrade);
    FUZZ_ASSERT_NUMBER("loops", core->loops, core_of(loops, model->loops));
    FUZZ_ASSERT_NUMBER("max_redirects", core->max_redirects, model->max_redirects);
    FUZZ_ASSERT_NUMBER("unreplayable", core->unreplayable,
                       core_of(unreplayables, model->body_stops_but_on_303));
    FUZZ_ASSERT_NUMBER("errors", core->errors, error_bits(model));
}

/* ---- changing ---- */

static const struct choice *chosen(const struct choice *choices, struct carom_view word)
{
    while (choices->word && !fuzz_is(word, choices->word))
        choices++;
    return choices->word ? choices : NULL;
}

static bool split(struct carom_view word, const char *key, struct carom_view *value)
{
    size_t len = strlen(key);

    if (word.len <= len || word.ptr[len] != '=' || !fuzz_is(carom_view_of(word.ptr, len), key))
        return false;
    *value = carom_view_of(word.ptr + len + 1, word.len - len - 1);
    return true;
}

static uint32_t number(struct carom_view digits)
{
    uint32_t value = 0;

    for (size_t i = 0; i < digits.len && i < 6; i++)
        value = value * 10 + ((uint32_t)(unsigned char)digits.ptr[i] & 15);
    return value;
}

static struct model_kinds kinds_by_letters(struct carom_view letters)
{
    struct model_kinds kinds = {{false}};

    for (size_t i = 0; i < letters.len; i++) {
        unsigned kind = (unsigned)(unsigned char)letters.ptr[i] - 'a';
        if (kind < MODEL_KINDS)
            kinds.has[kind] = true;
    }
    return kinds;
}

static void change_drops(struct carom_view word, struct carom_policy *core,
                         struct model_policy *model)
{
    const struct {
        const char *key;
        uint32_t *core;
        struct model_kinds *model;
    } sets[] = {
        {"always", &core->drop_always, &model->always},
        {"with_body", &core->drop_with_body, &model->with_body},
        {"across", &core->drop_across, &model->across},
        {"off_origin", &core->drop_off_origin, &model->off_origin},
        {"on_downgrade", &core->drop_on_downgrade, &model->on_downgrade},
    };
    struct carom_view value;

    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        if (!split(word, sets[i].key, &value))
            continue;
        *sets[i].model = kinds_by_letters(value);
        *sets[i].core = fuzz_drop_bits(sets[i].model);
    }
}

static void change_choices(struct carom_view word, struct carom_policy *core,
                           struct model_policy *model)
{
    const struct choice *choice;
    struct carom_view value;

    if (split(word, "scope", &value) && (choice = chosen(scopes, value)) != NULL) {
        core->scope = (enum carom_scope)choice->core;
        model->scope = (enum model_scope)choice->model;
    } else if (split(word, "locations", &value) && (choice = chosen(locations, value)) != NULL) {
        core->locations = (enum carom_locations)choice->core;
        model->locations = (enum model_locations)choice->model;
    } else if (split(word, "empty", &value) && (choice = chosen(empties, value)) != NULL) {
        core->empty_location = (enum carom_empty_location)choice->core;
        model->empty_is_none = choice->model;
    } else if (split(word, "userinfo", &value) && (choice = chosen(userinfos, value)) != NULL) {
        core->userinfo = (enum carom_userinfo)choice->core;
        model->userinfo = (enum model_userinfo)choice->model;
    } else if (split(word, "loops", &value) && (choice = chosen(loops, value)) != NULL) {
        core->loops = (enum carom_loops)choice->core;
        model->loops = (enum model_loops)choice->model;
    } else if (split(word, "unreplayable", &value) &&
               (choice = chosen(unreplayables, value)) != NULL) {
        core->unreplayable = (enum carom_unreplayable)choice->core;
        model->body_stops_but_on_303 = choice->model;
    }
}

static void change_booleans(struct carom_view word, struct carom_policy *core,
                            struct model_policy *model)
{
    const struct {
        const char *key;
        bool *core;
        bool *model;
    } members[] = {
        {"strict", &core->strict_reference, &model->strict_reference},
        {"fragment", &core->inherits_fragment, &model->inherits_fragment},
        {"asks", &core->confirms_downgrade, &model->confirms_downgrade},
    };
    struct carom_view value;

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (split(word, members[i].key, &value) && chosen(booleans, value))
            *members[i].core = *members[i].model = chosen(booleans, value)->core;
    }
    if (split(word, "errors", &value) && chosen(booleans, value)) {
        for (size_t i = 0; i < MODEL_REASONS; i++)
            model->errors[i] = chosen(booleans, value)->model;
        core->errors = error_bits(model);
    }
}

static void change_numbers(struct carom_view word, struct carom_policy *core,
                           struct model_policy *model)
{
    struct carom_view value;

    if (split(word, "max", &value)) {
        uint32_t max = number(value);
        core->max_redirects = model->max_redirects =
            max <= CAROM_REDIRECTS_MAX ? max : CAROM_REDIRECTS_MAX;
    } else if (split(word, "schemes", &value)) {
        bool *const members[] = {&model->http, &model->https, &model->ftp, &model->ws, &model->wss};
        core->schemes = 0;
        for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
            *members[i] = false;
        for (size_t i = 0; i < value.len; i++) {
            const struct choice *choice = chosen(schemes, carom_view_of(value.ptr + i, 1));
            core->schemes |= choice ? choice->core : 0;
            if (choice)
                *members[choice->model] = true;
        }
    }
}

static bool change_steps(struct carom_view word, struct carom_policy *core,
                         struct model_policy *model)
{
    struct carom_view value;

    if (split(word, "postredir", &value)) {
        carom_policy_set_postredir(core, number(value));
        model_set_postredir(model, number(value));
        return true;
    }
    if (!split(word, "steps", &value))
        return false;
    for (size_t i = 0; i < value.len && i < MODEL_ROWS * MODEL_COLUMNS; i++) {
        const struct choice *choice = chosen(steps, carom_view_of(value.ptr + i, 1));
        if (!choice)
            continue;
        core->steps[i / MODEL_COLUMNS][i % MODEL_COLUMNS] = (uint8_t)choice->core;
        model->steps[i / MODEL_COLUMNS][i % MODEL_COLUMNS] = (char)choice->model;
    }
    return true;
}

bool fuzz_change_policies(struct carom_view word, struct carom_policy *core,
                          struct model_policy *model)
{
    change_drops(word, core, model);
    change_choices(word, core, model);
    change_booleans(word, core, model);
    change_numbers(word, core, model);
    return change_steps(word, core, model);
}

void fuzz_spoil_policy(struct carom_policy *core, unsigned which)
{
    switch (which % 8) {
    case 0:
        core->max_redirects = CAROM_REDIRECTS_MAX + 1;
        break;
    case 1:
        core->scope = (enum carom_scope)(CAROM_SCOPE_ANYWHERE + 1);
        break;
    case 2:
        core->locations = (enum carom_locations)(CAROM_LOCATIONS_JOINED + 1);
        break;
    case 3:
        core->empty_location = (enum carom_empty_location)(CAROM_EMPTY_IS_NONE + 1);
        break;
    case 4:
        core->userinfo = (enum carom_userinfo)(CAROM_USERINFO_KEPT + 1);
        break;
    case 5:
        core->loops = (enum carom_loops)(CAROM_LOOPS_COUNTED + 1);
        break;
    case 6:
        core->unreplayable = (enum carom_unreplayable)(CAROM_UNREPLAYABLE_BUT_303 + 1);
        break;
    default:
        core->steps[which / 8 % CAROM_POLICY_STATUSES][which / 8 % CAROM_POLICY_METHODS] =
            CAROM_STEP_CONFIRM_GET + 1;
        break;
    }
}
