/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/wording/machine.h"

#include "analysis/output/text.h"

#include <string.h>

const char *machine_known(const char *text)
{
	return text ? text : "-";
}

const char *machine_core(char buf[static MACHINE_CORE_SIZE], const char *name, const char *midr)
{
	if (name && midr)
		snprintf(buf, MACHINE_CORE_SIZE, "%s (MIDR_EL1 %s)", name, midr);
	else
		snprintf(buf, MACHINE_CORE_SIZE, "%s%s", name ? name : midr ? "MIDR_EL1 " : "not known", midr ? midr : "");
	return buf;
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

const char *machine_refused(const struct archive *archive)
{
	if (archive_refused(archive, false))
		return "REFUSED at its end: measure again";
	return archive_refused(archive, true) ? "REFUSED, but allowed" : NULL;
}

const char *machine_refused_sentence(char buf[static MACHINE_REFUSED_SIZE], const struct archive *archive)
{
	const char *end = archive_refused(archive, false), *allowed = archive_refused(archive, true);

	buf[0] = '\0';
	if (end)
		snprintf(buf, MACHINE_REFUSED_SIZE,
			 "REFUSED at its end, do not believe its numbers, measure again (%.32s)%s.", end,
			 allowed ? "; it had been refused before, but allowed by its user" : "");
	else if (allowed)
		snprintf(buf, MACHINE_REFUSED_SIZE,
			 "REFUSED, but allowed by its user: do not believe its numbers (%.32s).", allowed);
	return buf;
}

void machine_unit(char buf[static MACHINE_UNIT_SIZE], const struct results *results, bool counts)
{
	const struct archive *a = results->archive;
	const char *unit = counts ? "counts" : archive_unit(a);
	char hook[MACHINE_HOOK_SIZE];
	const char *comma, *why = machine_refused(a);
	char refused[48] = "";

	if (why)
		snprintf(refused, sizeof(refused), "; %s", why);
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

/* Writes, of a machine with several kinds of cores, how many are as the one measured on, or on which each vCPU ran. */
static void write_cores(const struct archive_host *h, FILE *out)
{
	char line[1024] = "", core[MACHINE_CORE_SIZE];
	size_t used = 0;
	bool mixed = false;

	for (size_t i = 0; i < h->core_count && used < sizeof(line); i++) {
		const struct archive_core *c = &h->core[i];

		mixed |= strcmp(machine_known(c->midr), machine_known(h->core[0].midr)) != 0;
		used += (size_t)snprintf(line + used, sizeof(line) - used, "%svCPU %zu on %s", i ? "; " : "", i,
					 machine_core(core, c->name, c->midr));
	}
	if (mixed)
		text_wrap(out, 0, 8, "cores:  %s", line);
	else if (h->cpus_alike.known && h->cpus_alike.value != h->cpus.value)
		text_line(out, "cores:  measured on this kind, which %llu of the %llu CPUs are",
			  (unsigned long long)h->cpus_alike.value, (unsigned long long)h->cpus.value);
}

void machine_write(const struct archive *a, FILE *out)
{
	const struct archive_host *h = &a->host;
	const char *why = archive_fact(a, "hyp_mode_missing");
	bool has_model = h->model && a->platform != PLATFORM_EMULATED; /* an emulated host's is always "linux,dummy-virt" */
	bool has_gic = !h->gic || strcmp(h->gic, "none") != 0;
	char tick[NUMBER_SIZE];

	text_wrap(out, 0, 8, "host:   %s, %llu CPU%s, %llu KiB pages, %s%s, MIDR %s%s%s", h->cpu ? h->cpu : "CPU not known",
		  (unsigned long long)h->cpus.value, text_plural(h->cpus.value),
		  (unsigned long long)h->page_bytes.value >> 10, has_gic ? "GIC" : "no vGIC", has_gic ? machine_known(h->gic) : "",
		  machine_known(h->midr), has_model ? ", " : "", has_model ? h->model : "");
	write_cores(h, out);
	if (h->hyp_mode)
		text_line(out, "kernel: %s, %s, %s", h->kernel, h->hyp_mode, machine_known(h->kernel_version));
	else
		text_wrap(out, 0, 8, "kernel: %s, VHE or nVHE not known%s%s%s, %s", h->kernel, why ? " (" : "",
			  why ? why : "", why ? ")" : "", machine_known(h->kernel_version));
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
