/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the runs of a folder, and puts them in order. */
#include "analysis/boots/folder.h"
#include "analysis/history/release.h"
#include "analysis/site/site.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *site_host(char buf[static SITE_TEXT_SIZE], const struct archive *a)
{
	if (a->platform == PLATFORM_EMULATED)
		snprintf(buf, SITE_TEXT_SIZE, "%s, emulated", a->emulator_cpu ? a->emulator_cpu : "not known");
	else
		snprintf(buf, SITE_TEXT_SIZE, "%s%s", a->host.model ? a->host.model : a->host.cpu ? a->host.cpu : "not known",
			 a->platform == PLATFORM_VIRTUAL ? ", VIRTUAL" : "");
	return buf;
}

const char *site_setup(char buf[static SITE_TEXT_SIZE], const struct archive *a)
{
	snprintf(buf, SITE_TEXT_SIZE, "%s, %llu KiB%s", a->host.hyp_mode ? a->host.hyp_mode : "mode not known",
		 (unsigned long long)a->host.page_bytes.value >> 10,
		 archive_is_hooked(a) ? ", module" : a->knob.name ? ", patch" : "");
	return buf;
}

const char *site_suite(char buf[static SITE_TEXT_SIZE], const struct archive *a)
{
	const char *filter = a->options.filter ? a->options.filter : "";

	snprintf(buf, SITE_TEXT_SIZE, "%s%s%s", a->options.suite ? a->options.suite : "", filter[0] && a->options.suite ? ", " : "",
		 filter);
	return buf;
}

char *site_plain(char *text)
{
	return one_line(text, ' ');
}

bool site_note(struct site *s, const char *name, bool unread, const char *why)
{
	struct site_problem *problem = reallocarray(s->problem, s->problems + 1, sizeof(*problem));

	if (!problem)
		return false;
	s->problem = problem;
	problem[s->problems] = (struct site_problem){ strdup(name), site_plain(strdup(why)), unread };
	s->unread += unread;
	s->problems++;
	return problem[s->problems - 1].name && problem[s->problems - 1].why;
}

/* The name of a file in the folder, of its path. */
static const char *name_of(const char *path)
{
	return strrchr(path, '/') + 1;
}

/* Find the runs of a file. False: no memory. */
static bool find_runs(struct site *s, const char *path)
{
	char why[8192] = "no regular file";
	struct stat is;

	/* A pipe would be waited for. */
	if (stat(path, &is))
		return site_note(s, name_of(path), true, strerror(errno));
	if (!S_ISREG(is.st_mode))
		return site_note(s, name_of(path), true, why);
	return !sources_add(&s->sources, path, why, sizeof(why)) || site_note(s, name_of(path), true, why);
}

static struct site_run *find_digest(const struct site *s, const char *sha256)
{
	for (size_t i = 0; i < s->runs; i++)
		if (!strcmp(s->run[i].header.file_sha256, sha256))
			return &s->run[i];
	return NULL;
}

static void name_page(struct site_run *run)
{
	const char *ending = strstr(run->name, ".cmo.jsonl");
	char text[NAME_MAX + 32];

	snprintf(text, sizeof(text), "%.*s%s", (int)(ending - run->name), run->name, ending + strlen(".cmo.jsonl"));
	pages_name(run->path, "run", text, run->header.file_sha256);
}

/* Which of several copies has the page: one that had it, so that no page moves; else a file of its own. */
static int merit(const struct site *s, const struct site_run *run)
{
	return 2 * pages_has(&s->pages, run->path) + !run->source->run;
}

/* Read the header of a run. False: no memory. */
static bool find_run(struct site *s, const struct source *source)
{
	struct site_run *run = &s->run[s->runs], *same, worse;
	char why[512];
	int err;

	*run = (struct site_run){ .source = source, .name = name_of(source->name) };
	if (archive_load_header(&run->header, source, why, sizeof(why)))
		return site_note(s, run->name, true, why);
	err = archive_digest(&run->header);
	if (err) {
		archive_free(&run->header);
		return site_note(s, run->name, true, strerror(-err));
	}
	name_page(run);
	same = find_digest(s, run->header.file_sha256);
	if (!same) {
		s->runs++;
		return true;
	}
	worse = *run;
	if (merit(s, run) > merit(s, same)) {
		worse = *same;
		*same = *run;
	}
	archive_free(&worse.header);
	snprintf(why, sizeof(why), "byte for byte the same as %.300s", same->name);
	return site_note(s, worse.name, false, why);
}

/* By host, setup, release, time and name. */
static int compare_runs(const void *a, const void *b)
{
	const struct site_run *x = a, *y = b;
	char text[2][SITE_TEXT_SIZE], release[2][RELEASE_SIZE];
	int order = strcmp(site_host(text[0], &x->header), site_host(text[1], &y->header));

	if (!order)
		order = release_compare(release_of(release[0], &x->header), release_of(release[1], &y->header));
	if (!order)
		order = strcmp(site_setup(text[0], &x->header), site_setup(text[1], &y->header));
	if (!order)
		order = strcmp(x->header.created, y->header.created);
	return order ? order : strcmp(x->name, y->name);
}

static int compare_releases(const void *a, const void *b)
{
	const struct site_run *x = *(struct site_run *const *)a, *y = *(struct site_run *const *)b;
	char release[2][RELEASE_SIZE];

	return release_compare(release_of(release[0], &x->header), release_of(release[1], &y->header));
}

/* Rank the runs. False: no memory. */
static bool rank(struct site *s)
{
	struct site_run **run = calloc(s->runs + 1, sizeof(struct site_run *));

	for (size_t i = 0; run && i < s->runs; i++)
		run[i] = &s->run[i];
	if (run)
		qsort(run, s->runs, sizeof(struct site_run *), compare_releases);
	for (size_t i = 1; run && i < s->runs; i++)
		run[i]->rank = run[i - 1]->rank + (compare_releases(&run[i - 1], &run[i]) != 0);
	free(run);
	return run;
}

enum status site_find(struct site *s)
{
	glob_t found;
	enum status status = folder_list("site", s->folder, &found);
	bool good = true;

	if (status)
		return status;
	for (size_t i = 0; good && i < found.gl_pathc; i++)
		good = find_runs(s, found.gl_pathv[i]);
	globfree(&found);
	s->run = good ? calloc(s->sources.count + 1, sizeof(*s->run)) : NULL;
	good = good && s->run;
	for (size_t i = 0; good && i < s->sources.count; i++)
		good = find_run(s, &s->sources.source[i]);
	if (good)
		qsort(s->run, s->runs, sizeof(*s->run), compare_runs);
	return good && rank(s) ? STATUS_OK : pages_no_memory();
}

void site_free(struct site *s)
{
	for (size_t i = 0; i < s->runs; i++) {
		archive_free(&s->run[i].header);
		free(s->run[i].facts);
	}
	for (size_t i = 0; i < s->problems; i++) {
		free(s->problem[i].name);
		free(s->problem[i].why);
	}
	for (size_t i = 0; i < s->histories; i++)
		free(s->history[i].answer);
	free(s->run);
	free(s->problem);
	free(s->history);
	sources_close(&s->sources);
	pages_close(&s->pages);
}
