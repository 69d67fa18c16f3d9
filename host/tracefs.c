/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/tracefs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const tracefs[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };

char *tracefs_read(const char *event, const char *name)
{
	char path[128], *text = calloc(1, 4096);
	size_t got = 0;
	int error = ENOENT;

	for (size_t i = 0; text && !got && i < sizeof(tracefs) / sizeof(tracefs[0]); i++) {
		FILE *f;

		snprintf(path, sizeof(path), "%s/events/kvm/%s/%s", tracefs[i], event, name);
		f = fopen(path, "re");
		if (!f) {
			error = errno == ENOENT ? error : errno;
			continue;
		}
		got = fread(text, 1, 4095, f);
		fclose(f);
	}
	if (got)
		return text;
	free(text);
	errno = error;
	return NULL;
}

int tracefs_id(const char *event, uint64_t *id)
{
	char *text = tracefs_read(event, "id");

	if (!text)
		return errno;
	*id = strtoull(text, NULL, 10);
	free(text);
	return 0;
}
