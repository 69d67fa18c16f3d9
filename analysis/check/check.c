/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/archive/load.h"
#include "analysis/cell/make.h"
#include "bench/array.h"
#include "bench/cli/cmdline.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PROBLEMS_SHOWN 10 /* of one archive */

static const char help[] =
	"usage: cmobench check ARCHIVE...\n"
	"Check that archives are whole and that every cell is what the fault model predicts. Print a line for each\n"
	"archive, after its problems.\n"
	"Exit status: 0 if all is as predicted, 1 if an archive is broken, 3 if something is not as predicted.\n";

/* The problems of one archive: the first are printed, all are counted. */
struct findings {
	const struct archive *archive;
	size_t shown, broken, different;
};

/* Counts a problem of a cell in *kind, and prints it if it is one of the first. */
__attribute__((format(printf, 4, 5))) static void add_problem(struct findings *f, size_t *kind, const struct cell *cell,
							      const char *format, ...)
{
	char name[256];
	va_list args;

	++*kind;
	if (f->shown++ >= PROBLEMS_SHOWN)
		return;
	cell_describe(cell, name, sizeof(name));
	printf("%s: %s: ", f->archive->name, name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static bool same_prediction(const struct prediction *a, const struct prediction *b)
{
	return !strcmp(a->faults, b->faults) && !strcmp(a->repeat, b->repeat) && a->translation == b->translation &&
	       a->permission == b->permission && a->outcome == b->outcome && a->esr == b->esr &&
	       a->dirtied == b->dirtied && a->allocates == b->allocates && a->minor_faults == b->minor_faults &&
	       a->at_least == b->at_least && a->stage2 == b->stage2;
}

/* Formats a prediction in a line of text, such as "TP" (2 T, 1 P) executes. */
static void describe(const struct prediction *p, char *buf, size_t size)
{
	snprintf(buf, size, "\"%s\" (%u T, %u P%s) %s, repeat \"%s\", %u minor faults, leaves %s%s%s", p->faults,
		 p->translation, p->permission, p->at_least ? " at least" : "", outcome_name[p->outcome], p->repeat,
		 p->minor_faults, stage2_table[p->stage2].name, p->dirtied ? ", dirty" : "",
		 p->allocates ? ", allocates" : "");
}

/* Did the run probe all that the model needs for the cell? */
static bool is_probed(const struct archive *a, const struct cell *cell)
{
	if (cell->op == OP_dc_ivac && a->translates >> OP_dc_ivac & 1 && !a->ivac_needs_write.known)
		return false;
	if (cell->backing == BACKING_FILE_SHARED && !a->file_writenotify.known)
		return false;
	return cell->backing != BACKING_ANON_THP || a->thp_zero_page.known;
}

/* Checks the archived prediction against this version's fault model, given what the run probed. */
static void check_prediction(struct findings *f, const struct record *record)
{
	struct predict_host host = archive_predict_host(f->archive);
	char was[160], is[160];
	struct prediction now;
	int err;

	if (record->cell.policy == POLICY_UNKNOWN || !is_probed(f->archive, &record->cell))
		return;
	err = predict(&record->cell, &host, &now);
	if (err && record->predicted_known) {
		add_problem(f, &f->different, &record->cell, "the fault model says that there is no such cell");
	} else if (!err && !record->predicted_known) {
		add_problem(f, &f->different, &record->cell, "the archive has no prediction, but the fault model has");
	} else if (!err && !same_prediction(&record->predicted, &now)) {
		describe(&record->predicted, was, sizeof(was));
		describe(&now, is, sizeof(is));
		add_problem(f, &f->different, &record->cell, "archived prediction %s; the fault model now says %s",
			    was, is);
	}
}

static void check_samples(struct findings *f, const struct record *record)
{
	uint64_t outcomes = 0;

	for (int i = 0; i < OUTCOME_COUNT; i++)
		outcomes += record->outcomes[i];
	if (outcomes != record->tick_count)
		add_problem(f, &f->broken, &record->cell, "outcomes of %llu samples, but %zu ticks",
			    (unsigned long long)outcomes, record->tick_count);
	if (!record->outcomes[record->outcome])
		add_problem(f, &f->broken, &record->cell, "outcome %s is not among the outcomes",
			    outcome_name[record->outcome]);
}

/* Checks that the parts of the archive agree with each other. */
static void check_consistency(struct findings *f, const struct record *record)
{
	const struct archive *a = f->archive;
	const struct predict_host host = archive_predict_host(a);
	bool visited = false, has_page = op_table[record->cell.op].operand == OP_OPERAND_PAGE;

	for (size_t i = 0; i < a->policy_count; i++)
		visited |= a->policy[i].policy == record->cell.policy;
	if (!visited)
		add_problem(f, &f->broken, &record->cell, "the header does not list this policy as visited");
	if (record->sample_lines != predict_lines(record->cell.lines, &host))
		add_problem(f, &f->broken, &record->cell, "sample_lines is %llu, but a page has %llu lines",
			    (unsigned long long)record->sample_lines, (unsigned long long)a->page_lines);
	if (record->status != CELL_STATUS_DONE)
		return;
	check_samples(f, record);
	if (record->unit_bytes.known != has_page)
		add_problem(f, &f->broken, &record->cell, "unit_bytes is %s, but the op has %s page",
			    record->unit_bytes.known ? "a number" : "null", has_page ? "a" : "no");
	if (!(a->features >> record->cell.op & 1))
		add_problem(f, &f->broken, &record->cell, "measured, but by the header's features the CPU has no such op");
}

static void check_result(struct findings *f, const struct result *result)
{
	check_consistency(f, result->record);
	check_prediction(f, result->record);
	if (result->verdict == VERDICT_DIFFERS || result->verdict == VERDICT_FAILED)
		add_problem(f, &f->different, &result->record->cell, "%s%s", result->problem[0],
			    result->problem_count > 1 ? ", and more: see the report" : "");
}

static void check_skipped(struct findings *f, const struct record *record)
{
	check_consistency(f, record);
	check_prediction(f, record);
}

/* Prints the reasons to doubt the numbers of a sound archive. */
static void conclude_trust(const struct archive *a, const struct results *results)
{
	size_t refused = archive_findings(a, SEVERITY_REFUSE), flagged = archive_findings(a, SEVERITY_FLAG);
	const struct {
		size_t count;
		const char *what;
	} doubts[] = {
		{ refused, "refused findings, allowed" },
		{ flagged, "findings" },
		{ results_disturbed(results), "disturbed" },
		{ results_unconverged(results), "not converged" },
		{ results_implausible(results), "not plausible on this core" },
		{ a->resume_count, "times resumed" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(doubts); i++)
		if (doubts[i].count)
			printf(", %zu %s", doubts[i].count, doubts[i].what);
}

/* Prints the line that sums up an archive. */
static void conclude(const struct findings *f, const struct results *results)
{
	size_t unchecked = results_verdicts(results, VERDICT_UNCHECKED);

	if (f->shown > PROBLEMS_SHOWN)
		printf("%s: ... and %zu more\n", f->archive->name, f->shown - PROBLEMS_SHOWN);
	printf("%s: %s%zu cells, %zu as predicted", f->archive->name, f->broken || f->different ? "" : "ok, ",
	       results->count, results_verdicts(results, VERDICT_AS_PREDICTED));
	if (unchecked)
		printf(", %zu without counts or prediction", unchecked);
	if (results->skipped_count)
		printf(", %zu more skipped", results->skipped_count);
	conclude_trust(f->archive, results);
	if (!f->archive->complete)
		printf(", and the run was not completed");
	putchar('\n');
}

static enum status check_archive(const char *path)
{
	struct findings f = { .archive = NULL };
	struct archive archive;
	struct results results;
	char why[512];

	if (archive_load(&archive, path, why, sizeof(why))) {
		complain("check: %s: %s", path, why);
		return STATUS_FAILED;
	}
	if (results_make(&results, &archive)) {
		archive_free(&archive);
		complain("check: %s: out of memory", path);
		return STATUS_FAILED;
	}
	f.archive = &archive;
	for (size_t i = 0; i < results.count; i++)
		check_result(&f, &results.result[i]);
	for (size_t i = 0; i < results.skipped_count; i++)
		check_skipped(&f, results.skipped[i]);
	conclude(&f, &results);
	results_free(&results);
	archive_free(&archive);
	return f.broken ? STATUS_FAILED : f.different ? STATUS_DIFFERS : STATUS_OK;
}

/* Returns the worse status: a broken archive is worse than one that differs. */
static enum status worse(enum status a, enum status b)
{
	if (a == STATUS_FAILED || b == STATUS_FAILED)
		return STATUS_FAILED;
	return a ? a : b;
}

int check_main(int argc, char **argv)
{
	static const struct cmdline line = { .help = help };
	enum status status;
	int first = cmdline_parse(&line, argc, argv, &status);

	if (!first)
		return status;
	if (first == argc) {
		complain("check: no archive is named: see cmobench check --help");
		return STATUS_USAGE;
	}
	for (int i = first; i < argc; i++)
		status = worse(status, check_archive(argv[i]));
	if (fflush(stdout)) {
		complain("check: standard output: cannot be written");
		return STATUS_FAILED;
	}
	return status;
}
