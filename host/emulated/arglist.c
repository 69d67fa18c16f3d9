/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/arglist.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 64

/* Makes room for another string and the NULL behind it. */
static bool grow(struct arglist *list)
{
	size_t room = list->room ? 2 * list->room : ROOM_FIRST;
	char **bigger;

	if (list->count + 2 <= list->room)
		return true;
	bigger = realloc(list->text, room * sizeof(*bigger));
	if (!bigger)
		return false;
	list->text = bigger;
	list->room = room;
	return true;
}

void arglist_add(struct arglist *list, const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0 || !grow(list)) {
		if (length >= 0)
			free(text);
		list->failed = true;
		return;
	}
	list->text[list->count++] = text;
	list->text[list->count] = NULL;
}

char *arglist_join(const struct arglist *list, size_t *size)
{
	char *joined, *at;

	*size = 0;
	for (size_t i = 0; i < list->count; i++)
		*size += strlen(list->text[i]) + 1;
	joined = list->failed ? NULL : malloc(*size + 1);
	at = joined;
	for (size_t i = 0; joined && i < list->count; i++)
		at = mempcpy(at, list->text[i], strlen(list->text[i]) + 1);
	return joined;
}

void arglist_free(struct arglist *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->text[i]);
	free(list->text);
	*list = (struct arglist){ .text = NULL };
}
