// Preloaded into the program: counts every call that writes, makes durable, sends, renames or takes
// away, over all its threads, and at call number STORM_AT kills it or lets the call fail once.
// Files count where they lie below STORM_DIR, but for the log's lines, whose number varies; sockets
// count where they lead to another program. STORM_LOG is told what was counted or struck.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long counted;

static int below(const char *path) {
    const char *dir = getenv("STORM_DIR");
    size_t length = dir ? strlen(dir) : 0;
    return length && !strncmp(path, dir, length) && (path[length] == '/' || !path[length]) &&
           strncmp(path + length, "/logs", 5);
}

// Past any wrapper: it is not to count itself.
static void tell(const char *name, long number) {
    const char *log = getenv("STORM_LOG");
    char line[64];
    int length = snprintf(line, sizeof line, "%s %ld\n", name, number);
    int fd = log ? (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
    if (fd < 0) return;
    syscall(SYS_write, fd, line, length);
    syscall(SYS_close, fd);
}

// The errno this call is to fail with, or 0.
static int struck(const char *name) {
    const char *at = getenv("STORM_AT"), *what = getenv("STORM_DO");
    long number = __atomic_add_fetch(&counted, 1, __ATOMIC_SEQ_CST);
    if (!at || !what) {
        tell(name, number);
        return 0;
    }
    if (number != atol(at)) return 0;
    tell(name, number);
    if (!strcmp(what, "kill")) {
        syscall(SYS_kill, getpid(), SIGKILL);
        for (;;) pause();
    }
    return atoi(what);
}

static int struck_path(const char *name, const char *path) { return below(path) ? struck(name) : 0; }

static int struck_fd(const char *name, int fd, int *is_socket) {
    struct stat there;
    *is_socket = 0;
    int kept = errno, result = 0;
    if (fstat(fd, &there) == 0) {
        if (S_ISREG(there.st_mode) || S_ISDIR(there.st_mode)) {
            char link[64], path[4096];
            snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
            ssize_t length = readlink(link, path, sizeof path - 1);
            if (length > 0) {
                path[length] = 0;
                result = struck_path(name, path);
            }
        } else if (S_ISSOCK(there.st_mode)) {
            struct sockaddr_storage peer;
            socklen_t length = sizeof peer;
            *is_socket = 1;
            if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0 &&
                (peer.ss_family == AF_INET || peer.ss_family == AF_INET6))
                result = struck(name);
        }
    }
    errno = kept;
    return result;
}

// A full disk is nothing a socket knows; what it meets in its place is that the line is cut.
static int fails(const char *name, int fd) {
    int is_socket;
    int code = struck_fd(name, fd, &is_socket);
    if (!code) return 0;
    errno = is_socket ? (code == ENOSPC ? EPIPE : ECONNRESET) : code;
    return 1;
}

static int fails_path(const char *name, const char *path) {
    int code = struck_path(name, path);
    if (!code) return 0;
    errno = code;
    return 1;
}

#define ON_FD(result, name, declared, passed)                                              \
    result name declared {                                                                 \
        static __typeof__(&name) real;                                                     \
        if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name);                      \
        return fails(#name, fd) ? -1 : real passed;                                        \
    }
#define ON_PATH(result, name, path, declared, passed)                                      \
    result name declared {                                                                 \
        static __typeof__(&name) real;                                                     \
        if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name);                      \
        return fails_path(#name, path) ? -1 : real passed;                                 \
    }

ON_FD(ssize_t, write, (int fd, const void *bytes, size_t count), (fd, bytes, count))
ON_FD(ssize_t, writev, (int fd, const struct iovec *pieces, int count), (fd, pieces, count))
ON_FD(ssize_t, pwrite, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at))
ON_FD(ssize_t, pwrite64, (int fd, const void *bytes, size_t count, off64_t at),
      (fd, bytes, count, at))
ON_FD(int, fsync, (int fd), (fd))
ON_FD(int, fdatasync, (int fd), (fd))
ON_FD(int, ftruncate, (int fd, off_t length), (fd, length))
ON_FD(int, ftruncate64, (int fd, off64_t length), (fd, length))
ON_FD(int, fallocate, (int fd, int mode, off_t at, off_t length), (fd, mode, at, length))
ON_FD(ssize_t, send, (int fd, const void *bytes, size_t count, int flags),
      (fd, bytes, count, flags))
ON_FD(ssize_t, sendto,
      (int fd, const void *bytes, size_t count, int flags, const struct sockaddr *to,
       socklen_t length),
      (fd, bytes, count, flags, to, length))
ON_FD(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
ON_PATH(int, unlink, path, (const char *path), (path))
ON_PATH(int, unlinkat, path, (int at, const char *path, int flags), (at, path, flags))
ON_PATH(int, rename, from, (const char *from, const char *to), (from, to))
