/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints the Test Anything Protocol. */
#ifndef BENCH_TEST_TAP_H
#define BENCH_TEST_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_number, tap_failures;

/* Print the result of one test. Return is_ok. */
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

/* Test that part is in text; text NULL contains nothing. Print part if it is missing. */
static inline bool has_text(const char *text, const char *part, const char *what)
{
	bool found = text && strstr(text, part);

	ok(found, "%s", what);
	if (!found)
		printf("# missing: %s\n", part);
	return found;
}

/* Test that part is not in text, and that text is not NULL. Print part if it is there. */
static inline bool lacks_text(const char *text, const char *part, const char *what)
{
	bool found = !text || strstr(text, part);

	ok(!found, "%s", what);
	if (found)
		printf("# unwanted: %s\n", part);
	return !found;
}

/* True under make check-full. Simulations are small otherwise. */
static inline bool tap_full(void)
{
	const char *value = getenv("CHECK_FULL");

	return value && !strcmp(value, "yes");
}

/* Print the plan, after the last test. Return the exit status for main(). */
static int tap_done(void)
{
	printf("1..%d\n", tap_number);
	return tap_failures != 0;
}

#endif
