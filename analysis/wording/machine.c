/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/wording/machine.h"

#include "analysis/output/text.h"

#include <string.h>

const char *machine_known(const char *text)
{
	return text ? text : "-";
}

const char *machine_hook(char buf[static MACHINE_HOOK_SIZE], const struct results *results)
{
	const struct archive_knob *knob = &results->archive->knob;
	const struct hook *hook = &results->hook;

	buf[0] = '\0';
	if (hook->present)
		snprintf(buf, MACHINE_HOOK_SIZE, "%s cmo_policy's %s%shook%s", hook->known ? "less" : "with",
			 knob->shared.value ? "shared " : "", strcmp(knob->hook, "ftrace") ? "kprobe " : "",
			 hook->drifted ? ", which changed" : "");
	return buf;
}

void machine_unit(char buf[static MACHINE_UNIT_SIZE], const struct results *results, bool counts)
{
	const struct archive *a = results->archive;
	const char *unit = counts ? "counts" : archive_unit(a);
	char hook[MACHINE_HOOK_SIZE];
	const char *comma, *refused = archive_findings(a, SEVERITY_REFUSE) ? "; REFUSED, but allowed" : "";

	machine_hook(hook, results);
	if (counts && hook[0])
		snprintf(hook, sizeof(hook), "with cmo_policy's hook");
	comma = hook[0] ? "; " : "";
	if (a->platform == PLATFORM_EMULATED)
		snprintf(buf, MACHINE_UNIT_SIZE, "[%s, emulated: %snot time%s%s%s]", unit,
			 counts || archive_counts_insns(a) ? "" : "not instructions, ", comma, hook, refused);
	else if (a->platform == PLATFORM_VIRTUAL)
		snprintf(buf, MACHINE_UNIT_SIZE, "[%s, on a VIRTUAL host: it is itself a guest%s%s%s]", unit, comma, hook,
			 refused);
	else
		snprintf(buf, MACHINE_UNIT_SIZE, "[%s%s%s%s]", unit, comma, hook, refused);
}

/* Formats "52" or, with an interval that is not a point, "52.1 [51.7,52.5]". */
static const char *hook_text(char buf[static NUMBER_SIZE + INTERVAL_SIZE], const struct hook_cost *cost)
{
	char number[NUMBER_SIZE], interval[INTERVAL_SIZE];

	text_number(number, cost->value, false);
	if (cost->half > 0)
		snprintf(buf, NUMBER_SIZE + INTERVAL_SIZE, "%s %s", number, text_interval(interval, cost->ci95, false, ""));
	else
		snprintf(buf, NUMBER_SIZE + INTERVAL_SIZE, "%s", number);
	return buf;
}

bool machine_has_lookup(const struct archive *a)
{
	for (size_t i = 0; i < a->policy_count; i++)
		if (a->policy[i].policy < POLICY_COUNT && policy_table[a->policy[i].policy].read_triage == POLICY_READS_RO)
			return true;
	return false;
}

void machine_write_knob(const struct results *results, FILE *out)
{
	const struct archive_knob *knob = &results->archive->knob;
	const struct hook *hook = &results->hook;
	char text[4][NUMBER_SIZE + INTERVAL_SIZE];
	const char *tracer = knob->shared.value ? ", shared with another tracer" : "";

	if (!hook->present)
		return;
	if (!hook->known)
		text_wrap(out, 0, 8, "knob:   %s, hooked by %s%s: what that costs was not measured, so COSTS INCLUDE IT",
			  knob->name, knob->hook, tracer);
	else
		text_wrap(out, 0, 8, "knob:   %s (%s%s): less %s a fault, %s an I/O abort%s", knob->name,
			  knob->hook, tracer, hook_text(text[0], &hook->fault), hook_text(text[1], &hook->abort),
			  machine_has_lookup(results->archive) ? "; slot lookup of _ro not subtracted" : "");
	if (hook->drifted)
		text_wrap(out, 8, 8, "THE HOOK CHANGED: at first %s and %s, later %s and %s", hook_text(text[0], &hook->first[0]),
			  hook_text(text[1], &hook->first[1]), hook_text(text[2], &hook->last[0]),
			  hook_text(text[3], &hook->last[1]));
}

/* Writes the clock's properties and, where it has any, its faults. */
static void write_clock(const struct archive *a, FILE *out)
{
	const struct archive_clock *c = &a->clock;
	char tick[NUMBER_SIZE], step[64] = "", backwards[64] = "", rate[128] = "", ntp[32] = "";

	text_line(out, "clock:  %s, %llu Hz, %s ns a tick", c->name, (unsigned long long)c->hz,
		  text_number(tick, c->units_per_tick, false));
	if (c->resolution_ticks.known && c->resolution_ticks.value != 1)
		snprintf(step, sizeof(step), "advances by %llu ticks; ", (unsigned long long)c->resolution_ticks.value);
	if (c->backwards.value)
		snprintf(backwards, sizeof(backwards), "went backwards %llu times; ",
			 (unsigned long long)c->backwards.value);
	if (c->rate_ratio.known)
		snprintf(rate, sizeof(rate), "%.6f of CLOCK_MONOTONIC_RAW (%s)", c->rate_ratio.value,
			 machine_known(c->clocksource));
	if (c->rate_ratio.known && c->ntp_ppm.known)
		snprintf(ntp, sizeof(ntp), ", corrected by %+.1f ppm", c->ntp_ppm.value);
	if (step[0] || backwards[0] || rate[0])
		text_wrap(out, 8, 8, "%s%s%s%s", step, backwards, rate, ntp);
}

#define BASE_ROOM 52 /* characters of release and build id in a line */

/* Writes the kernel's release and build id, which identify the binary even without a commit in the release. */
static void write_base(const struct archive *a, FILE *out)
{
	const char *id = archive_build_id(a);

	/* A release and an id that do not fit into a line: the release is in the line above. */
	if (id && strlen(a->host.kernel) + strlen(id) > BASE_ROOM)
		text_wrap(out, 0, 8, "base:   build id %s", id);
	else
		text_wrap(out, 0, 8, "base:   %s, build id %s", a->host.kernel,
			  id ? id : "not known: name the commit it was built from");
}

/* QEMU's version without the words before it; a dash if it is not known. */
static const char *qemu_version(const struct archive *a)
{
	static const char words[] = "QEMU emulator version ";

	if (a->emulator_qemu && !strncmp(a->emulator_qemu, words, strlen(words)))
		return a->emulator_qemu + strlen(words);
	return machine_known(a->emulator_qemu);
}

void machine_write(const struct archive *a, FILE *out)
{
	const struct archive_host *h = &a->host;
	bool has_model = h->model && a->platform != PLATFORM_EMULATED; /* an emulated host's is always "linux,dummy-virt" */
	bool has_gic = !h->gic || strcmp(h->gic, "none") != 0;
	char tick[NUMBER_SIZE];

	text_line(out, "host:   %s, %llu CPU%s, %llu KiB pages, %s%s, MIDR %s%s%s", h->cpu ? h->cpu : "CPU not known",
		  (unsigned long long)h->cpus.value, text_plural(h->cpus.value),
		  (unsigned long long)h->page_bytes.value >> 10, has_gic ? "GIC" : "no vGIC", has_gic ? machine_known(h->gic) : "",
		  machine_known(h->midr), has_model ? ", " : "", has_model ? h->model : "");
	text_line(out, "kernel: %s, %s, %s", h->kernel, machine_known(h->hyp_mode), machine_known(h->kernel_version));
	write_base(a, out);
	if (a->platform == PLATFORM_EMULATED && !archive_counts_insns(a))
		text_wrap(out, 0, 8, "qemu:   %s; -cpu %s", qemu_version(a), machine_known(a->emulator_cpu));
	else if (a->platform == PLATFORM_EMULATED)
		text_wrap(out, 0, 8, "qemu:   %s%s; -cpu %s, %s insns/tick%s", qemu_version(a),
			  a->translates >> OP_dc_civac & 1 ? ", patched for CMOs" : "",
			  machine_known(a->emulator_cpu), text_number(tick, a->clock.units_per_tick, false),
			  a->clock.exact.value ? ", exact" : "");
	else
		write_clock(a, out);
}
