/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report --format text --full, in the order of a reviewer's questions. */
#include "analysis/report/text_report.h"

#include "analysis/explain/profile.h"
#include "analysis/output/text.h"
#include "analysis/report/asked.h"
#include "analysis/report/boots.h"
#include "analysis/report/costs.h"
#include "analysis/report/counters.h"
#include "analysis/report/report.h"
#include "analysis/report/run.h"
#include "analysis/report/skipped.h"
#include "analysis/report/yardsticks.h"
#include "analysis/scorecard/question.h"
#include "analysis/section/section.h"
#include "analysis/table/contrasts.h"
#include "analysis/table/effects.h"
#include "analysis/wording/dirty.h"
#include "analysis/wording/machine.h"
#include "bench/array.h"

#include <stdlib.h>
#include <string.h>

void report_title(const struct loaded *loaded, FILE *out)
{
	const struct archive *a = &loaded->archive;

	if (archive_counts_insns(a))
		text_line(out, "All costs are instructions of an emulated host: not time.");
	else if (a->platform == PLATFORM_EMULATED)
		text_wrap(out, 0, 0,
			  "All costs are ticks of an emulated host that ran without -icount: neither instructions nor "
			  "time, so they mean nothing. Counts and outcomes hold.");
	else if (a->platform == PLATFORM_VIRTUAL)
		text_line(out, "All costs are ns of a VIRTUAL host, which is itself a guest.");
	else
		text_line(out, "All costs are ns.");
	if (archive_refused(a, false))
		text_wrap(out, 0, 0,
			  "THIS RUN WAS REFUSED AT ITS END: measure again. %zu finding%s, below, of what happened "
			  "meanwhile, which nobody allowed: its numbers should not be believed.",
			  archive_refusals(a, false), text_plural(archive_refusals(a, false)));
	if (archive_refused(a, true))
		text_wrap(out, 0, 0,
			  "THIS RUN WAS REFUSED, and its user allowed it: %zu finding%s, below: its numbers should not "
			  "be believed.",
			  archive_refusals(a, true), text_plural(archive_refusals(a, true)));
}

void report_machine(const struct loaded *loaded, FILE *out)
{
	machine_write(&loaded->archive, out);
	machine_write_knob(&loaded->results, out);
}

static void write_policies(const struct archive *a, FILE *out)
{
	const char *answer = a->ivac_needs_write.value ? "yes (probed)" : "no (probed)";
	const char *knob = a->knob.name ? a->knob.name : ARCHIVE_KNOB_PATCH;
	char dirty[WORDING_DIRTY_SIZE];

	if (!a->ivac_needs_write.known)
		answer = "not known";
	fputc('\n', out);
	text_line(out, "Does DC IVAC need stage-2 write permission on this CPU? %s", answer);
	if (!(a->translates >> OP_dc_ivac & 1))
		text_wrap(out, 0, 2,
			  "! This CPU does not translate the address of DC IVAC: there is nothing to measure.");
	text_line(out, "How the kernel handles cache maintenance, by its behaviour:");
	for (size_t i = 0; i < a->policy_count; i++) {
		const struct archive_policy *p = &a->policy[i];

		if (p->recognised >> p->policy & 1 || p->policy == POLICY_UNKNOWN)
			text_line(out, "  %s%s%s%s:", policy_name(p->policy), p->knob ? " (" : "", p->knob ? knob : "", p->knob ? ")" : "");
		else
			text_line(out, "! %s (%s), BUT IT DOES NOT BEHAVE SO:", policy_name(p->policy), knob);
		if (p->policy != POLICY_UNKNOWN)
			text_wrap(out, 4, 4, "%s", policy_table[p->policy].summary);
		text_wrap(out, 4, 6, "%s", p->fingerprint);
		if (*wording_dirty(dirty, p) && (i == 0 || p->dirty_count))
			text_wrap(out, 4, 6, "%s", dirty);
	}
	text_wrap(out, 0, 0,
		  "In a cmo-policy line rw and rw_log give the faults of a cold DC IVAC on a written page, .civac whether "
		  "a DC CIVAC leaves the page dirty, ro and hole what DC IVAC and DC CIVAC result in there.");
}

void report_terms(const struct loaded *loaded, FILE *out)
{
	const struct cell base = loaded->base;

	text_wrap(out, 0, 0,
		  "Cells: memslots are rw (writable), rw_log (writable, with dirty logging) and ro (read-only). untouched, "
		  "read, written: what the host did with the page before. Unless stated otherwise backing is %s, vcpus %s, "
		  "mix %s. cold: stage 2 does not map the page. Faults: stage-2 faults of a sample, measured/predicted.",
		  backing_table[base.backing].name, vcpus_table[base.vcpus].name, mix_table[base.mix].name);
}

/* Says how many cells have no counts, and the first reason. */
static void write_unchecked(const struct results *results, FILE *out)
{
	size_t unchecked = results->counts.verdict[VERDICT_UNCHECKED];
	const char *reason = NULL;

	if (!unchecked)
		return;
	for (size_t i = 0; !reason && i < results->count; i++) {
		const struct record *r = results->result[i].record;

		reason = r->predicted_known ? r->attribution_missing : "the behaviour of this kernel matches no policy";
	}
	text_wrap(out, 0, 2,
		  "%zu of %zu cells have no fault counts or no prediction (\"-\" under faults): %s. Their costs are "
		  "not confirmed.",
		  unchecked, results->count, reason ? reason : "no reason is given");
}

#define MISMATCHES_SHOWN 40

static void write_mismatch(const struct result *r, FILE *out)
{
	char cell[256];

	cell_describe(&r->record->cell, cell, sizeof(cell));
	text_wrap(out, 2, 4, "%s", cell);
	for (size_t i = 0; i < r->problem_count; i++)
		text_wrap(out, 4, 6, "%s", r->problem[i]);
}

/* Says how many cells were measured again, and why that can happen. */
static void write_retaken(const struct results *results, FILE *out)
{
	uint64_t times = 0;
	size_t cells = 0;

	for (size_t i = 0; i < results->count; i++) {
		times += results->result[i].record->retaken;
		cells += results->result[i].record->retaken > 0;
	}
	if (cells)
		text_wrap(out, 0, 2,
			  "Measured again: rounds or counts of %zu cells, %llu times in all, because faults were not as "
			  "predicted or vCPU threads were disturbed. A host may take pages away meanwhile, for example by "
			  "compaction, or preempt the threads.",
			  cells, (unsigned long long)times);
}

void report_mismatches(const struct loaded *loaded, FILE *out)
{
	const struct results *results = &loaded->results;
	size_t bad = results->counts.verdict[VERDICT_DIFFERS] + results->counts.verdict[VERDICT_FAILED], shown = 0;

	write_unchecked(results, out);
	write_retaken(results, out);
	if (!bad) {
		if (results->counts.verdict[VERDICT_AS_PREDICTED])
			text_wrap(out, 0, 2,
				  "%s %zu cells as predicted: stage-2 faults, outcome, dirty log and host pages.",
				  results->counts.verdict[VERDICT_UNCHECKED] ? "The other" : "All",
				  results->counts.verdict[VERDICT_AS_PREDICTED]);
		return;
	}
	text_line(out, "NOT AS PREDICTED, %zu of %zu cells (! in the tables):", bad, results->count);
	for (size_t i = 0; i < results->count && shown < MISMATCHES_SHOWN; i++) {
		const struct result *r = &results->result[i];

		if (r->verdict == VERDICT_DIFFERS || r->verdict == VERDICT_FAILED) {
			write_mismatch(r, out);
			shown++;
		}
	}
	if (bad > shown)
		text_line(out, "  ... and %zu more: see --format json", bad - shown);
	if (loaded->contrasts.omitted)
		text_wrap(out, 0, 2, "%zu contrasts that need such a cell are left out.", loaded->contrasts.omitted);
}

/* Does a cell of the archive have a value other than 0, the usual one, on the axis? */
static bool varies(const struct results *results, enum axis_id axis)
{
	return results->counts.varies >> axis & 1;
}

/* Lists what this archive does not have, though other runs measure it. */
static void write_absent(const struct results *results, FILE *out)
{
	const struct {
		bool there;
		const char *what;
	} all[] = {
		{ varies(results, AXIS_LINE), "clean and dirty lines (their state is not controlled)" },
		{ varies(results, AXIS_LINES), "more than one line of a page" },
		{ varies(results, AXIS_VCPUS), "several vCPUs" },
		{ varies(results, AXIS_MIX), "many memslots" },
		{ varies(results, AXIS_BACKING), "memory other than private anonymous without huge pages" },
		{ results->counts.stage2 >> STAGE2_CMO & 1, "later stores to pages left read-only" },
		{ varies(results, AXIS_TIMED), "TLB entries lost to a permission fault" },
	};
	char text[512] = "";
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (!all[i].there && used < sizeof(text))
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", used ? "; " : "",
						 all[i].what);
	if (used)
		text_wrap(out, 0, 2, "- What this archive has no cells for: %s.", text);
}

void report_limits(const struct loaded *loaded, FILE *out)
{
	const struct archive *a = &loaded->archive;

	if (a->platform == PLATFORM_EMULATED && !archive_counts_insns(a))
		text_wrap(out, 0, 2, "- Anything about cost. Fault counts and outcomes hold.");
	if (archive_counts_insns(a))
		text_wrap(out, 0, 2,
			  "- Anything about time. The host is a software model that counts instructions: it has no "
			  "caches, no TLB costs, no pipeline and no contention. Fault counts, outcomes and path "
			  "lengths hold.");
	if (a->platform == PLATFORM_VIRTUAL)
		text_wrap(out, 0, 2,
			  "- What bare metal would do. The KVM host is itself a guest: each exit and stage-2 fault may "
			  "cost exits of its own, and another guest may share the CPU.");
	if (a->platform == PLATFORM_METAL && loaded->boots)
		text_wrap(out, 0, 2,
			  "- What other machines, kernels or frequencies give: this is one of each, in %zu boots. Differences below a "
			  "clock tick are not resolved.", loaded->boots->count);
	else if (a->platform == PLATFORM_METAL)
		text_wrap(out, 0, 2,
			  "- What other machines, kernels, boots or frequencies give: this is one of each. Differences "
			  "below a clock tick are not resolved, and intervals do not cover what changes from boot to "
			  "boot.");
	write_absent(&loaded->results, out);
}

void report_reproduction(const struct loaded *loaded, FILE *out)
{
	const struct archive *a = &loaded->archive;
	char *command = NULL;
	size_t size = 0;
	FILE *words = open_memstream(&command, &size);

	for (size_t i = 0; words && i < a->options.argv.count; i++)
		fprintf(words, " %s", a->options.argv.text[i]);
	if (words)
		fclose(words);
	text_wrap(out, 0, 8, "with:   cmobench %s%s%s", a->version, a->commit ? " commit " : "",
		  a->commit ? a->commit : "");
	text_wrap(out, 0, 8, "cmd:    cmobench%s", command ? command : " (out of memory)");
	free(command);
	text_wrap(out, 0, 8, "data:   %s", archive_file_name(a));
	text_wrap(out, 0, 8, "report: cmobench report --full %s", archive_file_name(a));
	for (size_t i = 0; loaded->boots && i < loaded->boots->count; i++)
		text_wrap(out, 0, 8, "sha256: %s %s", loaded->boots->boot[i]->archive.file_sha256,
			  archive_file_name(&loaded->boots->boot[i]->archive));
	if (!loaded->boots)
		text_line(out, "sha256: %s", a->file_sha256);
}

/* Writes each question, its answer, and the tables behind it. */
static void write_answers(const struct loaded *loaded, FILE *out)
{
	for (size_t i = 0; section_table[i]; i++) {
		const struct answer answer = section_answer(section_table[i], loaded);

		fputc('\n', out);
		text_line(out, "%zu. %s", i, section_table[i]->question);
		text_wrap(out, 3, 3, "%s", answer.text);
		section_table[i]->text(loaded, out);
	}
}

int report_text(const struct loaded *loaded, FILE *out)
{
	int err;

	text_line(out, "cmobench: what DC IVAC and DC CIVAC cost a guest under KVM/arm64");
	report_title(loaded, out);
	fputc('\n', out);
	report_machine(loaded, out);
	write_policies(&loaded->archive, out);
	fputc('\n', out);
	report_terms(loaded, out);
	report_warnings(loaded, out);
	if (question_is_of_boots(loaded))
		fputc('\n', out);
	err = report_boots(loaded, out);
	if (err)
		return err;
	write_answers(loaded, out);
	report_yardstick_table(loaded, out);
	report_costs(loaded, out);
	table_contrasts(loaded, "Differences: a cell against itself", CONTRAST_BIT(AA_CIVAC), out);
	table_contrast_notes(loaded, out);
	report_aa(loaded, out);
	table_effects(loaded, out);
	report_profile(loaded, out);
	err = report_counters(loaded, out);
	if (err)
		return err;
	fputc('\n', out);
	report_mismatches(loaded, out);
	err = report_skipped(loaded, out);
	fputs("\nWhat reviewers ask about such numbers\n", out);
	report_asked(loaded, out);
	fputs("\nHow to reproduce\n", out);
	report_reproduction(loaded, out);
	fputs("\nWhat these data cannot say\n", out);
	report_limits(loaded, out);
	return err;
}
