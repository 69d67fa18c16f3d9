/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verbs run and probe, on this machine or in an emulated host. */
#include "bench/cli/verb.h"
#include "host/emulated/launch.h"
#include "host/os/err.h"
#include "host/profile/cell.h"
#include "host/run/measure.h"
#include "host/options/options.h"
#include "host/plan/plan.h"
#include "host/keep/worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Refuse a filter that no cell passes: it is a mistake in the command line. */
static bool has_no_cells(const struct options *options)
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

static int run(const struct options *options)
{
	struct cell cell;

	if (has_no_cells(options)) {
		complain("run: no cell of suite %s passes --filter %s", options->measure.suite->name,
			 options->measure.filter_text);
		return STATUS_USAGE;
	}
	if (options->measure.profile && profile_cell(options, &cell)) {
		complain("run: %s", fail_text());
		return STATUS_USAGE;
	}
	if (plan_is_wanted(options))
		return plan_run(options);
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
	/* One archive is of one host. */
	options_keep_last(options);
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
	if (!status && options.output.resume && !plan_is_wanted(&options))
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
	if (plan_is_wanted(&options)) {
		complain("probe: one kernel, mode and CPU at a time: probe each");
		return STATUS_USAGE;
	}
	return options.emulated.wanted ? launch(&options) : measure_probe(&options);
}
