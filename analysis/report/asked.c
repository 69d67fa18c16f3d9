/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions that reviewers of such mails keep asking, with their answers. */
#include "analysis/report/asked.h"

#include "analysis/cell/blocks.h"
#include "analysis/output/text.h"

#include <string.h>

/* Finds the lowest and the highest number of samples of a cell; 0 and 0 if none has samples. */
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
	bool insns = archive_counts_insns(a), exact = blocks_exact(a);
	char tick[NUMBER_SIZE], boots[32] = "one boot";
	size_t low, high;

	sample_range(&loaded->results, &low, &high);
	if (loaded->boots)
		snprintf(boots, sizeof(boots), "%zu %s", loaded->boots->count, exact ? "runs" : "boots");
	text_wrap(out, 0, 2,
		  "- Which kernels are compared? One build (base: above) in %s%s; its policy is switched at run "
		  "time%s%s.",
		  boots, a->resume_count && !loaded->boots ? " at a time" : "", a->knob.name ? " by " : " if it has the parameter ",
		  a->knob.name ? a->knob.name : ARCHIVE_KNOB_PATCH);
	text_wrap(out, 0, 2,
		  "- Is a cost an average, a total or the last value? It is the %s, n = %zu to %zu samples a "
		  "cell, in %s; --format csv has median, p90, p99, least and greatest.",
		  !loaded->boots ? exact ? "median of the samples" : "mean of blocks of rounds without outliers" :
		  exact ? "median over seeds of their medians" : "mean over boots, of each one's mean without outliers", low, high,
		  archive_unit(a));
	text_wrap(out, 0, 2,
		  "- Is the difference significant? Each has its %s%s.",
		  loaded->boots && exact ? "range over seeds" : "95 % interval", exact ? ", of a clock that counts every instruction" : loaded->boots ?
		  " over boots; cmobench compare tells of kernels" :
		  ", which holds within this boot; several boots tell of kernels (cmobench compare)");
	text_wrap(out, 0, 2,
		  "- What exactly is timed? DSB SY; ISB; read CNTVCT_EL0; ISB; the op; DSB SY; ISB; read CNTVCT_EL0. "
		  "So a cost includes all that hypervisor, kernel and userspace do in between; the null cell is the "
		  "cost of the sequence without an op.");
	text_wrap(out, 0, 2,
		  "- Does the counter resolve the difference? A tick is %s %s%s. The archive has whole ticks, which the "
		  "report converts.", text_number(tick, results_tick(&loaded->results), false), a->clock.unit,
		  a->pmu.name ? "; a PMU counted as well" : "; no PMU counted as well");
	text_wrap(out, 0, 2,
		  "- How was it tested? Every cell's stage-2 faults, outcome, dirty log and host pages were compared "
		  "with a prediction, and each policy was recognised by its fingerprint: see above.");
	text_wrap(out, 0, 2, "- Is the host a software model? %s",
		  a->platform == PLATFORM_EMULATED ? insns ?
		  "Yes: it counts instructions and faults, and says nothing about performance." :
		  "Yes: it counts faults, and its costs mean nothing." :
		  a->platform == PLATFORM_VIRTUAL ? "No, but the KVM host is itself a guest." : "No: bare metal.");
	text_wrap(out, 0, 2,
		  "- Does measuring add to the cost? The guest times itself, without help from the kernel; meanwhile "
		  "nothing is printed, and no tracepoint or counter is open.%s",
		  !loaded->results.hook.present ? "" : loaded->results.hook.known ?
		  " The module's hooks add to it; what they cost was measured and is subtracted." :
		  " The module's hooks add to it; what they cost was not measured, and is in all costs.");
	text_wrap(out, 0, 2,
		  "- Which guests do this? Not answered here: cmobench measures what it costs, not how often it happens.");
}
