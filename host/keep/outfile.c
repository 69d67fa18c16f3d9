/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/keep/outfile.h"

#include "host/os/err.h"
#include "host/os/os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_BYTES 65536

static void close_file(struct outfile *file)
{
	if (file->path && file->fd >= 0)
		close(file->fd);
	free(file->path);
	free(file->partial);
	*file = (struct outfile){ .fd = -1 };
}

static int name_file(struct outfile *file, const char *path)
{
	*file = (struct outfile){ .fd = -1, .path = strdup(path) };
	if (file->path && asprintf(&file->partial, "%s.partial", path) >= 0)
		return 0;
	file->partial = NULL;
	return fail(ENOMEM, "%s", path);
}

/* Open path.partial and lock it against other runs. */
static int open_partial(struct outfile *file, int flags)
{
	file->fd = open(file->partial, O_RDWR | O_CLOEXEC | flags, 0666);
	if (file->fd < 0)
		return fail(errno, "cannot write %s", file->partial);
	if (flock(file->fd, LOCK_EX | LOCK_NB))
		return errno == EWOULDBLOCK ?
			       fail(EBUSY, "%s: another run is writing it (wait for it to end, or choose another name)",
				    file->partial) :
			       fail(errno, "locking %s", file->partial);
	return 0;
}

static int truncate_to(struct outfile *file, uint64_t bytes)
{
	if (ftruncate(file->fd, (off_t)bytes) || lseek(file->fd, (off_t)bytes, SEEK_SET) < 0)
		return fail(errno, "writing %s", file->partial);
	file->bytes = bytes;
	return 0;
}

/* Refuse what is no file: a rename at the end of the run would fail, or replace a device by an archive. */
static int refuse_special(const struct outfile *file)
{
	struct stat st;

	if (stat(file->path, &st) || S_ISREG(st.st_mode))
		return 0;
	fail(0, "%s: not a file (choose another name, or - for standard output)", file->path);
	return -EINVAL;
}

/* Refuse to overwrite a complete or partial file. */
static int refuse_existing(struct outfile *file)
{
	int err;

	if (!access(file->path, F_OK))
		return fail(EEXIST, "%s (choose another name, or --force to overwrite it)", file->path);
	if (access(file->partial, F_OK))
		return 0;
	/* Does its run go on? */
	err = open_partial(file, 0);
	return err ? err : fail(EEXIST, "%s, left by an unfinished run (--resume %s continues it, --force discards it)",
				file->partial, file->path);
}

int outfile_open(struct outfile *file, const char *path, bool force)
{
	int err;

	*file = (struct outfile){ .fd = STDOUT_FILENO };
	if (!strcmp(path, "-"))
		return 0;
	err = name_file(file, path);
	if (!err)
		err = refuse_special(file);
	if (!err && !force)
		err = refuse_existing(file);
	if (!err)
		err = open_partial(file, O_CREAT);
	if (!err)
		err = truncate_to(file, 0);
	if (err)
		close_file(file);
	return err;
}

int outfile_reopen(struct outfile *file, const char *path, uint64_t bytes)
{
	int err = name_file(file, path);

	if (!err && access(file->partial, F_OK) && rename(file->path, file->partial))
		err = fail(errno, "%s", file->path);
	if (!err)
		err = open_partial(file, 0);
	if (!err)
		err = truncate_to(file, bytes);
	if (err)
		close_file(file);
	return err;
}

static const char *shown(const struct outfile *file)
{
	return file->partial ? file->partial : "standard output";
}

/* Create path.partial again and copy into it the open file, which has lost that name. */
static int make_anew(struct outfile *file)
{
	static char block[COPY_BYTES];
	int old = file->fd, err;
	off_t at = 0;
	ssize_t got;

	err = open_partial(file, O_CREAT | O_EXCL);
	while (!err && (got = pread(old, block, sizeof(block), at)) != 0) {
		err = got < 0 ? -errno : os_write(file->fd, block, (size_t)got);
		err = err ? fail(-err, "writing %s anew", file->partial) : 0;
		at += got;
	}
	if (err) {
		if (file->fd >= 0)
			close(file->fd);
		file->fd = old;
		return err;
	}
	close(old);
	return 0;
}

/* Is the file named path.partial still the open one? */
static bool is_ours(const struct outfile *file)
{
	struct stat named, open_file;

	return !stat(file->partial, &named) && !fstat(file->fd, &open_file) && named.st_dev == open_file.st_dev &&
	       named.st_ino == open_file.st_ino;
}

/*
 * Reserve disk space for a line, so that a line that does not fit, or that ulimit -f does not allow, is not begun. On file
 * systems that cannot reserve space the write itself fails.
 */
static int reserve(const struct outfile *file, size_t size)
{
	struct rlimit limit;

	if (!getrlimit(RLIMIT_FSIZE, &limit) && file->bytes + size + OUTFILE_RESERVE_BYTES > limit.rlim_cur)
		return -EFBIG;
	if (!fallocate(file->fd, FALLOC_FL_KEEP_SIZE, (off_t)file->bytes, (off_t)(size + OUTFILE_RESERVE_BYTES)))
		return 0;
	return errno == EOPNOTSUPP || errno == ENOSYS || errno == EINTR ? 0 : -errno;
}

int outfile_write(struct outfile *file, const char *text, size_t size, bool last)
{
	int err = 0;

	if (!file->path) {
		err = os_write(file->fd, text, size);
		file->bytes += size;
		return err ? fail(-err, "writing %s", shown(file)) : 0;
	}
	if (!is_ours(file))
		err = make_anew(file);
	if (err)
		return err;
	if (!last)
		err = reserve(file, size);
	if (!err)
		err = os_write(file->fd, text, size);
	if (!err && fsync(file->fd))
		err = -errno;
	if (!err) {
		file->bytes += size;
		return 0;
	}
	if (ftruncate(file->fd, (off_t)file->bytes) || lseek(file->fd, (off_t)file->bytes, SEEK_SET) < 0)
		return fail(errno, "taking back half a line of %s", file->partial);
	return fail(-err, "writing %s", file->partial);
}

int outfile_commit(struct outfile *file)
{
	int err = 0;

	if (file->path) {
		/* Frees the space that is still reserved. */
		if (ftruncate(file->fd, (off_t)file->bytes) || fsync(file->fd))
			err = fail(errno, "writing %s", file->partial);
		if (!err && !is_ours(file))
			err = make_anew(file);
		if (!err && rename(file->partial, file->path))
			err = fail(errno, "renaming %s to %s", file->partial, file->path);
	}
	close_file(file);
	return err;
}

void outfile_abandon(struct outfile *file, bool keep)
{
	if (file->partial && !keep)
		unlink(file->partial);
	close_file(file);
}
