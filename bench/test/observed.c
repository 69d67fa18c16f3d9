/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests of observed_judge(): a cell is as predicted, then wrong in one count after another; each must be named. */
#include "bench/model/observed.h"
#include "bench/test/cells.h"
#include "bench/test/tap.h"

#include <string.h>

#define SAMPLES 16

static char said[1024]; /* all sentences of one verdict, a line each */
static struct observed_counts counts;
static struct observed seen;
static struct prediction predicted;

static void say(void *context, const char *text)
{
	size_t used = strlen(context);

	snprintf((char *)context + used, sizeof(said) - used, "%s\n", text);
}

/* Fill in the counts of a cell that does what is predicted; *cell must outlive them. */
static void as_predicted(const struct cell *cell)
{
	predict(cell, &usual, &predicted);
	counts = (struct observed_counts){
		.samples = SAMPLES, .sample_lines = predict_lines(cell->lines, &usual), .traced = true,
		.translation = (uint64_t)predicted.translation * SAMPLES,
		.permission = (uint64_t)predicted.permission * SAMPLES,
		.cm = (uint64_t)(predicted.translation + predicted.permission) * SAMPLES,
		.dirtied = { true, predicted.dirtied ? SAMPLES : 0 },
		.allocated = { true, predicted.allocates ? SAMPLES : 0 },
		.minor_faults = { true, (uint64_t)predicted.minor_faults * SAMPLES },
		.traced_exits = { true, 99 }, .exits = { true, 99 },
	};
	observed_sequence(&counts.first, predicted.faults, SAMPLES, predicted.faults, counts.sample_lines);
	observed_sequence(&counts.repeat, predicted.repeat, SAMPLES, predicted.repeat, counts.sample_lines);
	seen = (struct observed){ .cell = cell, .samples = SAMPLES, .entries = 1, .esr = predicted.esr,
				  .exits = { true, counts.translation + counts.permission }, .counts = &counts };
	seen.outcomes[predicted.outcome] = SAMPLES;
}

/* Test that the verdict is this sentence and no other; "" means that nothing differs. */
static void says(const char *expected, const char *what)
{
	size_t n;

	said[0] = '\0';
	n = observed_judge(&seen, &predicted, say, said);
	if (!ok(n == (*expected != '\0') && strlen(said) == strlen(expected) + n && !strncmp(said, expected, strlen(expected)),
		"%s: %s", what, *expected ? expected : "as predicted"))
		printf("# %zu sentences: %s\n", n, said);
}

#define SAYS(change, expected)                                                                                         \
	do {                                                                                                           \
		as_predicted(cell);                                                                                    \
		change;                                                                                                \
		says(expected, #change);                                                                               \
	} while (0)

static void test_counts(const struct cell *cell)
{
	SAYS((void)0, "");
	SAYS((counts.translation--, counts.cm--), "faults: 15 T and 16 P for 16 samples, predicted 16 and 16");
	SAYS(counts.cm--, "ISS.CM was set in 31 of 32 faults");
	SAYS((counts.other = 1, counts.cm++), "1 faults of another kind");
	SAYS(counts.elsewhere = 3, "3 faults at addresses not under test");
	SAYS(counts.lost = 2, "2 trace records lost: the counts are too low");
	SAYS(counts.exits.value = 98, "exits: kvm_exit 99, KVM's own count 98");
	SAYS(counts.exits.known = false, "");
	SAYS(counts.dirtied.value = 0, "dirty log: 0 of 16 pages, predicted 16");
	SAYS(counts.dirtied.known = false, "");
	SAYS(counts.allocated.value = 4, "host pages allocated: 4 for 16, predicted 0");
	SAYS(counts.minor_faults.value = 1, "minor faults of the host: 1 for 16 samples, predicted 0");
	SAYS((counts.traced = false, counts.translation = 0), "");
	SAYS(observed_sequence(&counts.first, "PT", 2, "TP", 1),
	     "faults: 2 of 18 ops differ, the first took PT, predicted TP");
	SAYS(observed_sequence(&counts.first, "PT", 0, "TP", 1), "");
	SAYS(observed_sequence(&counts.repeat, "P", 1, "", 1),
	     "faults when repeated: 1 of 17 ops differ, the first took P, predicted none");
}

static void test_timing(const struct cell *cell)
{
	SAYS(seen.exits.value = 31, "timing pass: 31 exits for 16 samples, predicted 2 faults each");
	SAYS(seen.exits.value = 32 + 1 + 1 + 2, "");
	SAYS(seen.exits.value = 32 + 1 + 1 + 3, "timing pass: 37 exits for 16 samples, predicted 2 faults each");
	SAYS(seen.exits.known = false, "");
	SAYS(seen.esr = 0x96000010, "ESR_EL1 0x96000010, predicted 0x0");
	SAYS(seen.esr = UINT64_C(0xffffffff00000000), "");
	SAYS((seen.outcomes[OUTCOME_EXECUTES] = 15, seen.outcomes[OUTCOME_ENOSYS] = 1),
	     "outcome: 1 of 16 enosys, predicted executes");
	SAYS(seen.counts = NULL, "");
	as_predicted(cell);
	seen.esr = 1;
	ok(!observed_judge_counts(&seen, &predicted, NULL, NULL), "the counts alone are still as predicted");
	counts.lost = counts.elsewhere = 1;
	ok(observed_judge_counts(&seen, &predicted, NULL, NULL) == 2, "and then differ in two ways");
	ok(observed_judge(&seen, &predicted, NULL, NULL) == 3, "the cell in three");
}

/* With several lines, a sequence must begin with the first line's faults; repeat is ignored. A load has no CM bit. */
static void test_others(void)
{
	struct cell page_cell = cell_of(POLICY_INJECT, OP_dc_ivac, SLOT_RO, STAGE2_COLD);
	struct cell load = cell_of(POLICY_UPSTREAM, OP_ldr, SLOT_RW, STAGE2_COLD);
	struct cell copied = cell_of(POLICY_UPSTREAM, OP_str, SLOT_RW, STAGE2_COLD);
	const struct cell *cell = &page_cell;

	page_cell.lines = LINES_PAGE;
	copied.vcpus = 1;
	copied.host_page = HOST_PAGE_READ;
	SAYS(observed_sequence(&counts.first, "TPPPP", 1, "TP", LINES), "");
	SAYS(observed_sequence(&counts.first, "TTPPP", 1, "TP", LINES),
	     "faults: 1 of 17 ops differ, the first took TTPPP, predicted TP");
	SAYS(observed_sequence(&counts.repeat, "T", 1, "P", LINES), "");
	SAYS(seen.esr |= UINT64_C(0xffffffff00000000), "");
	SAYS(seen.esr ^= 0x40, "ESR_EL1 0x96000050, predicted 0x96000010");
	cell = &load;
	SAYS(counts.cm = 0, "");
	SAYS(counts.cm = 16, "ISS.CM was set in 16 of 16 faults");
	cell = &copied;
	SAYS((counts.cm = 0, counts.translation = 40), "");
	SAYS((counts.cm = 0, observed_sequence(&counts.first, "TTT", 1, "TT", 1)), "");
	SAYS((counts.cm = 0, counts.translation = 31), "faults: 31 T and 0 P for 16 samples, predicted 32 and 0 at least");
	SAYS((counts.cm = 0, seen.exits.value = 1000), "");
}

int main(void)
{
	struct cell cell = cell_of(POLICY_INJECT, OP_dc_ivac, SLOT_RW_LOG, STAGE2_COLD);

	test_counts(&cell);
	test_timing(&cell);
	test_others();
	return tap_done();
}
