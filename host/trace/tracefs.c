/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/trace/tracefs.h"

#include "bench/array.h"
#include "host/os/hostfile.h"

#include <errno.h>
#include <stdlib.h>

#define FORMAT_BYTES 4096 /* longest file of an event, its NUL included */

static const char *const tracefs[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };

char *tracefs_read(const char *event, const char *name)
{
	char *text = calloc(1, FORMAT_BYTES);
	int error = ENOENT;

	for (size_t i = 0; text && i < ARRAY_SIZE(tracefs); i++) {
		long got = hostfile_text("", text, FORMAT_BYTES, "%s/events/kvm/%s/%s", tracefs[i], event, name);

		if (got > 0)
			return text;
		error = got < 0 && got != -ENOENT ? (int)-got : error;
	}
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
