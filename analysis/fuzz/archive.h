/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a fuzzer feeds to the reader of archives, and what must hold whatever it is. In a header: libFuzzer's target
 * (archive.c) and the test that replays what once was found (analysis/test/fuzz.c) are programs of their own.
 */
#ifndef ANALYSIS_FUZZ_ARCHIVE_H
#define ANALYSIS_FUZZ_ARCHIVE_H

#include "analysis/report.h"
#include "analysis/value.h"
#include "bench/sha256.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The archive is not what it must be: a crash, which no fuzzer overlooks. */
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
	FUZZ_DEMAND(r->record->status == RECORD_DONE);
	FUZZ_DEMAND(cost->min >= 0 && cost->min <= cost->median && cost->median <= cost->p90);
	FUZZ_DEMAND(cost->p90 <= cost->p99 && cost->p99 <= cost->max && isfinite(cost->max) && isfinite(cost->mean));
	FUZZ_DEMAND(!cost->ci95.known || (cost->ci95.lo <= cost->median && cost->median <= cost->ci95.hi));
}

static void fuzz_contrast(const struct contrast *c)
{
	FUZZ_DEMAND(!c->has_value || isfinite(c->value));
	FUZZ_DEMAND(!c->ci95.known || (c->ci95.lo <= c->value && c->value <= c->ci95.hi));
}

/* A report that can be read: printable lines of a mail; JSON. */
static void fuzz_report(const struct report *report)
{
	char *text = NULL, why[128];
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct value *json;

	FUZZ_DEMAND(out && !report_text(report, out) && !fclose(out));
	for (size_t at = 0, column = 0; at < size; at++) {
		column = text[at] == '\n' ? 0 : column + 1;
		FUZZ_DEMAND((text[at] == '\n' || (text[at] >= ' ' && text[at] <= '~')) && column <= REPORT_COLUMNS);
	}
	free(text);
	out = open_memstream(&text, &size);
	FUZZ_DEMAND(out && !report_json(report, out) && !fclose(out));
	json = value_parse(text, size, why, sizeof(why));
	FUZZ_DEMAND(json);
	value_free(json);
	free(text);
}

static void fuzz_whole(const struct archive *archive)
{
	struct results results;
	struct contrasts contrasts;
	const struct report report = { archive, &results, &contrasts };

	FUZZ_DEMAND(!results_make(&results, archive));
	for (size_t i = 0; i < results.count; i++)
		fuzz_result(&results.result[i]);
	FUZZ_DEMAND(!contrasts_make(&contrasts, &results));
	for (size_t i = 0; i < contrasts.count; i++)
		fuzz_contrast(&contrasts.contrast[i]);
	fuzz_report(&report);
	contrasts_free(&contrasts);
	results_free(&results);
}

static void fuzz_bytes(const char *bytes, size_t size)
{
	struct archive archive;
	char why[512] = "";

	if (archive_parse(&archive, "fuzz", bytes, size, why, sizeof(why))) {
		FUZZ_DEMAND(*why && !strchr(why, '\n'));
		return;
	}
	fuzz_whole(&archive);
	archive_free(&archive);
}

/* As it is, and with a footer that fits: no fuzzer guesses a digest. */
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
