/* SPDX-License-Identifier: GPL-2.0-or-later */
/* results/findings.md says of each what it means, and which test raises it. */
#include "host/findings/findings.h"

#include "host/findings/check.h"

#include <stdarg.h>
#include <stdio.h>

enum where {
	EVERYWHERE,
	TIMED,    /* not in emulated hosts, where there is no time that it could spoil */
};

enum when {
	START = 1, /* before anything is measured */
	END = 2,   /* after the last cell */
};

static const struct {
	const char *id;
	enum severity severity;
	enum where where;
	unsigned int when;
	void (*check)(const struct check *check);
} rows[] = {
	{ "virtual", SEVERITY_REFUSE, TIMED, START, check_virtual },
	{ "emulator", SEVERITY_REFUSE, TIMED, START, check_emulator },
	{ "governor", SEVERITY_REFUSE, TIMED, START, check_governor },
	{ "throttled", SEVERITY_REFUSE, TIMED, START | END, check_throttled },
	{ "swap-in", SEVERITY_REFUSE, EVERYWHERE, END, check_swap_in },
	{ "steal", SEVERITY_REFUSE, TIMED, END, check_steal },
	{ "setting-changed", SEVERITY_REFUSE, EVERYWHERE, END, check_setting_changed },
	{ "temperature", SEVERITY_FLAG, TIMED, START | END, check_temperature },
	{ "boost", SEVERITY_FLAG, TIMED, START, check_boost },
	{ "isolation", SEVERITY_FLAG, TIMED, START, check_isolation },
	{ "thp", SEVERITY_FLAG, EVERYWHERE, START, check_thp },
	{ "ksm", SEVERITY_FLAG, EVERYWHERE, START, check_ksm },
	{ "numa-balancing", SEVERITY_FLAG, EVERYWHERE, START, check_numa_balancing },
	{ "compaction", SEVERITY_FLAG, EVERYWHERE, START, check_compaction },
	{ "swap", SEVERITY_FLAG, EVERYWHERE, START, check_swap },
	{ "perf-paranoid", SEVERITY_FLAG, EVERYWHERE, START, check_perf_paranoid },
	{ "tracefs", SEVERITY_FLAG, EVERYWHERE, START, check_tracefs },
	{ "tracing", SEVERITY_FLAG, EVERYWHERE, START | END, check_tracing },
	{ "debug-kernel", SEVERITY_FLAG, EVERYWHERE, START, check_debug_kernel },
	{ "other-vm", SEVERITY_FLAG, EVERYWHERE, START | END, check_other_vm },
	{ "other-perf", SEVERITY_FLAG, EVERYWHERE, START | END, check_other_perf },
};

void check_raise(const struct check *check, const char *remedy, const char *what, ...)
{
	char text[sizeof(check->findings->finding[0].what)];
	va_list args;

	va_start(args, what);
	vsnprintf(text, sizeof(text), what, args);
	va_end(args);
	host_finding(check->findings, check->id, check->severity, remedy, "%s", text);
}

static void run_checks(struct host_findings *findings, const struct look *look, const struct host_state *begin,
		       const struct host_state *end)
{
	enum when now = begin ? END : START;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct check check = { look, begin, end, findings, rows[i].id, rows[i].severity };

		if (rows[i].when & now && !(rows[i].where == TIMED && look->emulated))
			rows[i].check(&check);
	}
}

void findings_start(struct host_findings *findings, const struct look *look)
{
	run_checks(findings, look, NULL, NULL);
}

void findings_end(struct host_findings *findings, struct facts *record, const struct look *look,
		  const struct host_state *begin)
{
	struct host_state end;

	findings_begin(&end, look);
	run_checks(findings, look, begin, &end);
	if (begin->interrupts >= 0 && end.interrupts >= 0)
		facts_number(record, "interrupts", end.interrupts - begin->interrupts);
}
