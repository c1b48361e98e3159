/*
 * LD_PRELOAD shim for one process. For files below FAULT_FOLDER it
 *   - appends every change and every flush to FAULT_LOG, in the order in which they happened, so that the state of the
 *     disk after a power cut at any point can be rebuilt (record-log.ts reads it), and
 *   - fails writes, opens and flushes with an errno of the test's choice.
 * It also moves the wall clock by an offset. Errnos and offset stand in FAULT_CONTROL, a small file that the test
 * changes while the process runs.
 *
 * Several processes may share one log: PostgreSQL's do, and the test appends marks of its own.
 *
 * Record: type (u8), inode (u64), offset (u64), length (u32), data. Little endian. Types: 'o' open (data: path; offset 1
 * when it was created), 'w' write, 't' size changed to offset, 's' flush, 'd' flush of a folder (data: path), 'm' new
 * folder (data: path), 'u' unlink (data: path), 'r' rename (data: from, NUL, to).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MAX_FD 65536

struct control {
  int64_t clock_offset_ms;
  int32_t write_errno;
  int32_t open_errno;
  int32_t flush_errno;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int log_fd = -1;
static char folder[PATH_MAX];
static size_t folder_length;
static volatile struct control none, *control = &none;
/* Inode behind a descriptor below the folder; 0: not ours. Some are closed without our knowing; the number may then
 * stand for something else. */
static uint64_t inode_of[MAX_FD];

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fallocate)(int, off_t, off_t);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_gettimeofday)(struct timeval *, void *);

static void prepare(void) {
  real_open = dlsym(RTLD_NEXT, "open64");
  real_openat = dlsym(RTLD_NEXT, "openat64");
  real_close = dlsym(RTLD_NEXT, "close");
  real_write = dlsym(RTLD_NEXT, "write");
  real_writev = dlsym(RTLD_NEXT, "writev");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_pwritev = dlsym(RTLD_NEXT, "pwritev64");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fallocate = dlsym(RTLD_NEXT, "posix_fallocate64");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_rename = dlsym(RTLD_NEXT, "rename");
  real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  real_gettimeofday = dlsym(RTLD_NEXT, "gettimeofday");
  const char *below = getenv("FAULT_FOLDER"), *log = getenv("FAULT_LOG"), *told = getenv("FAULT_CONTROL");
  if (below && realpath(below, folder)) folder_length = strlen(folder);
  if (log) log_fd = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (told) {
    int fd = real_open(told, O_RDONLY | O_CLOEXEC);
    void *shared = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(struct control), PROT_READ, MAP_SHARED, fd, 0);
    if (shared != MAP_FAILED) control = shared;
    if (fd >= 0) real_close(fd);
  }
}

static void ready(void) { pthread_once(&once, prepare); }

static void put(char type, uint64_t inode, uint64_t offset, const void *data, uint32_t length) {
  if (log_fd < 0) return;
  unsigned char head[21];
  head[0] = (unsigned char)type;
  memcpy(head + 1, &inode, 8);
  memcpy(head + 9, &offset, 8);
  memcpy(head + 17, &length, 4);
  struct iovec parts[2] = {{head, sizeof head}, {(void *)data, length}};
  /* The log is the test's, on a disk with room: a short write would only be seen as a torn end. */
  if (real_writev(log_fd, parts, length > 0 ? 2 : 1) < 0) abort();
}

static int is_ours(const char *path) {
  return folder_length > 0 && path && strncmp(path, folder, folder_length) == 0 &&
         (path[folder_length] == '/' || path[folder_length] == '\0');
}

/* The inode of a file of ours, or 0. */
static uint64_t ours(int fd) {
  if (fd < 0 || fd >= MAX_FD || inode_of[fd] == 0) return 0;
  struct stat now;
  if (fstat(fd, &now) != 0 || now.st_ino != inode_of[fd] || !(S_ISREG(now.st_mode) || S_ISDIR(now.st_mode)))
    inode_of[fd] = 0;
  return inode_of[fd];
}

static int refused(int32_t number) {
  if (number == 0) return 0;
  errno = number;
  return 1;
}

/* Called with the lock held. */
static void opened(int fd, const char *path, int created) {
  struct stat now;
  if (fd < 0 || fd >= MAX_FD) return;
  inode_of[fd] = 0;
  if (!is_ours(path) || fstat(fd, &now) != 0) return;
  inode_of[fd] = now.st_ino;
  if (S_ISREG(now.st_mode)) put('o', now.st_ino, (uint64_t)created, path, (uint32_t)strlen(path));
}

/* PostgreSQL works with paths relative to its data folder. */
static const char *absolute(const char *path, char *space) {
  if (folder_length == 0 || !path || path[0] == '/' || !getcwd(space, PATH_MAX)) return path;
  size_t length = strlen(space);
  if (length + strlen(path) + 2 > PATH_MAX) return path;
  space[length] = '/';
  strcpy(space + length + 1, path);
  return space;
}

static int open_below(int at, const char *named, int flags, mode_t mode) {
  ready();
  char space[PATH_MAX];
  const char *path = at == AT_FDCWD ? absolute(named, space) : named;
  if (!is_ours(path)) return at == AT_FDCWD ? real_open(named, flags, mode) : real_openat(at, named, flags, mode);
  if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && refused(control->open_errno)) return -1;
  pthread_mutex_lock(&lock);
  int existed = access(path, F_OK) == 0;
  int fd = real_open(path, flags, mode);
  int failure = errno;
  if (fd >= 0) {
    opened(fd, path, !existed);
    if (existed && (flags & O_TRUNC) && ours(fd)) put('t', ours(fd), 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = failure;
  return fd;
}

#define OPEN(name)                                        \
  int name(const char *path, int flags, ...) {            \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                         \
    return open_below(AT_FDCWD, path, flags, mode);       \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                      \
  int name(int at, const char *path, int flags, ...) {    \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                         \
    return open_below(at, path, flags, mode);             \
  }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
  ready();
  pthread_mutex_lock(&lock);
  if (fd >= 0 && fd < MAX_FD) inode_of[fd] = 0;
  int result = real_close(fd);
  int failure = errno;
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) {
  ready();
  uint64_t inode = ours(fd);
  if (inode == 0) return real_pwrite(fd, data, length, offset);
  if (refused(control->write_errno)) return -1;
  pthread_mutex_lock(&lock);
  ssize_t written = real_pwrite(fd, data, length, offset);
  int failure = errno;
  if (written > 0) put('w', inode, (uint64_t)offset, data, (uint32_t)written);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return written;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }

ssize_t write(int fd, const void *data, size_t length) {
  ready();
  uint64_t inode = ours(fd);
  if (inode == 0) return real_write(fd, data, length);
  if (refused(control->write_errno)) return -1;
  pthread_mutex_lock(&lock);
  ssize_t written = real_write(fd, data, length);
  int failure = errno;
  if (written > 0) {
    off_t end = lseek(fd, 0, SEEK_CUR);
    put('w', inode, (uint64_t)(end - written), data, (uint32_t)written);
  }
  pthread_mutex_unlock(&lock);
  errno = failure;
  return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  ready();
  if (ours(fd) == 0) return real_writev(fd, parts, count);
  ssize_t total = 0;
  for (int part = 0; part < count; part++) {
    ssize_t written = write(fd, parts[part].iov_base, parts[part].iov_len);
    if (written < 0) return total > 0 ? total : -1;
    total += written;
    if ((size_t)written < parts[part].iov_len) break;
  }
  return total;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t offset) {
  ready();
  if (ours(fd) == 0) return real_pwritev(fd, parts, count, offset);
  ssize_t total = 0;
  for (int part = 0; part < count; part++) {
    ssize_t written = pwrite64(fd, parts[part].iov_base, parts[part].iov_len, offset + total);
    if (written < 0) return total > 0 ? total : -1;
    total += written;
    if ((size_t)written < parts[part].iov_len) break;
  }
  return total;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  return pwritev64(fd, parts, count, offset);
}

int ftruncate64(int fd, off_t size) {
  ready();
  uint64_t inode = ours(fd);
  if (inode && refused(control->write_errno)) return -1;
  pthread_mutex_lock(&lock);
  int result = real_ftruncate(fd, size);
  int failure = errno;
  if (result == 0 && inode) put('t', inode, (uint64_t)size, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int posix_fallocate64(int fd, off_t offset, off_t length) {
  ready();
  uint64_t inode = ours(fd);
  if (inode == 0) return real_fallocate(fd, offset, length);
  if (control->write_errno) return control->write_errno;
  struct stat before;
  pthread_mutex_lock(&lock);
  fstat(fd, &before);
  int result = real_fallocate(fd, offset, length);
  if (result == 0 && offset + length > before.st_size) put('t', inode, (uint64_t)(offset + length), NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int posix_fallocate(int fd, off_t offset, off_t length) { return posix_fallocate64(fd, offset, length); }

/* What is logged as flushed is durable in the emulation, so that the real disk need not be waited for. */
static int flush(int fd, int (*real)(int)) {
  ready();
  uint64_t inode = ours(fd);
  if (inode == 0) return real(fd);
  if (refused(control->flush_errno)) return -1;
  struct stat now;
  fstat(fd, &now);
  if (!S_ISDIR(now.st_mode)) {
    put('s', inode, 0, NULL, 0);
    return 0;
  }
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path);
  if (length > 0) put('d', inode, 0, path, (uint32_t)length);
  return 0;
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  return flush(fd, real);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  return flush(fd, real);
}

int mkdir(const char *named, mode_t mode) {
  static int (*real)(const char *, mode_t);
  if (!real) real = dlsym(RTLD_NEXT, "mkdir");
  ready();
  char space[PATH_MAX];
  const char *path = absolute(named, space);
  int result = real(named, mode);
  int failure = errno;
  if (result == 0 && is_ours(path)) put('m', 0, 0, path, (uint32_t)strlen(path));
  errno = failure;
  return result;
}

int unlink(const char *named) {
  ready();
  char space[PATH_MAX];
  const char *path = absolute(named, space);
  if (!is_ours(path)) return real_unlink(named);
  pthread_mutex_lock(&lock);
  int result = real_unlink(path);
  int failure = errno;
  if (result == 0) put('u', 0, 0, path, (uint32_t)strlen(path));
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

int rename(const char *named, const char *renamed) {
  ready();
  char space[PATH_MAX], more[PATH_MAX];
  const char *from = absolute(named, space), *to = absolute(renamed, more);
  if (!is_ours(from) || !is_ours(to)) return real_rename(from, to);
  pthread_mutex_lock(&lock);
  int result = real_rename(from, to);
  int failure = errno;
  if (result == 0) {
    char both[2 * PATH_MAX];
    size_t first = strlen(from), second = strlen(to);
    memcpy(both, from, first + 1);
    memcpy(both + first + 1, to, second);
    put('r', 0, 0, both, (uint32_t)(first + 1 + second));
  }
  pthread_mutex_unlock(&lock);
  errno = failure;
  return result;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  ready();
  int result = real_clock_gettime(clock, now);
  int64_t offset = control->clock_offset_ms;
  if (result == 0 && offset != 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    int64_t nanoseconds = (int64_t)now->tv_nsec + (offset % 1000) * 1000000;
    now->tv_sec += offset / 1000 + (nanoseconds < 0 ? -1 : nanoseconds / 1000000000);
    now->tv_nsec = nanoseconds < 0 ? nanoseconds + 1000000000 : nanoseconds % 1000000000;
  }
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  ready();
  int result = real_gettimeofday(now, zone);
  int64_t offset = control->clock_offset_ms;
  if (result == 0 && offset != 0) {
    int64_t microseconds = (int64_t)now->tv_usec + (offset % 1000) * 1000;
    now->tv_sec += offset / 1000 + (microseconds < 0 ? -1 : microseconds / 1000000);
    now->tv_usec = microseconds < 0 ? microseconds + 1000000 : microseconds % 1000000;
  }
  return result;
}

time_t time(time_t *told) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (told) *told = now.tv_sec;
  return now.tv_sec;
}
