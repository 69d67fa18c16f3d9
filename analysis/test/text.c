/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers and lines for a mail: their digits, their widths, and what is cut. */
#include "analysis/output/text.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void test_numbers(void)
{
	static const struct {
		double value;
		const char *plain, *sign;
	} table[] = {
		{ 0, "0", "0" }, { -0.0, "0", "0" }, { 3190, "3190", "+3190" }, { -1, "-1", "-1" },
		{ 0.25, "0.2", "+0.2" }, { 9999.96, "10000.0", "+10000.0" }, { 12345.6, "12346", "+12346" },
		{ 9999999, "9999999", "+9999999" }, { 1e7, "1.0e+07", "+1.0e+07" }, { -1.26e300, "-1.3e+300", "-1.3e+300" },
	};
	char buf[NUMBER_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		ok(!strcmp(text_number(buf, table[i].value, false), table[i].plain) &&
		   !strcmp(text_number(buf, table[i].value, true), table[i].sign), "%g", table[i].value);
	ok(!strcmp(text_count(buf, 9999), "9999") && !strcmp(text_count(buf, 65536), "65k") &&
	   !strcmp(text_count(buf, 999999), "999k") && !strcmp(text_count(buf, 1000000), ">1M"), "counts");
	ok(!strcmp(text_share(buf, 1.504), "150") && !strcmp(text_share(buf, 0.9951), "100") &&
	   !strcmp(text_share(buf, 0.00027), "0.027") && !strcmp(text_share(buf, 0.5), "50") && !strcmp(text_share(buf, 0), "0"),
	   "shares without an exponent");
	ok(!strcmp(text_percent(buf, 0.88), "+88.0%") && !strcmp(text_percent(buf, 44.474), "+4447%") &&
	   !strcmp(text_percent(buf, -0.001), "-0.1%") && !strcmp(text_percent(buf, 1000), "> +1e5%") &&
	   !strcmp(text_percent(buf, -1e9), "< -1e5%"), "per cent");
}

static void test_intervals(void)
{
	const struct interval i = { .known = true, .lo = -1.5, .hi = 3190 }, none = { .known = false, .lo = 1, .hi = 2 },
			      point = { .known = true, .lo = 2, .hi = 2 },
			      wide = { .known = true, .lo = -1e300, .hi = 1e300 };
	char buf[INTERVAL_SIZE], ratio[RATIO_SIZE];

	ok(!strcmp(text_interval(buf, i, true, "-"), "[-1.5,+3190]"), "an interval of a difference");
	ok(!strcmp(text_interval(buf, i, false, "-"), "[-1.5,3190]"), "of a cost");
	ok(!strcmp(text_interval(buf, point, true, "-"), "[+2,+2]"), "a point");
	ok(!strcmp(text_interval(buf, none, true, "[too few]"), "[too few]"), "one that is not known");
	ok(strlen(text_interval(buf, wide, true, "")) <= 21, "a wide one: %s", buf);
	ok(!strcmp(text_ratio(ratio, 22.333, i), "22.3 [-1.5,3.19e+03]"), "a ratio");
	ok(!strcmp(text_ratio(ratio, 2, point), "2") && !strcmp(text_ratio(ratio, 2, none), "2"),
	   "without an interval, or with a point for one");
}

/* What is written in lines, by line() or by wrap. */
static void writes(bool wrap, const char *text, const char *expected)
{
	char *written = NULL;
	size_t size;
	FILE *out = open_memstream(&written, &size);

	if (wrap)
		text_wrap(out, 1, 2, "%s", text);
	else
		text_line(out, "%s", text);
	fclose(out);
	if (!ok(!strcmp(written, expected), "%s \"%.20s\"", wrap ? "wrap" : "line", text))
		printf("# %s", written);
	free(written);
}

#define TEN "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN

static void test_lines(void)
{
	writes(false, "a \xc3\xa9\tb  ", "a ???b\n");
	writes(false, "", "\n");
	writes(false, SIXTY "012345678901", SIXTY "012345678901\n");
	writes(false, SIXTY "0123456789012", SIXTY "012345678...\n");
	writes(true, "a\xe2 b", " a? b\n");
	writes(true, "", "\n");
	writes(true, SIXTY " 0123456789 a", " " SIXTY " 0123456789\n  a\n");
	writes(true, SIXTY "  01234567890 a", " " SIXTY "\n  01234567890 a\n");
	writes(true, SIXTY TEN TEN, " " SIXTY TEN "0\n  123456789\n");
}

/* A paragraph, such as a command line, is printed to its end, however long it is. */
static void test_long(void)
{
	char *word = calloc(1, 20001), *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	memset(word, 'w', 20000);
	text_wrap(out, 0, 0, "%s end", word);
	fclose(out);
	ok(size > 20000 && !strcmp(text + size - 5, " end\n"), "20000 characters are wrapped, and none is cut");
	free(text);
	free(word);
}

int main(void)
{
	test_numbers();
	test_intervals();
	test_lines();
	test_long();
	return tap_done();
}
