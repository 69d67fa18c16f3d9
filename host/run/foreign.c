/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Linked in place of the runner on machines that cannot have KVM/arm64. */
#include "bench/cli/verb.h"
#include "host/run/measure.h"

#include <sys/utsname.h>
#include <unistd.h>

static int cannot(const char *verb)
{
	struct utsname uts;

	uname(&uts);
	complain("%s: this machine is %s%s: cache maintenance under KVM/arm64 needs an arm64 host; "
		 "try cmobench %s --emulated", verb, uts.machine,
		 access("/dev/kvm", F_OK) ? "" : " (its /dev/kvm is not arm64's)", verb);
	return STATUS_CANNOT;
}

int measure_run(const struct options *options, const struct archive_sink *sink, struct board *board,
		const struct cell_set *done)
{
	(void)options, (void)sink, (void)board, (void)done;
	return cannot("run");
}

int measure_probe(const struct options *options)
{
	(void)options;
	return cannot("probe");
}
