/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/os/module.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/module.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Linux 5.17's, for older headers. */
#ifndef MODULE_INIT_COMPRESSED_FILE
#define MODULE_INIT_COMPRESSED_FILE 4
#endif

int os_load_module(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error = 0;
	const char *suffix = strrchr(path, '.');
	int flags = suffix && strcmp(suffix, ".ko") ? MODULE_INIT_COMPRESSED_FILE : 0;

	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, parameters, flags))
		error = errno;
	close(fd);
	return -error;
}

int os_delete_module(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}
