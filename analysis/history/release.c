/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/release.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBERS 3 /* of a release of Linux */

/* A release that has been taken apart. */
struct parts {
	unsigned long number[NUMBERS];
	unsigned long candidate; /* of "-rc3" 3; 0: it is none */
	const char *rest;
};

/* Skip the numbers, into p->number. Returns what follows. */
static const char *take_numbers(struct parts *p, const char *text)
{
	char *end;

	for (size_t i = 0; i < NUMBERS && isdigit((unsigned char)*text); i++) {
		p->number[i] = strtoul(text, &end, 10);
		text = end;
		if (*text != '.' || !isdigit((unsigned char)text[1]))
			break;
		text++;
	}
	return text;
}

/* "-rc3", as upstream writes it, or "~rc3", as Debian does. */
static struct parts take_apart(const char *release)
{
	struct parts p = { .candidate = 0 };
	char *end;

	p.rest = take_numbers(&p, release);
	if ((*p.rest == '-' || *p.rest == '~') && !strncmp(p.rest + 1, "rc", 2) && isdigit((unsigned char)p.rest[3])) {
		p.candidate = strtoul(p.rest + 3, &end, 10);
		p.rest = end;
	}
	return p;
}

const char *release_of(char buf[static RELEASE_SIZE], const struct archive *a)
{
	static const char debian[] = " Debian ";
	const char *release = a->host.kernel, *version = a->host.kernel_version, *found;
	struct parts p = { .candidate = 0 };
	char candidate[24] = "";
	int numbers;

	found = version ? strstr(version, debian) : NULL;
	if (found && isdigit((unsigned char)found[strlen(debian)]))
		release = found + strlen(debian);
	if (!release || !isdigit((unsigned char)*release)) {
		snprintf(buf, RELEASE_SIZE, "%.*s", RELEASE_SIZE - 1, release ? release : "unknown");
		return buf;
	}
	numbers = (int)(take_numbers(&p, release) - release);
	p = take_apart(release);
	if (p.candidate)
		snprintf(candidate, sizeof(candidate), "-rc%lu", p.candidate);
	snprintf(buf, RELEASE_SIZE, "%.*s%s", numbers < 32 ? numbers : 32, release, candidate);
	return buf;
}

int release_compare(const char *a, const char *b)
{
	const struct parts x = take_apart(a), y = take_apart(b);

	for (size_t i = 0; i < NUMBERS; i++)
		if (x.number[i] != y.number[i])
			return x.number[i] < y.number[i] ? -1 : 1;
	if (x.candidate != y.candidate)
		return !x.candidate ? 1 : !y.candidate ? -1 : x.candidate < y.candidate ? -1 : 1;
	return strverscmp(x.rest, y.rest);
}
