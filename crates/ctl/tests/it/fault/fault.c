// A disk that fills up, or a folder that cannot be written any more: preloaded into the program.
// From call number FAULT_AFTER on, whatever would take room (FAULT_ERRNO of ENOSPC) or change
// anything (EROFS) below FAULT_DIR fails, or what is written or synced (EIO); for FAULT_TIMES calls
// where that is set. With FAULT_ROOM the disk has room again once that file is emptied. How many
// calls counted is written to FAULT_LOG.
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
#include <sys/uio.h>
#include <unistd.h>

static int calls;

static int below(const char *path) {
    const char *dir = getenv("FAULT_DIR");
    size_t length = dir ? strlen(dir) : 0;
    return length && !strncmp(path, dir, length) && (path[length] == '/' || !path[length]);
}

static int is_log(const char *path) { return strstr(path, "/logs") != NULL; }

static int read_only(void) { return atoi(getenv("FAULT_ERRNO")) == EROFS; }

static int given_room(void) {
    const char *file = getenv("FAULT_ROOM");
    struct stat there;
    return file && stat(file, &there) == 0 && there.st_size == 0;
}

// True where this call has to fail. The log's own lines are not counted: their number varies.
static int fails(const char *path) {
    if (!below(path)) return 0;
    int after = atoi(getenv("FAULT_AFTER"));
    int number = is_log(path) ? calls : __atomic_fetch_add(&calls, 1, __ATOMIC_SEQ_CST);
    if (number < after || given_room()) return 0;
    const char *times = getenv("FAULT_TIMES");
    if (times && number >= after + atoi(times)) return 0;
    errno = atoi(getenv("FAULT_ERRNO"));
    return 1;
}

static int fails_fd(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return fails(path);
}

static int opens(int at, const char *path, int flags) {
    if (path[0] != '/') return 0;
    if (read_only()) return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) && fails(path);
    struct stat there;
    (void)at;
    return (flags & O_CREAT) && stat(path, &there) != 0 && fails(path);
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define OPEN(name)                                                                       \
    int name(const char *path, int flags, ...) {                                         \
        va_list more;                                                                    \
        va_start(more, flags);                                                           \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;          \
        va_end(more);                                                                    \
        REAL(name);                                                                      \
        return opens(AT_FDCWD, path, flags) ? -1 : real(path, flags, mode);              \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                     \
    int name(int at, const char *path, int flags, ...) {                                 \
        va_list more;                                                                    \
        va_start(more, flags);                                                           \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;          \
        va_end(more);                                                                    \
        REAL(name);                                                                      \
        return opens(at, path, flags) ? -1 : real(at, path, flags, mode);                \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(write);
    return fails_fd(fd) ? -1 : real(fd, bytes, count);
}
ssize_t writev(int fd, const struct iovec *pieces, int count) {
    REAL(writev);
    return fails_fd(fd) ? -1 : real(fd, pieces, count);
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    REAL(pwrite);
    return fails_fd(fd) ? -1 : real(fd, bytes, count, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    REAL(pwrite64);
    return fails_fd(fd) ? -1 : real(fd, bytes, count, at);
}
// A disk that does not answer.
static void hang(int fd) {
    char link[64], path[4096];
    if (!getenv("FAULT_HANG")) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    if (below(path) && strstr(path, "/mine.db")) sleep(120);
}
ssize_t pread(int fd, void *bytes, size_t count, off_t at) {
    REAL(pread);
    hang(fd);
    return real(fd, bytes, count, at);
}
ssize_t pread64(int fd, void *bytes, size_t count, off64_t at) {
    REAL(pread64);
    hang(fd);
    return real(fd, bytes, count, at);
}
int fsync(int fd) {
    REAL(fsync);
    return atoi(getenv("FAULT_ERRNO")) == EIO && fails_fd(fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(fdatasync);
    return atoi(getenv("FAULT_ERRNO")) == EIO && fails_fd(fd) ? -1 : real(fd);
}
static int grows(int fd, off64_t length) {
    struct stat there;
    return read_only() || fstat(fd, &there) != 0 || length > there.st_size;
}
int ftruncate(int fd, off_t length) {
    REAL(ftruncate);
    return grows(fd, length) && fails_fd(fd) ? -1 : real(fd, length);
}
int ftruncate64(int fd, off64_t length) {
    REAL(ftruncate64);
    return grows(fd, length) && fails_fd(fd) ? -1 : real(fd, length);
}
int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    struct stat there;
    return stat(path, &there) != 0 && fails(path) ? -1 : real(path, mode);
}

// A full disk lets these pass.
#define CHANGES(name, declared, passed, path)                                            \
    int name declared {                                                                  \
        REAL(name);                                                                      \
        return read_only() && fails(path) ? -1 : real passed;                            \
    }
CHANGES(unlink, (const char *path), (path), path)
CHANGES(rename, (const char *from, const char *to), (from, to), to)
CHANGES(link, (const char *from, const char *to), (from, to), to)
CHANGES(chmod, (const char *path, mode_t mode), (path, mode), path)

__attribute__((destructor)) static void say(void) {
    const char *log = getenv("FAULT_LOG");
    FILE *file = log ? fopen(log, "w") : NULL;
    if (!file) return;
    fprintf(file, "%d", calls);
    fclose(file);
}
