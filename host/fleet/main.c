/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb fleet: the jobs of a plan, for those who read it and for the engines that run it (host/fleet/parallel.sh, slurm/). */
#include "bench/array.h"
#include "bench/cli/cmdline.h"
#include "host/fleet/earlier.h"
#include "host/fleet/jobs.h"
#include "host/os/err.h"
#include "host/os/os.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"usage: cmobench fleet plan FILE [ARCHIVE...]\n"
	"       cmobench fleet jobs FILE\n"
	"Read a plan of runs on many hosts, and run nothing. plan prints each run, where it runs, how long it took last and its\n"
	"command, then the sum of each host. Times are those of earlier runs with the same command line: in ARCHIVE..., which may be\n"
	"fleet archives, and in FILE.d, the folder of the plan's results; there, runs that are done are not to be run again.\n"
	"jobs prints them for programs, a line each: name, host, features for Slurm and command line, between tabs.\n\n"
	"Lines of a plan; what follows # is a comment, and words are quoted as in the shell:\n"
	"  host NAME [FEATURE...] [OPTION...]   a machine with arm64 KVM, by its name for ssh; local: this one\n"
	"  emulated MODEL... [OPTION...]        emulated hosts: each CPU model with each kernel and mode of the options\n"
	"  run [NAME] [OPTION...]               a run on each of the hosts above, up to the last run before them\n"
	"OPTION is an option of cmobench run. A run is called NAME, or by its suite and policies.\n\n"
	"sh host/fleet/parallel.sh FILE runs a plan with GNU parallel, sh host/fleet/slurm/submit.sh FILE with Slurm.\n";

/* Write seconds as M:SS or H:MM:SS; "not known" if they are negative. */
static const char *write_time(double seconds, char text[static 24])
{
	long s = (long)(seconds + 0.5);

	if (seconds < 0)
		snprintf(text, 24, "not known");
	else if (s < 3600)
		snprintf(text, 24, "%ld:%02ld", s / 60, s % 60);
	else
		snprintf(text, 24, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
	return text;
}

/* Print the command line as words for the shell. */
static void print_command(const struct fleet_job *job)
{
	for (int i = 0; i < job->argc; i++) {
		const char *word = job->argv[i];

		if (i)
			putchar(' ');
		if (*word && !word[strcspn(word, " \t\n'\"\\$`&|;<>()*?[]{}~#!")]) {
			fputs(word, stdout);
			continue;
		}
		putchar('\'');
		for (; *word; word++)
			if (*word == '\'')
				fputs("'\\''", stdout);
			else
				putchar(*word);
		putchar('\'');
	}
	putchar('\n');
}

static void print_jobs(const struct fleet *f)
{
	for (size_t i = 0; i < f->count; i++) {
		printf("%s\t%s\t%s\t", f->job[i].name, f->job[i].where, f->job[i].features);
		print_command(&f->job[i]);
	}
}

/* Print how many jobs a place has, and how long those take that are not done. */
static void print_sum(const struct fleet *f, const char *where)
{
	size_t jobs = 0, done = 0, unknown = 0;
	double sum_s = 0;
	char time[24];

	for (size_t i = 0; i < f->count; i++) {
		const struct fleet_job *job = &f->job[i];

		if (strcmp(job->where, where) != 0)
			continue;
		jobs++;
		done += job->is_done;
		unknown += !job->is_done && job->took_s < 0;
		sum_s += !job->is_done && job->took_s > 0 ? job->took_s : 0;
	}
	printf("%s: %zu run%s", where, jobs, jobs == 1 ? "" : "s");
	if (done)
		printf(", %zu done", done);
	if (jobs > done + unknown)
		printf(", %s%s", write_time(sum_s, time), done ? " to go" : "");
	if (unknown)
		printf("%s %zu not known", jobs > done + unknown ? " and" : ",", unknown);
	putchar('\n');
}

static void print_plan(const struct fleet *f)
{
	int name = 0, where = 0;
	char time[24];

	for (size_t i = 0; i < f->count; i++) {
		name = (int)strlen(f->job[i].name) > name ? (int)strlen(f->job[i].name) : name;
		where = (int)strlen(f->job[i].where) > where ? (int)strlen(f->job[i].where) : where;
	}
	for (size_t i = 0; i < f->count; i++) {
		const struct fleet_job *job = &f->job[i];

		printf("%-*s  %-*s  %9s  %s  cmobench ", name, job->name, where, job->where, write_time(job->took_s, time),
		       job->is_done ? "done" : "    ");
		print_command(job);
	}
	putchar('\n');
	for (size_t i = 0; i < f->count; i++) {
		size_t k = 0;

		while (strcmp(f->job[k].where, f->job[i].where) != 0)
			k++;
		if (k == i)
			print_sum(f, f->job[i].where);
	}
}

static int is_archive(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name), ending = strlen(FLEET_ENDING);

	return entry->d_name[0] != '.' && length > ending && !strcmp(entry->d_name + length - ending, FLEET_ENDING);
}

/* Read the archives in the folder of the plan's results; what is no archive there is no matter of ours. */
static void read_results(struct fleet *f)
{
	char *folder = os_text("%s.d", f->path);
	struct dirent **entry = NULL;
	int count = folder ? scandir(folder, &entry, is_archive, alphasort) : 0;

	for (int i = 0; i < count; i++) {
		char *path = os_text("%s/%s", folder, entry[i]->d_name);

		if (path && earlier_read(f, path, true))
			complain("fleet: %s: left out", fail_text());
		free(path);
		free(entry[i]);
	}
	free(entry);
	free(folder);
}

static enum status plan(struct fleet *f, char **archives)
{
	read_results(f);
	for (; *archives; archives++)
		if (earlier_read(f, *archives, false)) {
			complain("fleet: %s", fail_text());
			return STATUS_FAILED;
		}
	print_plan(f);
	return STATUS_OK;
}

static enum status jobs(struct fleet *f, char **archives)
{
	if (*archives) {
		complain("fleet: jobs: unexpected argument \"%s\": see cmobench fleet --help", *archives);
		return STATUS_USAGE;
	}
	print_jobs(f);
	return STATUS_OK;
}

static const struct {
	const char *name;
	enum status (*print)(struct fleet *f, char **archives); /* archives: ended by NULL */
} forms[] = {
	{ "plan", plan },
	{ "jobs", jobs },
};

static void offer_forms(const struct complete *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		complete_name(c, forms[i].name);
}

int fleet_main(int argc, char **argv)
{
	/* The words behind the first one are files. */
	const struct cmdline line = { .help = help, .offer = argc > 2 ? NULL : offer_forms };
	static struct fleet fleet;
	enum status status;
	int operand = cmdline_parse(&line, argc, argv, &status), read;
	size_t form = 0;

	if (!operand)
		return status;
	while (operand < argc && form < ARRAY_SIZE(forms) && strcmp(forms[form].name, argv[operand]) != 0)
		form++;
	if (argc - operand < 2 || form == ARRAY_SIZE(forms)) {
		complain("fleet: \"plan FILE\" or \"jobs FILE\" is expected: see cmobench fleet --help");
		return STATUS_USAGE;
	}
	read = fleet_read(&fleet, argv[operand + 1]);
	return read ? read : (int)forms[form].print(&fleet, argv + operand + 2);
}
