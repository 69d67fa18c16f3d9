/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *bytes, size_t size)
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

/* Write a temporary file and rename it, so that no reader sees half of it and a failure leaves the old file. */
static int replace_file(const char *path, const char *bytes, size_t size)
{
	char temporary[PATH_MAX];
	int fd, err;

	if (snprintf(temporary, sizeof(temporary), "%s.%ld", path, (long)getpid()) >= (int)sizeof(temporary))
		return -ENAMETOOLONG;
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return -errno;
	err = write_all(fd, bytes, size);
	if (close(fd) && !err)
		err = -errno;
	if (!err && rename(temporary, path))
		err = -errno;
	if (err)
		unlink(temporary);
	return err;
}

static int write_file(const char *path, bool force, const char *bytes, size_t size)
{
	struct stat st;
	bool exists = !stat(path, &st);
	int fd, err;

	if (exists && S_ISREG(st.st_mode))
		return force ? replace_file(path, bytes, size) : -EEXIST;
	if (!exists)
		return replace_file(path, bytes, size);
	fd = open(path, O_WRONLY | O_CLOEXEC); /* path is a terminal or a pipe */
	if (fd < 0)
		return -errno;
	err = write_all(fd, bytes, size);
	if (close(fd) && !err)
		err = -errno;
	return err;
}

enum status deliver(const char *verb, const char *path, bool force, const char *bytes, size_t size)
{
	int err = path ? write_file(path, force, bytes, size) : write_all(STDOUT_FILENO, bytes, size);

	if (err == -EEXIST)
		complain("%s: %s: exists: name another file, or add --force", verb, path);
	else if (err)
		complain("%s: %s: %s", verb, path ? path : "standard output", strerror(-err));
	return err ? STATUS_FAILED : STATUS_OK;
}
