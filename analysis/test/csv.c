/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests report --format csv by reading it back as RFC 4180 defines it. */
#include "analysis/export/csv.h"
#include "analysis/test/written.h"
#include "bench/test/tap.h"

#define COLUMNS_MAX 96

/* One row, unquoted in place. How many fields, at most COLUMNS_MAX; 0: it is broken. *rest: what follows its CRLF. */
static size_t row(char *at, char *field[static COLUMNS_MAX], char **rest)
{
	size_t n = 0;

	for (;;) {
		char *to = at;
		bool quoted = *at == '"';

		if (n == COLUMNS_MAX)
			return 0;
		field[n++] = to;
		at += quoted;
		while (*at && (quoted ? *at != '"' || at[1] == '"' : *at != ',' && *at != '\r')) {
			at += quoted && *at == '"';
			*to++ = *at++;
		}
		at += quoted;
		if (*at == ',') {
			*to = '\0';
			at++;
			continue;
		}
		if (*at != '\r' || at[1] != '\n')
			return 0;
		*to = '\0';
		*rest = at + 2;
		return n;
	}
}

/* Returns the value of the column with that name in the first row. */
static const char *column(char *const heading[], char *const field[], size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(heading[i], name))
			return field[i];
	return "no such column";
}

static void test_rows(void)
{
	const struct fixture f = { .platform = PLATFORM_EMULATED, .policies = 1 << POLICY_INJECT, .rounds = 4,
				   .batch = 4,
				   .poor = true, .suite = "full", .filter = "op=dc_ivac,dc_civac,dc_cvap slot=rw_log "
				   "lines=1 backing=anon mix=1 vcpus=1 timed=op" };
	char *text = make(replaced(fixture_archive(&f), "\"kernel\":\"6.12.117\"",
					  "\"kernel\":\"6.12, \\\"rc\\\"\""), export_csv);
	char *heading[COLUMNS_MAX], *field[COLUMNS_MAX], *at = text;
	size_t n = row(at, heading, &at), odd = 0, cells = 0, skipped = 0, units = 0, cost = 0, difference = 0;

	ok(n > 40, "%zu columns", n);
	while (n && *at && row(at, field, &at) == n) {
		const char *status = column(heading, field, n, "status"), *value = column(heading, field, n, "value");
		bool cell = !strcmp(column(heading, field, n, "kind"), "cell");
		bool cold = !strcmp(column(heading, field, n, "stage2"), "cold") &&
			    !strcmp(column(heading, field, n, "slot"), "rw_log") &&
			    !strcmp(column(heading, field, n, "host_page"), "written");

		odd += strcmp(column(heading, field, n, "kernel"), "6.12, \"rc\"") != 0 ||
		       strcmp(column(heading, field, n, "platform"), "emulated") != 0;
		cells += cell && !strcmp(status, "done");
		skipped += cell && !strcmp(status, "skipped") && !*value &&
			   strstr(column(heading, field, n, "note"), "DC CVAP");
		units += !*column(heading, field, n, "unit") && strcmp(status, "skipped") != 0;
		cost += cell && cold && !strcmp(column(heading, field, n, "op"), "dc_ivac") && !strcmp(value, "6843") &&
			!strcmp(column(heading, field, n, "faults"), "2") &&
			!strcmp(column(heading, field, n, "predicted_faults"), "2") &&
			!strcmp(column(heading, field, n, "n"), "16");
		difference += cold && !strcmp(column(heading, field, n, "name"), "ivac_minus_civac") &&
			      !strcmp(value, "3190") && !strcmp(column(heading, field, n, "ci95_lo"), "3190") &&
			      !strcmp(column(heading, field, n, "faults"), "1") &&
			      !strcmp(column(heading, field, n, "unit"), "insns");
	}
	ok(!*at, "all rows have as many fields as the heading, and end with CRLF");
	ok(!odd, "each says what it is of, quoted where it must be");
	ok(cells > 10 && skipped > 0 && !units, "%zu cells, %zu skipped, none without a unit", cells, skipped);
	ok(cost == 1 && difference == 1,
	   "a cost with its faults; a difference with its interval and the fault behind it");
	free(text);
}

int main(void)
{
	test_rows();
	return tap_done();
}
