/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks that findings.c runs, one for each CHECK() of host/os/findings.def. */
#ifndef HOST_FINDINGS_CHECK_H
#define HOST_FINDINGS_CHECK_H

#include "host/findings/state.h"
#include "host/findings/view.h"
#include "host/os/finding.h"

/* What a check gets: it looks at view and raises what it finds in findings, as kind. */
struct check {
	const struct host_view *view;
	const struct host_state *begin, *end; /* the host before the first cell and after the last; NULL at the start */
	const struct finding_kind *kind;
	struct host_findings *findings;
};

/* Declares void check_NAME(const struct check *check), which the file with that subject defines. */
#define FINDING(...)
#define CHECK(name, ...) void check_##name(const struct check *check);
#include "host/os/findings.def"
#undef CHECK
#undef FINDING

#endif
