/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/outfile.h"

#include "host/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void close_file(struct outfile *file)
{
	if (file->path && file->fd >= 0)
		close(file->fd);
	free(file->path);
	free(file->partial);
	*file = (struct outfile){ .fd = -1 };
}

int outfile_open(struct outfile *file, const char *path, bool force)
{
	int err = 0;

	*file = (struct outfile){ .fd = STDOUT_FILENO };
	if (!strcmp(path, "-"))
		return 0;
	if (!force && !access(path, F_OK))
		return fail(EEXIST, "%s (another name, or --force to overwrite it)", path);
	file->fd = -1;
	file->path = strdup(path);
	if (!file->path || asprintf(&file->partial, "%s.partial", path) < 0) {
		file->partial = NULL;
		err = fail(ENOMEM, "%s", path);
	} else {
		file->fd = open(file->partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		err = file->fd < 0 ? fail(errno, "cannot write %s", file->partial) : 0;
	}
	if (err)
		close_file(file);
	return err;
}

static const char *shown(const struct outfile *file)
{
	return file->partial ? file->partial : "standard output";
}

int outfile_write(struct outfile *file, const void *data, size_t size)
{
	const char *next = data;

	file->bytes += size;
	while (size) {
		ssize_t put = write(file->fd, next, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return fail(put ? errno : EIO, "writing %s", shown(file));
		next += put;
		size -= (size_t)put;
	}
	return 0;
}

int outfile_sync(struct outfile *file)
{
	return file->path && fsync(file->fd) ? fail(errno, "writing %s", shown(file)) : 0;
}

int outfile_commit(struct outfile *file)
{
	int err = outfile_sync(file);

	if (!err && file->path && rename(file->partial, file->path))
		err = fail(errno, "renaming %s to %s", file->partial, file->path);
	close_file(file);
	return err;
}

void outfile_abandon(struct outfile *file, bool keep)
{
	if (file->partial && !keep)
		unlink(file->partial);
	close_file(file);
}
