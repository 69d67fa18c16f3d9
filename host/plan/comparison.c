/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/plan/comparison.h"

#include "bench/cli/verb.h"
#include "host/keep/resume.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* It is not in the program that has no verbs which read archives. */
#pragma weak compare_main

/* The command line of a comparison. */
struct command {
	char **word;
	size_t count;
};

int comparison_worse(int a, int b)
{
	bool a_failed = a && a != STATUS_DIFFERS;

	return !b || a_failed ? a : b;
}

static int look(const char *name)
{
	struct resume resume;
	int err = resume_open(&resume, name);

	resume_close(&resume);
	return err;
}

bool comparison_has(const char *name)
{
	return look(name) == -EALREADY;
}

bool comparison_is_begun(const char *name)
{
	return !look(name);
}

/* Has every boot of a host left an archive? */
static bool is_complete(const struct plan_host *host, const char *path, uint32_t boots)
{
	char name[PATH_MAX];

	for (uint32_t boot = 1; boot <= boots; boot++) {
		hosts_name(host, path, boots > 1 ? boot : 0, name, sizeof(name));
		if (host->refused || !comparison_has(name))
			return false;
	}
	return true;
}

static void add(struct command *c, const char *word)
{
	char **bigger = realloc(c->word, (c->count + 2) * sizeof(*bigger)), *copy = strdup(word);

	if (bigger)
		c->word = bigger;
	if (!bigger || !copy) {
		free(copy);
		return;
	}
	c->word[c->count++] = copy;
	c->word[c->count] = NULL;
}

static void add_archives(struct command *c, const struct plan_host *host, const char *path, uint32_t boots)
{
	char name[PATH_MAX];

	for (uint32_t boot = 1; boot <= boots; boot++) {
		hosts_name(host, path, boots > 1 ? boot : 0, name, sizeof(name));
		add(c, name);
	}
}

static void print(const struct command *c)
{
	fflush(stdout);
	fprintf(stderr, "%s", program_invocation_name);
	for (size_t i = 0; i < c->count; i++)
		fprintf(stderr, strpbrk(c->word[i], " \t\n'\"\\$`&|;<>()*?[]{}~#!") ? " '%s'" : " %s", c->word[i]);
	fputc('\n', stderr);
}

static void empty(struct command *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->word[i]);
	free(c->word);
	*c = (struct command){ .count = 0 };
}

static int run(struct command *c)
{
	print(c);
	return compare_main ? compare_main((int)c->count, c->word) : STATUS_OK;
}

/* Compare all hosts of a CPU model with the first one that is complete. */
static int compare_model(const struct plan_hosts *a, size_t first, const char *path, uint32_t boots)
{
	struct command c = { .count = 0 };
	size_t hosts = 0;
	int status = STATUS_OK;

	add(&c, "compare");
	for (size_t i = first; i < a->count; i++) {
		if (a->host[i].cpu != a->host[first].cpu || !is_complete(&a->host[i], path, boots))
			continue;
		if (hosts++ && boots > 1)
			add(&c, "--");
		add_archives(&c, &a->host[i], path, boots);
	}
	if (hosts > 1)
		status = run(&c);
	empty(&c);
	return status;
}

int comparison_print(const struct plan_hosts *a, const char *path, uint32_t boots)
{
	const char *done = NULL; /* the CPU model whose hosts were compared last */
	int worst = STATUS_OK;

	for (size_t i = 0; i < a->count; i++) {
		if (a->host[i].cpu == done || !is_complete(&a->host[i], path, boots))
			continue;
		done = a->host[i].cpu;
		worst = comparison_worse(worst, compare_model(a, i, path, boots));
	}
	return worst;
}
