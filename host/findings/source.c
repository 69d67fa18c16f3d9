/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/source.h"

#include "host/os/hostfile.h"

#include <stdio.h>
#include <string.h>

bool source_is_per_cpu(const struct source *source)
{
	return source->form == SOURCE_CPU_TEXT || source->form == SOURCE_CPU_NUMBER;
}

void source_path(const struct source *source, int cpu, char path[static SOURCE_PATH_BYTES])
{
	if (source_is_per_cpu(source))
		snprintf(path, SOURCE_PATH_BYTES, "/sys/devices/system/cpu/cpu%d/%s", cpu, source->path);
	else
		snprintf(path, SOURCE_PATH_BYTES, "%s", source->path);
}

long source_read(const struct source *source, const struct host_view *view, int cpu, char text[static SOURCE_BYTES])
{
	char path[SOURCE_PATH_BYTES];
	long size;

	source_path(source, cpu, path);
	size = hostfile_text(view->root, text, SOURCE_BYTES, "%s", path);
	hostfile_choice(text);
	if (source->form == SOURCE_FIRST)
		text[strcspn(text, " \t")] = '\0';
	return size;
}

static void record_number(const struct source *source, const struct host_view *view, struct facts *facts)
{
	char path[SOURCE_PATH_BYTES];
	int64_t number;

	source_path(source, view->cpu[0], path);
	if (hostfile_number(view->root, &number, "%s", path))
		facts_number(facts, source->name, number);
	else
		facts_text(facts, source->name, NULL);
}

static void record_text(const struct source *source, const struct host_view *view, struct facts *facts)
{
	char text[SOURCE_BYTES];

	if (!source_read(source, view, view->cpu[0], text))
		strcpy(text, "none");
	facts_text(facts, source->name, text);
}

void source_record(const struct source *source, size_t count, const struct host_view *view, struct facts *facts)
{
	for (size_t i = 0; i < count; i++) {
		if (source[i].form == SOURCE_TEXT || source[i].form == SOURCE_CPU_TEXT)
			record_text(&source[i], view, facts);
		else
			record_number(&source[i], view, facts);
	}
}
