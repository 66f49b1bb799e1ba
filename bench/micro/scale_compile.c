#include "scale_compile.h"

#include "loop.h"
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REPEATS_MIN = 3, REPEATS_MAX = 101, PATH_BYTES = 4096 };

static const double steady_s = 0.3;

static bool reserve_line(struct carom_buf *text)
{
    if (text->cap - text->len >= SCALE_LINE_MAX)
        return true;
    size_t cap = text->cap == 0 ? (size_t)1 << 20 : text->cap * 2;
    char *bytes = realloc(text->ptr, cap);
    if (bytes == NULL) {
        fputs("carom-micro: not enough memory for the rules' text\n", stderr);
        free(text->ptr);
        return false;
    }
    text->ptr = bytes;
    text->cap = cap;
    return true;
}

static bool write_text(struct scale_source source, struct carom_buf *out)
{
    *out = (struct carom_buf){NULL, 0, 0};
    for (uint32_t i = 0; i < source.set->rules; i++) {
        if (!reserve_line(out))
            return false;
        scale_write_rule(source, i, out);
    }
    return true;
}

static bool compile_text(struct carom_view text, enum scale_repeats repeats,
                         struct scale_compiled *out)
{
    double took_s[REPEATS_MAX], total_s = 0;
    size_t least = repeats == COMPILE_ONCE ? 1 : REPEATS_MIN, done = 0;
    while (done < least || (least > 1 && total_s < steady_s && done < REPEATS_MAX)) {
        workload_free_rules(&out->rules);
        double began_ns = loop_now_ns();
        if (!workload_compile(text, &out->rules))
            return false;
        took_s[done] = (loop_now_ns() - began_ns) / 1e9;
        total_s += took_s[done++];
    }
    out->compile_s = spread_of(took_s, done).median;
    return true;
}

bool scale_write_image(const struct carom_rules *rules, const char *path, int fd)
{
    for (size_t at = 0; at < rules->image_bytes;) {
        ssize_t wrote = write(fd, rules->image + at, rules->image_bytes - at);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0) {
            fprintf(stderr, "carom-micro: %s cannot be written: %s\n", path, strerror(errno));
            return false;
        }
        at += (size_t)wrote;
    }
    return true;
}

/* Under a name of its own, which an interrupted run leaves behind, and then whole under the right one. */
static bool keep_image(const struct carom_rules *rules, const char *path)
{
    char part[PATH_BYTES + sizeof(".part")];
    (void)snprintf(part, sizeof(part), "%s.part", path);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool kept = fd >= 0 && scale_write_image(rules, part, fd);
    if (fd >= 0 && close(fd) != 0)
        kept = false;
    if (kept && rename(part, path) == 0)
        return true;
    fprintf(stderr, "carom-micro: %s cannot be written: %s\n", path, strerror(errno));
    return false;
}

static bool load_image(const char *path, struct scale_compiled *out)
{
    char message[CAROM_LOAD_MESSAGE_MAX];
    struct carom_load_options options = {.dialect = CAROM_DIALECT_CAROM};
    if (carom_load(path, &options, &out->loaded, message) == CAROM_OK) {
        out->rules = out->loaded.rules;
        return true;
    }
    fprintf(stderr, "carom-micro: %s: %s\n", path, message);
    return false;
}

static bool compile_set(struct scale_source source, enum scale_repeats repeats,
                        struct scale_compiled *out)
{
    struct carom_buf text;
    if (!write_text(source, &text))
        return false;
    out->text_bytes = text.len;
    bool compiled = compile_text(carom_view_of(text.ptr, text.len), repeats, out);
    free(text.ptr);
    return compiled;
}

bool scale_compile(struct scale_source source, const char *images, enum scale_repeats repeats,
                   struct scale_compiled *out)
{
    char path[PATH_BYTES], name[SCALE_NAME_MAX];
    memset(out, 0, sizeof(*out));
    if (images == NULL)
        return compile_set(source, repeats, out);
    scale_source_name(source, name);
    if (snprintf(path, sizeof(path), "%s/%s.image", images, name) >= (int)sizeof(path)) {
        fprintf(stderr, "carom-micro: %s: the name is too long\n", images);
        return false;
    }
    if (access(path, F_OK) == 0)
        return load_image(path, out);
    if (!compile_set(source, repeats, out))
        return false;
    if (keep_image(&out->rules, path))
        return true;
    scale_compiled_free(out);
    return false;
}

void scale_compiled_free(struct scale_compiled *compiled)
{
    if (compiled->loaded.rules.image != NULL)
        carom_unload(&compiled->loaded);
    else
        workload_free_rules(&compiled->rules);
    memset(compiled, 0, sizeof(*compiled));
}
