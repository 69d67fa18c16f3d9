/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verbs run and probe: here, or in an emulated host. */
#include "bench/verb.h"
#include "host/emulated/launch.h"
#include "host/measure.h"
#include "host/options.h"

int run_main(int argc, char **argv)
{
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status)
		return status == OPTIONS_HELP ? STATUS_OK : status;
	return options.emulated ? launch(&options) : measure_run(&options);
}

int probe_main(int argc, char **argv)
{
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status)
		return status == OPTIONS_HELP ? STATUS_OK : status;
	return options.emulated ? launch(&options) : measure_probe(&options);
}
