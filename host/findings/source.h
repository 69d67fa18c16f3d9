/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read files of the host that hold one fact each. */
#ifndef HOST_FINDINGS_SOURCE_H
#define HOST_FINDINGS_SOURCE_H

#include "host/findings/view.h"
#include "host/os/facts.h"

#include <stdbool.h>
#include <stddef.h>

#define SOURCE_BYTES      160 /* longest text of a source, its NUL included; the rest is cut off */
#define SOURCE_PATH_BYTES 160

enum source_form {
	SOURCE_TEXT,       /* a text; of a list of choices, such as "always [madvise] never", the one in brackets */
	SOURCE_NUMBER,     /* a number */
	SOURCE_FIRST,      /* the first of several numbers; to write it alone leaves the others as they are */
	SOURCE_CPU_TEXT,   /* a text that each CPU has in its directory of /sys/devices/system/cpu/ */
	SOURCE_CPU_NUMBER, /* a number that each CPU has there */
};

struct source {
	const char *name; /* name of the fact */
	const char *path; /* below view->root; of SOURCE_CPU_..., below the directory of a CPU there */
	enum source_form form;
};

bool source_is_per_cpu(const struct source *source);

/* Write the path of a source's file, that of this CPU if each CPU has one, without view->root. */
void source_path(const struct source *source, int cpu, char path[static SOURCE_PATH_BYTES]);

/* Read a source of any form as a text. Returns the file's length; -errno if it cannot be read, text being "" then. */
long source_read(const struct source *source, const struct host_view *view, int cpu, char text[static SOURCE_BYTES]);

/*
 * Add the facts of count sources; of SOURCE_CPU_..., those of the view's first CPU. The text of an empty file is
 * "none".
 */
void source_record(const struct source *source, size_t count, const struct host_view *view, struct facts *facts);

#endif
