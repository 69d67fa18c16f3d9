/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cost of the module's hooks. Every stage-2 fault runs into the hook in kvm_handle_guest_abort(), and those that KVM
 * hands to io_mem_abort() into the one there, too. The archive has cells that were measured with the hooks and without
 * by turns (results/schema.md, "hook"); what they differ by is subtracted from the costs of all other cells.
 */
#ifndef ANALYSIS_HOOK_H
#define ANALYSIS_HOOK_H

#include "analysis/archive/archive.h"
#include "analysis/stats/stats.h"

/* A difference between rounds with the hooks and without, of one sample, in clock.unit. */
struct hook_cost {
	bool known;
	double value;
	struct interval ci95;   /* not known: there are too few rounds */
	double half;            /* the farther end of ci95 from value; 0: not known */
	double error;           /* standard error of value; 0: not known */
	size_t rounds;          /* pairs of rounds, or of blocks of them, that the interval rests on */
};

struct hook {
	bool present;           /* the policies were put in force by the module */
	bool known;             /* fault and abort are known, and are subtracted; false: costs include the hooks */
	struct hook_cost fault; /* of a fault that is not handed to io_mem_abort() */
	struct hook_cost abort; /* of one that is: both hooks */
	struct hook_cost second; /* abort less fault: the hook in io_mem_abort() alone */
	struct hook_cost exit;  /* of an exit without a fault: it should be 0 */
	double cold;            /* cost of the cell of fault without the hooks */
	bool drifted;           /* the lines of the archive disagree: the intervals of fault or abort are apart, and so are */
				/* the values, by more than 0.2 % of cold */
	struct hook_cost first[2], last[2]; /* if drifted: fault and abort of the first and of the last line */
};

/* How often a sample ran into the hooks: faults that were not handed to io_mem_abort(), and faults that were. */
struct hook_count {
	double faults, aborts;
};

/*
 * Count the faults of a sample: those measured (faults, if that is known), else those predicted. What was timed after
 * the op has none, and a cell without counts and prediction counts 0.
 */
struct hook_count hook_count(const struct record *record, double faults);

/* Return the cost of the hooks of so many faults, in clock.unit; 0: there are no hooks, or they are not known. */
double hook_total(const struct hook *hook, struct hook_count count);

/*
 * Return how uncertain that is: half the width of its interval at 95 %, and its standard error. fault and abort come
 * from different cells, so their errors are independent.
 */
double hook_half(const struct hook *hook, struct hook_count count);
double hook_error(const struct hook *hook, struct hook_count count);

/*
 * Return how uncertain the ratio of two costs is for that reason: half the width of its interval. The costs have the
 * hooks subtracted for so many faults each.
 */
double hook_ratio_half(const struct hook *hook, const double cost[static 2], const struct hook_count count[static 2]);

/* Widen the interval of a value by an independent uncertainty, half the width of an interval at 95 %. */
struct interval hook_widen(struct interval ci95, double value, double half);

#endif
