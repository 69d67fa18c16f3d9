/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/os/hostfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((format(printf, 3, 0))) static void make_path(char path[static HOSTFILE_PATH_BYTES], const char *root,
							    const char *format, va_list args)
{
	size_t used = (size_t)snprintf(path, HOSTFILE_PATH_BYTES, "%s", root);

	if (used < HOSTFILE_PATH_BYTES)
		used += (size_t)vsnprintf(path + used, HOSTFILE_PATH_BYTES - used, format, args);
	if (used >= HOSTFILE_PATH_BYTES)
		path[0] = '\0'; /* no file, rather than another one */
}

static long read_bytes(const char *path, char *bytes, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error = errno;
	size_t got = 0;
	ssize_t more = fd < 0 ? -1 : 1;

	while (fd >= 0 && got < size && (more = read(fd, bytes + got, size - got)) > 0)
		got += (size_t)more;
	if (fd >= 0) {
		error = errno;
		close(fd);
	}
	return more < 0 ? -error : (long)got;
}

static long read_text(const char *path, char *text, size_t size)
{
	long got = read_bytes(path, text, size - 1);

	if (got > 0 && text[got - 1] == '\n')
		got--;
	text[got > 0 ? got : 0] = '\0';
	return got;
}

long hostfile_bytes(const char *root, void *bytes, size_t size, const char *format, ...)
{
	char path[HOSTFILE_PATH_BYTES];
	va_list args;

	va_start(args, format);
	make_path(path, root, format, args);
	va_end(args);
	return read_bytes(path, bytes, size);
}

long hostfile_text(const char *root, char *text, size_t size, const char *format, ...)
{
	char path[HOSTFILE_PATH_BYTES];
	va_list args;

	va_start(args, format);
	make_path(path, root, format, args);
	va_end(args);
	return read_text(path, text, size);
}

bool hostfile_number(const char *root, int64_t *number, const char *format, ...)
{
	char path[HOSTFILE_PATH_BYTES], text[64], *end;
	va_list args;

	va_start(args, format);
	make_path(path, root, format, args);
	va_end(args);
	if (read_text(path, text, sizeof(text)) <= 0)
		return false;
	*number = strtoll(text, &end, 0);
	return end != text;
}

bool hostfile_there(const char *root, const char *format, ...)
{
	char path[HOSTFILE_PATH_BYTES];
	va_list args;

	va_start(args, format);
	make_path(path, root, format, args);
	va_end(args);
	return !access(path, F_OK);
}

char *hostfile_choice(char *text)
{
	char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;

	if (close) {
		*close = '\0';
		memmove(text, open + 1, (size_t)(close - open));
	}
	return text;
}

void hostfile_each(const char *root, const char *pattern, bool (*each)(void *context, const char *path), void *context)
{
	char whole[HOSTFILE_PATH_BYTES];
	glob_t found;

	if ((size_t)snprintf(whole, sizeof(whole), "%s%s", root, pattern) >= sizeof(whole))
		return;
	if (glob(whole, 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (!each(context, found.gl_pathv[i] + strlen(root)))
			break;
	globfree(&found);
}

char *hostfile_line(const char *root, const char *begin, const char *format, ...)
{
	char path[HOSTFILE_PATH_BYTES], *line = NULL;
	bool found = false;
	size_t room = 0;
	va_list args;
	FILE *in;

	va_start(args, format);
	make_path(path, root, format, args);
	va_end(args);
	in = fopen(path, "re");
	while (in && !found && getline(&line, &room, in) > 0)
		found = !strncmp(line, begin, strlen(begin));
	if (in)
		fclose(in);
	if (!found) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\n")] = '\0';
	return line;
}
