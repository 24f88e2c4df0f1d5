/* Between a program and its disk (LD_PRELOAD): writes down what it asks of files under one folder, and fails
   calls on demand. disk_start(folder, trace) begins; disk_fail(n, sticky) fails the n-th call from now on with
   EIO, and all after it if sticky. Trace: one line per call, for writes followed by the bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
#define MOST 4096

static char *paths[MOST];
static char folder[4096];
static int trace = -1;
static long left = 0;
static int sticky = 0;

int disk_start(const char *under, const char *to) {
    REAL(open);
    snprintf(folder, sizeof folder, "%s", under);
    trace = real(to, O_WRONLY | O_CREAT | O_APPEND, 0600);
    return trace;
}

void disk_fail(long n, int keep) { left = n; sticky = keep; }

static int inside(const char *path) {
    return trace >= 0 && path && !strncmp(path, folder, strlen(folder)) && !strstr(path, "-shm");
}

static int fails(void) {
    if (left <= 0) return 0;
    if (--left > 0) return 0;
    left = sticky ? 1 : 0;
    errno = EIO;
    return 1;
}

static void note(const char *head, const void *data, size_t size) {
    REAL(write);
    real(trace, head, strlen(head));
    if (size) real(trace, data, size);
}

static void tell(const char *op, const char *path, long a, long b, const void *data) {
    char head[9000];
    snprintf(head, sizeof head, "%s\t%s\t%ld\t%ld\n", op, path + strlen(folder), a, b);
    note(head, data, data ? (size_t)b : 0);
}

static int opened(int fd, const char *path, int flags, int existed) {
    if (fd < 0 || fd >= MOST) return fd;
    free(paths[fd]);
    paths[fd] = strdup(path);
    if (!inside(path)) return fd;
    if (!existed) tell("create", path, 0, 0, NULL);
    if (existed && (flags & O_TRUNC)) tell("truncate", path, 0, 0, NULL);
    return fd;
}

static int there(const char *path) { struct stat s; return stat(path, &s) == 0; }

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                          \
        REAL(name);                                                       \
        va_list args; va_start(args, flags);                              \
        mode_t mode = (flags & O_CREAT) ? va_arg(args, mode_t) : 0;       \
        va_end(args);                                                     \
        int existed = there(path);                                        \
        return opened(real(path, flags, mode), path, flags, existed);     \
    }
OPEN(open)
OPEN(open64)

static const char *path_of(int fd) {
    return fd >= 0 && fd < MOST && inside(paths[fd]) ? paths[fd] : NULL;
}

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    const char *path = path_of(fd);
    if (!path) return real(fd, data, size);
    if (fails()) return -1;
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real(fd, data, size);
    if (done > 0) tell("write", path, at, done, data);
    return done;
}

#define PWRITE(name, offset)                                              \
    ssize_t name(int fd, const void *data, size_t size, offset at) {      \
        REAL(name);                                                       \
        const char *path = path_of(fd);                                   \
        if (path && fails()) return -1;                                   \
        ssize_t done = real(fd, data, size, at);                          \
        if (path && done > 0) tell("write", path, at, done, data);        \
        return done;                                                      \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, offset)                                            \
    int name(int fd, offset size) {                                       \
        REAL(name);                                                       \
        const char *path = path_of(fd);                                   \
        if (path && fails()) return -1;                                   \
        int done = real(fd, size);                                        \
        if (path && !done) tell("truncate", path, size, 0, NULL);         \
        return done;                                                      \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                                        \
    int name(int fd) {                                                    \
        REAL(name);                                                       \
        const char *path = path_of(fd);                                   \
        if (path && fails()) return -1;                                   \
        int done = path ? 0 : real(fd);                                   \
        if (path && !done) tell("sync", path, 0, 0, NULL);                \
        return done;                                                      \
    }
SYNC(fsync)
SYNC(fdatasync)

int close(int fd) {
    REAL(close);
    if (fd >= 0 && fd < MOST) { free(paths[fd]); paths[fd] = NULL; }
    return real(fd);
}

int unlink(const char *path) {
    REAL(unlink);
    int done = real(path);
    if (!done && inside(path)) tell("unlink", path, 0, 0, NULL);
    return done;
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    int done = real(path, mode);
    if (!done && inside(path)) tell("mkdir", path, 0, 0, NULL);
    return done;
}

int rename(const char *from, const char *to) {
    REAL(rename);
    if (inside(from) && fails()) return -1;
    int done = real(from, to);
    if (!done && inside(from)) {
        const char *end = to + strlen(folder);
        tell("rename", from, 0, (long)strlen(end), end);
    }
    return done;
}
