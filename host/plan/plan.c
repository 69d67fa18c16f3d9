/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/plan/plan.h"

#include "bench/cli/verb.h"
#include "host/emulated/launch.h"
#include "host/keep/keeper.h"
#include "host/os/os.h"
#include "host/plan/hosts.h"
#include "host/plan/comparison.h"

#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct plan {
	const struct options *options;
	const char *path;        /* all archives are named after it */
	struct plan_hosts hosts;
	uint32_t boots;          /* of each */
	struct run_place place;  /* of the run under way */
	double begun_s;          /* of os_now_s() */
	bool stopped;            /* a signal ends the plan */
};

bool plan_is_wanted(const struct options *o)
{
	const struct emulated_options *e = &o->emulated;

	return e->wanted && (e->cpus.count > 1 || e->kernels.count > 1 || e->modes.count > 1 || e->boots > 1);
}

static int check_values(const char *option, const struct option_values *values)
{
	for (size_t i = 0; i < values->count; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(values->value[i], values->value[k])) {
				complain("run: --%s %s: given twice, which would measure the same again", option,
					 values->value[i]);
				return STATUS_USAGE;
			}
	return STATUS_OK;
}

static int check(const struct plan *p)
{
	const struct emulated_options *e = &p->options->emulated;
	int status = check_values("emulated", &e->cpus);

	if (!status)
		status = check_values("kernel", &e->kernels);
	if (!status)
		status = check_values("mode", &e->modes);
	if (status || strcmp(p->path, "-") != 0)
		return status;
	complain("run: %s: each run has an archive of its own: give a file, not -o -", e->boots > 1 ? "--boots" : "several hosts");
	return STATUS_USAGE;
}

static void name_run(const struct plan *p, const struct plan_host *host, uint32_t boot, char name[static PATH_MAX])
{
	hosts_name(host, p->path, p->boots > 1 ? boot : 0, name, PATH_MAX);
}

/* Refuse names that cannot be had before anything is measured, not after it. Count the runs. */
static int count_runs(struct plan *p)
{
	char name[PATH_MAX];

	for (size_t i = 0; i < p->hosts.count; i++)
		for (uint32_t boot = 1; boot <= p->boots && !p->hosts.host[i].refused; boot++) {
			name_run(p, &p->hosts.host[i], boot, name);
			p->place.count++;
			if (p->options->output.resume || p->options->output.force || access(name, F_OK))
				continue;
			complain("run: %s exists: give another -o, overwrite it with --force, or go on with --resume %s in the "
				 "place of -o", name, p->path);
			return STATUS_FAILED;
		}
	return STATUS_OK;
}

static void announce(const struct plan *p, const struct plan_host *host, uint32_t boot, const char *name, const char *more)
{
	char number[32] = "";

	if (p->options->output.json_progress)
		return;
	if (p->boots > 1)
		snprintf(number, sizeof(number), "%sboot %" PRIu32, *host->label ? ", " : "", boot);
	complain("run: %" PRIu32 " of %" PRIu32 ": %s%s: %s%s", p->place.number, p->place.count, host->label, number, name,
		 more);
}

/* Run once. Return an enum status; errors are printed. */
static int run_once(const struct plan *p, const struct plan_host *host, uint32_t boot)
{
	char name[PATH_MAX];
	struct own_values own = { .cpu = host->cpu, .kernel = host->kernel->given, .mode = host->mode, .archive = name };
	struct options one;
	char **argv;
	int argc, status;

	name_run(p, host, boot, name);
	if (p->options->output.resume && comparison_has(name)) {
		announce(p, host, boot, name, " is complete");
		return STATUS_OK;
	}
	own.resumes = p->options->output.resume && comparison_is_begun(name);
	announce(p, host, boot, name, own.resumes ? " goes on" : "");
	argv = options_alone(p->options, &own, &argc);
	if (!argv) {
		complain("run: out of memory");
		return STATUS_FAILED;
	}
	status = options_parse(&one, argc, argv);
	if (status)
		return status;
	one.place = p->place;
	one.place.done_s = os_now_s() - p->begun_s;
	return launch(&one);
}

static bool has_failed(const struct plan_host *host)
{
	return host->worst && host->worst != STATUS_DIFFERS;
}

/*
 * Boot each host once: in the order in which they were named, every second time backwards. What changes from one hour
 * to the next then does not look like a difference between hosts.
 */
static void run_round(struct plan *p, uint32_t boot)
{
	for (size_t i = 0; i < p->hosts.count && !p->stopped; i++) {
		struct plan_host *host = &p->hosts.host[boot % 2 ? i : p->hosts.count - 1 - i];
		int status;

		/* A host that failed once fails again. */
		if (host->refused || has_failed(host))
			continue;
		p->place.number++;
		status = run_once(p, host, boot);
		host->worst = comparison_worse(host->worst, status);
		p->stopped = keep_stopping() != 0;
	}
}

/* Say what is there, compare it, and return the worst status. */
static int conclude(const struct plan *p)
{
	int worst = STATUS_OK;
	size_t lost = 0;

	for (size_t i = 0; i < p->hosts.count; i++) {
		const struct plan_host *host = &p->hosts.host[i];
		bool failed = host->refused || has_failed(host);

		lost += failed;
		/* What a refused one cannot do need not be what this host cannot. */
		worst = comparison_worse(worst, p->hosts.count > 1 && failed ? STATUS_FAILED : host->worst);
	}
	if (p->stopped) {
		complain("run: interrupted: the same command with --resume %s in the place of -o goes on with what is missing",
			 p->path);
		return comparison_worse(worst, STATUS_FAILED);
	}
	if (lost && p->hosts.count > 1)
		complain("run: %zu of %zu hosts could not be measured: see above", lost, p->hosts.count);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	return comparison_worse(worst, comparison_print(&p->hosts, p->path, p->boots));
}

int plan_run(const struct options *o)
{
	struct plan p = { .options = o, .path = o->output.resume ? o->output.resume : o->output.path,
			  .boots = o->emulated.boots };
	int status = check(&p);

	if (status)
		return status;
	status = hosts_find(&p.hosts, o);
	if (!status)
		status = count_runs(&p);
	p.begun_s = os_now_s();
	for (uint32_t boot = 1; boot <= p.boots && !status && !p.stopped; boot++)
		run_round(&p, boot);
	if (!status)
		status = conclude(&p);
	hosts_free(&p.hosts);
	return status;
}
