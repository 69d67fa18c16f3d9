/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/boots/advice.h"

#include "analysis/archive/archive.h"
#include "analysis/stats/power.h"
#include "bench/array.h"
#include "bench/stats/student.h"

#include <math.h>
#include <string.h>

#define BOOT_S_MAX   3600.0
#define ROUND_SHARE  1.5 /* time of a round / what is timed of it */

static size_t archives_of(const struct loaded *loaded)
{
	return loaded->boots ? loaded->boots->count : 1;
}

static const struct archive *archive_of(const struct loaded *loaded, size_t i)
{
	return loaded->boots ? &loaded->boots->boot[i]->archive : &loaded->archive;
}

/* Seconds that are timed in a round of all cells of the archive. */
static double timed_s(const struct archive *a)
{
	double ns = 0;

	for (size_t i = 0; i < a->record_count; i++) {
		double ticks = 0;

		for (size_t k = 0; k < a->record[i].tick_count; k++)
			ticks += a->record[i].ticks[k];
		if (a->record[i].round_count)
			ns += ticks * a->clock.units_per_tick / (double)a->record[i].round_count;
	}
	return ns / 1e9;
}

struct advice_time advice_time(const struct loaded *loaded)
{
	struct advice_time time = { .boot_s = BOOT_S_MAX };

	for (size_t i = 0; i < archives_of(loaded); i++) {
		const struct real *up = &archive_of(loaded, i)->host.uptime_s;

		if (up->known && up->value > 0)
			time.boot_s = fmin(time.boot_s, up->value);
	}
	time.boot_known = time.boot_s < BOOT_S_MAX;
	if (!time.boot_known)
		time.boot_s = ADVICE_BOOT_S;
	if (!strcmp(loaded->archive.clock.unit, "ns"))
		time.round_s = ROUND_SHARE * timed_s(archive_of(loaded, 0));
	return time;
}

size_t advice_rounds(struct advice_spread spread, struct advice_time time)
{
	double rounds = INFINITY;

	if (spread.round <= 0 || time.round_s <= 0)
		return ADVICE_ROUNDS_MIN;
	if (spread.boot > 0)
		rounds = sqrt(time.boot_s / time.round_s) * spread.round / spread.boot;
	return (size_t)fmin(fmax(ceil(rounds), ADVICE_ROUNDS_MIN), ADVICE_ROUNDS_MAX);
}

double advice_deviation(struct advice_spread spread, size_t rounds)
{
	return sqrt(pow(spread.boot, 2) + pow(spread.round, 2) / (double)rounds);
}

/* Standard error of the mean over all boots, with so many added. */
static double error_of(const struct advice_boots *boots, size_t more)
{
	double have = (double)boots->have, all = have + (double)more;

	return sqrt(have * pow(boots->have_deviation, 2) + (double)more * pow(boots->more_deviation, 2)) / all;
}

static bool is_half(const struct advice_boots *boots, size_t more, double half)
{
	double df = (double)(boots->have + more) - 1;

	return df >= 1 && student_quantile((1 + STATS_CONFIDENCE) / 2, df) * error_of(boots, more) <= half;
}

static bool is_told(const struct advice_boots *boots, size_t more, double value)
{
	double df = (double)(boots->have + more) - 1, error = error_of(boots, more);

	return df >= 1 && value != 0 && (error <= 0 || power_of_t(fabs(value) / error, df, boots->alpha) >= ADVICE_POWER);
}

typedef bool test_function(const struct advice_boots *boots, size_t more, double x);

/* Return the smallest number of boots of which test() is true, as it is of all larger ones; 0: none up to the most. */
static size_t smallest(test_function *test, const struct advice_boots *boots, double x)
{
	size_t low = 0, high = 1;

	while (!test(boots, high, x)) {
		low = high;
		high *= 2;
		if (low >= ADVICE_BOOTS_MAX)
			return 0;
	}
	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (test(boots, middle, x))
			high = middle;
		else
			low = middle;
	}
	return high <= ADVICE_BOOTS_MAX ? high : 0;
}

size_t advice_more_for_half(double half, const struct advice_boots *boots)
{
	return smallest(is_half, boots, half);
}

size_t advice_more_for_value(double value, const struct advice_boots *boots)
{
	return smallest(is_told, boots, value);
}

double advice_smallest(size_t boots, double deviation)
{
	return power_shift((double)boots - 1, ADVICE_ALPHA, ADVICE_POWER) * deviation / sqrt((double)boots);
}

double advice_uncertainty(size_t boots)
{
	/* sqrt(df / 5 % quantile of chi squared), by df = boots - 1. */
	static const double factor[] = { 1, 15.95, 4.415, 2.920, 2.372, 2.089, 1.915, 1.797, 1.711, 1.645 };

	return boots && boots - 1 < ARRAY_SIZE(factor) ? factor[boots - 1] : 1;
}
