/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/os/err.h"

#include "bench/array.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A WHAT longer than this, such as a path, is cut and ends in "...", which leaves room for WHY. */
#define WHAT_CHARS_MAX 900

static _Thread_local char text[1024];

static int keep(int error, const char *format, va_list args)
{
	int used = vsnprintf(text, sizeof(text), format, args);

	if (used >= WHAT_CHARS_MAX)
		used = sprintf(text + WHAT_CHARS_MAX, "...") + WHAT_CHARS_MAX;
	if (!error)
		return -EPROTO;
	if (error != ENOTSUP && used >= 0)
		snprintf(text + used, sizeof(text) - (size_t)used, ": %s%s", strerror(error),
			 error == EFBIG ? " (ulimit -f says how large a file may be)" : "");
	return -error;
}

int fail(int error, const char *format, ...)
{
	va_list args;
	int err;

	va_start(args, format);
	err = keep(error, format, args);
	va_end(args);
	return err;
}

int fail_here(int error, const char *format, ...)
{
	static const int lacks[] = { ENOSYS, ENODEV, ENOENT, EOPNOTSUPP, ENOTTY, EPERM, EACCES, EROFS, ENOMEM, EAGAIN,
				     ENOSPC, EDQUOT, EFBIG };
	va_list args;
	int err;

	va_start(args, format);
	err = keep(error, format, args);
	va_end(args);
	for (size_t i = 0; i < ARRAY_SIZE(lacks); i++)
		if (error == lacks[i])
			return -ENOTSUP;
	return err;
}

int fail_with(int err, const char *other)
{
	snprintf(text, sizeof(text), "%s", other);
	return err;
}

const char *fail_text(void)
{
	return text;
}
