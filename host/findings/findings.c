/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/findings.h"

#include "host/findings/check.h"
#include "host/findings/settings.h"

static void (*const check_table[FINDING_COUNT])(const struct check *check) = {
#define FINDING(...)
#define CHECK(name, ...) [FINDING_##name] = check_##name,
#include "host/os/findings.def"
#undef CHECK
#undef FINDING
};

static bool is_due(const struct finding_kind *kind, const struct host_view *view, enum finding_when now)
{
	return kind->id && kind->when & now && !(kind->where == WHERE_TIMED && view->emulated);
}

static void run_checks(struct host_findings *findings, const struct host_view *view, const struct host_state *begin,
		       const struct host_state *end)
{
	enum finding_when now = begin ? WHEN_END : WHEN_START;

	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (is_due(&setting_table[i].finding, view, now))
			setting_check(&setting_table[i], view, findings);
	for (size_t i = 0; i < FINDING_COUNT; i++) {
		const struct check check = { view, begin, end, &finding_table[i], findings };

		if (check_table[i] && is_due(check.kind, view, now))
			check_table[i](&check);
	}
}

void findings_start(struct host_findings *findings, const struct host_view *view)
{
	run_checks(findings, view, NULL, NULL);
}

void findings_end(struct host_findings *findings, struct facts *facts, const struct host_view *view,
		  const struct host_state *begin)
{
	struct host_state end;

	host_state_read(&end, view);
	run_checks(findings, view, begin, &end);
	if (begin->interrupts >= 0 && end.interrupts >= 0)
		facts_number(facts, "interrupts", end.interrupts - begin->interrupts);
	host_state_free(&end);
}
