/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feeds bytes to the reader of archives, and demands what must hold for any bytes. It is a header because libFuzzer's
 * target (archive.c) and the test that replays earlier findings (analysis/test/fuzz.c) are separate programs.
 */
#ifndef ANALYSIS_FUZZ_ARCHIVE_H
#define ANALYSIS_FUZZ_ARCHIVE_H

#include "analysis/archive/value.h"
#include "analysis/shift/compare.h"
#include "analysis/compare/json_compare.h"
#include "analysis/shift/make.h"
#include "analysis/compare/text_compare.h"
#include "analysis/export/csv.h"
#include "analysis/export/gbench.h"
#include "analysis/export/json_report.h"
#include "analysis/export/kcidb.h"
#include "analysis/export/ktap.h"
#include "analysis/export/lnt.h"
#include "analysis/export/openmetrics.h"
#include "analysis/history/write.h"
#include "analysis/output/text.h"
#include "analysis/report/report.h"
#include "analysis/scorecard/first_screen.h"
#include "analysis/scorecard/several_screen.h"
#include "analysis/test/written.h"
#include "bench/archive/sha256.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Aborts unless the condition holds, because every fuzzer reports a crash. */
#define FUZZ_DEMAND(condition)                                                                                         \
	do {                                                                                                           \
		if (!(condition)) {                                                                                    \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                \
			abort();                                                                                       \
		}                                                                                                      \
	} while (0)

static void fuzz_result(const struct result *r)
{
	const struct summary *cost = &r->cost;

	FUZZ_DEMAND(isfinite(r->deviation) && isfinite(r->faults) && r->deviation >= 0 && r->faults >= 0);
	if (!cost->n)
		return;
	FUZZ_DEMAND(r->record->status == CELL_STATUS_DONE);
	FUZZ_DEMAND(cost->min >= 0 && cost->min <= cost->median && cost->median <= cost->p90);
	FUZZ_DEMAND(cost->p90 <= cost->p99 && cost->p99 <= cost->max && isfinite(cost->max) && isfinite(cost->mean));
	FUZZ_DEMAND(isfinite(r->value) && (!r->ci95.known || (r->ci95.lo <= r->value && r->value <= r->ci95.hi)));
	FUZZ_DEMAND(r->correlation.inflation >= 1 || r->estimator == COST_MEDIAN);
}

static void fuzz_contrast(const struct contrast *c)
{
	FUZZ_DEMAND(!c->has_value || isfinite(c->value));
	FUZZ_DEMAND(!c->ci95.known || (c->ci95.lo <= c->value && c->value <= c->ci95.hi));
}

/* Demands that `write` succeeds, that it writes something to out, and that the text passes check(). */
#define FUZZ_WRITTEN(write, check)                                                                                     \
	do {                                                                                                           \
		char *text = NULL;                                                                                     \
		size_t size = 0;                                                                                       \
		FILE *out = open_memstream(&text, &size);                                                              \
		FUZZ_DEMAND(out && !(write) && !fclose(out) && size);                                                  \
		check(text, size);                                                                                     \
		free(text);                                                                                            \
	} while (0)

static void fuzz_anything(const char *text, size_t size)
{
	(void)text;
	(void)size;
}

static void fuzz_mail(const char *text, size_t size)
{
	for (size_t at = 0, column = 0; at < size; at++) {
		column = text[at] == '\n' ? 0 : column + 1;
		FUZZ_DEMAND((text[at] == '\n' || (text[at] >= ' ' && text[at] <= '~')) && column <= TEXT_COLUMNS);
	}
}

static void fuzz_json(const char *text, size_t size)
{
	char why[128];
	struct value *json = value_parse(text, size, why, sizeof(why));

	FUZZ_DEMAND(json);
	value_free(json);
}

static void fuzz_report(const struct loaded *loaded)
{
	FUZZ_WRITTEN(first_screen(loaded, out), fuzz_mail);
	FUZZ_WRITTEN(report_text(loaded, out), fuzz_mail);
	FUZZ_WRITTEN(export_json(loaded, out), fuzz_json);
	FUZZ_WRITTEN(export_gbench(loaded, out), fuzz_json);
	FUZZ_WRITTEN(export_gbench_insns(loaded, out), fuzz_json);
	FUZZ_WRITTEN(export_kcidb(loaded, out), fuzz_json);
	FUZZ_WRITTEN(export_lnt(loaded, out), fuzz_json);
	FUZZ_WRITTEN(export_ktap(loaded, out), fuzz_anything);
	FUZZ_WRITTEN(export_openmetrics(loaded, out), fuzz_anything);
	FUZZ_WRITTEN(export_csv(loaded, out), fuzz_anything);
	FUZZ_WRITTEN(report_html(loaded, out), fuzz_anything);
	FUZZ_WRITTEN(report_markdown(loaded, out), fuzz_anything);
}

static void fuzz_shifts(const struct compared *compared, size_t count, bool itself)
{
	for (size_t i = 0; i < count; i++) {
		const struct compare_shift *s = &compared[i].shift;

		FUZZ_DEMAND(!s->known || isfinite(s->value));
		FUZZ_DEMAND(!s->known || !s->ci95.known || (s->ci95.lo <= s->value && s->value <= s->ci95.hi));
		FUZZ_DEMAND(!s->has_p || (s->p >= 0 && s->p <= s->corrected && s->corrected <= 1));
		FUZZ_DEMAND(!s->has_effect || (s->effect >= -1 && s->effect <= 1));
		FUZZ_DEMAND(!itself || compared[i].verdict == COMPARE_SAME || compared[i].verdict == COMPARE_CANNOT);
	}
}

/* Two archives as if they were two kernels of one machine. */
static void fuzz_history(const struct loaded *one, const struct loaded *other)
{
	const struct hosts hosts = { .host = { one, other }, .count = 2, .archives = 2 };
	struct history h;

	FUZZ_DEMAND(!history_make(&h, &hosts, NULL));
	FUZZ_WRITTEN(history_text(&h, out), fuzz_mail);
	FUZZ_WRITTEN(history_json(&h, out), fuzz_json);
	history_free(&h);
}

static void fuzz_compare(const struct loaded *base, const struct loaded *new)
{
	const struct loaded *const side[SIDE_COUNT] = { base, new };
	const struct compare_arm arm[SIDE_COUNT] = { { &base, 1 }, { &new, 1 } };
	struct compare c;

	FUZZ_DEMAND(!compare_make(&c, arm, SIDE_COUNT, 0, NAN));
	fuzz_shifts(c.cell, c.cell_count, base == new);
	fuzz_shifts(c.contrast, c.contrast_count, base == new);
	FUZZ_WRITTEN(compare_text(&c, out), fuzz_mail);
	FUZZ_WRITTEN(compare_json(&c, out), fuzz_json);
	compare_free(&c);
	FUZZ_WRITTEN(write_hosts(side, SIDE_COUNT, several_screen, out), fuzz_mail);
}

/* Returns the archive with which all are compared, as BASE and as NEW; it is never freed. */
static const struct loaded *fuzz_base(void)
{
	static const struct fixture fixture = {
		.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 2, .batch = 4,
		.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written lines=1",
	};
	static struct loaded base;
	char why[512], *text;

	if (base.archive.name)
		return &base;
	text = fixture_archive(&fixture);
	FUZZ_DEMAND(!archive_parse(&base.archive, "base", text, strlen(text), why, sizeof(why)));
	FUZZ_DEMAND(!loaded_make(&base));
	free(text);
	return &base;
}

/* Analyses an archive that could be read, and frees it. */
static void fuzz_whole(struct loaded *loaded)
{
	FUZZ_DEMAND(!loaded_make(loaded));
	for (size_t i = 0; i < loaded->results.count; i++)
		fuzz_result(&loaded->results.result[i]);
	for (size_t i = 0; i < loaded->contrasts.count; i++)
		fuzz_contrast(&loaded->contrasts.contrast[i]);
	fuzz_report(loaded);
	fuzz_compare(loaded, loaded);
	fuzz_compare(fuzz_base(), loaded);
	fuzz_compare(loaded, fuzz_base());
	fuzz_history(fuzz_base(), loaded);
	loaded_free(loaded);
}

static void fuzz_bytes(const char *bytes, size_t size)
{
	struct loaded loaded = { .policies = 0 };
	char why[512] = "";

	if (archive_parse(&loaded.archive, "fuzz", bytes, size, why, sizeof(why))) {
		FUZZ_DEMAND(*why && !strchr(why, '\n'));
		return;
	}
	fuzz_whole(&loaded);
}

/* Reads the bytes as they are, and with a footer that fits, because no fuzzer guesses a digest. */
static void fuzz_archive(const char *bytes, size_t size)
{
	static const char footer[] = "{\"type\":\"footer\"", cell[] = "{\"type\":\"cell\"";
	const char *end = memmem(bytes, size, footer, sizeof(footer) - 1), *at = bytes;
	struct sha256 digest;
	char hex[SHA256_HEX_SIZE], *sealed = malloc(size + 256);
	size_t cells = 0;

	fuzz_bytes(bytes, size);
	if (!sealed)
		return;
	size = end ? (size_t)(end - bytes) : size;
	if (size)
		memcpy(sealed, bytes, size);
	while ((at = memmem(at, (size_t)(bytes + size - at), cell, sizeof(cell) - 1))) {
		cells += at == bytes || at[-1] == '\n';
		at++;
	}
	sha256_init(&digest);
	sha256_update(&digest, sealed, size);
	sha256_hex(&digest, hex);
	size += (size_t)sprintf(sealed + size, "%s,\"cells\":%zu,\"complete\":true,\"sha256\":\"%s\"}\n", footer, cells, hex);
	fuzz_bytes(sealed, size);
	free(sealed);
}

#endif
