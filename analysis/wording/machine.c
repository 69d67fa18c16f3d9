/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/wording/machine.h"

#include "analysis/output/text.h"

#include <string.h>

const char *machine_known(const char *text)
{
	return text ? text : "-";
}

void machine_unit(char buf[static MACHINE_UNIT_SIZE], const struct archive *a, bool counts)
{
	const char *unit = counts ? "counts" : archive_unit(a);
	const char *refused = archive_findings(a, SEVERITY_REFUSE) ? "; REFUSED, but allowed" : "";

	if (a->platform == PLATFORM_EMULATED)
		snprintf(buf, MACHINE_UNIT_SIZE, "[%s, emulated: %snot time%s]", unit,
			 counts || archive_counts_insns(a) ? "" : "not instructions, ", refused);
	else if (a->platform == PLATFORM_VIRTUAL)
		snprintf(buf, MACHINE_UNIT_SIZE, "[%s, on a VIRTUAL host: it is itself a guest%s]", unit, refused);
	else
		snprintf(buf, MACHINE_UNIT_SIZE, "[%s%s]", unit, refused);
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

/* Writes the kernel's release and build id, which identify the binary even without a commit in the release. */
static void write_base(const struct archive *a, FILE *out)
{
	const char *id = NULL;

	for (size_t i = 0; i < a->record_facts.count; i++)
		if (!strcmp(a->record_facts.fact[i].name, "kernel_build_id"))
			id = a->record_facts.fact[i].text;
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
	char tick[NUMBER_SIZE];

	text_line(out, "host:   %s, %llu CPU%s, %llu KiB pages, GIC%s, MIDR %s%s%s", h->cpu ? h->cpu : "CPU not known",
		  (unsigned long long)h->cpus.value, text_plural(h->cpus.value),
		  (unsigned long long)h->page_bytes.value >> 10, machine_known(h->gic), machine_known(h->midr), has_model ? ", " : "",
		  has_model ? h->model : "");
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
