/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plausibility: which cells of which archives have a band, and what is in it. */
#include "analysis/cell/make.h"
#include "analysis/cell/result.h"
#include "analysis/test/fixture.h"
#include "bench/test/tap.h"

static const struct fixture altra = {
	.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 4, .batch = 16, .calibration = true,
	.filter = "op=dc_ivac,dc_civac slot=rw,rw_log", .midr = "0x413fd0c1",
};

static uint32_t plausible(const struct cell *cell, uint32_t sample)
{
	(void)sample;
	if (cell->op == OP_mmio_user)
		return 1700;
	if (op_is_cmo(cell->op) && (cell->stage2 == STAGE2_RW || (cell->stage2 == STAGE2_RO && cell->op != OP_dc_ivac)))
		return 80;
	return cell->slot == SLOT_HOLE || cell->op == OP_hvc ? 400 : 1000;
}

/* IC IVAU that the firmware traps, and emulates. */
static uint32_t trapped(const struct cell *cell, uint32_t sample)
{
	return cell->op == OP_ic_ivau && cell->stage2 == STAGE2_RO ? 1500 : plausible(cell, sample);
}

/* A hypercall that takes ten times as long, as on a core without pinning. */
static uint32_t implausible(const struct cell *cell, uint32_t sample)
{
	return plausible(cell, sample) * (cell->op == OP_hvc ? 10 : 1);
}

/* Count the cells with a band, and those outside their band. Frees text. */
static void count(char *text, size_t *bands, size_t *outside)
{
	struct archive archive;
	struct results results;
	char why[512];

	if (!text || archive_parse(&archive, "x", text, strlen(text), why, sizeof(why)) ||
	    results_make(&results, &archive)) {
		printf("Bail out! no results\n");
		exit(1);
	}
	*bands = 0;
	*outside = results.counts.implausible;
	for (size_t i = 0; i < results.count; i++)
		*bands += results.result[i].band != NULL;
	results_free(&results);
	archive_free(&archive);
	free(text);
}

/* The same for an archive with `from` replaced by `to`, unless from is NULL. */
static void expect(const char *what, const struct fixture *f, const char *from, const char *to, bool any,
		   size_t outside)
{
	char *text = fixture_archive(f);
	size_t bands, out;

	count(from ? fixture_replace(text, from, to, true) : strdup(text), &bands, &out);
	free(text);
	ok((bands > 0) == any && out == outside, "%s: %zu cells have a band, %zu are outside", what, bands, out);
}

int main(void)
{
	struct fixture f = altra;

	f.cost = plausible;
	expect("Altra as it is known", &f, NULL, NULL, true, 0);
	expect("another core", &f, "0x413fd0c1", "0x413fd0b1", false, 0);
	expect("another implementer", &f, "0x413fd0c1", "0x513fd0c1", false, 0);
	expect("other pages", &f, "\"page_bytes\":4096", "\"page_bytes\":16384", false, 0);
	expect("a core that is not known", &f, "\"midr\":\"0x413fd0c1\"", "\"midr\":null", false, 0);
	expect("a protected host", &f, "\"hyp_mode\":\"vhe\"", "\"hyp_mode\":\"protected\"", false, 0);
	expect("a host whose mode is not known", &f, "\"hyp_mode\":\"vhe\"", "\"hyp_mode\":null", true, 0);
	f.cost = implausible;
	expect("a slow hypercall", &f, NULL, NULL, true, 1);
	f.cost = trapped;
	f.suite = "standard";
	f.filter = "op=ic_ivau slot=rw";
	expect("a trapped IC IVAU", &f, NULL, NULL, true, 1);
	f.cost = implausible;
	f.suite = NULL;
	f.filter = altra.filter;
	f.midr = "0x481fd010";
	expect("Kunpeng, a slow hypercall", &f, NULL, NULL, true, 1);
	f.midr = "0x000f0510";
	f.platform = PLATFORM_EMULATED;
	f.cost = NULL;
	/* The fixture's null is no more than 3 too, but so is its hvc; its mmio_user and hole are one fault. */
	expect("instructions", &f, NULL, NULL, true, 3);
	expect("of another kernel", &f, "\"knob\":{", "\"knob\":null,\"was\":{", false, 0);
	f.hook = "ftrace";
	expect("of a kernel that the module hooks", &f, "\"knob\":{", "\"knob\":{", false, 0);
	f.hook = NULL;
	f.inexact = true;
	expect("ticks", &f, NULL, NULL, false, 0);
	return tap_done();
}
