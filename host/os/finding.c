/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/os/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct finding_kind finding_table[FINDING_COUNT] = {
#define FINDING(name, id, severity, where, when)                                                                       \
	[FINDING_##name] = { id, SEVERITY_##severity, WHERE_##where, WHEN_##when },
#define CHECK FINDING
#include "host/os/findings.def"
#undef CHECK
#undef FINDING
};

/* Copy a remedy, cut to fit, for root without sudo. */
static void copy_remedy(char remedy[static FINDING_REMEDY_BYTES], const char *from)
{
	static const char sudo[] = "sudo ";

	snprintf(remedy, FINDING_REMEDY_BYTES, "%s", from);
	if (geteuid())
		return;
	for (char *at = remedy; (at = strstr(at, sudo));)
		memmove(at, at + strlen(sudo), strlen(at + strlen(sudo)) + 1);
}

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
	copy_remedy(f->remedy, remedy);
	va_start(args, what);
	vsnprintf(f->what, sizeof(f->what), what, args);
	va_end(args);
}
