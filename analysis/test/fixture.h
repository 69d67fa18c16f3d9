/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes archives for the tests: a suite's cells, each as the fault model predicts, with costs from a simple sum.
 */
#ifndef ANALYSIS_TEST_FIXTURE_H
#define ANALYSIS_TEST_FIXTURE_H

#include "analysis/archive/archive.h"
#include "analysis/archive/load.h"
#include "bench/suite/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIXTURE_NULL        3    /* parts of a sample's cost, in ticks */
#define FIXTURE_LINE        5    /* for every line but the first */
#define FIXTURE_TRANSLATION 3650
#define FIXTURE_PERMISSION  3190
#define FIXTURE_ALLOCATION  5000
#define FIXTURE_ENOSYS      3000
#define FIXTURE_VCPU        100  /* for every permission fault and every other vCPU */
#define FIXTURE_MIX         10   /* for every permission fault, by the mix's index */
#define FIXTURE_BACKING     7    /* likewise */
#define FIXTURE_AFTER       96   /* sentinel loads */
#define FIXTURE_REFILL      400  /* of them, after a permission fault; emulated: 0 */
#define FIXTURE_STATE       40   /* by the line's state, emulated: 0 */
#define FIXTURE_HOST        100  /* instructions of the host's for one of the guest's */
#define FIXTURE_TIMER       10600 /* a timer's interrupt, in one sample of some hundreds */

#define FIXTURE_PAGE_LINES  64
#define FIXTURE_PAGE_BYTES  4096
#define FIXTURE_BLOCK_BYTES (2 << 20)
#define FIXTURE_TRACED      16   /* samples of the attribution pass */
#define FIXTURE_TRACED_PAGES 2   /* where each is a page of lines */

/*
 * What there is: policies, and of a suite's cells those of these ops. Named, so that what the tests know of
 * made-up archives holds when there is an op or a policy more.
 */
#define FIXTURE_POLICIES (1u << POLICY_UPSTREAM | 1u << POLICY_INJECT | 1u << POLICY_UPGRADE | 1u << POLICY_INJECT_RO | \
			  1u << POLICY_UPGRADE_RO | 1u << POLICY_SKIP_RO | 1u << POLICY_FLUSH_RO)
#define FIXTURE_OPS      (1u << OP_null | 1u << OP_ldr | 1u << OP_str | 1u << OP_dc_zva | 1u << OP_dc_ivac | \
			  1u << OP_dc_civac | 1u << OP_dc_cvac | 1u << OP_dc_cvau | 1u << OP_dc_cvap | \
			  1u << OP_dc_cvadp | 1u << OP_ic_ivau | 1u << OP_hvc | 1u << OP_mmio_user)

struct fixture {
	enum platform platform;
	uint32_t policies;       /* bit by policy_id, of FIXTURE_POLICIES */
	uint32_t rounds, batch;
	const char *suite;       /* NULL: quick */
	const char *filter;      /* cells; NULL: all */
	uint32_t sweep_pages;    /* 0: 16 */
	double units_per_tick;   /* 0: 1 */
	bool unattributed;       /* no attribution pass */
	bool old_reading;        /* DC IVAC asks for no write permission */
	bool untranslated;       /* cache maintenance does not even translate */
	bool poor;               /* no DC CVAP, no DC CVADP, no hugetlb pages: cells are skipped */
	uint32_t translation;    /* cost of a translation fault; 0: FIXTURE_TRANSLATION */
	uint32_t permission;     /* of a permission fault; 0: FIXTURE_PERMISSION */
	uint32_t skipped;        /* cost added to each op that is skipped, in ticks */
	uint32_t retaken;        /* rounds of each cell */
	bool inexact;            /* an emulated host without -icount */
	bool odd;                /* the run found something in every cell */
	const char *midr;        /* NULL: of a core that nobody knows */
	const char *cores;       /* host.cores, as JSON between brackets; NULL: it has none, as those of older versions */
	const char *findings;    /* of the header, as JSON between brackets; NULL: none */
	const char *end_findings; /* likewise */
	bool resumed;            /* the run was taken up again before the third cell */
	bool pmu;                /* counts of a PMU: 10 instructions of the guest's, FIXTURE_HOST times so many else */
	uint32_t disturbed;      /* major faults of each cell */
	bool spoilt;             /* each cell has a finding that it was disturbed */
	bool unconverged;        /* --precision 1 ended at 2.5 % */
	uint32_t dither_spins;
	uint32_t (*cost)(const struct cell *cell, uint32_t sample); /* in ticks, instead of the parts */
	bool schema3;            /* as written before there was a module */
	const char *hook;        /* how the module hooks: "ftrace" or "kprobe"; NULL: the policies are the patch's */
	bool unmeasured;         /* the module's hooks were not measured */
	bool shared;             /* another tracer has its functions, too */
	uint32_t hook_fault, hook_abort; /* ticks that the hooks cost: the first, of each fault; the second, of an I/O abort */
	uint32_t hook_drift;     /* by so much more each at the end of the run */
	uint32_t boot;           /* number of the boot, below 3600: the archive says so, and was created as many seconds later; */
				 /* 0: it has no boot */
	const char *host;        /* host.model; NULL: QEMU's */
	const char *kernel;      /* host.kernel; NULL: 6.12.117 */
	bool timed;              /* when each round was taken: in passes, one round of each group in each */
	bool calibration;        /* that too where the filter does not let it pass, as in every run */
};

/* Two cores as an element each of host.cores. */
#define FIXTURE_BIG    "{\"midr\":\"0x414fd0b1\",\"revidr\":\"0x0\",\"name\":\"Cortex-A76\",\"capacity\":1024," \
		       "\"max_khz\":2400000,\"caches\":\"L1d 64K\"}"
#define FIXTURE_LITTLE "{\"midr\":\"0x412fd050\",\"revidr\":null,\"name\":\"Cortex-A55\",\"capacity\":414," \
		       "\"max_khz\":null,\"caches\":null}"

/* Returns how many cells the archive has, and how many of them are skipped. */
struct fixture_cells {
	size_t all, skipped;
};

/* What fixture_archive() would write. Aborts if there is no memory. */
struct fixture_cells fixture_cells(const struct fixture *f);

/* Formats like printf(), into a buffer that the next call overwrites. */
__attribute__((format(printf, 1, 2))) const char *fixture_text(const char *format, ...);

/* Returns the whole archive, NUL-terminated, for free(). Aborts if there is no memory. */
char *fixture_archive(const struct fixture *f);

/*
 * Returns a copy with the first `from` replaced by `to`, for free(); NULL if there is none. With seal the footer is
 * made anew, so that the archive counts as written that way, not as altered.
 */
char *fixture_replace(const char *text, const char *from, const char *to, bool seal);

#endif
