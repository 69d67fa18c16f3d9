/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/os/finding.h"

#include <stdarg.h>
#include <stdio.h>

const struct finding_kind finding_table[FINDING_COUNT] = {
#define FINDING(name, id, severity, where, when)                                                                       \
	[FINDING_##name] = { id, SEVERITY_##severity, WHERE_##where, WHEN_##when },
#define CHECK FINDING
#include "host/os/findings.def"
#undef CHECK
#undef FINDING
};

void finding_raise(struct host_findings *findings, const struct finding_kind *kind, const char *remedy,
		   const char *what, ...)
{
	struct finding *f = &findings->finding[findings->count];
	va_list args;

	if (findings->count == HOST_FINDINGS_MAX)
		return;
	findings->count++;
	f->id = kind->id;
	f->severity = kind->severity;
	snprintf(f->remedy, sizeof(f->remedy), "%s", remedy);
	va_start(args, what);
	vsnprintf(f->what, sizeof(f->what), what, args);
	va_end(args);
}
