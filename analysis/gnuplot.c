/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/gnuplot.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* As wide as a column of a paper or a screen, so that text keeps its size there; a mail has 72 columns. */
static const struct gnuplot_term terms[] = {
	{ "svg", "svg", "set terminal svg size 820,520 noenhanced font 'sans,13' background 'white'" },
	{ "png", "png", "set terminal pngcairo size 1230,780 noenhanced font 'sans,17'" },
	{ "dumb", "txt", "set terminal dumb size 70,26 noenhanced" },
};

const char gnuplot_terms[] = "svg png dumb";

const struct gnuplot_term *gnuplot_term(const char *name)
{
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		if (!strcmp(terms[i].name, name))
			return &terms[i];
	return NULL;
}

/* In single quotes: nothing is special there but the quote. */
static void quote(FILE *script, const char *text)
{
	putc('\'', script);
	for (; *text; text++)
		fprintf(script, *text == '\'' ? "''" : "%c", (unsigned char)*text < ' ' ? '?' : *text);
	putc('\'', script);
}

void gnuplot_begin(FILE *script, const struct gnuplot_term *term, const char *output, const char *title)
{
	/* Okabe and Ito 2008, but for yellow, which paper swallows. */
	static const char *const colours[] = { "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#000000" };

	fprintf(script, "%s\nset output ", term->set);
	quote(script, output);
	fprintf(script, "\nset title ");
	quote(script, title);
	fprintf(script, "\nset datafile separator '\\t'\nset datafile missing '-'\n");
	for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++)
		fprintf(script, "set linetype %zu linecolor rgb '%s' linewidth 2 pointtype %zu\n", i + 1, colours[i], i + 4);
	fprintf(script, "set linetype cycle %zu\nset style fill solid 0.85 border -1\nset grid ytics linecolor rgb '#cccccc'\n"
		"set tics nomirror\nset border 3\nset key tmargin center horizontal samplen 2 font ',11'\n",
		sizeof(colours) / sizeof(colours[0]));
}

int gnuplot_run(const char *directory, const char *script)
{
	const char *const argv[] = { "gnuplot", script, NULL };
	extern char **environ;
	posix_spawn_file_actions_t actions;
	int state, err;
	pid_t pid;

	err = posix_spawn_file_actions_init(&actions);
	if (err)
		return -err;
	err = posix_spawn_file_actions_addchdir_np(&actions, directory);
	if (!err)
		err = posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (err)
		return -err;
	while (waitpid(pid, &state, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFEXITED(state) && WEXITSTATUS(state) == 127)
		return -ENOENT;
	return WIFEXITED(state) && !WEXITSTATUS(state) ? 0 : -EIO;
}
