/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads archives, and joins those that are boots of one host, kernel and setup. */
#ifndef ANALYSIS_BOOTS_HOSTS_H
#define ANALYSIS_BOOTS_HOSTS_H

#include "analysis/boots/join.h"
#include "bench/cli/verb.h"

#define HOSTS_ARCHIVES_MAX OVER_BOOTS_MAX

/* What a verb does with hosts. */
enum hosts_use {
	HOSTS_EACH,     /* prints each */
	HOSTS_ONE,      /* prints the only one: all archives are to be of one host, kernel and setup */
	HOSTS_COMPARED, /* prints each, and compares their boots */
};

struct hosts {
	enum hosts_use use;
	const struct loaded *host[HOSTS_ARCHIVES_MAX]; /* count of them, in the order of their first archives */
	size_t count;
	struct loaded *loaded[HOSTS_ARCHIVES_MAX]; /* owned: all archives that were read, by host */
	size_t archives;
	size_t first[HOSTS_ARCHIVES_MAX + 1];      /* by host, its first archive in loaded; behind the last host, archives */
	struct joined *joined[HOSTS_ARCHIVES_MAX]; /* owned: by host; NULL: of one archive */
};

/*
 * Read the runs of one file or more, and join them. Returns STATUS_OK; STATUS_FAILED
 * if an archive cannot be read or there is no memory; STATUS_USAGE if they are more than HOSTS_ARCHIVES_MAX, if an archive is
 * given twice, or if two are of the same boot, or of two hosts with HOSTS_ONE. It then has printed why, after the name of the verb. In all cases
 * hosts_close() frees.
 */
enum status hosts_open(struct hosts *hosts, const char *verb, char *const *path, size_t count, enum hosts_use use);

/* The same of all archives of a folder, which are to be of one host. */
enum status hosts_open_folder(struct hosts *hosts, const char *verb, const char *folder);

/* Free what the struct owns. A zeroed struct is allowed. */
void hosts_close(struct hosts *hosts);

#endif
