/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vocabulary of an archive (results/schema.md) apart from the axes: host/ writes these names, analysis/ reads them.
 * They never change within a schema.
 */
#ifndef BENCH_ARCHIVE_H
#define BENCH_ARCHIVE_H

/* The header's "schema". A reader refuses any other. */
#define ARCHIVE_SCHEMA 4

/* What kind of host the run was made on. It decides what the numbers mean. */
enum platform {
	PLATFORM_METAL,    /* KVM on a real machine: numbers are time */
	PLATFORM_EMULATED, /* our emulated host: numbers are instructions, never time */
	PLATFORM_VIRTUAL,  /* a KVM host that is itself a guest: numbers are time, but not to be trusted */
	PLATFORM_COUNT,
};

extern const char *const platform_name[PLATFORM_COUNT];

/* How severe a finding about the host is. */
enum severity {
	SEVERITY_FLAG,   /* the run is made; reports name the finding beside its numbers */
	SEVERITY_REFUSE, /* the run is refused unless --allow names the finding */
	SEVERITY_COUNT,
};

extern const char *const severity_name[SEVERITY_COUNT];

/* What became of a cell. */
enum cell_status {
	CELL_STATUS_DONE,
	CELL_STATUS_FAILED,  /* it was tried, but there is no result; the cell's "reason" says why */
	CELL_STATUS_SKIPPED, /* it cannot be measured on this host; the cell's "reason" says why */
	CELL_STATUS_COUNT,
};

extern const char *const cell_status_name[CELL_STATUS_COUNT];

#endif
