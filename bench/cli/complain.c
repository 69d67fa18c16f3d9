/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/cli/verb.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

char *one_line(char *text, char instead)
{
	for (char *c = text; c && *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = instead;
	return text;
}

void complain(const char *format, ...)
{
	char *text;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	/* Names of files may have control characters. */
	fprintf(stderr, "cmobench: %s\n", length < 0 ? "out of memory" : one_line(text, '?'));
	if (length >= 0)
		free(text);
}
