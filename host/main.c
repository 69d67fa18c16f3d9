/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/archive/archive.h"
#include "bench/array.h"
#include "bench/cli/cmdline.h"
#include "bench/cli/verb.h"
#include "host/os/os.h"
#include "host/os/version.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Those that read archives are not in the runner, which is the program in an emulated host. */
#pragma weak report_main
#pragma weak compare_main
#pragma weak history_main
#pragma weak plot_main
#pragma weak check_main
#pragma weak merge_main
#pragma weak site_main

static const struct {
	const char *name;
	int (*main)(int argc, char **argv);
	const char *arguments, *summary;
} verbs[] = {
	{ "probe", probe_main, "[--json] [--emulated[=CPU]]", "what this host, CPU and kernel do; the policy" },
	{ "list", list_main, "[ops|slots|backings|states|mixes|scenarios|suites|counters|policies|kernels]", "the catalogue" },
	{ "run", run_main, "[--suite S] [--policy P,...|current|all] [--emulated[=CPU]] [-o FILE] ...", "measure" },
	{ "report", report_main, "ARCHIVE... [--format F] [-o FILE] | --lint FILE",
	  "print what archives say; check a text before it is mailed" },
	{ "compare", compare_main, "BASE NEW [--threshold N] [--format text|json] [-o FILE]",
	  "what changed from one archive to another" },
	{ "history", history_main, "ARCHIVE ARCHIVE... [--cells FILTER] [--format F] [-o FILE]", "what faults cost, kernel by kernel" },
	{ "plot", plot_main, "ARCHIVE... -o DIR [--term svg|png|dumb] [--only PLOT,...]", "figures, by gnuplot" },
	{ "check", check_main, "ARCHIVE... | --publish FILE ARCHIVE", "digest, schema, fault counts against prediction; fit to publish?" },
	{ "merge", merge_main, "ARCHIVE... -o FILE [--incomplete]", "one archive of many runs, a fleet" },
	{ "site", site_main, "FOLDER -o OUT", "static pages over a folder of archives" },
	{ "fleet", fleet_main, "plan|jobs FILE [ARCHIVE...]", "the runs of a plan on many hosts, and how long they take" },
};

static bool is_here(size_t verb, const char *name)
{
	return verbs[verb].main && !strcmp(verbs[verb].name, name);
}

/*
 * The shells' verb, which --help does not show: print what can stand in the place of the last of the words that follow
 * "cmobench complete", of a command line without "cmobench". Nothing: it is a file, or anything.
 */
static int complete(int argc, char **argv)
{
	const struct complete c = { .word = argc > 1 ? argv[1] : "" };

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (argc > 2 && is_here(i, argv[1])) {
			cmdline_complete();
			return verbs[i].main(argc - 1, argv + 1);
		}
		if (argc <= 2 && verbs[i].main)
			complete_name(&c, verbs[i].name);
	}
	if (argc <= 2) {
		complete_name(&c, "--help");
		complete_name(&c, "--version");
	}
	return STATUS_OK;
}

static void usage(FILE *to)
{
	fputs("usage: cmobench VERB [ARGUMENTS]\n"
	      "What a guest's cache maintenance costs under KVM/arm64.\n\n", to);
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (verbs[i].main)
			fprintf(to, "  %-7s %s\n          %s\n", verbs[i].name, verbs[i].arguments, verbs[i].summary);
	fputs("\ncmobench VERB --help says more. Exit status: 0 ok, 1 failed, 2 usage, 3 difference found,\n"
	      "77 this host cannot.\n", to);
}

/* One line, "cmobench" and the version first. */
static void print_version(void)
{
	char guest[SHA256_HEX_SIZE];

	printf("cmobench %s, archive schema %d, commit %s, guest %s\n", CMOBENCH_VERSION, ARCHIVE_SCHEMA,
	       build_commit ? build_commit : "unknown", version_guest(guest) ? guest : "none");
}

static int run_verb(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help")) {
		usage(stdout);
		return STATUS_OK;
	}
	if (!strcmp(name, "--version")) {
		print_version();
		return STATUS_OK;
	}
	if (!strcmp(name, "complete"))
		return complete(argc - 1, argv + 1);
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (is_here(i, name))
			return verbs[i].main(argc - 1, argv + 1);
	if (argc > 1)
		complain("unknown verb \"%s\": see cmobench --help", name);
	else
		usage(stderr);
	return STATUS_USAGE;
}

int main(int argc, char **argv)
{
	int status;

	/* A file that ulimit -f does not allow is an error of its write(), EFBIG. Whatever we execute inherits this. */
	signal(SIGXFSZ, SIG_IGN);
	os_fill_standard();
	status = run_verb(argc, argv);
	if ((!fflush(stdout) && !ferror(stdout)) || status != STATUS_OK)
		return status;
	complain("standard output: cannot be written");
	return STATUS_FAILED;
}
