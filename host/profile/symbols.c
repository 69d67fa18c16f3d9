/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/profile/symbols.h"

#include "host/os/err.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 1024 /* a name has at most KSYM_NAME_LEN, 512 (include/linux/kallsyms.h, 6.12) */

static int append(struct symbols *s, uint64_t address, char type, char *name)
{
	if (s->count == s->room) {
		size_t room = s->room ? 2 * s->room : 1024;
		struct symbol *more = name ? reallocarray(s->symbol, room, sizeof(*more)) : NULL;

		if (!more) {
			free(name);
			return fail(ENOMEM, "the kernel's symbols");
		}
		s->symbol = more;
		s->room = room;
	}
	s->symbol[s->count++] = (struct symbol){ address, type, name };
	return 0;
}

int symbols_add(struct symbols *s, const char *line, size_t size)
{
	char text[LINE_BYTES], *blank, type;
	uint64_t address;
	int at = 0;

	if (size >= sizeof(text))
		return 0;
	memcpy(text, line, size);
	text[size] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (sscanf(text, "%" SCNx64 " %c %n", &address, &type, &at) != 2 || !at || !text[at] || !address)
		return 0;
	if (!strchr("tTwW", type))
		return 0;
	blank = strchr(text + at, '\t'); /* "NAME\t[MODULE]" */
	if (blank)
		*blank = ' ';
	return append(s, address, type, strdup(text + at));
}

static size_t underscores(const char *name)
{
	return strspn(name, "_");
}

/* Compare two symbols: < 0 if a comes first, by address, and then because its name is the better one. */
static int compare(const void *x, const void *y)
{
	const struct symbol *a = x, *b = y;
	size_t a_length = strlen(a->name), b_length = strlen(b->name);

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	if (!isupper((unsigned char)a->type) != !isupper((unsigned char)b->type))
		return isupper((unsigned char)a->type) ? -1 : 1;
	if (underscores(a->name) != underscores(b->name))
		return underscores(a->name) < underscores(b->name) ? -1 : 1;
	if (a_length != b_length)
		return a_length < b_length ? -1 : 1;
	return strcmp(a->name, b->name);
}

void symbols_sort(struct symbols *s)
{
	size_t kept = 0;

	if (s->count)
		qsort(s->symbol, s->count, sizeof(*s->symbol), compare);
	for (size_t i = 0; i < s->count; i++) {
		if (kept && s->symbol[kept - 1].address == s->symbol[i].address)
			free(s->symbol[i].name);
		else
			s->symbol[kept++] = s->symbol[i];
	}
	s->count = kept;
}

/* Return the last symbol that is not behind an address, or NULL. */
static const struct symbol *find(const struct symbols *s, uint64_t address)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &s->symbol[low - 1] : NULL;
}

const char *symbols_name(const struct symbols *s, uint64_t address)
{
	const struct symbol *symbol = find(s, address);

	return symbol ? symbol->name : NULL;
}

bool symbols_begin(const struct symbols *s, uint64_t address)
{
	const struct symbol *symbol = find(s, address);

	return symbol && symbol->address == address;
}

void symbols_free(struct symbols *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->symbol[i].name);
	free(s->symbol);
	*s = (struct symbols){ .symbol = NULL };
}
