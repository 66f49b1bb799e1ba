#include "url_linear.h"

const struct linear_input linear_inputs[LINEAR_INPUTS] = {
    {"path", "https://h.example/", "segment/", NULL, "", "https://h.example/", "segment/", ""},
    {"query", "https://h.example/?", "key=value&", NULL, "", "https://h.example/?", "key=value&",
     ""},
    {"../", "https://h.example/", "../", NULL, "", "https://h.example/", "", ""},
    {"%2e%2e/", "https://h.example/", "%2e%2e/", NULL, "", "https://h.example/", "", ""},
    /* Each `..` drops a segment that is already written. */
    {"a/ then ../", "https://h.example/", "a/", "../", "", "https://h.example/", "", ""},
    {"@ in user", "https://@", "@", NULL, "h.example/", "https://", "%40", "@h.example/"},
    {": in password", "https://:", ":", NULL, "@h.example/", "https://:", "%3A", "@h.example/"},
    {"[ in host", "https://", "[", NULL, "/", NULL, NULL, NULL},
    {"[ in user", "https://", "[", NULL, "@h.example/", "https://", "%5B", "@h.example/"},
    {"%ff in path", "https://h.example/", "%ff", NULL, "", "https://h.example/", "%ff", ""},
    {"%ff in host", "https://", "%ff", NULL, "/", NULL, NULL, NULL},
    {"byte ff in path", "https://h.example/", "\xFF", NULL, "", "https://h.example/", "%EF%BF%BD",
     ""},
    {"tabs", "https://h.example/a", "\t", NULL, "b", "https://h.example/ab", "", ""},
    {"spaces before", "", " ", NULL, "https://h.example/", "https://h.example/", "", ""},
    {"\\ before host", "https:", "\\", NULL, "h.example/", "https://h.example/", "", ""},
    {"1. in host", "https://", "1.", NULL, "1/", NULL, NULL, NULL},
    {"0 in port", "https://h.example:", "0", NULL, "8/", "https://h.example:8/", "", ""},
};
