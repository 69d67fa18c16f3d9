/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of the host that hold one fact each. */
#ifndef HOST_FINDINGS_SOURCE_H
#define HOST_FINDINGS_SOURCE_H

#include "host/findings/view.h"
#include "host/os/facts.h"

#include <stdbool.h>
#include <stddef.h>

#define SOURCE_BYTES      160 /* of what a source says, its NUL included; the rest is cut off */
#define SOURCE_PATH_BYTES 160

enum source_form {
	SOURCE_TEXT,       /* a text; of a list of choices, such as "always [madvise] never", the one in brackets */
	SOURCE_NUMBER,
	SOURCE_CPU_TEXT,   /* each CPU has one, */
	SOURCE_CPU_NUMBER, /* below its directory in /sys/devices/system/cpu/ */
};

struct source {
	const char *name; /* of the fact */
	const char *path; /* view->root stands before it and, if SOURCE_CPU_..., the directory of a CPU */
	enum source_form form;
};

bool source_is_per_cpu(const struct source *source);

/* The file of a source, of this CPU if each CPU has one; without view->root. */
void source_path(const struct source *source, int cpu, char path[static SOURCE_PATH_BYTES]);

/* Read a source of any form as a text. The length of the file; -errno if it cannot be read, text being "" then. */
long source_read(const struct source *source, const struct host_view *view, int cpu, char text[static SOURCE_BYTES]);

/* Add the facts of count sources, of the view's first CPU if each has one. An empty file's text is "none". */
void source_record(const struct source *source, size_t count, const struct host_view *view, struct facts *facts);

#endif
