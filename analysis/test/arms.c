/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The arms of compare: what each NEW more takes, in bytes that are allocated; ratios, which need its cells; and what happens to a
 * file that is not what its header was any more. Seconds are for make bench.
 */
#include "analysis/compare/json_compare.h"
#include "analysis/compare/pairs.h"
#include "analysis/compare/text_compare.h"
#include "analysis/output/parallel.h"
#include "analysis/shift/shift.h"
#include "analysis/test/fixture.h"
#include "bench/test/tap.h"

#include <malloc.h>
#include <math.h>
#include <unistd.h>

#define FEW  4
#define MANY 24

/*
 * A struct compared of each cell and contrast, with texts and what the allocator takes besides; and an archive's header and other
 * lines, which have two pieces of memory of 32 KiB. The cells of an archive here take 0.6 MB.
 */
#define COMPARED_BYTES_MAX 450
#define BESIDES            1.1
#define HEADER_BYTES_MAX   ((2 << 15) + 8192)

/* Without sanitizers' own malloc(), which does not tell. */
static size_t allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static void write_fixture(const char *path, const struct fixture *f)
{
	char *text = fixture_archive(f);
	FILE *file = fopen(path, "w");

	if (!text || !file || fputs(text, file) == EOF || fclose(file)) {
		printf("Bail out! cannot write %s\n", path);
		exit(1);
	}
	free(text);
}

static void write_boot(const char *path, uint32_t boot)
{
	const struct fixture f = { .platform = PLATFORM_METAL, .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT,
				   .rounds = 8, .batch = 8, .boot = boot };

	write_fixture(path, &f);
}

static size_t most; /* bytes that were allocated when a NEW had been compared, at any time */

static int note_memory(struct compare *c)
{
	size_t now = allocated();
	size_t before = __atomic_load_n(&most, __ATOMIC_RELAXED);

	(void)c;
	while (now > before && !__atomic_compare_exchange_n(&most, &before, now, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
	return 0;
}

struct taken {
	size_t most, kept;    /* bytes: at most, while NEWs are compared; when all are, until all is written */
	size_t compared;      /* cells and contrasts of a NEW */
	size_t cells;         /* results of NEWs that are in memory when all are compared */
	size_t pointing;      /* comparisons that still point to some */
};

/* Compares BASE with arms of `boots` archives each, as the verb does. Must not fail. */
static struct taken compare_arms(size_t arms, size_t boots)
{
	const struct pairs_use use = { .given = { NAN, NAN }, .keep = note_memory };
	struct compare c[ARMS_MAX];
	size_t count[ARMS_MAX] = { 1 }, before;
	struct sources sources = { .count = 0 };
	struct taken t = { .most = 0 };
	struct arms a;

	for (size_t i = 1; i < arms; i++)
		count[i] = boots;
	if (sources_open(&sources, "test", "base.cmo.jsonl"))
		abort();
	for (size_t i = 0; i < boots * (arms - 1); i++)
		if (sources_open(&sources, "test", i % boots ? "other.cmo.jsonl" : "new.cmo.jsonl"))
			abort();
	most = 0;
	before = allocated();
	if (arms_open(&a, sources.source, count, arms) || pairs_compare(c, &a, &use))
		abort();
	t.kept = allocated() - before;
	t.most = most - before;
	t.compared = c[0].cell_count + c[0].contrast_count;
	for (size_t i = 0; i + 1 < arms; i++) {
		t.cells += c[i].side[NEW]->results.count;
		t.pointing += c[i].results || c[i].contrasts;
		compare_free(&c[i]);
	}
	arms_free(&a);
	sources_close(&sources);
	return t;
}

/* Few arms, and many, of so many boots. */
struct both {
	struct taken few, many;
	size_t boots;
};

/* A call of parallel_for(), so that all within is done one by one: the most bytes depend on what is read at the same time. */
static int compare_both(void *context, size_t i)
{
	struct both *both = context;

	if (!i) {
		both->few = compare_arms(FEW, both->boots);
		both->many = compare_arms(MANY, both->boots);
	}
	return 0;
}

static void test_memory(size_t boots)
{
	struct both both = { .boots = boots };
	int err = parallel_for(2, compare_both, &both);
	struct taken few = both.few, many = both.many;
	double limit = BESIDES * sizeof(struct compared) * (double)few.compared + (double)boots * HEADER_BYTES_MAX;
	double kept = (double)(many.kept - few.kept) / (MANY - FEW), peak = (double)(many.most - few.most) / (MANY - FEW);

	ok(!err && !few.cells && !many.cells && !few.pointing && !many.pointing,
	   "no NEW of %zu boots has its cells when all are compared", boots);
	ok(sizeof(struct compared) <= COMPARED_BYTES_MAX, "of a cell %zu bytes are kept, of at most %d", sizeof(struct compared),
	   COMPARED_BYTES_MAX);
	if (!few.kept) {
		printf("# this malloc() does not tell what is allocated\n");
		return;
	}
	ok(many.kept > few.kept && kept <= limit, "one NEW of %zu boots more keeps %.0f bytes, of at most %.0f", boots, kept,
	   limit);
	ok(peak <= limit, "nor does it take more before: %.0f", peak);
}

/* One NEW stays, as there is no other, and its ratios are estimated where they are printed. */
static void test_one(void)
{
	ok(compare_arms(SIDE_COUNT, 1).cells > 0, "one NEW alone keeps its cells");
}

#define RATIO_BOOTS 8 /* an arm, BOOTSTRAP_RATIO_MIN */

struct ratios {
	size_t cells, known; /* cells of the first NEW; those whose ratio is known */
	double sum;
};

/* Compares one arm of several boots with others, and asks for all ratios. Must not fail. */
static struct ratios ratios_of(size_t arms, int (*keep)(struct compare *c))
{
	const struct pairs_use use = { .given = { NAN, NAN }, .keep = keep };
	struct sources sources = { .count = 0 };
	size_t count[3] = { RATIO_BOOTS, RATIO_BOOTS, RATIO_BOOTS };
	struct ratios r = { .known = 0 };
	struct compare c[2];
	struct ratio ratio;
	struct arms a;
	char name[32];

	for (size_t i = 0; i < arms * RATIO_BOOTS; i++) {
		snprintf(name, sizeof(name), "boot%zu.cmo.jsonl", i < RATIO_BOOTS ? i : RATIO_BOOTS + i % RATIO_BOOTS);
		if (sources_open(&sources, "test", name))
			abort();
	}
	if (arms_open(&a, sources.source, count, arms) || pairs_compare(c, &a, &use))
		abort();
	for (size_t i = 0; i < c[0].cell_count; i++) {
		if (shift_ratio(&ratio, &c[0], &c[0].cell[i]))
			abort();
		r.known += ratio.known;
		r.sum += ratio.known ? ratio.value + ratio.ci95.lo + ratio.ci95.hi : 0;
	}
	r.cells = c[0].cell_count;
	for (size_t i = 0; i + 1 < arms; i++)
		compare_free(&c[i]);
	arms_free(&a);
	sources_close(&sources);
	return r;
}

/* Ratios that are printed are estimated while NEW has its cells: for JSON all, for text those of cells whose counts changed. */
static void test_ratios(void)
{
	struct fixture f = { .platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 8, .batch = 4,
			     .filter = "op=dc_ivac,dc_civac slot=rw_log,ro host_page=written lines=1" };
	struct ratios stays, json, text, none;
	char name[32];

	for (uint32_t i = 0; i < 2 * RATIO_BOOTS; i++) {
		snprintf(name, sizeof(name), "boot%u.cmo.jsonl", i);
		f.boot = i + 1;
		f.old_reading = i >= RATIO_BOOTS;
		write_fixture(name, &f);
	}
	stays = ratios_of(2, NULL);
	json = ratios_of(3, compare_json_keep);
	text = ratios_of(3, text_keep);
	none = ratios_of(3, NULL);
	ok(stays.known == stays.cells && stays.cells, "a NEW that stays has the ratios of its %zu cells", stays.cells);
	ok(json.known == stays.known && json.sum == stays.sum, "for JSON, one that goes leaves the same");
	ok(text.known && text.known < stays.known, "for text, those of %zu cells", text.known);
	ok(!none.known, "and none that was not asked for");
	for (uint32_t i = 0; i < 2 * RATIO_BOOTS; i++) {
		snprintf(name, sizeof(name), "boot%u.cmo.jsonl", i);
		unlink(name);
	}
}

/* Headers are read first. A file that is another one when its cells are needed is not compared. */
static void test_changed(void)
{
	const size_t count[] = { 1, 1, 1 };
	const struct pairs_use use = { .given = { NAN, NAN } };
	struct sources sources = { .count = 0 };
	struct compare c[2];
	struct arms a;

	if (sources_open(&sources, "test", "base.cmo.jsonl") || sources_open(&sources, "test", "new.cmo.jsonl") ||
	    sources_open(&sources, "test", "other.cmo.jsonl") || arms_open(&a, sources.source, count, 3))
		abort();
	write_boot("new.cmo.jsonl", 4);
	ok(!arms_load(&a, 0, 1), "BASE is what it was");
	ok(arms_load(&a, 1, 1) && !strncmp(a.why[1], "was changed while it was read", 29), "a file that changed is refused: %s",
	   a.why[1]);
	ok(!a.loaded[1]->archive.record_count, "and its cells are not taken");
	arms_free(&a);
	write_boot("new.cmo.jsonl", 2);
	if (arms_open(&a, sources.source, count, 3))
		abort();
	write_boot("other.cmo.jsonl", 4);
	ok(pairs_compare(c, &a, &use) == STATUS_FAILED, "nor is anything compared with it");
	ok(!c[0].cell && !c[1].cell, "so that there is nothing to write");
	arms_free(&a);
	sources_close(&sources);
}

int main(void)
{
	write_boot("base.cmo.jsonl", 1);
	write_boot("new.cmo.jsonl", 2);
	write_boot("other.cmo.jsonl", 3);
	test_memory(1);
	test_memory(2);
	test_one();
	test_ratios();
	test_changed();
	unlink("base.cmo.jsonl");
	unlink("new.cmo.jsonl");
	unlink("other.cmo.jsonl");
	return tap_done();
}
