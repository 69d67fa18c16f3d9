/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/archive/load.h"
#include "analysis/cell/make.h"
#include "analysis/check/publish.h"
#include "bench/array.h"
#include "bench/cli/cmdline.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PROBLEMS_SHOWN 10 /* of one archive */

static const char help[] =
	"usage: cmobench check ARCHIVE...\n"
	"       cmobench check --publish FILE [--force] ARCHIVE\n"
	"Check that archives are whole and that every cell is what the fault model predicts. Print a line for each\n"
	"archive, after its problems, which also says whether it is fit to publish.\n\n"
	"  --publish FILE    write a copy to FILE, without what identifies the machine or its user, and check that\n"
	"  --force           overwrite FILE if it exists\n\n"
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
	       a->at_least == b->at_least && a->stage2 == b->stage2 && a->io_aborts == b->io_aborts;
}

/* Formats a prediction in a line of text, such as "TP" (2 T, 1 P) executes. */
static void describe(const struct prediction *p, char *buf, size_t size)
{
	snprintf(buf, size, "\"%s\" (%u T, %u P%s) %s, repeat \"%s\", %u minor faults, %u I/O aborts, leaves %s%s%s", p->faults,
		 p->translation, p->permission, p->at_least ? " at least" : "", outcome_name[p->outcome], p->repeat,
		 p->minor_faults, p->io_aborts, stage2_table[p->stage2].name, p->dirtied ? ", dirty" : "",
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
	char was[192], is[192];
	struct prediction now;
	int err;

	if (record->cell.policy == POLICY_UNKNOWN || !is_probed(f->archive, &record->cell))
		return;
	err = predict(&record->cell, &host, &now);
	if (f->archive->schema < 4)
		now.io_aborts = record->predicted.io_aborts; /* older archives do not have them */
	if (err && record->predicted_known) {
		add_problem(f, &f->different, &record->cell, "the fault model says that there is no such cell");
	} else if (!err && !record->predicted_known && record->status != CELL_STATUS_FAILED) {
		add_problem(f, &f->different, &record->cell, "the archive has no prediction, but the fault model has");
	} else if (!err && record->predicted_known && !same_prediction(&record->predicted, &now)) {
		describe(&record->predicted, was, sizeof(was));
		describe(&now, is, sizeof(is));
		add_problem(f, &f->different, &record->cell, "archived prediction %s; the fault model now says %s",
			    was, is);
	}
}

/* Checks that each round began after the one before. Their number was checked when the archive was read. */
static void check_times(struct findings *f, const struct record *record)
{
	double before = 0;

	for (size_t i = 0; record->round_at_s && i < record->round_count; before = record->round_at_s[i++]) {
		double at = record->round_at_s[i];

		if (i ? at > before : at >= 0)
			continue;
		add_problem(f, &f->broken, &record->cell, "round %zu began at %g s, %s", i, at,
			    i ? "not after the one before" : "before the run");
		return;
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
	check_times(f, record);
	if (record->unit_bytes.known != has_page)
		add_problem(f, &f->broken, &record->cell, "unit_bytes is %s, but the op has %s page",
			    record->unit_bytes.known ? "a number" : "null", has_page ? "a" : "no");
	if (!(a->features >> record->cell.op & 1))
		add_problem(f, &f->broken, &record->cell, "measured, but by the header's features the CPU has no such op");
}

/* Counts a problem of the archive's hook lines, and prints it if it is one of the first. */
__attribute__((format(printf, 2, 3))) static void add_hook_problem(struct findings *f, const char *format, ...)
{
	va_list args;

	f->broken++;
	if (f->shown++ >= PROBLEMS_SHOWN)
		return;
	printf("%s: the module's hooks: ", f->archive->name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* Checks that each pair of rounds has one with the hooks and one without, and that they are as long. */
static void check_rounds(struct findings *f, const struct archive_hook *hook, const struct hook_cell *cell)
{
	const char *op = op_table[cell->cell.op].name;

	if (cell->round_count < 2 || cell->round_count % 2)
		add_hook_problem(f, "line %zu, %s: %zu rounds, not one or more pairs", hook->line, op, cell->round_count);
	for (size_t i = 0; i + 1 < cell->round_count; i += 2) {
		const struct hook_round *pair = &cell->round[i];

		if (pair[0].hooked == pair[1].hooked)
			add_hook_problem(f, "line %zu, %s: rounds %zu and %zu do not alternate: both are %s the hooks",
					 hook->line, op, i, i + 1, pair[0].hooked ? "with" : "without");
		else if (pair[0].tick_count != pair[1].tick_count)
			add_hook_problem(f, "line %zu, %s: rounds %zu and %zu have %zu and %zu samples", hook->line, op, i, i + 1,
					 pair[0].tick_count, pair[1].tick_count);
	}
}

static void check_line(struct findings *f, const struct archive_hook *hook)
{
	bool exit = false;

	for (size_t i = 0; i < hook->cell_count; i++) {
		check_rounds(f, hook, &hook->cell[i]);
		exit |= !hook->cell[i].faults;
		if (hook->cell[i].round_count != hook->cell[0].round_count)
			add_hook_problem(f, "line %zu: %s has %zu rounds, %s %zu", hook->line,
					 op_table[hook->cell[i].cell.op].name, hook->cell[i].round_count,
					 op_table[hook->cell[0].cell.op].name, hook->cell[0].round_count);
	}
	if (!exit)
		add_hook_problem(f, "line %zu has no cell without a fault", hook->line);
	if (!archive_hook_cell(hook, false))
		add_hook_problem(f, "line %zu has no cell with faults and without I/O aborts", hook->line);
	if (!archive_hook_cell(hook, true))
		add_hook_problem(f, "line %zu has no cell all of whose faults are I/O aborts", hook->line);
}

static bool has_finding(const struct archive *a, const char *id)
{
	const struct archive_finding *finding;

	for (size_t i = 0; (finding = archive_finding(a, i)); i++)
		if (!strcmp(finding->id, id))
			return true;
	return false;
}

/* Checks the lines on the module's hooks: they stand in the archives of the module, and in no other. */
static void check_hooks(struct findings *f)
{
	const struct archive *a = f->archive;
	bool start = false, end = false;

	if (a->hook_count && !archive_is_hooked(a))
		add_hook_problem(f, "line %zu is on them, but the policies are not the module's", a->hook[0].line);
	if (!a->hook_count && archive_is_hooked(a) && !has_finding(a, "hook-unmeasured"))
		add_hook_problem(f, "the policies are the module's, but no line is on them, and no finding says why");
	for (size_t i = 0; i < a->hook_count; i++) {
		check_line(f, &a->hook[i]);
		start |= !a->hook[i].end;
		end |= a->hook[i].end;
	}
	if (a->hook_count && !start)
		add_hook_problem(f, "no line is of the start of the run");
	if (a->hook_count && !end && a->complete)
		add_hook_problem(f, "the run was completed, but no line is of its end");
}

/* Checks that a profile is of a cell of the archive, and that its instructions are the cell's cost. */
static void check_profile(struct findings *f, const struct archive_profile *p, const struct results *results)
{
	const struct result *r = results_find(results, &p->cell);

	if (!archive_counts_insns(f->archive))
		add_problem(f, &f->broken, &p->cell, "has a profile, but the clock does not count instructions");
	else if (!r)
		add_problem(f, &f->broken, &p->cell, "has a profile, but no samples");
	else if (p->samples != r->record->tick_count || p->samples_of_path > p->samples || !p->samples_of_path)
		add_problem(f, &f->broken, &p->cell, "its profile is of %llu of %llu samples, but the cell has %zu",
			    (unsigned long long)p->samples_of_path, (unsigned long long)p->samples, r->record->tick_count);
	else if (fabs((double)p->insns - (r->value + r->hook)) >= 0.5)
		add_problem(f, &f->different, &p->cell, "its profile has %llu instructions, but its cost is %.12g",
			    (unsigned long long)p->insns, r->value + r->hook);
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
	size_t flagged = archive_findings(a, SEVERITY_FLAG);
	const struct {
		size_t count;
		const char *what;
	} doubts[] = {
		{ archive_refusals(a, false), "findings at the end that refuse it: measure again" },
		{ archive_refusals(a, true), "refused findings, allowed" },
		{ flagged, "findings" },
		{ results->counts.disturbed, "disturbed" },
		{ results->counts.unconverged, "not converged" },
		{ results->counts.implausible, "not plausible on this core" },
		{ a->resume_count, "times resumed" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(doubts); i++)
		if (doubts[i].count)
			printf(", %zu %s", doubts[i].count, doubts[i].what);
	if (results->hook.present && !results->hook.known)
		printf(", costs include the module's hooks, which were not measured");
	if (results->hook.drifted)
		printf(", the module's hooks cost something else at the end than at the start");
}

/* Prints the line that sums up an archive. */
static void conclude(const struct findings *f, const struct results *results)
{
	size_t unchecked = results->counts.verdict[VERDICT_UNCHECKED];

	if (f->shown > PROBLEMS_SHOWN)
		printf("%s: ... and %zu more\n", f->archive->name, f->shown - PROBLEMS_SHOWN);
	printf("%s: %s%zu cells, %zu as predicted", f->archive->name, f->broken || f->different ? "" : "ok, ",
	       results->count, results->counts.verdict[VERDICT_AS_PREDICTED]);
	if (unchecked)
		printf(", %zu without counts or prediction", unchecked);
	if (results->skipped_count)
		printf(", %zu more skipped", results->skipped_count);
	conclude_trust(f->archive, results);
	if (!f->archive->complete)
		printf(", and the run was not completed");
	fputs("; ", stdout);
	publish_judge(f->archive, f->broken, stdout);
	putchar('\n');
}

/* Loads an archive, for archive_free(); false after printing why it cannot. */
static bool load(struct archive *archive, const struct source *source)
{
	char why[512];

	if (!archive_load(archive, source, why, sizeof(why)))
		return true;
	complain("check: %s: %s", source->name, why);
	return false;
}

static enum status check_archive(const struct source *source)
{
	struct findings f = { .archive = NULL };
	struct archive archive;
	struct results results;

	if (!load(&archive, source))
		return STATUS_FAILED;
	if (results_make(&results, &archive)) {
		archive_free(&archive);
		complain("check: %s: out of memory", source->name);
		return STATUS_FAILED;
	}
	f.archive = &archive;
	check_hooks(&f);
	for (size_t i = 0; i < archive.profile_count; i++)
		check_profile(&f, &archive.profile[i], &results);
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

/* Checks the runs of a file, or of FILE#N the one. */
static enum status check_file(const char *path)
{
	struct sources sources = { .count = 0 };
	enum status opened = sources_open(&sources, "check", path), status = opened;

	for (size_t i = 0; !opened && i < sources.count; i++)
		status = worse(status, check_archive(&sources.source[i]));
	sources_close(&sources);
	return status;
}

/* Reads all runs, to see that they are sound. */
static enum status load_all(const struct sources *sources)
{
	enum status status = STATUS_OK;
	struct archive archive;

	for (size_t i = 0; !status && i < sources->count; i++)
		if (load(&archive, &sources->source[i]))
			archive_free(&archive);
		else
			status = STATUS_FAILED;
	return status;
}

/* Writes a copy that can be published, and checks it. */
static enum status publish(const char *path, const char *to, bool force)
{
	struct sources sources = { .count = 0 };
	enum status status = sources_open(&sources, "check", path);

	if (!status)
		status = load_all(&sources);
	if (!status)
		status = publish_copy(&sources, to, force);
	sources_close(&sources);
	return status ? status : check_file(to);
}

int check_main(int argc, char **argv)
{
	const char *to = NULL;
	bool force = false;
	const struct cmdline_option options[] = {
		{ "publish", required_argument, .text = &to },
		{ "force", no_argument, .flag = &force },
	};
	const struct cmdline line = { .option = options, .count = ARRAY_SIZE(options), .help = help };
	enum status status;
	int first = cmdline_parse(&line, argc, argv, &status);

	if (!first)
		return status;
	if (first == argc) {
		complain("check: no archive is named: see cmobench check --help");
		return STATUS_USAGE;
	}
	if (to && argc - first > 1) {
		complain("check: --publish %s: one archive at a time", to);
		return STATUS_USAGE;
	}
	if (to)
		status = publish(argv[first], to, force);
	for (int i = first; i < argc && !to; i++)
		status = worse(status, check_file(argv[i]));
	if (fflush(stdout)) {
		complain("check: standard output: cannot be written");
		return STATUS_FAILED;
	}
	return status;
}
