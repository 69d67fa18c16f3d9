/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/image/unpack.h"

#include "bench/array.h"
#include "host/os/err.h"
#include "host/os/os.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLOCK_BYTES ((size_t)1 << 20)
#define NOT_FOUND   127 /* exit status of a child whose program cannot be executed, as of a shell's */

int blob_map(struct blob *blob, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), err = 0; /* a FIFO shall not make us wait */
	struct stat st;
	void *bytes;

	*blob = (struct blob){ .mapped = true };
	if (fd < 0)
		return fail(errno, "%s", path);
	if (fstat(fd, &st)) {
		err = fail(errno, "%s", path);
	} else if (!S_ISREG(st.st_mode)) {
		err = fail(0, "%s: not a file", path);
	} else if (st.st_size) {
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes == MAP_FAILED)
			err = fail(errno, "%s", path);
		else
			*blob = (struct blob){ .bytes = bytes, .size = (size_t)st.st_size, .mapped = true };
	}
	close(fd);
	return err;
}

void blob_free(struct blob *blob)
{
	if (!blob->mapped)
		free(blob->bytes);
	else if (blob->size)
		munmap(blob->bytes, blob->size);
	*blob = (struct blob){ .bytes = NULL };
}

/* Run in the child. */
static _Noreturn void exec_program(const char *const *argv, int in, int out)
{
	int null = open("/dev/null", O_RDWR);

	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	execvp(argv[0], (char *const *)argv);
	_exit(NOT_FOUND);
}

int unpacker_start(struct unpacker *unpacker, const char *const *argv, int in)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return fail(errno, "pipe");
	*unpacker = (struct unpacker){ .program = argv[0], .pid = fork(), .fd = fds[0] };
	if (!unpacker->pid)
		exec_program(argv, in, fds[1]);
	close(fds[1]);
	if (unpacker->pid > 0)
		return 0;
	close(fds[0]);
	return fail(errno, "fork");
}

bool unpacker_read(struct unpacker *unpacker, void *bytes, size_t size)
{
	static char skipped[1 << 16];
	size_t used = 0;

	while (used < size) {
		size_t want = size - used;
		ssize_t got;

		if (!bytes && want > sizeof(skipped))
			want = sizeof(skipped);
		got = os_read(unpacker->fd, bytes ? (char *)bytes + used : skipped, want);
		if (got <= 0)
			return false;
		used += (size_t)got;
	}
	return true;
}

int unpacker_end(struct unpacker *unpacker, const char *what)
{
	int state = 0;

	close(unpacker->fd); /* a program that still writes dies of SIGPIPE */
	while (waitpid(unpacker->pid, &state, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(state) && !WEXITSTATUS(state))
		return 0;
	if (WIFEXITED(state) && WEXITSTATUS(state) == NOT_FOUND)
		return fail(0, "%s: %s, which would unpack it, is not installed", what, unpacker->program);
	return fail(0, "%s: %s cannot unpack it: is it cut short or damaged?", what, unpacker->program);
}

const char *packed_with(const void *bytes, size_t size)
{
	static const struct {
		const char *magic, *program;
	} formats[] = {
		{ "\x1f\x8b\x08", "gzip" },
		{ "\xfd" "7zXZ", "xz" },
		{ "\x28\xb5\x2f\xfd", "zstd" },
		{ "\x04\x22\x4d\x18", "lz4" },
		{ "\x02\x21\x4c\x18", "lz4" }, /* the older format, which the kernel's Makefiles write */
		{ "BZh", "bzip2" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		size_t length = strlen(formats[i].magic);

		if (size >= length && !memcmp(bytes, formats[i].magic, length))
			return formats[i].program;
	}
	return NULL;
}

/* Read until the end of the file. 0 or -errno. */
static int read_all(struct blob *out, int fd)
{
	size_t room = 0;
	ssize_t got;

	do {
		if (out->size == room) {
			unsigned char *bigger = realloc(out->bytes, room += room > BLOCK_BYTES ? room : BLOCK_BYTES);

			if (!bigger)
				return -ENOMEM;
			out->bytes = bigger;
		}
		got = os_read(fd, out->bytes + out->size, room - out->size);
		if (got > 0)
			out->size += (size_t)got;
	} while (got > 0);
	return got ? -errno : 0;
}

int unpack(struct blob *out, const void *bytes, size_t size, const char *program, const char *what)
{
	const char *const argv[] = { program, "-dc", NULL };
	int in = memfd_create("packed", MFD_CLOEXEC), err;
	struct unpacker unpacker;

	*out = (struct blob){ .bytes = NULL };
	if (in < 0)
		return fail(errno, "%s", what);
	err = os_write(in, bytes, size);
	if (err || lseek(in, 0, SEEK_SET))
		err = fail(err ? -err : errno, "%s", what);
	if (!err)
		err = unpacker_start(&unpacker, argv, in);
	close(in);
	if (err)
		return err;
	err = read_all(out, unpacker.fd);
	if (err)
		fail(-err, "%s", what);
	if (unpacker_end(&unpacker, what) && !err)
		err = -EPROTO;
	if (err)
		blob_free(out);
	return err;
}
