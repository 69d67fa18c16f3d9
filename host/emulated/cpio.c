/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/cpio.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int put(int fd, const void *data, size_t size)
{
	ssize_t done = write(fd, data, size);

	return done == (ssize_t)size ? 0 : -(done < 0 ? errno : EIO);
}

static int pad(int fd, size_t size)
{
	return put(fd, "\0\0\0", (4 - size % 4) % 4);
}

/*
 * Write an entry: header (the magic and 13 fields of 8 hexadecimal digits), name, data; the last two padded to 4
 * bytes.
 */
static int put_file(int fd, const char *name, unsigned int mode, const void *data, size_t size)
{
	char header[160];
	size_t name_size = strlen(name) + 1;
	int header_size, err;

	header_size = snprintf(header, sizeof(header), "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x",
			       0, mode, 0, 0, 1, 0, size, 0, 0, 0, 0, name_size, 0);
	err = put(fd, header, (size_t)header_size);
	if (!err)
		err = put(fd, name, name_size);
	if (!err)
		err = pad(fd, (size_t)header_size + name_size);
	if (!err)
		err = put(fd, data, size);
	return err ? err : pad(fd, size);
}

/* Write an archive of one entry. */
static int put_archive(int fd, const char *name, unsigned int mode, const void *data, size_t size)
{
	int err = put_file(fd, name, mode, data, size);

	return err ? err : put_file(fd, "TRAILER!!!", 0, "", 0);
}

int cpio_write(int fd, const char *name, const void *data, size_t size)
{
	return put_archive(fd, name, 0100644, data, size);
}

int cpio_write_directory(int fd, const char *name)
{
	return put_archive(fd, name, 0040755, "", 0);
}
