/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks that findings.c runs, one for each CHECK() of host/os/findings.def. */
#ifndef HOST_FINDINGS_CHECK_H
#define HOST_FINDINGS_CHECK_H

#include "host/findings/state.h"
#include "host/findings/view.h"
#include "host/os/finding.h"

/* A check under way: whatever it sees, it raises in findings, as of its kind. */
struct check {
	const struct host_view *view;
	const struct host_state *begin, *end; /* at the end: the host before the first cell, and now; else NULL */
	const struct finding_kind *kind;
	struct host_findings *findings;
};

/* void check_NAME(const struct check *check), in whichever file has the subject. */
#define FINDING(...)
#define CHECK(name, ...) void check_##name(const struct check *check);
#include "host/os/findings.def"
#undef CHECK
#undef FINDING

#endif
