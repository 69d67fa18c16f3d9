/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int deliver_bytes(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0 && errno != EINTR)
			return -errno;
		bytes += written > 0 ? written : 0;
		size -= written > 0 ? (size_t)written : 0;
	}
	return 0;
}

/* What deliver() writes. */
struct text {
	const char *bytes;
	size_t size;
};

static int write_text(void *context, int fd)
{
	const struct text *text = context;

	return deliver_bytes(fd, text->bytes, text->size);
}

/* Who writes the bytes. */
struct writer {
	int (*write)(void *context, int fd);
	void *context;
};

/*
 * Open the file that becomes path. It has no name yet, so that nothing of it stays if we are killed; without /proc, by which it gets
 * its name, and on filesystems that have no such files, it is called temporary. Returns a file descriptor or -errno.
 */
static int open_temporary(const char *path, const char *temporary, bool *nameless)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX];
	int fd;

	snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
	fd = access("/proc/self/fd", X_OK) ? -1 : open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
	*nameless = fd >= 0;
	if (fd < 0)
		fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return fd < 0 ? -errno : fd;
}

/* Give the name to a file that has none. Returns 0 or -errno. */
static int name_file(int fd, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, path, AT_FDCWD, name, AT_SYMLINK_FOLLOW) ? -errno : 0;
}

static int close_after(int fd, int err)
{
	return close(fd) && !err ? -errno : err;
}

/* Write a temporary file and rename it, so that no reader sees half of it and a failure leaves the old file. */
static int replace_file(const char *path, const struct writer *writer)
{
	char temporary[PATH_MAX];
	bool nameless;
	int fd, err;

	if (snprintf(temporary, sizeof(temporary), "%s.%ld", path, (long)getpid()) >= (int)sizeof(temporary))
		return -ENAMETOOLONG;
	fd = open_temporary(path, temporary, &nameless);
	if (fd < 0)
		return fd;
	err = writer->write(writer->context, fd);
	if (!err && nameless) {
		err = name_file(fd, temporary);
		nameless = err;
	}
	err = close_after(fd, err);
	if (!err && rename(temporary, path))
		err = -errno;
	if (err && !nameless)
		unlink(temporary);
	return err;
}

static int write_file(const char *path, bool force, const struct writer *writer)
{
	struct stat st;
	bool exists = !stat(path, &st);
	int fd;

	if (exists && S_ISREG(st.st_mode))
		return force ? replace_file(path, writer) : -EEXIST;
	if (!exists)
		return replace_file(path, writer);
	fd = open(path, O_WRONLY | O_CLOEXEC); /* path is a terminal or a pipe */
	return fd < 0 ? -errno : close_after(fd, writer->write(writer->context, fd));
}

enum status deliver_by(const char *verb, const char *path, bool force, int (*write)(void *context, int fd), void *context)
{
	const struct writer writer = { write, context };
	int err = path ? write_file(path, force, &writer) : write(context, STDOUT_FILENO);

	if (err == -EEXIST)
		complain("%s: %s: exists: name another file, or add --force", verb, path);
	else if (err < 0)
		complain("%s: %s: %s", verb, path ? path : "standard output", strerror(-err));
	return err ? STATUS_FAILED : STATUS_OK;
}

enum status deliver(const char *verb, const char *path, bool force, const char *bytes, size_t size)
{
	return deliver_by(verb, path, force, write_text, &(struct text){ bytes, size });
}

FILE *deliver_draft(void)
{
	const char *folder = getenv("TMPDIR");
	int fd = open(folder && folder[0] ? folder : "/tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
	FILE *draft;

	/* Some filesystems have no file without a name, and some machines no place for one. */
	if (fd < 0)
		fd = memfd_create("draft", MFD_CLOEXEC);
	draft = fd < 0 ? NULL : fdopen(fd, "w+");
	if (!draft && fd >= 0)
		close(fd);
	return draft;
}

/* Copy a draft from its first byte on. */
static int copy_draft(void *context, int to)
{
	int from = fileno(context), err = 0;
	char bytes[1 << 16];
	off_t at = 0;
	ssize_t got;

	while (!err && (got = pread(from, bytes, sizeof(bytes), at)) != 0) {
		if (got < 0 && errno != EINTR)
			return -errno;
		err = got > 0 ? deliver_bytes(to, bytes, (size_t)got) : 0;
		at += got > 0 ? got : 0;
	}
	return err;
}

enum status deliver_close(const char *verb, const char *path, bool force, FILE *draft)
{
	enum status status = STATUS_FAILED;

	if (!draft || fflush(draft) || ferror(draft))
		complain("%s: temporary file: %s", verb, strerror(errno));
	else
		status = deliver_by(verb, path, force, copy_draft, draft);
	if (draft)
		fclose(draft);
	return status;
}

enum status deliver_check(const char *verb, const char *path, bool force)
{
	struct stat st;

	if (force || stat(path, &st) || !S_ISREG(st.st_mode))
		return STATUS_OK;
	complain("%s: %s: exists: name another file, or add --force", verb, path);
	return STATUS_FAILED;
}
