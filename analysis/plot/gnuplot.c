/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/gnuplot.h"

#include "bench/array.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WIDTH        480 /* pixels */
#define LINE         15  /* of small text, in pixels */
#define HEADLINE     19  /* of the headline, in pixels */
#define DUMB_COLUMNS 70  /* gnuplot prints one less: fit for a mail */

/* The terminals. All are used with noenhanced, so that an underscore is an underscore. */
static const struct gnuplot_term term_table[] = {
	{ "svg", "svg" },
	{ "png", "png" },
	{ "dumb", "txt" },
};

const struct gnuplot_term *gnuplot_term_default(void)
{
	return &term_table[0];
}

const struct gnuplot_term *gnuplot_term_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(term_table); i++)
		if (!strcmp(term_table[i].name, name))
			return &term_table[i];
	return NULL;
}

void gnuplot_term_offer(const struct complete *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(term_table); i++)
		complete_name(c, term_table[i].name);
}

static bool is_dumb(const struct gnuplot_term *term)
{
	return !strcmp(term->name, "dumb");
}

void gnuplot_begin(FILE *script, const struct gnuplot_term *term, const char *name, const struct gnuplot_size *size)
{
	bool dumb = is_dumb(term);
	unsigned int width = dumb ? DUMB_COLUMNS : WIDTH;
	unsigned int height = dumb ? size->lines + size->headlines + size->around :
				     size->height + HEADLINE * size->headlines + LINE * size->around;

	fprintf(script, "# gnuplot %s.gp >%s.%s\n", name, name, term->ending);
	if (dumb)
		fprintf(script, "set terminal dumb size %u,%u noenhanced\nsmall = ''\n", width, height);
	else if (!strcmp(term->name, "png"))
		fprintf(script,
			"set terminal pngcairo size %u,%u noenhanced font 'DejaVu Sans,9' fontscale 2 "
			"linewidth 2 pointscale 2 background '#ffffff'\nsmall = ',7.5'\n",
			2 * width, 2 * height);
	else
		fprintf(script,
			"set terminal svg size %u,%u noenhanced font 'DejaVu Sans,12' "
			"background '#ffffff'\nsmall = ',10'\n",
			width, height);
	gnuplot_text(script, "term", term->name);
	gnuplot_number(script, "width", width);
	gnuplot_number(script, "height", height);
	gnuplot_number(script, "line", dumb ? 1 : LINE);
	gnuplot_number(script, "headline_height", dumb ? 1 : HEADLINE);
}

void gnuplot_number(FILE *script, const char *variable, unsigned int value)
{
	fprintf(script, "%s = %u.0\n", variable, value);
}

/* Writes a text in single quotes, where gnuplot knows no escapes, backquotes or macros; only a quote is doubled. */
static void quote(FILE *script, const char *text, size_t length)
{
	putc('\'', script);
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\n')
			fputs("'.\"\\n\".'", script);
		else if (text[i] == '\'')
			fputs("''", script);
		else
			putc(text[i] >= ' ' && text[i] <= '~' ? text[i] : '?', script);
	}
	putc('\'', script);
}

void gnuplot_text(FILE *script, const char *variable, const char *value)
{
	fprintf(script, "%s = ", variable);
	quote(script, value, strlen(value));
	putc('\n', script);
}

void gnuplot_texts(FILE *script, const char *variable, const char *lines)
{
	size_t count = 0;

	for (const char *c = lines; *c; c++)
		count += *c == '\n';
	fprintf(script, "%s_count = %zu\n", variable, count);
	if (!count)
		return;
	fprintf(script, "array %s[%zu] = [", variable, count);
	for (const char *c = lines; *c; c += strcspn(c, "\n") + 1) {
		if (c > lines)
			fputs(", ", script);
		quote(script, c, strcspn(c, "\n"));
	}
	fputs("]\n", script);
}

/* Returns environ with the C locale, for free(), its strings shared; NULL if out of memory. */
static char **c_environment(void)
{
	static char c_locale[] = "LC_ALL=C";
	size_t count = 0, kept = 0;
	char **copy;

	while (environ[count])
		count++;
	copy = calloc(count + 2, sizeof(*copy));
	if (!copy)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (strncmp(environ[i], "LC_ALL=", 7) != 0)
			copy[kept++] = environ[i];
	copy[kept] = c_locale;
	return copy;
}

/* Starts gnuplot with standard output and error in two files. Returns 0 or -errno. */
static int start(const char *directory, const char *name, int out, int err, pid_t *pid)
{
	char program[] = "gnuplot", defaults[] = "-d", script[FILENAME_MAX];
	char *argv[] = { program, defaults, script, NULL }, **environment = c_environment();
	posix_spawn_file_actions_t actions;
	int status;

	if (!environment)
		return -ENOMEM;
	snprintf(script, sizeof(script), "%s.gp", name);
	status = posix_spawn_file_actions_init(&actions);
	if (!status) {
		status = posix_spawn_file_actions_addchdir_np(&actions, directory);
		if (!status)
			status = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
		if (!status)
			status = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
		if (!status)
			status = posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
		if (!status)
			status = posix_spawnp(pid, program, &actions, NULL, argv, environment);
		posix_spawn_file_actions_destroy(&actions);
	}
	free(environment);
	return -status;
}

/* Reads a whole file, NUL-terminated, into *bytes, for free(). Returns 0 or -errno. */
static int read_back(int fd, char **bytes, size_t *size)
{
	off_t end = lseek(fd, 0, SEEK_END);
	ssize_t got = 0;

	*bytes = NULL;
	*size = 0;
	if (end < 0)
		return -errno;
	if ((size_t)end > GNUPLOT_IMAGE_MAX)
		return -EFBIG;
	*bytes = malloc((size_t)end + 1);
	if (!*bytes)
		return -ENOMEM;
	while (*size < (size_t)end && (got = pread(fd, *bytes + *size, (size_t)end - *size, (off_t)*size)) > 0)
		*size += (size_t)got;
	(*bytes)[*size] = '\0';
	if (*size == (size_t)end)
		return 0;
	free(*bytes);
	*bytes = NULL;
	return got < 0 ? -errno : -EIO;
}

/* Removes form feeds, blanks at ends of lines, and empty lines before and after the text. Returns the new length. */
static size_t tidy(char *text)
{
	char *to = text;

	for (char *line = text, *next; *line; line = next) {
		size_t length;

		line += strspn(line, "\f");
		length = strcspn(line, "\n");
		next = line + length + (line[length] == '\n');
		while (length && line[length - 1] == ' ')
			length--;
		if (!length && to == text)
			continue;
		memmove(to, line, length);
		to += length;
		*to++ = '\n';
	}
	while (to > text + 1 && to[-2] == '\n')
		to--;
	return (size_t)(to - text);
}

/* Appends gnuplot's last line of error to why. The lines before it are the script's line and a mark below it. */
static void complaint(int err_fd, char *why, size_t why_size)
{
	char *text, *line = NULL, *save = NULL;
	size_t size, used = strlen(why);

	if (read_back(err_fd, &text, &size))
		return;
	for (char *next = strtok_r(text, "\n", &save); next; next = strtok_r(NULL, "\n", &save))
		if (next[strspn(next, " \t")])
			line = next;
	if (line)
		snprintf(why + used, why_size - used, ": %s", line + strspn(line, " \t"));
	free(text);
}

static int finish(const struct gnuplot_term *term, pid_t pid, int out, int err_fd, char **bytes, size_t *size,
		  char *why, size_t why_size)
{
	int status, err;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR) {
			err = -errno;
			snprintf(why, why_size, "gnuplot: %s", strerror(-err));
			return err;
		}
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		snprintf(why, why_size, WIFEXITED(status) ? "gnuplot: exit status %d" : "gnuplot: died of signal %d",
			 WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
		complaint(err_fd, why, why_size);
		return -EPROTO;
	}
	err = read_back(out, bytes, size);
	if (err) {
		snprintf(why, why_size, "image from gnuplot: %s", strerror(-err));
		return err;
	}
	if (is_dumb(term))
		*size = tidy(*bytes);
	if (*size)
		return 0;
	free(*bytes);
	*bytes = NULL;
	snprintf(why, why_size, "gnuplot drew nothing");
	complaint(err_fd, why, why_size);
	return -EPROTO;
}

int gnuplot_run(const struct gnuplot_term *term, const char *directory, const char *name, char **bytes, size_t *size,
		char *why, size_t why_size)
{
	int out = memfd_create("gnuplot-out", MFD_CLOEXEC), err_fd = memfd_create("gnuplot-err", MFD_CLOEXEC);
	int err = out < 0 || err_fd < 0 ? -errno : 0;
	pid_t pid = 0;

	if (!err)
		err = start(directory, name, out, err_fd, &pid);
	if (err)
		snprintf(why, why_size, err == -ENOENT ? "there is no gnuplot" : "cannot run gnuplot: %s",
			 strerror(-err));
	else
		err = finish(term, pid, out, err_fd, bytes, size, why, why_size);
	if (out >= 0)
		close(out);
	if (err_fd >= 0)
		close(err_fd);
	return err;
}
