/*
 * Fuzzes carom_date_read and carom_date_write with any bytes, and with every second.
 *
 * An input is a line with a number, which is the present and also a second to be written, and the
 * bytes of a date behind it, up to the end.
 *
 * Oracles: the model reads the same, or nothing, too; a date is none with a byte more or less, the same
 * with letters of the other case and another day of the week, and with any byte changed what the model
 * says; what was read is written as the model writes it, and read back; a second is read back from each
 * of the three formats, and from two digits of its year within 50 years around the present, which end
 * exactly where they should.
 */
#include "bridge.h"
#include "carom/date.h"
#include "model/date.h"
#include "model/date_read.h"
#include "support.h"

#include <string.h>

enum { TEXT_MAX = 64, SECONDS_OF_50_YEARS = 50 * 31556952 };

static enum carom_result write_date(const void *ctx, struct carom_buf *out)
{
    return carom_date_write(*(const int64_t *)ctx, out);
}

static enum carom_result read_date(struct carom_view text, int64_t now, int64_t *second)
{
    *second = INT64_C(0x5A5A5A5A5A5A5A5A);
    enum carom_result result = carom_date_read(text, now, second);
    FUZZ_ASSERT(result == CAROM_OK || (result == CAROM_ERR_SYNTAX && *second == 0));
    return result;
}

/* Reads a copy that ends where its bytes end. */
static enum carom_result read_copy(struct carom_view text, int64_t now, int64_t *second)
{
    struct carom_view copy = fuzz_copy(text);
    enum carom_result result = read_date(copy, now, second);

    fuzz_release(copy);
    return result;
}

/* What lies outside of what a date can say is refused, with or without a buffer. */
static void check_not_written(int64_t second)
{
    char bytes[CAROM_DATE_LEN];
    struct carom_buf out = {bytes, sizeof bytes, 99};

    FUZZ_ASSERT(carom_date_write(second, &out) == CAROM_ERR_RANGE && out.len == 0);
    out = (struct carom_buf){NULL, 0, 99};
    FUZZ_ASSERT(carom_date_write(second, &out) == CAROM_ERR_RANGE && out.len == 0);
}

static void check_written(int64_t second, int64_t now)
{
    struct model_arena arena = {NULL};
    struct model_text expected = model_text_of(&arena);
    int64_t again = 0;

    if (!model_put_date(&expected, second)) {
        check_not_written(second);
    } else {
        struct carom_buf text = fuzz_write(write_date, &second);
        FUZZ_ASSERT_NUMBER("the length of a date", text.len, CAROM_DATE_LEN);
        FUZZ_ASSERT_SAME("a date", carom_view_of(text.ptr, text.len),
                         to_core(model_text_view(&expected)));
        FUZZ_ASSERT(read_date(carom_view_of(text.ptr, text.len), now, &again) == CAROM_OK);
        FUZZ_ASSERT_NUMBER("a date read back", again, second);
        fuzz_buf_release(&text);
    }
    model_arena_free(&arena);
}

/* A second's text in a format, read in a present. */
static int64_t read_format(enum model_date_format format, int64_t second, int64_t now)
{
    struct model_arena arena = {NULL};
    struct model_text text = model_text_of(&arena);
    int64_t again = 0;

    FUZZ_ASSERT(model_put_date_as(&text, format, second));
    FUZZ_ASSERT(read_copy(to_core(model_text_view(&text)), now, &again) == CAROM_OK);
    model_arena_free(&arena);
    return again;
}

/*
 * Every second comes back from every format. With two digits of a year it does so in any present that
 * is less than 50 years away, but for the day or two by which 50 years differ in length.
 */
static void check_formats(int64_t second, uint32_t choice)
{
    const int64_t day = 86400;
    const int64_t reach = SECONDS_OF_50_YEARS - 2 * day;
    int64_t now = second - reach + (int64_t)choice % (2 * reach);

    if (now < 0 || now > CAROM_DATE_LAST_S)
        now = second;
    FUZZ_ASSERT_NUMBER("IMF-fixdate", read_format(MODEL_IMF_FIXDATE, second, now), second);
    FUZZ_ASSERT_NUMBER("asctime's date", read_format(MODEL_ASCTIME, second, now), second);
    FUZZ_ASSERT_NUMBER("RFC 850's date", read_format(MODEL_RFC850, second, now), second);
}

/* A date in each format with one byte changed, which the model reads, too, or not. */
static void check_changed(int64_t second, uint32_t choice)
{
    for (int format = 0; format < MODEL_DATE_FORMATS; format++) {
        struct model_arena arena = {NULL};
        struct model_text text = model_text_of(&arena);
        long long expected = 0;
        int64_t read = 0;
        FUZZ_ASSERT(model_put_date_as(&text, (enum model_date_format)format, second));
        text.ptr[choice % text.len] = (char)(unsigned char)(choice >> 8);
        bool is_date = model_read_date(model_text_view(&text), second, &expected);
        FUZZ_ASSERT_NUMBER("whether a changed date is one",
                           read_copy(to_core(model_text_view(&text)), second, &read) == CAROM_OK,
                           is_date);
        FUZZ_ASSERT_NUMBER("the second of a changed date", read, expected);
        choice = choice * 16777619U + 1;
        model_arena_free(&arena);
    }
}

static void put_two_digits(char *bytes, int number)
{
    bytes[0] = (char)('0' + number / 10 % 10);
    bytes[1] = (char)('0' + number % 10);
}

/*
 * A second's date, moved by years, that are 50 or -50: two digits mean the same in `now` as four.
 * It need not exist: of 29 February neither format makes a date.
 */
static void check_century(int64_t second, int64_t now, int years)
{
    const size_t year_at = sizeof "Sun, 06 Nov " - 1;
    struct model_arena arena = {NULL};
    struct model_text whole = model_text_of(&arena);
    struct model_text short_year = model_text_of(&arena);
    long long expected = 0;
    int64_t read = 0;
    int year = 0;

    FUZZ_ASSERT(model_put_date_as(&whole, MODEL_IMF_FIXDATE, second));
    FUZZ_ASSERT(model_put_date_as(&short_year, MODEL_RFC850, second));
    for (size_t i = 0; i < 4; i++)
        year = 10 * year + (whole.ptr[year_at + i] - '0');
    year += years;
    if (year <= 9999) {
        put_two_digits(whole.ptr + year_at, year / 100);
        put_two_digits(whole.ptr + year_at + 2, year);
        put_two_digits(short_year.ptr + model_find(model_text_view(&short_year), 0, '-') + 5, year);
        bool exists = model_read_date(model_text_view(&whole), now, &expected);
        FUZZ_ASSERT_NUMBER("whether it exists",
                           read_copy(to_core(model_text_view(&short_year)), now, &read) == CAROM_OK,
                           exists);
        FUZZ_ASSERT_NUMBER("two digits of a year", read, expected);
    }
    model_arena_free(&arena);
}

/* A date in RFC 850's format is at most 50 years away, or a hundred where the calendar ends. */
static void check_nearness(struct carom_view text, int64_t now, int64_t second)
{
    const int64_t reach = SECONDS_OF_50_YEARS + 2 * (int64_t)86400;

    if (memchr(text.ptr, '-', text.len) == NULL)
        return;
    FUZZ_ASSERT(second <= now + reach);
    FUZZ_ASSERT(second >= now - (now + reach > CAROM_DATE_LAST_S ? 2 * reach : reach));
}

/* Neither a prefix of a date nor a date with something behind it is one. */
static void check_edges(struct carom_view text, int64_t now, uint32_t choice)
{
    char longer[TEXT_MAX];
    int64_t second;

    FUZZ_ASSERT(text.len + 1 < sizeof longer);
    memcpy(longer + 1, text.ptr, text.len);
    longer[0] = (char)(unsigned char)choice;
    longer[text.len + 1] = (char)(unsigned char)(choice >> 8);
    FUZZ_ASSERT(read_copy(carom_view_of(longer, text.len + 1), now, &second) != CAROM_OK);
    FUZZ_ASSERT(read_copy(carom_view_of(longer + 1, text.len + 1), now, &second) != CAROM_OK);
    FUZZ_ASSERT(read_copy(carom_view_of(text.ptr, text.len - 1), now, &second) != CAROM_OK);
    FUZZ_ASSERT(read_copy(carom_view_of(text.ptr + 1, text.len - 1), now, &second) != CAROM_OK);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters of the other case, where a bit of `choice` says so, and another day of the week. */
static void check_alike(struct carom_view text, int64_t now, int64_t expected, uint32_t choice)
{
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    char other[TEXT_MAX];
    int64_t second;

    memcpy(other, text.ptr, text.len);
    for (size_t i = 0; i < text.len; i++)
        other[i] = (char)(is_letter(other[i]) && (choice >> (i % 32) & 1) != 0 ? other[i] ^ 0x20
                                                                               : other[i]);
    FUZZ_ASSERT(read_copy(carom_view_of(other, text.len), now, &second) == CAROM_OK);
    FUZZ_ASSERT_NUMBER("a date in other letters", second, expected);
    if (is_letter(text.ptr[3]))
        return; /* a whole name of a day, whose length tells which it is */
    memcpy(other, weekdays[choice % 7], 3);
    FUZZ_ASSERT(read_copy(carom_view_of(other, text.len), now, &second) == CAROM_OK);
    FUZZ_ASSERT_NUMBER("a date on another day of the week", second, expected);
}

static void check_read(struct carom_view text, int64_t now, uint32_t choice)
{
    long long expected = 0;
    int64_t second;
    bool is_date = model_read_date(to_model(text), now, &expected);

    FUZZ_ASSERT_NUMBER("what is a date", read_date(text, now, &second) == CAROM_OK, is_date);
    FUZZ_ASSERT_NUMBER("its second", second, expected);
    if (!is_date)
        return;
    check_nearness(text, now, second);
    check_edges(text, now, choice);
    check_alike(text, now, second, choice);
    check_written(second, now);
}

/* Up to 18 digits, with or without a sign; what else stands there is passed over. */
static int64_t number_of(struct carom_view line)
{
    int64_t number = 0;
    size_t digits = 0;

    for (size_t i = 0; i < line.len && digits < 18; i++) {
        if (line.ptr[i] < '0' || line.ptr[i] > '9')
            continue;
        number = 10 * number + (line.ptr[i] - '0');
        digits++;
    }
    return line.len > 0 && line.ptr[0] == '-' ? -number : number;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int64_t seconds = CAROM_DATE_LAST_S + 1;
    struct carom_view rest = carom_view_of((const char *)data, size);
    uint32_t choice = fuzz_hash(rest);
    struct carom_view line;

    (void)fuzz_next_line(&rest, &line);
    int64_t number = number_of(line);
    int64_t now = (number % seconds + seconds) % seconds;
    struct carom_view text = fuzz_copy(rest);
    check_written(number, now);
    check_formats(now, choice);
    check_formats((int64_t)choice * 59 % seconds, choice);
    check_changed((int64_t)choice * 61 % seconds, choice);
    check_century(now, now, 50);
    if (now < CAROM_DATE_LAST_S)
        check_century(now + 1, now, -50);
    check_read(text, now, choice);
    fuzz_release(text);
    return 0;
}
