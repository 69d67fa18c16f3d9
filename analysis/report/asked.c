/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reviewers of such mails keep asking, and the line that answers it. */
#include "analysis/report/asked.h"

#include "analysis/cell/result.h"
#include "analysis/output/text.h"

#include <string.h>

/* Lowest and highest count of samples of a cell. */
static void sample_range(const struct results *results, size_t *low, size_t *high)
{
	*low = SIZE_MAX;
	*high = 0;
	for (size_t i = 0; i < results->count; i++) {
		size_t n = results->result[i].cost.n;

		*low = n && n < *low ? n : *low;
		*high = n > *high ? n : *high;
	}
	*low = *high ? *low : 0;
}

void report_asked(const struct loaded *loaded, FILE *out)
{
	const struct archive *a = &loaded->archive;
	bool insns = archive_counts_insns(a);
	char tick[NUMBER_SIZE];
	size_t low, high;

	sample_range(&loaded->results, &low, &high);
	text_wrap(out, 0, 2,
		  "- Which kernel are the numbers before and after of? One build (base: above), one boot%s, its policy "
		  "switched at run time where it has the knob kvm.cmo_policy.",
		  a->resume_count ? " at a time" : "");
	text_wrap(out, 0, 2,
		  "- Average, total or last? The median of single samples, n = %zu to %zu a cell, in %s; mean, p90, "
		  "p99, least and greatest: --format csv.", low, high, archive_unit(a));
	text_wrap(out, 0, 2,
		  "- Is the difference significant? Each has its interval at 95 %%; A/A above is what the same "
		  "pipeline makes of nothing.");
	text_wrap(out, 0, 2,
		  "- What exactly is timed? DSB SY; ISB; read CNTVCT_EL0; ISB; the op; DSB SY; ISB; read CNTVCT_EL0. "
		  "So all that hypervisor, kernel and userspace do in between is in it; the null cell is the rest.");
	text_wrap(out, 0, 2,
		  "- Does the counter resolve it? It is %s %s a tick%s; ticks are archived as whole numbers, and "
		  "converted when read.", text_number(tick, results_tick(&loaded->results), false), a->clock.unit,
		  a->pmu.name ? "; the PMU counts beside it" : "; no PMU counted beside it");
	text_wrap(out, 0, 2,
		  "- How was it tested? Every cell's stage-2 faults, outcome, dirty log and pages against a "
		  "prediction, the policy by its fingerprint: above.");
	text_wrap(out, 0, 2, "- Is it a software model? %s",
		  a->platform == PLATFORM_EMULATED ? insns ?
		  "Yes: so it counts instructions and faults, and says nothing of performance." :
		  "Yes: so it counts faults, and its costs mean nothing." :
		  a->platform == PLATFORM_VIRTUAL ? "No, but the KVM host is itself a guest." : "No: bare metal.");
	text_wrap(out, 0, 2,
		  "- Is it measured with all overheads? The guest times itself, in a loop that the kernel knows "
		  "nothing of; nothing is printed, and no tracepoint or counter is open meanwhile.");
	text_wrap(out, 0, 2, "- Is there software that does this? That is not measured here.");
}
