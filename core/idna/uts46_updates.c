#include "uts46_updates.h"

#include <stddef.h>

/* A range is mapped to the range that begins with `to`; a range with 0 is ignored. */
static const struct update {
    uint32_t first, last, to;
} updates[] = {
    {0x04C0, 0x04C0, 0x04CF},   /* palochka */
    {0x10A0, 0x10C5, 0x2D00},   /* Georgian capitals */
    {0x115F, 0x1160, 0},        /* Hangul fillers */
    {0x17B4, 0x17B5, 0},        /* Khmer inherent vowels */
    {0x180E, 0x180E, 0},        /* Mongolian vowel separator */
    {0x1E9E, 0x1E9E, 0x00DF},   /* capital sharp s, before that "ss" */
    {0x2061, 0x2063, 0},        /* invisible operators */
    {0x206A, 0x206F, 0},        /* deprecated format characters */
    {0x2132, 0x2132, 0x214E},   /* turned F */
    {0x2183, 0x2183, 0x2184},   /* reversed C */
    {0x3164, 0x3164, 0},        /* Hangul filler */
    {0xFFA0, 0xFFA0, 0},        /* halfwidth Hangul filler */
    {0x1D173, 0x1D17A, 0},      /* musical format characters */
    {0x2F868, 0x2F868, 0x36FC}, /* CJK compatibility ideographs from here on */
    {0x2F874, 0x2F874, 0x5F53}, {0x2F91F, 0x2F91F, 0x243AB},
    {0x2F95F, 0x2F95F, 0x7AEE}, {0x2F9BF, 0x2F9BF, 0x45D7},
};

bool carom_uts46_update(uint32_t code_point, uint32_t *to)
{
    for (size_t i = 0; i < sizeof updates / sizeof updates[0]; i++) {
        const struct update *update = &updates[i];
        if (code_point < update->first)
            return false;
        if (code_point <= update->last) {
            *to = update->to != 0 ? update->to + (code_point - update->first) : 0;
            return true;
        }
    }
    return false;
}
