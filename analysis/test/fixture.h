/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Archives made up for the tests: the quick suite, every cell behaving as the fault model predicts, costs from a simple
 * sum. In a header, because each file of this directory is a program of its own.
 */
#ifndef ANALYSIS_TEST_FIXTURE_H
#define ANALYSIS_TEST_FIXTURE_H

#include "analysis/load.h"
#include "bench/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIXTURE_NULL        3    /* what a sample costs by its parts, in ticks */
#define FIXTURE_TRANSLATION 3650
#define FIXTURE_PERMISSION  3190
#define FIXTURE_ALLOCATION  5000
#define FIXTURE_TIMER       10600 /* a timer's interrupt, in one sample of some hundreds */

struct fixture {
	enum platform platform;
	uint32_t policies;       /* bit by policy_id */
	uint32_t rounds, batch;
	bool unattributed;       /* no attribution pass */
	bool old_reading;        /* DC IVAC asks for no write permission */
	bool untranslated;       /* cache maintenance does not even translate */
	const char *filter;      /* cells; NULL: all */
	double units_per_tick;   /* 0: 1 */
};

static const char *fixture_word(bool value)
{
	return value ? "true" : "false";
}

static uint32_t fixture_cost(const struct prediction *p, uint32_t sample)
{
	uint32_t cost = FIXTURE_NULL + FIXTURE_TRANSLATION * predict_count(p->faults, 'T') +
			FIXTURE_PERMISSION * predict_count(p->faults, 'P') + FIXTURE_ALLOCATION * p->allocates;

	if (p->outcome == OUTCOME_ENOSYS)
		cost += 3000;
	return cost + (sample % 211 == 37 ? FIXTURE_TIMER : 0);
}

static void fixture_header(FILE *out, const struct fixture *f)
{
	bool emulated = f->platform == PLATFORM_EMULATED, many = false;

	fprintf(out,
		"{\"type\":\"header\",\"schema\":1,\"cmobench\":{\"version\":\"0.1\",\"commit\":null,"
		"\"guest_sha256\":\"00\"},\"platform\":\"%s\",\"created\":\"2026-11-22T18:00:00Z\",\"host\":{"
		"\"machine\":\"aarch64\",\"kernel\":\"6.12.117\",\"kernel_version\":\"#1 SMP PREEMPT\","
		"\"cmdline\":\"quiet\","
		"\"model\":\"linux,dummy-virt\",\"midr\":\"0x000f0510\",\"cpu\":null,\"cpus\":1,\"page_bytes\":4096,"
		"\"hyp_mode\":\"vhe\",\"gic\":\"v3\",\"nisv_to_user\":false,\"memory_bytes\":536870912},",
		archive_platform_name[f->platform]);
	fprintf(out, emulated ? "\"emulator\":{\"qemu\":\"QEMU emulator version 10.0.2\",\"cpu\":\"max\","
				"\"machine\":\"virt\",\"icount_shift\":0}," : "\"emulator\":null,");
	fprintf(out, "\"id_regs\":{\"CTR_EL0\":\"0x8444c004\"},\"topology\":{\"packages\":1,\"cores\":1,\"pus\":1,"
		"\"numa_nodes\":1,\"cpu\":0},\"clock\":{\"name\":\"CNTVCT_EL0\",\"hz\":1000000000,\"unit\":\"%s\","
		"\"units_per_tick\":%.17g,\"calibration\":{\"nops\":4000,\"ticks\":2000,\"exact\":%s}},",
		emulated ? "insns" : "ns", f->units_per_tick > 0 ? f->units_per_tick : 1, fixture_word(emulated));
	fprintf(out,
		"\"probe\":{\"ivac_needs_write\":%s,\"translates\":{\"dc_ivac\":%s,\"dc_civac\":%s}},\"policies\":[",
		fixture_word(!f->old_reading), fixture_word(!f->untranslated), fixture_word(!f->untranslated));
	for (unsigned int i = 0; i < POLICY_COUNT; i++) {
		if (!(f->policies >> i & 1))
			continue;
		fprintf(out,
			"%s{\"policy\":\"%s\",\"knob\":true,\"recognised\":[\"%s\"],\"fingerprint\":\"cmo-policy: rw=1 "
			"rw_log=2 ro.ivac=%s ro.civac=map hole=skip\",\"evidence\":[]}",
			many ? "," : "", policy_name((enum policy_id)i), policy_name((enum policy_id)i),
			policy_name((enum policy_id)i));
		many = true;
	}
	fprintf(out,
		"],\"knob\":\"upstream\",\"options\":{\"argv\":[\"run\",\"--suite\",\"quick\"],"
		"\"suite\":\"quick\",\"filter\":null,\"samples\":%u,\"batch\":%u,\"seed\":\"0x1\","
		"\"order\":\"random\"},\"findings\":[]}\n",
		f->rounds * f->batch, f->batch);
}

static void fixture_attribution(FILE *out, const struct fixture *f, const struct cell *cell, const struct prediction *p)
{
	size_t faults = strlen(p->faults);

	if (f->unattributed) {
		fprintf(out, "\"attribution\":null,\"attribution_missing\":\"tracefs: Permission denied\",");
		return;
	}
	fprintf(out,
		"\"attribution\":{\"samples\":16,\"translation\":%u,\"permission\":%u,\"access_flag\":0,\"other\":0,"
		"\"cm\":%zu,\"elsewhere\":0,\"lost\":0,\"sequences\":{\"%s\":16},\"repeat\":{\"%s\":16},",
		16 * predict_count(p->faults, 'T'), 16 * predict_count(p->faults, 'P'),
		op_is_cmo(cell->op) ? 16 * faults : 0, p->faults, p->repeat);
	if (cell->slot == SLOT_RW_LOG)
		fprintf(out, "\"dirtied\":%d,", p->dirtied ? 16 : 0);
	else
		fprintf(out, "\"dirtied\":null,");
	fprintf(out, "\"host_pages_allocated\":%d},\"attribution_missing\":null,", p->allocates ? 16 : 0);
}

static void fixture_samples(FILE *out, const struct fixture *f, const struct prediction *p, uint32_t cell_number)
{
	uint32_t n = f->rounds * f->batch;

	fprintf(out, "\"ticks\":[");
	for (uint32_t i = 0; i < n; i++)
		fprintf(out, "%s%u", i ? "," : "", fixture_cost(p, cell_number * n + i));
	fprintf(out, "],\"round_samples\":[");
	for (uint32_t i = 0; i < f->rounds; i++)
		fprintf(out, "%s%u", i ? "," : "", f->batch);
	fprintf(out, "],\"outcome\":\"%s\",\"outcomes\":{\"%s\":%u},", outcome_name[p->outcome],
		outcome_name[p->outcome], n);
}

/* False: there is no such cell. */
static bool fixture_cell(FILE *out, const struct fixture *f, const struct cell *cell, uint32_t cell_number)
{
	struct predict_host host = { .ivac_needs_write = !f->old_reading,
				     .translates = f->untranslated ? 0 : UINT32_MAX };
	struct prediction p;
	char esr[24] = "null";

	if (predict(cell, &host, &p))
		return false;
	if (p.esr)
		snprintf(esr, sizeof(esr), "\"0x%x\"", p.esr);
	fprintf(out, "{\"type\":\"cell\",");
	for (int i = 0; i < AXIS_COUNT; i++)
		fprintf(out, "\"%s\":\"%s\",", axis_table[i].name, axis_table[i].value_name(axis_table[i].get(cell)));
	fprintf(out, "\"line\":null,\"lines\":\"1\",\"vcpus\":1,\"mix\":1,\"status\":\"done\",\"reason\":null,");
	fixture_samples(out, f, &p, cell_number);
	fprintf(out,
		"\"esr\":%s,\"exits\":null,\"predicted\":{\"faults\":\"%s\",\"repeat\":\"%s\",\"translation\":%u,"
		"\"permission\":%u,\"outcome\":\"%s\",\"esr\":%s,\"dirtied\":%s,\"host_pages_allocated\":%d},",
		esr, p.faults, p.repeat, predict_count(p.faults, 'T'), predict_count(p.faults, 'P'),
		outcome_name[p.outcome], esr, fixture_word(p.dirtied), p.allocates);
	fixture_attribution(out, f, cell, &p);
	fprintf(out, "\"findings\":[]}\n");
	return true;
}

/* Put a footer behind the lines of text. */
static void fixture_footer(FILE *out, const char *text, size_t size, size_t cells)
{
	struct sha256 digest;
	char hex[SHA256_HEX_SIZE];

	sha256_init(&digest);
	sha256_update(&digest, text, size);
	sha256_hex(&digest, hex);
	fprintf(out, "{\"type\":\"footer\",\"cells\":%zu,\"complete\":true,\"sha256\":\"%s\"}\n", cells, hex);
}

/* The whole archive, NUL-terminated, for free(). Aborts if there is no memory. */
static char *fixture_archive(const struct fixture *f)
{
	char *text = NULL, why[128];
	size_t size = 0, cells = 0;
	FILE *out = open_memstream(&text, &size);
	struct filter filter;
	struct cell *cell = NULL;
	long count;

	if (!out || filter_parse(&filter, f->filter ? f->filter : "", why, sizeof(why)))
		abort();
	count = suite_cells(suite_find("quick"), &filter, &cell);
	fixture_header(out, f);
	for (long i = 0; i < count; i++)
		for (unsigned int policy = 0; policy < POLICY_COUNT; policy++) {
			cell[i].policy = (enum policy_id)policy;
			if (f->policies >> policy & 1)
				cells += fixture_cell(out, f, &cell[i], (uint32_t)cells);
		}
	fflush(out);
	fixture_footer(out, text, size, cells);
	fclose(out);
	free(cell);
	return text;
}

/*
 * A copy with the first `from` replaced by `to`; NULL if there is none. With seal the footer is made anew, so that what
 * is wrong is wrong from the start rather than altered.
 */
static char *fixture_replace(const char *text, const char *from, const char *to, bool seal)
{
	const char *place = strstr(text, from);
	char *copy = NULL, *footer;
	size_t size = 0, cells = 0;
	FILE *out;

	if (!place)
		return NULL;
	out = open_memstream(&copy, &size);
	fprintf(out, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
	fflush(out);
	footer = strstr(copy, "{\"type\":\"footer\"");
	if (seal && footer) {
		for (const char *c = copy; c < footer; c++)
			cells += *c == '\n';
		fseek(out, footer - copy, SEEK_SET);
		fixture_footer(out, copy, (size_t)(footer - copy), cells - 1);
		fflush(out);
	}
	fclose(out);
	return copy;
}

#endif
