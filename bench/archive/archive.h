/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of an archive (results/schema.md) that are not an axis: host/ writes them, analysis/ reads them, and this is
 * all that the two have in common. Names are as archived, and never change within a schema.
 */
#ifndef BENCH_ARCHIVE_H
#define BENCH_ARCHIVE_H

/* The header's "schema". A reader refuses any other. */
#define ARCHIVE_SCHEMA 3

/* What the run was made on: decides what its numbers may be said to be. */
enum platform {
	PLATFORM_METAL,    /* KVM on a real machine: time */
	PLATFORM_EMULATED, /* our emulated host: instructions, never time */
	PLATFORM_VIRTUAL,  /* a KVM host that is itself a guest: time, but not to be trusted */
	PLATFORM_COUNT,
};

extern const char *const platform_name[PLATFORM_COUNT];

/* How much a finding about the host weighs. */
enum severity {
	SEVERITY_FLAG,   /* said beside every number */
	SEVERITY_REFUSE, /* the run is not made, unless --allow names the finding */
	SEVERITY_COUNT,
};

extern const char *const severity_name[SEVERITY_COUNT];

/* What became of a cell. */
enum cell_status {
	CELL_STATUS_DONE,
	CELL_STATUS_FAILED,  /* it was tried, but there is no result; the cell's "reason" says why */
	CELL_STATUS_SKIPPED, /* it cannot be measured on this host; likewise */
	CELL_STATUS_COUNT,
};

extern const char *const cell_status_name[CELL_STATUS_COUNT];

#endif
