/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/session.h"

#include "bench/cli/verb.h"
#include "host/findings/findings.h"
#include "host/knob/knob.h"
#include "host/knob/module.h"
#include "host/findings/record.h"
#include "host/os/restore.h"
#include "host/findings/tune.h"
#include "host/keep/board.h"
#include "host/machine/confine.h"
#include "host/options/options.h"
#include "host/os/err.h"
#include "host/profile/cell.h"

#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMMAND_BYTES 600 /* longest command that a message shows */

/* The generator must not start at 0, so this number replaces 0. */
#define SEED_MIX UINT64_C(0x9e3779b97f4a7c15)

#define ACCESS_BYTES 256

/* Say how a user gets access to /dev/kvm: by its group, where it has one for that. host/kvm.sh says the same. */
static const char *ask_for_access(char text[static ACCESS_BYTES])
{
	const struct group *group = NULL;
	const struct passwd *user = getpwuid(geteuid());
	struct stat device;

	if (!stat("/dev/kvm", &device) && device.st_gid && (device.st_mode & S_IRGRP) && (device.st_mode & S_IWGRP))
		group = getgrgid(device.st_gid);
	if (group && user)
		snprintf(text, ACCESS_BYTES, ": ask for: usermod -aG %s %s (as root), then log in anew; or run as root",
			 group->gr_name, user->pw_name);
	else
		snprintf(text, ACCESS_BYTES, ": join its group, if it has one, or run as root");
	return text;
}

/* Complain that /dev/kvm cannot be used, and say what to do. Returns the exit status. */
static int complain_of_kvm(const char *verb, int err)
{
	char text[ACCESS_BYTES], contained[sizeof(struct confine) + 8];
	const char *remedy = "";
	struct confine confine;

	if (err == -ENOENT)
		remedy = ": no KVM in this kernel, or the firmware started it below EL2; try --emulated";
	else if (err == -EACCES || err == -EPERM)
		remedy = ask_for_access(text);
	if (*remedy && confine_find("", CONFINE_KVM, &confine)) {
		snprintf(contained, sizeof(contained), ": %s: %s", confine.what, confine.remedy);
		remedy = contained;
	}
	complain("%s: %s%s", verb, fail_text(), remedy);
	return *remedy || err == -ENOTSUP ? STATUS_CANNOT : STATUS_FAILED;
}

/* Look at as many CPUs as the planned cells have vCPUs at most. */
static void choose_view(struct session *s)
{
	struct host_view *view = &s->view;

	*view = (struct host_view){ .root = "", .emulated = options_are_inside(s->options), .self = getpid() };
	for (uint32_t i = 0; i < s->pin.place.count && i < VIEW_CPUS_MAX; i++)
		view->cpu[view->cpu_count++] = s->pin.place.cpu[i];
	view->cpu_count += !view->cpu_count; /* CPU 0, if nothing is known */
}

/* Complain of each finding that refuses a run. Return their number. */
static size_t complain_of(const struct session *s, const struct host_findings *findings)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->finding[i];

		if (f->severity != SEVERITY_REFUSE || options_allow(s->options, f->id))
			continue;
		complain("%s: %s: %s%s%s", s->options->argv[0], f->id, f->what, *f->remedy ? ": " : "", f->remedy);
		count++;
	}
	return count;
}

/* Refuse a run if a finding does; a probe only lists the findings. */
static int refuse(const struct session *s)
{
	return s->options->purpose == PURPOSE_RUN && complain_of(s, &s->findings) ? STATUS_CANNOT : STATUS_OK;
}

/* Raise the findings about the host, after --tune has changed what it can. An enum status; errors are printed. */
static int examine_host(struct session *s)
{
	bool tune = s->options->host.tune;
	char hwloc[PIN_LIBRARY_TEXT];
	size_t before = s->findings.count;

	choose_view(s);
	if ((tune || s->options->measure.policies || knob_is_there("", KNOB_MODULE)) && restore_open()) {
		complain("%s: %s", s->options->argv[0], fail_text());
		return STATUS_FAILED;
	}
	findings_start(&s->findings, &s->view);
	if (tune && tune_begin(&s->view, &s->findings, &s->record)) {
		complain("%s: --tune: %s", s->options->argv[0], fail_text());
		return STATUS_CANNOT;
	}
	if (tune) {
		s->findings.count = before;
		findings_start(&s->findings, &s->view);
	}
	record_host(&s->record, &s->view);
	facts_text(&s->record, "jansson", archive_library());
	pin_library(hwloc);
	facts_text(&s->record, "hwloc", hwloc);
	record_now(&s->record, &s->view);
	return refuse(s);
}

/* Pages that probes use: so many that work which grows with their number is visible. */
static const struct region_shape probe_shape = { .backing = BACKING_ANON, .units = 64, .windows = 2 };

/* Return the largest number of vCPUs of a cell of the plan. */
static uint32_t most_vcpus(const struct options *options)
{
	struct cell *cells = NULL;
	long count = suite_cells(options->measure.suite, &options->measure.filter, &cells);
	uint32_t most = 1;

	for (long i = 0; i < count; i++)
		if (vcpus_table[cells[i].vcpus].count > most)
			most = vcpus_table[cells[i].vcpus].count;
	free(cells);
	return most;
}

/* Bind threads and memory to their places. An enum status; errors are printed. */
static int place_threads(struct session *s)
{
	if (pin_open(&s->pin, s->options->host.cpus, most_vcpus(s->options))) {
		complain("%s: --cpus %s: %s", s->options->argv[0], s->options->host.cpus, fail_text());
		return STATUS_USAGE;
	}
	pin_findings(&s->pin, &s->findings);
	return STATUS_OK;
}

/* Is KVM in the mode that --mode asks for? An enum status; errors are printed. */
static int check_mode(const struct session *s)
{
	const char *asked = s->options->emulated.mode, *found = s->env.hyp_mode;

	if (!asked || (found && !strcmp(asked, found)))
		return STATUS_OK;
	complain("%s: --mode %s: Linux %s has come up %s%s: another kernel or CPU may have that mode", s->options->argv[0],
		 asked, s->env.kernel, found ? "in mode " : "in a mode that is not known", found ? found : "");
	return STATUS_CANNOT;
}

static int prepare_host(struct session *s)
{
	int err;

	err = place_threads(s);
	if (!err)
		err = examine_host(s);
	if (err)
		return err;
	err = testbed_open(&s->testbed, 0, 0);
	if (!err)
		err = region_open(&s->testbed.region, &s->testbed.vm, &probe_shape);
	if (err)
		return complain_of_kvm(s->options->argv[0], err);
	env_read(&s->env, &s->testbed.vm, options_are_inside(s->options));
	facts_text(&s->record, "hyp_mode_missing", s->env.hyp_mode_missing);
	err = clock_open(&s->clock);
	/* Without -icount the counter is the clock of the machine beneath; it may look exact by chance. */
	s->clock.exact &= !options_are_inside(s->options) || s->options->inside.emulator.icount;
	if (err) {
		complain("%s: %s", s->options->argv[0], fail_text());
		return STATUS_FAILED;
	}
	return check_mode(s);
}

/* Say that it takes root, and print the command. Returns the exit status. */
static int ask_for_root(const struct options *o)
{
	char command[COMMAND_BYTES];

	options_command(o, o->argv[0], "", command, sizeof(command));
	complain("%s: --policy: only root can set the policy: %s", o->argv[0],
		 options_are_inside(o) ? "leave out --user" : command);
	return STATUS_CANNOT;
}

/* Is --policy given, and does the kernel not behave so? */
static bool wants_knob(const struct session *s)
{
	uint32_t asked = s->options->measure.policies;
	const struct policies *p = &s->policies;

	return asked && !p->knob.knob && asked != UINT32_C(1) << p->visit[0].policy;
}

/* Load the module that has a knob. An enum status; errors are printed. */
static int get_knob(struct session *s)
{
	const struct module_place here = { .root = "", .emulated = options_are_inside(s->options) };
	struct module module;
	int status;

	module_look(&here, &module);
	if (module.outlook == MODULE_READY && geteuid())
		return ask_for_root(s->options);
	if (module.outlook == MODULE_READY) {
		s->policies.loaded = !module_load(&module);
		if (s->policies.loaded)
			return STATUS_OK;
	}
	module_judge(&module, module.outlook == MODULE_READY ? fail_text() : NULL, &s->findings);
	status = refuse(s);
	if (status)
		return status;
	complain("%s: --policy: this kernel has no knob and behaves as %s: only --policy current can be measured",
		 s->options->argv[0], policy_name(s->policies.visit[0].policy));
	return STATUS_CANNOT;
}

/* Judge which of the policies asked for the knob does not have. An enum status; errors are printed. */
static int judge_missing(struct session *s)
{
	const struct policies *p = &s->policies;
	char missing[128], offered[128];

	if (!p->missing)
		return STATUS_OK;
	policies_list(p->missing, missing, sizeof(missing));
	if (s->options->measure.policies == POLICIES_ALL && p->count) {
		finding_raise(&s->findings, &finding_table[FINDING_policy_missing], "",
			      "%s does not have on this kernel: %s%s%s%s", p->knob.knob->name, missing,
			      *p->why_missing ? " (" : "", p->why_missing, *p->why_missing ? ")" : "");
		return STATUS_OK;
	}
	policies_list(p->knob.has_policies ? p->knob.policies : POLICIES_ALL & ~p->missing, offered, sizeof(offered));
	complain("%s: --policy: %s does not have on this kernel: %s%s%s%s; it has: %s", s->options->argv[0],
		 p->knob.knob->name, missing, *p->why_missing ? " (" : "", p->why_missing, *p->why_missing ? ")" : "",
		 offered);
	return STATUS_CANNOT;
}

static int try_policies(struct session *s)
{
	if (!policies_choose(&s->policies, s->options->measure.policies, &s->testbed, &s->probe))
		return STATUS_OK;
	complain("%s: recognising the policy: %s", s->options->argv[0], fail_text());
	return STATUS_FAILED;
}

/* Choose the policies to visit, loading the module if they need it. An enum status; errors are printed. */
static int choose_policies(struct session *s)
{
	const struct knob *knob = knob_find("");
	int status;

	if (s->options->measure.policies && knob && access(knob->path, W_OK))
		return ask_for_root(s->options);
	status = try_policies(s);
	if (!status && wants_knob(s)) {
		status = get_knob(s);
		if (!status)
			status = try_policies(s);
	}
	if (!status)
		status = judge_missing(s);
	if (!status)
		knob_judge(&s->policies.knob, &s->findings);
	return status;
}

/* Raise the findings about what was probed. An enum status; errors are printed. */
static int judge_probes(struct session *s)
{
	if (s->env.platform == PLATFORM_EMULATED && !s->clock.exact)
		finding_raise(&s->findings, &finding_table[FINDING_clock_not_exact],
			      s->options->inside.emulator.icount ? "" : "leave out --no-icount",
			      "the counter does not count instructions one by one");
	if (!s->env.hyp_mode)
		finding_raise(&s->findings, &finding_table[FINDING_hyp_mode_unknown],
			      "run as root right after a boot", "it is not known whether KVM runs in VHE or nVHE: %s",
			      s->env.hyp_mode_missing);
	for (size_t i = 0; i < s->policies.count; i++)
		probe_judge(&s->policies.visit[i], &s->findings);
	clock_judge(&s->clock, &s->findings);
	vm_judge(&s->testbed.vm, &s->findings);
	traps_judge(&s->traps, s->env.platform == PLATFORM_EMULATED ? 0 : 1e9 / (double)s->clock.hz, &s->findings);
	return refuse(s);
}

int session_open(struct session *s, const struct options *options)
{
	static struct board nobody;
	int status;

	*s = (struct session){ .options = options, .board = &nobody, .random = options->measure.seed ^ SEED_MIX };
	s->random = s->random ? s->random : SEED_MIX;
	s->profiling = options->measure.profile && !profile_cell(options, &s->profiled);
	testbed_prepare(&s->testbed, options, &s->pin);
	status = prepare_host(s);
	if (status)
		return status;
	if (probe_cpu(&s->testbed.region, s->testbed.trace, options->host.file_dir, &s->probe)) {
		complain("%s: probing the CPU: %s", options->argv[0], fail_text());
		return STATUS_FAILED;
	}
	if (probe_traps(&s->testbed.region, &s->probe, &s->traps)) {
		complain("%s: probing for traps: %s", options->argv[0], fail_text());
		return STATUS_FAILED;
	}
	status = choose_policies(s);
	if (!status) {
		/* QEMU's PMU has no implementation-defined events. */
		counting_open(&s->counting, s->pin.cpu, options_are_inside(options) ? 0 : s->pin.core[0].midr);
		clock_finish(&s->clock);
		status = judge_probes(s);
	}
	host_state_read(&s->begin, &s->view);
	s->begin_ticks = clock_read();
	return status;
}

bool session_has_time(const struct session *s)
{
	return s->env.platform != PLATFORM_EMULATED || !s->clock.exact;
}

bool session_profiles(const struct session *s, const struct cell *cell)
{
	return s->profiling && cell_agree(cell, &s->profiled, AXES_ALL & ~AXIS_BIT(POLICY));
}

double session_elapsed_s(const struct session *s)
{
	return (double)(clock_read() - s->begin_ticks) / (double)s->clock.hz;
}

int session_close(struct session *s)
{
	testbed_close(&s->testbed);
	host_state_free(&s->begin);
	frequency_forget(&s->frequency);
	pin_close(&s->pin);
	tune_end();
	knob_forget();
	return restore_close();
}

size_t session_judge(struct session *s, struct host_findings *findings, struct facts *record)
{
	enum policy_id written = knob_written();
	struct knob_state knob;
	bool time = s->env.platform != PLATFORM_EMULATED;
	const struct frequency_limits limits = {
		.clock_hz = time ? s->clock.hz : 0,
		.max_hz = frequency_max_hz("/sys/devices/system/cpu", s->pin.cpu),
		.insns_per_tick = !time && s->clock.exact ? s->clock.insns_per_tick : 0,
	};

	findings_end(findings, record, &s->view, &s->begin);
	frequency_judge(s->frequency.entry, s->frequency.count, &limits, findings);
	record_now(record, &s->view);
	knob_look(s->view.root, &knob);
	knob_judge_shared(&knob, findings);
	if (written != POLICY_UNKNOWN && !(knob.knob && knob.policy == (int)written))
		finding_raise(findings, &finding_table[FINDING_knob_changed], "measure again, and leave it as it is",
			      "%s was set to %s and is %s at the end", s->policies.knob.knob->name,
			      policy_name(written), !knob.knob ? "gone" :
			      knob.policy < 0 ? "none that is known" : policy_name(knob.policy));
	return complain_of(s, findings);
}

struct run_facts session_facts(const struct session *s)
{
	return (struct run_facts){
		.options = s->options,
		.env = &s->env,
		.clock = &s->clock,
		.pin = &s->pin,
		.counting = &s->counting,
		.vm = &s->testbed.vm,
		.probe = &s->probe,
		.visit = s->policies.visit,
		.visit_count = s->policies.count,
		.knob = &s->policies.knob, .loaded = s->policies.loaded,
		.findings = &s->findings,
		.record = &s->record,
	};
}
