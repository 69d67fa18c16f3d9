/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/image/built.h"

#include "host/os/err.h"
#include "host/os/os.h"

#include <errno.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

char *built_dir(void)
{
	char exe[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", exe, sizeof(exe));
	char *dir;

	if (size < 0 || (size_t)size == sizeof(exe)) {
		fail(size < 0 ? errno : ENAMETOOLONG, "/proc/self/exe");
		return NULL;
	}
	exe[size] = '\0';
	dirname(exe);
	dir = os_text("%s/emulated", exe);
	if (dir && access(dir, F_OK)) {
		free(dir);
		dir = os_text("%s/../lib/cmobench/emulated", exe);
	}
	return dir;
}

char *built_recipe(void)
{
	char *dir = built_dir(), *path = dir ? os_text("%s/recipes/recipe.sh", dir) : NULL;

	free(dir);
	if (path && access(path, R_OK)) {
		free(path);
		path = NULL;
	}
	return path;
}

bool built_is_series(const char *series)
{
	size_t major = strspn(series, "0123456789"), minor;

	if (!major || series[major] != '.')
		return false;
	series += major + 1;
	minor = strspn(series, "0123456789");
	return minor && (!series[minor] || !strcmp(series + minor, "-16k"));
}

/* Start the script, with its output and errors in pipes. Return its process or -errno (fail_text()). */
static pid_t start(const char *recipe, const char *const *argument, int out[2], int err[2])
{
	pid_t pid;

	if (pipe(out))
		return fail(errno, "pipe");
	if (pipe(err)) {
		close(out[0]);
		close(out[1]);
		return fail(errno, "pipe");
	}
	pid = fork();
	if (!pid) {
		dup2(out[1], STDOUT_FILENO);
		dup2(err[1], STDERR_FILENO);
		for (int i = 0; i < 2; i++) {
			close(out[i]);
			close(err[i]);
		}
		execlp("sh", "sh", recipe, argument[0], argument[1], (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	close(err[1]);
	return pid < 0 ? fail(errno, "fork") : pid;
}

/* Pass lines on to standard error, each when the next one comes, so that the last one is left in last. */
static void pass_on(int fd, char last[static BUILT_LINE_BYTES])
{
	FILE *in = fdopen(fd, "r");
	char line[BUILT_LINE_BYTES];

	last[0] = '\0';
	while (in && fgets(line, sizeof(line), in)) {
		if (*last)
			fprintf(stderr, "%s\n", last);
		line[strcspn(line, "\n")] = '\0';
		memcpy(last, line, sizeof(line));
	}
	if (in)
		fclose(in);
	else
		close(fd);
}

int built_run(const char *recipe, const char *const *argument, void (*each)(void *context, const char *line), void *context,
	      char last[static BUILT_LINE_BYTES])
{
	char line[PATH_MAX];
	int out[2], err[2], state;
	pid_t pid = start(recipe, argument, out, err);
	FILE *in;

	last[0] = '\0';
	if (pid < 0)
		return (int)pid;
	pass_on(err[0], last);
	in = fdopen(out[0], "r");
	while (in && fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		each(context, line);
	}
	if (in)
		fclose(in);
	if (waitpid(pid, &state, 0) < 0 || !WIFEXITED(state) || WEXITSTATUS(state))
		return fail(0, "%s", *last ? last : "the recipe failed");
	return 0;
}

static void take_dir(void *context, const char *line)
{
	char **dir = context;

	free(*dir);
	*dir = strdup(line);
}

/* Have the script fetch the kernel of a series. */
static int fetch(const char *recipe, const char *name, char **dir)
{
	const char *argument[] = { "linux-debian", name + strlen(BUILT_DEBIAN) };
	char last[BUILT_LINE_BYTES], *why = last;
	int err = built_run(recipe, argument, take_dir, dir, last);

	if (err || !*dir) {
		why += strncmp(last, "cmobench: ", 10) ? 0 : 10;
		return fail(0, "%s: %s", name, *why ? why : "its recipe failed");
	}
	if (*last)
		fprintf(stderr, "%s\n", last);
	return 0;
}

char *built_pattern(const char *series)
{
	static const char hash[] = "[0-9a-f][0-9a-f][0-9a-f][0-9a-f]*";
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && *cache)
		return os_text("%s/cmobench/linux-debian-%s-%s", cache, series, hash);
	return os_text("%s/.cache/cmobench/linux-debian-%s-%s", home ? home : "", series, hash);
}

int built_cached(const char *name, char **dir)
{
	char *pattern = built_pattern(name + strlen(BUILT_DEBIAN));
	glob_t found = { .gl_pathc = 0 };
	struct stat st;
	time_t newest = 0;

	if (!pattern)
		return -ENOMEM;
	glob(pattern, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		if (stat(found.gl_pathv[i], &st) || st.st_mtime < newest)
			continue;
		newest = st.st_mtime;
		free(*dir);
		*dir = strdup(found.gl_pathv[i]);
	}
	globfree(&found);
	free(pattern);
	if (*dir)
		return 0;
	return fail(0, "%s: not in the cache, and fetching it takes cmobench's source: run \"sh host/emulated/recipe.sh linux-debian "
		    "%s\" there, once", name, name + strlen(BUILT_DEBIAN));
}

int built_find(const char *name, char **dir)
{
	char *recipe;
	int err;

	*dir = NULL;
	if (strncmp(name, BUILT_DEBIAN, strlen(BUILT_DEBIAN)) != 0)
		return 0;
	if (!built_is_series(name + strlen(BUILT_DEBIAN)))
		return fail(0, "%s: a series of Linux is expected, as in debian:6.12 or debian:6.12-16k: see cmobench list kernels", name);
	recipe = built_recipe();
	err = recipe ? fetch(recipe, name, dir) : built_cached(name, dir);
	free(recipe);
	return err;
}
