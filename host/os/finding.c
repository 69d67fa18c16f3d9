/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/os/finding.h"

#include <stdarg.h>
#include <stdio.h>

void host_finding(struct host_findings *findings, const char *id, enum severity severity, const char *remedy,
		  const char *what, ...)
{
	struct finding *f = &findings->finding[findings->count];
	va_list args;

	if (findings->count == HOST_FINDINGS_MAX)
		return;
	findings->count++;
	f->id = id;
	f->severity = severity;
	snprintf(f->remedy, sizeof(f->remedy), "%s", remedy);
	va_start(args, what);
	vsnprintf(f->what, sizeof(f->what), what, args);
	va_end(args);
}

static struct fact *next(struct facts *facts, const char *name)
{
	struct fact *fact = &facts->fact[facts->count];

	if (facts->count == FACTS_MAX)
		return NULL;
	facts->count++;
	*fact = (struct fact){ .name = name };
	return fact;
}

void facts_text(struct facts *facts, const char *name, const char *text)
{
	struct fact *fact = next(facts, name);

	if (fact)
		snprintf(fact->text, sizeof(fact->text), "%s", text ? text : "");
}

void facts_number(struct facts *facts, const char *name, int64_t number)
{
	struct fact *fact = next(facts, name);

	if (!fact)
		return;
	fact->is_number = true;
	fact->number = number;
}
