/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What answers say on machines that show an effect, and on those that do not: there, no number. */
#include "analysis/contrast/loaded.h"
#include "analysis/section/section.h"
#include "analysis/test/fixture.h"
#include "bench/test/tap.h"

#include <stdlib.h>
#include <string.h>

static const struct fixture metal = {
	.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 32, .batch = 16, .suite = "full",
	.calibration = true,
	.filter = "op=dc_ivac,dc_civac,str slot=rw,rw_log backing=anon host_page=written vcpus=1,2 mix=1",
};

/* What the made-up machine shows, in ticks; and how the samples of its cold DC CIVACs, the A/A test's, are spread. */
static uint32_t dirty, tlb, crowd, rough;

/* Noise of the size of some ticks, the same for no two samples in a row. */
static uint32_t noise(uint32_t sample)
{
	return (sample * UINT32_C(2654435761)) >> 28;
}

static uint32_t cost(const struct cell *cell, uint32_t sample)
{
	uint32_t ticks = 100 + noise(sample), lines = cell->lines == LINES_PAGE ? 64 : cell->lines == LINES_HALF ? 32 : 1;

	if (cell->op == OP_null)
		return 10;
	if (cell->timed == TIMED_AFTER)
		return ticks + (cell->op == OP_dc_civac ? 0 : tlb);
	if (cell->line == LINE_DIRTY)
		ticks += dirty * lines;
	if (cell->op == OP_dc_civac && cell->stage2 == STAGE2_COLD)
		ticks += rough ? (sample * UINT32_C(0x85ebca6b) ^ sample * UINT32_C(0xc2b2ae35) >> 7) % rough : 0;
	if (cell->op == OP_dc_ivac && cell->stage2 == STAGE2_COLD)
		ticks += 200 + (cell->vcpus ? crowd : 0);
	return ticks + 20 * (lines - 1);
}

/* Answer a section's question, long and short, into text and brief. */
static void ask(const struct section *section, char text[static 2048], char brief[static 2048])
{
	struct fixture f = metal;
	struct loaded loaded = { .policies = 0 };
	struct sentences sentences = { .count = 0 };
	char *archive, why[512];

	f.cost = cost;
	archive = fixture_archive(&f);
	if (archive_parse(&loaded.archive, "x", archive, strlen(archive), why, sizeof(why)) || loaded_make(&loaded)) {
		printf("Bail out! no results\n");
		exit(1);
	}
	snprintf(text, 2048, "%s", section_answer(section, &loaded).text);
	section->brief(&loaded, &sentences);
	brief[0] = '\0';
	for (size_t i = 0; i < sentences.count; i++)
		snprintf(brief + strlen(brief), 2048 - strlen(brief), "%s ", sentences.text[i]);
	printf("# %s\n# %s\n", text, brief);
	loaded_free(&loaded);
	free(archive);
}

static bool has_number(const char *text)
{
	return strchr(text, '[') || strchr(text, '+');
}

int main(void)
{
	char text[2048], brief[2048];

	dirty = tlb = crowd = 60;
	ask(&section_aftermath, text, brief);
	ok(strstr(text, "take at most +6") && strstr(brief, "at most for 32 loads"), "a machine that loses its TLB shows it");
	ask(&section_scaling, text, brief);
	ok(strstr(text, "by vCPUs from +2") && strstr(text, "(2)") && strstr(brief, "(2) by vCPUs"),
	   "one whose vCPUs disturb each other shows that");
	ok(strstr(text, "on a clean line, without a fault, takes +") && strstr(text, "on a dirty line"),
	   "and what a line's state costs");
	dirty = tlb = crowd = 0;
	ask(&section_aftermath, text, brief);
	ok(strstr(text, "Not resolved here") && !has_number(text), "without such a loss there is no number");
	ok(!strcmp(brief, "not resolved here: no difference is told from 0. "), "nor on the first screen");
	ask(&section_scaling, text, brief);
	ok(strstr(text, "How ivac_minus_civac varies by vCPUs is not resolved here") && !has_number(text),
	   "nor of vCPUs that do not disturb each other");
	ok(strstr(text, "line states are not resolved here"), "nor of lines that cost the same in any state");
	ok(!strcmp(brief, "by vCPUs: not resolved here. "), "nor on the first screen");
	tlb = 2;
	ask(&section_aftermath, text, brief);
	ok(strstr(text, "at most +2.0"), "an effect of two ticks is shown");
	rough = 500;
	ask(&section_aftermath, text, brief);
	ok(!has_number(text), "but not where the A/A test finds as much between equal cells");
	return tap_done();
}
