/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/knob/kconfig.h"

#include "bench/array.h"
#include "host/os/hostfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void kconfig_release(const char *root, char *release, size_t size)
{
	hostfile_text(root, release, size, "/proc/sys/kernel/osrelease");
}

/* Read lines "CONFIG_NAME=y". True if there was any line. */
static bool read_lines(FILE *in, const char *const *name, size_t count, uint32_t *set)
{
	char *line = NULL;
	bool any = false;
	size_t room = 0;

	while (getline(&line, &room, in) > 0) {
		any = true;
		for (size_t i = 0; i < count && !strncmp(line, "CONFIG_", 7); i++) {
			size_t size = strlen(name[i]);

			if (!strncmp(line + 7, name[i], size) && !strcmp(line + 7 + size, "=y\n"))
				*set |= UINT32_C(1) << i;
		}
	}
	free(line);
	return any;
}

bool kconfig_read(const char *root, const char *const *name, size_t count, uint32_t *set)
{
	char release[96], path[3][HOSTFILE_PATH_BYTES], command[HOSTFILE_PATH_BYTES + 32];
	bool any = false;
	FILE *in;

	*set = 0;
	kconfig_release(root, release, sizeof(release));
	snprintf(path[0], sizeof(path[0]), "%s/boot/config-%s", root, release);
	snprintf(path[1], sizeof(path[1]), "%s/lib/modules/%s/config", root, release);
	for (size_t i = 0; i < 2 && !any; i++) {
		in = fopen(path[i], "re");
		if (!in)
			continue;
		any = read_lines(in, name, count, set);
		fclose(in);
	}
	if (any || !hostfile_there(root, "/proc/config.gz"))
		return any;
	snprintf(command, sizeof(command), "gzip -dc '%s/proc/config.gz' 2>/dev/null", root);
	in = popen(command, "re");
	if (!in)
		return false;
	any = read_lines(in, name, count, set);
	pclose(in);
	return any;
}
