/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/boots/folder.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

/* Writes the path with the characters that are special to glob() escaped. Returns false if it does not fit. */
static bool quote(const char *path, char *out, size_t size)
{
	size_t used = 0;

	for (; *path && used + 2 < size; path++) {
		if (strchr("*?[]\\", *path))
			out[used++] = '\\';
		out[used++] = *path;
	}
	out[used] = '\0';
	return !*path;
}

enum status folder_list(const char *verb, const char *folder, glob_t *found)
{
	char pattern[8192];
	struct stat is;

	if (stat(folder, &is))
		complain("%s: %s: %s", verb, folder, strerror(errno));
	else if (!S_ISDIR(is.st_mode))
		complain("%s: %s: is no folder of archives", verb, folder);
	else if (!quote(folder, pattern, sizeof(pattern) - 32))
		complain("%s: %.64s...: %s", verb, folder, strerror(ENAMETOOLONG));
	else if (glob(strcat(pattern, "/*.cmo.jsonl"), 0, NULL, found))
		complain("%s: %s: has no archive that ends in .cmo.jsonl, or cannot be read", verb, folder);
	else
		return STATUS_OK;
	return STATUS_FAILED;
}
