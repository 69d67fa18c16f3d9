/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verbs run and probe: here, or in an emulated host. */
#include "bench/verb.h"
#include "host/emulated/launch.h"
#include "host/measure.h"
#include "host/options.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

int run_main(int argc, char **argv)
{
	struct options options;
	char name[64];
	time_t now = time(NULL);
	int status = options_parse(&options, argc, argv);
	bool named;

	if (status)
		return status == OPTIONS_HELP ? STATUS_OK : status;
	named = !options.output;
	if (named) {
		strftime(name, sizeof(name), "cmobench-%Y%m%dT%H%M%SZ.cmo.jsonl", gmtime(&now));
		options.output = name;
	}
	status = options.emulated ? launch(&options) : measure_run(&options);
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
	return options.emulated ? launch(&options) : measure_probe(&options);
}
