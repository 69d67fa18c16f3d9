/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Test Anything Protocol, the least of it. */
#ifndef BENCH_TEST_TAP_H
#define BENCH_TEST_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_number, tap_failures;

/* One test. Returns whether it is ok. */
__attribute__((format(printf, 2, 3))) static bool ok(bool is_ok, const char *format, ...)
{
	va_list args;

	tap_failures += !is_ok;
	printf("%sok %d - ", is_ok ? "" : "not ", ++tap_number);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	return is_ok;
}

/* One test: part is somewhere in text. What is missing is shown. NULL texts have nothing. */
static inline bool has_text(const char *text, const char *part, const char *what)
{
	bool found = text && strstr(text, part);

	ok(found, "%s", what);
	if (!found)
		printf("# missing: %s\n", part);
	return found;
}

/* One test: part is nowhere in text, which is not NULL. What should not be there is shown. */
static inline bool lacks_text(const char *text, const char *part, const char *what)
{
	bool found = !text || strstr(text, part);

	ok(!found, "%s", what);
	if (found)
		printf("# unwanted: %s\n", part);
	return !found;
}

/* Is this make check-full? Simulations and the like are small without. */
static inline bool tap_full(void)
{
	const char *value = getenv("CHECK_FULL");

	return value && !strcmp(value, "yes");
}

/* The plan, last: main returns it. */
static int tap_done(void)
{
	printf("1..%d\n", tap_number);
	return tap_failures != 0;
}

#endif
