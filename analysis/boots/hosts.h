/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds which archives are boots of one host, kernel and setup, from their headers; then reads those of a host, and joins them.
 * One host after the other can be read, printed and dropped.
 */
#ifndef ANALYSIS_BOOTS_HOSTS_H
#define ANALYSIS_BOOTS_HOSTS_H

#include "analysis/boots/join.h"
#include "analysis/contrast/excerpt.h"
#include "bench/cli/verb.h"

#define HOSTS_ARCHIVES_MAX OVER_BOOTS_MAX

/* What a verb does with hosts. */
enum hosts_use {
	HOSTS_EACH,     /* prints each */
	HOSTS_ONE,      /* prints the only one: all archives are to be of one host, kernel and setup */
	HOSTS_COMPARED, /* prints each, and compares their boots */
};

struct hosts {
	const char *verb;
	enum hosts_use use;
	struct sources sources; /* owned: where the archives are read from */
	/* count of them, in the order of their first archives. Before it is read, a host has the header of its first archive. */
	const struct loaded *host[HOSTS_ARCHIVES_MAX];
	size_t count;
	struct loaded *loaded[HOSTS_ARCHIVES_MAX]; /* owned: all archives, by host */
	size_t archives;
	size_t first[HOSTS_ARCHIVES_MAX + 1];      /* by host, its first archive in loaded; behind the last host, archives */
	struct joined *joined[HOSTS_ARCHIVES_MAX]; /* owned: by host; NULL: of one archive, or not read */
};

/*
 * Find the hosts of the runs of one file or more. Returns STATUS_OK; STATUS_FAILED if a header cannot be read or there is no
 * memory; STATUS_USAGE if they are more than HOSTS_ARCHIVES_MAX, if an archive is given twice, or if two are of the same boot, or
 * of two hosts with HOSTS_ONE. It then has printed why, after the name of the verb, which must outlive hosts. In all cases
 * hosts_close() frees.
 */
enum status hosts_open(struct hosts *hosts, const char *verb, char *const *path, size_t count, enum hosts_use use);

/* The same of all archives of a folder, which are to be of one host. */
enum status hosts_open_folder(struct hosts *hosts, const char *verb, const char *folder);

/*
 * Read the archives of count hosts from the first on, and make the results of each, of several boots over them. Returns
 * STATUS_OK, or STATUS_FAILED after printing why.
 */
enum status hosts_read(struct hosts *hosts, size_t first, size_t count);

/* Read all hosts in the same way. */
enum status hosts_read_all(struct hosts *hosts);

/* Return how many hosts from the first on are to be read together, one at least, so that each CPU has an archive to read. */
size_t hosts_batch(const struct hosts *hosts, size_t first);

/*
 * Drop the cells of a host that was read, and of its boots: hosts->host then has those of the excerpt, which was made of it, and
 * owns them.
 */
void hosts_drop(struct hosts *hosts, size_t host, const struct excerpt *excerpt);

/* Free what the struct owns. A zeroed struct is allowed. */
void hosts_close(struct hosts *hosts);

#endif
