/* LD_PRELOAD: every flush of a file takes SLOW_FLUSH_MS longer, as on a disk over a network. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int slowly(const char *name, int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  const char *told = getenv("SLOW_FLUSH_MS");
  long ms = told ? atol(told) : 0;
  struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&pause, NULL);
  return real(fd);
}

int fsync(int fd) { return slowly("fsync", fd); }

int fdatasync(int fd) { return slowly("fdatasync", fd); }
