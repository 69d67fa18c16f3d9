/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verbs run and probe, on this machine or in an emulated host. */
#include "bench/cli/verb.h"
#include "host/emulated/launch.h"
#include "host/os/err.h"
#include "host/profile/cell.h"
#include "host/run/measure.h"
#include "host/options/options.h"
#include "host/keep/worker.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Refuse a filter that no cell passes: it is a mistake in the command line. */
static bool plan_is_empty(const struct options *options)
{
	struct cell *cells = NULL;
	long count = suite_cells(options->measure.suite, &options->measure.filter, &cells);

	free(cells);
	return count == 0;
}

static int run_here(const struct options *options)
{
	struct worker worker = { measure_run };
	const struct source source = { worker_live, &worker };

	return keep_run(options, &source);
}

/* Write the name of a boot's archive: path, with the boot's number before the ending ".cmo.jsonl" or ".jsonl". */
static void name_boot(char *name, size_t size, const char *path, uint32_t boot)
{
	static const char *const endings[] = { ".cmo.jsonl", ".jsonl", "" };
	size_t length = strlen(path), i = 0;

	while (length < strlen(endings[i]) || strcmp(path + length - strlen(endings[i]), endings[i]) != 0)
		i++;
	snprintf(name, size, "%.*s-%" PRIu32 "%s", (int)(length - strlen(endings[i])), path, boot, endings[i]);
}

/* Refuse names that cannot be had before the first boot is measured, not after it. */
static int check_boots(const struct options *options)
{
	char name[PATH_MAX];

	if (!strcmp(options->output.path, "-")) {
		complain("run: --boots %" PRIu32 ": each boot has an archive of its own: give a file, not -o -",
			 options->emulated.boots);
		return STATUS_USAGE;
	}
	for (uint32_t boot = 1; boot <= options->emulated.boots && !options->output.force; boot++) {
		name_boot(name, sizeof(name), options->output.path, boot);
		if (!access(name, F_OK)) {
			complain("run: %s exists: give another -o, or overwrite it with --force", name);
			return STATUS_FAILED;
		}
	}
	return STATUS_OK;
}

/* Measure in each boot. Return the worst status; after a failure nothing more is measured. */
static int run_boots(const struct options *options)
{
	struct options one = *options;
	char name[PATH_MAX];
	int worst = check_boots(options);

	one.output.path = name;
	for (uint32_t boot = 1; boot <= options->emulated.boots && (!worst || worst == STATUS_DIFFERS); boot++) {
		int status;

		name_boot(name, sizeof(name), options->output.path, boot);
		complain("run: boot %" PRIu32 " of %" PRIu32 ": %s", boot, options->emulated.boots, name);
		status = launch(&one);
		worst = status ? status : worst;
	}
	return worst;
}

static int run(const struct options *options)
{
	struct cell cell;

	if (plan_is_empty(options)) {
		complain("run: no cell of suite %s passes --filter %s", options->measure.suite->name,
			 options->measure.filter_text);
		return STATUS_USAGE;
	}
	if (options->measure.profile && profile_cell(options, &cell)) {
		complain("run: %s", fail_text());
		return STATUS_USAGE;
	}
	if (options->emulated.boots > 1 && !options->output.resume)
		return run_boots(options);
	return options->emulated.wanted ? launch(options) : run_here(options);
}

/*
 * Parse the options that the archive was begun with, then those of the command line. The new argv is never freed,
 * because options point into it.
 */
static int resume_options(struct options *options, int argc, char **argv)
{
	struct resume resume;
	char **all = NULL;
	int err = resume_open(&resume, options->output.resume), count = 0, status;

	if (err) {
		complain("run: %s", fail_text());
		resume_close(&resume);
		return err == -EALREADY || err == -EINVAL ? STATUS_USAGE : STATUS_FAILED;
	}
	all = calloc((size_t)(resume.argc + argc) + 1, sizeof(*all));
	for (int i = 0; all && i < resume.argc; i++)
		all[count++] = strdup(resume.argv[i]);
	for (int i = 1; all && i < argc; i++)
		all[count++] = argv[i];
	resume_close(&resume);
	if (!all) {
		complain("run: out of memory");
		return STATUS_FAILED;
	}
	status = options_parse(options, count, all);
	/* The archive may have been renamed since the run began. */
	options->output.path = NULL;
	return status;
}

int run_main(int argc, char **argv)
{
	struct options options;
	char name[64];
	time_t now = time(NULL);
	int status = options_parse(&options, argc, argv);
	bool named;

	if (!status && options.output.resume && options.output.path) {
		complain("run: --resume continues its own file: remove -o %s", options.output.path);
		return STATUS_USAGE;
	}
	if (!status && options.output.resume)
		status = resume_options(&options, argc, argv);
	if (status)
		return status == OPTIONS_HELP ? STATUS_OK : status;
	named = !options.output.path && !options.output.resume;
	if (named) {
		strftime(name, sizeof(name), "cmobench-%Y%m%dT%H%M%SZ.cmo.jsonl", gmtime(&now));
		options.output.path = name;
	}
	status = run(&options);
	if (named && !access(name, F_OK))
		puts(name);
	return status;
}

int probe_main(int argc, char **argv)
{
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status)
		return status == OPTIONS_HELP ? STATUS_OK : status;
	return options.emulated.wanted ? launch(&options) : measure_probe(&options);
}
