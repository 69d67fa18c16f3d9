/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/archive/source.h"

#include "analysis/archive/load.h"
#include "analysis/archive/value.h"
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

#define READ_BYTES ((size_t)1 << 20)

static const char header[] = "{\"type\":\"header\""; /* as cmobench writes it */

#define HEADER_CHARS (sizeof(header) - 1)

/* A file that is searched for headers at the beginning of lines. */
struct scan {
	uint64_t at;       /* bytes of the file before the window */
	uint64_t run;      /* where the last run begins */
	size_t line, run_line; /* newlines before the window's first line, and before the run */
	char *window;      /* owned; room for READ_BYTES behind the part of a line that the search has not come past */
	size_t size;       /* bytes in it */
	bool begun;        /* its first bytes begin a line */
};

/* Copy a file's name as it can be printed: on one line, and in UTF-8. NULL: no memory. */
static char *printable(const char *name)
{
	char *copy = one_line(strdup(name), '?');

	if (!value_is_utf8(name))
		for (char *c = copy; c && *c; c++)
			if ((unsigned char)*c >= 0x80)
				*c = '?';
	return copy;
}

static bool add(struct sources *s, const char *name, const char *path, const struct scan *scan, uint64_t end)
{
	struct source *source;

	if (s->count == s->room) {
		size_t room = s->room * 2 + 8;

		source = reallocarray(s->source, room, sizeof(*source));
		if (!source)
			return false;
		s->source = source;
		s->room = room;
	}
	source = &s->source[s->count];
	*source = (struct source){ printable(name), strdup(path), scan->run, end - scan->run, scan->run_line, 0 };
	s->count++;
	return source->name && source->path;
}

/*
 * Look through the window, whose last bytes stay in it if they may begin a header; all: nothing follows them. Returns 0, -ENOMEM,
 * or -EFBIG if a run is larger than any.
 */
static int search(struct sources *s, const char *name, const char *path, struct scan *scan, bool all)
{
	const char *at = scan->window, *end = scan->window + scan->size;

	while (at < end) {
		const char *newline;

		if (scan->begun && (size_t)(end - at) < HEADER_CHARS && !all)
			break;
		if (scan->begun && (size_t)(end - at) >= HEADER_CHARS && !memcmp(at, header, HEADER_CHARS)) {
			uint64_t here = scan->at + (uint64_t)(at - scan->window);

			if (here > scan->run && !add(s, name, path, scan, here))
				return -ENOMEM;
			scan->run = here;
			scan->run_line = scan->line;
		}
		newline = memchr(at, '\n', (size_t)(end - at));
		scan->begun = newline;
		scan->line += newline != NULL;
		at = newline ? newline + 1 : end;
	}
	scan->at += (uint64_t)(at - scan->window);
	scan->size = (size_t)(end - at);
	memmove(scan->window, at, scan->size);
	return scan->at - scan->run > ARCHIVE_BYTES_MAX ? -EFBIG : 0;
}

/* Add the runs of a file that is open, which is copied if copy is not -1. Returns 0 or -errno. */
static int scan_file(struct sources *s, const char *name, const char *path, int fd, int copy)
{
	struct scan scan = { .begun = true, .window = malloc(READ_BYTES + HEADER_CHARS) };
	int err = scan.window ? 0 : -ENOMEM;
	ssize_t got = 1;

	while (!err && got) {
		got = read(fd, scan.window + scan.size, READ_BYTES);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			err = -errno;
			break;
		}
		err = copy < 0 ? 0 : deliver_bytes(copy, scan.window + scan.size, (size_t)got);
		scan.size += (size_t)got;
		if (!err)
			err = search(s, name, path, &scan, !got);
	}
	if (!err && !add(s, name, path, &scan, scan.at))
		err = -ENOMEM;
	free(scan.window);
	return err;
}

/* Begin a copy of what can be read only once, and write its path. Returns 0 or -errno. */
static int begin_copy(struct sources *s, char *path, size_t size)
{
	int fd = memfd_create("archive", MFD_CLOEXEC), *more;

	if (fd < 0)
		return -errno;
	more = reallocarray(s->copy, s->copy_count + 1, sizeof(*more));
	if (!more) {
		close(fd);
		return -ENOMEM;
	}
	s->copy = more;
	s->copy[s->copy_count++] = fd;
	snprintf(path, size, "/proc/self/fd/%d", fd);
	return 0;
}

/* Number the runs of a file that holds several: they are the last of the list, from `first` on. Returns 0 or -ENOMEM. */
static int name_runs(struct sources *s, size_t first)
{
	for (size_t i = first; s->count - first > 1 && i < s->count; i++) {
		char *name;

		if (asprintf(&name, "%s#%zu", s->source[i].name, i - first + 1) < 0)
			return -ENOMEM;
		free(s->source[i].name);
		s->source[i].name = name;
		s->source[i].run = i - first + 1;
	}
	return 0;
}

/* Leave of the runs from `first` on only the one with a number, from 1. */
static void leave_run(struct sources *s, size_t first, size_t number)
{
	struct source kept = s->source[first + number - 1];

	for (size_t i = first; i < s->count; i++)
		if (i != first + number - 1) {
			free(s->source[i].name);
			free(s->source[i].path);
		}
	s->source[first] = kept;
	s->count = first + 1;
}

/* Open a file, or FILE of FILE#N; name is then FILE, and *number is N, else 0. Returns a file descriptor or -errno. */
static int open_operand(char *name, size_t *number)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	char *mark = strrchr(name, '#');

	*number = 0;
	if (fd >= 0)
		return fd;
	if (errno != ENOENT || !mark || !mark[1] || mark[1] == '0' || strspn(mark + 1, "0123456789") != strlen(mark + 1) ||
	    strlen(mark + 1) > 9)
		return -errno;
	*mark = '\0';
	*number = strtoul(mark + 1, NULL, 10);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Add the runs of an operand, whose file is open and is called name. */
static int add_file(struct sources *s, const char *name, int fd)
{
	size_t first = s->count;
	char path[64];
	struct stat is;
	bool regular = !fstat(fd, &is) && S_ISREG(is.st_mode);
	int err = regular ? 0 : begin_copy(s, path, sizeof(path));

	if (!err && regular)
		err = scan_file(s, name, name, fd, -1);
	else if (!err)
		err = scan_file(s, name, path, fd, s->copy[s->copy_count - 1]);
	return err ? err : name_runs(s, first);
}

int sources_add(struct sources *s, const char *operand, char *why, size_t why_size)
{
	size_t first = s->count, number = 0;
	char *name = strdup(operand);
	int fd = name ? open_operand(name, &number) : -ENOMEM;
	int err = fd < 0 ? fd : add_file(s, name, fd);

	if (fd >= 0)
		close(fd);
	if (err == -EFBIG) {
		snprintf(why, why_size, "larger than %zu MiB: no archive is", ARCHIVE_BYTES_MAX >> 20);
	} else if (err) {
		snprintf(why, why_size, "%s", strerror(-err));
	} else if (number > s->count - first) {
		snprintf(why, why_size, "%s holds %zu run%s, and no number %zu", name, s->count - first,
			 s->count - first == 1 ? "" : "s", number);
		err = -EINVAL;
	} else if (number) {
		leave_run(s, first, number);
	}
	free(name);
	return err;
}

enum status sources_open(struct sources *s, const char *verb, const char *operand)
{
	char why[PATH_MAX + 64];

	if (!sources_add(s, operand, why, sizeof(why)))
		return STATUS_OK;
	complain("%s: %s: %s", verb, operand, why);
	return STATUS_FAILED;
}

enum status sources_open_all(struct sources *s, const char *verb, char *const *operand, size_t count)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; !status && i < count; i++)
		status = sources_open(s, verb, operand[i]);
	return status;
}

void sources_close(struct sources *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->source[i].name);
		free(s->source[i].path);
	}
	for (size_t i = 0; i < s->copy_count; i++)
		close(s->copy[i]);
	free(s->source);
	free(s->copy);
	*s = (struct sources){ .count = 0 };
}

int source_bytes(const struct source *source, uint64_t from, char *bytes, size_t size)
{
	int fd = open(source->path, O_RDONLY | O_CLOEXEC), err = fd < 0 ? -errno : 0;

	while (!err && size) {
		ssize_t got = pread(fd, bytes, size, (off_t)(source->at + from));

		if (got < 0 && errno == EINTR)
			continue;
		err = got < 0 ? -errno : got ? 0 : -EIO;
		bytes += got > 0 ? got : 0;
		size -= got > 0 ? (size_t)got : 0;
		from += got > 0 ? (uint64_t)got : 0;
	}
	if (fd >= 0)
		close(fd);
	return err;
}
