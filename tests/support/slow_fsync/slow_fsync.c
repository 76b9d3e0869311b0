/* Preloaded into a process, makes its disk slow or broken, to prove that an answer waits for the disk.
 *
 * TANDEM_FSYNC_DELAY_MS    every fsync and fdatasync takes so much longer
 * TANDEM_FSYNC_FAIL_WHILE  while a file of this name exists, each of them fails with EIO and syncs nothing
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef int (*sync_function)(int);

static int sync_slowly(const char* name, int descriptor)
{
    const char* fail_while = getenv("TANDEM_FSYNC_FAIL_WHILE");
    if (fail_while != NULL && access(fail_while, F_OK) == 0) {
        errno = EIO;
        return -1;
    }
    const char* delay = getenv("TANDEM_FSYNC_DELAY_MS");
    if (delay != NULL) {
        const long milliseconds = strtol(delay, NULL, 10);
        const struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
        nanosleep(&pause, NULL);
    }
    sync_function real;
    *(void**)&real = dlsym(RTLD_NEXT, name);
    return real(descriptor);
}

int fsync(int descriptor) { return sync_slowly("fsync", descriptor); }
int fdatasync(int descriptor) { return sync_slowly("fdatasync", descriptor); }
