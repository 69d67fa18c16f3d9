/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report --format ktap: the Kernel Test Anything Protocol, version 1 (Documentation/dev-tools/ktap.rst in Linux), for the
 * kernel's kunit.py parse and the test systems that read selftests.
 *
 * One test per policy, with a subtest per cell. A cell is "ok" if it was measured and is as predicted, "not ok" if it
 * could not be measured or is not as predicted. SKIP: the host cannot measure it, the CPU executes the op as a NOP, or it
 * was measured and nothing checked its counts, so that there is no verdict. A policy is "not ok" if one of its cells is,
 * and skipped if all are. Lines before a result, which begin with "#", have cost, fault counts and what is not as predicted.
 */
#include "analysis/export/ktap.h"

#include "analysis/export/entry.h"
#include "analysis/output/text.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"

#include <string.h>

#define SUBTEST "  " /* a level of indentation */

struct ktap {
	const struct loaded *loaded;
	FILE *out;
};

/* Verdicts on the cells of a policy. */
struct tally_of_policy {
	size_t cells, failed, skipped;
};

/* Write the rest of a line. In the text, what would end it becomes a blank. */
static void end_line(FILE *out, const char *text)
{
	for (; *text; text++)
		putc((unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text, out);
	putc('\n', out);
}

static void write_about(FILE *out, const char *indent, const char *what, const char *text)
{
	fprintf(out, "%s# %s", indent, what);
	end_line(out, text);
}

static bool is_bad(enum entry_verdict verdict)
{
	return verdict == ENTRY_DIFFERS || verdict == ENTRY_FAILED;
}

static bool is_skipped(enum entry_verdict verdict)
{
	return verdict == ENTRY_SKIPPED || verdict == ENTRY_UNCHECKED;
}

static void write_cost(const struct ktap *k, const struct entry *entry)
{
	const struct archive *a = &k->loaded->archive;
	const struct result *r = entry->result;
	char cost[NUMBER_SIZE], ci95[INTERVAL_SIZE], faults[WORDING_FAULTS_SIZE];

	if (entry->has_cost)
		fprintf(k->out, SUBTEST "# cost: %s %s%s, 95 %% interval %s, n = %zu; ", text_number(cost, r->value, false),
			archive_unit(a), a->platform == PLATFORM_EMULATED ? ", not time" : "",
			text_interval(ci95, r->ci95, false, "not known"), r->cost.n);
	else
		fputs(SUBTEST "# cost: none; ", k->out);
	wording_faults(faults, r);
	faults[strcspn(faults, "!~")] = '\0'; /* the marks; what they stand for is in lines of its own */
	fprintf(k->out, "stage-2 faults measured/predicted: %s; outcome: %s\n", faults, wording_outcome(r));
}

static void write_cell(const struct ktap *k, const struct entry *entry, size_t number)
{
	char name[CELL_DESCRIBE_SIZE];
	bool skipped = is_skipped(entry->verdict);

	if (entry->result)
		write_cost(k, entry);
	for (size_t i = skipped; i < entry_reasons(entry); i++)
		write_about(k->out, SUBTEST, entry->verdict == ENTRY_FAILED ? "not measured: " : "", entry_reason(entry, i));
	cell_describe(&entry->record->cell, name, sizeof(name));
	fprintf(k->out, SUBTEST "%s %zu %s", is_bad(entry->verdict) ? "not ok" : "ok", number, name);
	if (skipped) {
		fputs(" # SKIP ", k->out);
		end_line(k->out, entry_reason(entry, 0));
	} else {
		putc('\n', k->out);
	}
}

static void write_policy(const struct ktap *k, enum policy_id policy, const struct tally_of_policy *tally, size_t number)
{
	struct entry_walk walk = { 0 };
	struct entry entry;
	size_t cells = 0;

	fprintf(k->out, SUBTEST "KTAP version 1\n" SUBTEST "# Subtest: %s\n" SUBTEST "1..%zu\n", policy_name(policy),
		tally->cells);
	while (entry_next(&walk, &k->loaded->results, &entry))
		if (entry.record->cell.policy == policy)
			write_cell(k, &entry, ++cells);
	fprintf(k->out, "%s %zu %s%s\n", tally->failed ? "not ok" : "ok", number, policy_name(policy),
		tally->skipped == tally->cells ? " # SKIP all its cells are" : "");
}

static void write_heading(const struct ktap *k)
{
	const struct archive *a = &k->loaded->archive;
	char refused[MACHINE_REFUSED_SIZE];

	write_about(k->out, "", "cmobench ", a->version);
	write_about(k->out, "", "archive: ", archive_file_name(a));
	write_about(k->out, "", "host: ", machine_known(a->host.cpu));
	write_about(k->out, "", "kernel: ", a->host.kernel);
	if (entry_caution(a))
		write_about(k->out, "", "", entry_caution(a));
	if (machine_refused_sentence(refused, a)[0])
		write_about(k->out, "", "", refused);
}

int export_ktap(const struct loaded *loaded, FILE *out)
{
	struct ktap k = { .loaded = loaded, .out = out };
	struct tally_of_policy tally[POLICY_UNKNOWN + 1] = { { 0 } };
	struct entry_walk walk = { 0 };
	struct entry entry;
	size_t policies = 0, number = 0;

	while (entry_next(&walk, &loaded->results, &entry)) {
		struct tally_of_policy *t = &tally[entry.record->cell.policy];

		policies += !t->cells++;
		t->failed += is_bad(entry.verdict);
		t->skipped += is_skipped(entry.verdict);
	}
	fprintf(out, "KTAP version 1\n1..%zu\n", policies);
	write_heading(&k);
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++)
		if (tally[policy].cells)
			write_policy(&k, (enum policy_id)policy, &tally[policy], ++number);
	return 0;
}
