/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many more boots, of how many rounds, would answer a question. The variance of a boot's value is that between boots
 * plus that of its rounds by their number; the number of rounds that gives most for the time is
 * sqrt(time of a boot / time of a round * variance of rounds / variance between boots) (Kalibera and Jones 2013).
 */
#ifndef ANALYSIS_BOOTS_ADVICE_H
#define ANALYSIS_BOOTS_ADVICE_H

#include "analysis/contrast/loaded.h"

#define ADVICE_ALPHA      0.05
#define ADVICE_POWER      0.80
#define ADVICE_BOOTS_MAX  1000  /* more than that is out of reach */
#define ADVICE_ROUNDS_MIN 4     /* fewer say nothing of how rounds spread */
#define ADVICE_ROUNDS_MAX 64
#define ADVICE_BOOT_S     120.0 /* time of a boot where the archive does not have it */

/* What is known of a boot's value of a contrast, in the contrast's unit. */
struct advice_spread {
	double boot, round; /* standard deviation between boots, and of one round or block about its boot's value */
};

/* Times of a boot, and of a round of all cells of the run. */
struct advice_time {
	double boot_s, round_s;
	bool boot_known; /* boot_s is the shortest that an archive has from its boot to its run; else ADVICE_BOOT_S */
};

/*
 * Return the times of a host. A boot that had been up for more than an hour says nothing of how long a boot takes. A round
 * takes what is timed and half as much again, or 0 where the clock is no time.
 */
struct advice_time advice_time(const struct loaded *loaded);

/* Return the best number of rounds, ADVICE_ROUNDS_MIN ... ADVICE_ROUNDS_MAX; the latter if boots do not spread. */
size_t advice_rounds(struct advice_spread spread, struct advice_time time);

/* Return the standard deviation of a boot's value with so many rounds. */
double advice_deviation(struct advice_spread spread, size_t rounds);

/* Boots that there are, and those that would be added: the mean over all weighs each boot alike. */
struct advice_boots {
	size_t have;           /* 0: none */
	double have_deviation; /* of a boot's value */
	double more_deviation; /* of the value of a boot that is added */
	double alpha;          /* level of the test that tells a value from 0 */
};

/*
 * Return the smallest number of boots to add, of 1 or more, so that all are 2 or more and their t interval at 95 % is at most
 * this half wide; 0: more than ADVICE_BOOTS_MAX.
 */
size_t advice_more_for_half(double half, const struct advice_boots *boots);

/* The same so that they tell a value from 0, at their alpha with ADVICE_POWER (noncentral t). */
size_t advice_more_for_value(double value, const struct advice_boots *boots);

/* Return the smallest difference that so many boots, >= 2, tell from 0 at ADVICE_ALPHA with ADVICE_POWER. */
double advice_smallest(size_t boots, double deviation);

/*
 * Return how many times as large as it is seen in 2 ... 10 boots a standard deviation may be, at 95 % (chi squared); 1 of more
 * boots.
 */
double advice_uncertainty(size_t boots);

#endif
