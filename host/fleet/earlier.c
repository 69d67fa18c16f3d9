/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/fleet/earlier.h"

#include "host/keep/jsonl.h"
#include "host/os/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A run in the archive that is being read. */
struct run {
	char **argv; /* argc strings; NULL: not known */
	int argc;
	char created[sizeof(((struct fleet_job *)NULL)->created)];
};

static bool is_output(const char *word)
{
	return !strncmp(word, "--output=", strlen("--output="));
}

/* Is it the command line of the job? */
static bool is_of(const struct run *run, const struct fleet_job *job)
{
	bool any_output = !strcmp(job->where, FLEET_EMULATED);

	if (run->argc != job->argc)
		return false;
	for (int i = 0; i < job->argc; i++)
		if (strcmp(run->argv[i], job->argv[i]) != 0 && !(any_output && is_output(run->argv[i]) && is_output(job->argv[i])))
			return false;
	return true;
}

static void begin(struct run *run, const char *line, size_t size)
{
	struct span created = jsonl_value(line, size, "created");

	free(run->argv);
	*run = (struct run){ .argc = 0 };
	run->argv = span_strings(jsonl_value(line, size, "options.argv"), &run->argc);
	if (created.text && created.size < sizeof(run->created) + 2)
		snprintf(run->created, sizeof(run->created), "%.*s", (int)created.size - 2, created.text + 1);
}

/* At the footer of a run: note what is known of it in its job. */
static void end(const struct run *run, const char *line, size_t size, struct fleet_job *job, const char *path, bool results)
{
	struct span seconds = jsonl_value(line, size, "seconds");
	const char *file = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t length = strlen(job->name);

	if (!span_is(jsonl_value(line, size, "complete"), "true") || !is_of(run, job))
		return;
	job->is_done |= results && !strncmp(file, job->name, length) && !strcmp(file + length, FLEET_ENDING);
	if (!seconds.text || span_is(seconds, "null") || strcmp(run->created, job->created) < 0)
		return;
	job->took_s = strtod(seconds.text, NULL);
	memcpy(job->created, run->created, sizeof(job->created));
}

int earlier_read(struct fleet *f, const char *path, bool results)
{
	FILE *in = fopen(path, "re");
	struct run run = { .argv = NULL };
	char *line = NULL;
	size_t room = 0, headers = 0;
	ssize_t size;
	int err;

	if (!in)
		return fail(errno, "%s", path);
	while ((size = getline(&line, &room, in)) > 0) {
		enum jsonl_type type = jsonl_type(line, (size_t)size);

		if (!headers && type != JSONL_HEADER)
			break;
		headers += type == JSONL_HEADER;
		if (type == JSONL_HEADER)
			begin(&run, line, (size_t)size);
		for (size_t i = 0; type == JSONL_FOOTER && run.argv && i < f->count; i++)
			end(&run, line, (size_t)size, &f->job[i], path, results);
	}
	err = ferror(in) ? fail(EIO, "%s", path) : headers ? 0 : fail(0, "%s: its first line is not an archive's header", path);
	free(line);
	free(run.argv);
	fclose(in);
	return err;
}
