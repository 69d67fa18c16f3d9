/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/test/caught.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

__attribute__((noreturn)) static void bail_out(const char *what, const char *name)
{
	printf("Bail out! cannot %s %s\n", what, name);
	exit(1);
}

/* A file without a name, of any size. */
static FILE *temporary(void)
{
	FILE *file = tmpfile();

	if (!file)
		bail_out("make", "a temporary file");
	return file;
}

/* Lets a stream go into a file. Returns where it went before, for restore(). */
static int divert(int stream, FILE *file)
{
	int before = fcntl(stream, F_DUPFD_CLOEXEC, 0);

	if (before < 0 || dup2(fileno(file), stream) < 0)
		bail_out("divert", "a stream");
	return before;
}

static void restore(int stream, int before)
{
	if (dup2(before, stream) < 0)
		exit(1);
	close(before);
}

/* Moves what is in the file to text, and closes the file. */
static void take(FILE *file, char text[static CAUGHT_SIZE])
{
	size_t size;

	rewind(file);
	size = fread(text, 1, CAUGHT_SIZE, file);
	if (size == CAUGHT_SIZE || ferror(file))
		bail_out("catch", "so much");
	text[size] = '\0';
	fclose(file);
}

int caught_run(struct caught *c, verb_main *verb, char **argv)
{
	FILE *out = temporary(), *err = c->together ? NULL : temporary();
	int argc = 0, before[2], status;

	while (argv[argc])
		argc++;
	fflush(stdout);
	before[0] = divert(STDOUT_FILENO, out);
	before[1] = divert(STDERR_FILENO, err ? err : out);
	status = verb(argc, argv);
	fflush(stdout);
	restore(STDOUT_FILENO, before[0]);
	restore(STDERR_FILENO, before[1]);
	take(out, c->out);
	c->err[0] = '\0';
	if (err)
		take(err, c->err);
	return status;
}

int caught_line(struct caught *c, verb_main *verb, const char *format, ...)
{
	char *line, *rest = NULL, *argv[CAUGHT_WORDS + 1] = { NULL };
	int argc = 0, status;
	va_list args;

	va_start(args, format);
	if (vasprintf(&line, format, args) < 0)
		abort();
	va_end(args);
	for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		if (argc == CAUGHT_WORDS)
			bail_out("take more words than", word);
		for (char *plus = word; (plus = strchr(plus, '+'));)
			*plus = ' ';
		argv[argc++] = word;
	}
	status = caught_run(c, verb, argv);
	free(line);
	return status;
}

bool caught_one_line(const char *text)
{
	const char *newline = strchr(text, '\n');

	return newline && !newline[1];
}

void write_file(const char *path, const char *text)
{
	FILE *file = text ? fopen(path, "we") : NULL;

	if (!file || fputs(text, file) < 0 || fclose(file))
		bail_out("write", path);
}

void write_made(const char *path, char *text)
{
	write_file(path, text);
	free(text);
}

void write_archive(const char *path, const struct fixture *f)
{
	write_made(path, fixture_archive(f));
}

void write_replaced(const char *path, const char *text, const char *from, const char *to, bool seal)
{
	write_made(path, fixture_replace(text, from, to, seal));
}

char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "re");
	struct stat is;
	char *bytes;

	if (!file)
		return NULL;
	if (fstat(fileno(file), &is) || !(bytes = calloc(1, (size_t)is.st_size + 1)))
		abort();
	*size = fread(bytes, 1, (size_t)is.st_size, file);
	fclose(file);
	return bytes;
}

char *read_text(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");

	text[file ? fread(text, 1, size - 1, file) : 0] = '\0';
	if (file)
		fclose(file);
	return text;
}
