/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What compare --format text says of its method: how verdicts are made, what "same" rules out, how many boots show what. */
#include "analysis/compare/text_compare.h"

#include "analysis/shift/shift.h"
#include "analysis/output/text.h"
#include "analysis/stats/power.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define POWER 0.8 /* of what is said to be shown */

#define PERCENT_SIZE 16

/* Formats a value of 0 or more by two digits, without an exponent. */
static const char *brief(char buf[static PERCENT_SIZE], double value)
{
	snprintf(buf, PERCENT_SIZE, value < 99.5 ? "%.2g" : "%.0f", fmin(value, 999999));
	return buf;
}

/* The threshold of what has the least. */
static double least_threshold(const struct compare *c)
{
	return isnan(c->threshold) ? 0 : c->threshold;
}

static void write_exact(const struct compare *c, FILE *out)
{
	bool seeds = compare_boots(c) > 1;

	text_wrap(out, 0, 2,
		  "Shifts are NEW - BASE, of medians%s; below 0 is better. %s Both clocks count every instruction, so no test is "
		  "needed: a path that is longer by more than %g is worse, unless its interval holds 0, as it may where paths "
		  "have several lengths.",
		  seeds ? ", and over seeds of their medians" : "",
		  seeds ? "Their intervals are what the seeds range over (of an arm of one archive, its median's 95 % interval)." :
			  "Their 95 % intervals are the sums of the two medians' intervals.",
		  least_threshold(c));
	if (isnan(c->threshold) && c->other_kernel)
		text_wrap(out, 0, 2,
			  "The kernels are not one file, so where a path has several lengths, up to %d instructions are the same: so far "
			  "one moved between links of one kernel source in several orders, and paths of one length did not move. "
			  "--threshold N sets another threshold for all.",
			  COMPARE_LAYOUT_INSNS);
}

/* Were all archives of one arm made before all of the other? Times are of one format, and sort as text. */
static bool one_after_the_other(const struct compare *c)
{
	bool base_first = true, new_first = true;

	for (size_t i = 0; i < c->arm[BASE].count; i++)
		for (size_t j = 0; j < c->arm[NEW].count; j++) {
			int order = strcmp(c->arm[BASE].boot[i]->archive.created, c->arm[NEW].boot[j]->archive.created);

			base_first &= order < 0;
			new_first &= order > 0;
		}
	return base_first || new_first;
}

/* Returns what is compared of one boot an arm: means where nothing was trimmed, as 20 % of fewer than 5 blocks is none. */
static const char *means_of_blocks(const struct compare *c)
{
	size_t plain = 0, known = 0;

	for (size_t i = 0; i < c->cell_count + c->contrast_count; i++) {
		const struct compared *of = i < c->cell_count ? &c->cell[i] : &c->contrast[i - c->cell_count];

		known += of->shift.has_p;
		plain += of->shift.has_p && of->shift.welch;
	}
	return plain == known ? "means of blocks (Welch)" :
	       plain          ? "20 % trimmed means of block means (Yuen; of fewer than 5 blocks, and of cells of different rounds, plain "
				"means: Welch)" :
				"20 % trimmed means of block means (Yuen)";
}

/* Says what is compared, and with which spread. */
static void write_basis(const struct compare *c, FILE *out)
{
	size_t base = c->arm[BASE].count, new = c->arm[NEW].count;

	switch (c->basis) {
	case COMPARE_BOOTS:
		text_wrap(out, 0, 2,
			  "Boots are the units: %zu of BASE, %zu of NEW, a value each of a cell, the mean of its blocks of rounds "
			  "after a cut of outliers common to all boots. Shifts are NEW - BASE, of %s, below 0 is better.",
			  base, new,
			  base >= SHIFT_TRIM_BOOTS && new >= SHIFT_TRIM_BOOTS ?
				  "20 % trimmed means over boots (Yuen)" :
				  "means over boots (Welch, and Student with the spread of both arms; the wider one counts)");
		break;
	case COMPARE_ONE:
		text_wrap(out, 0, 2,
			  "%s has ONE BOOT: shifts, NEW - BASE of means over boots, below 0 is better, are tested by t with the "
			  "spread of the %zu boots of %s alone, as if the boots of both spread alike, and at least with that of the "
			  "median cell. A value of a boot is the mean "
			  "of its blocks of rounds after a cut of outliers common to all boots.",
			  base == 1 ? "BASE" : "NEW", base == 1 ? new : base, base == 1 ? "NEW" : "BASE");
		break;
	default:
		text_wrap(out, 0, 2,
			  "Shifts are NEW - BASE, of %s after a common cut of outliers; below 0 is better.", means_of_blocks(c));
		if (c->basis == COMPARE_BLOCKS)
			text_wrap(out, 0, 2,
				  "ONE BOOT AN ARM: a shift is tested against the noise within the boots. What differs by more may "
				  "be the boots, not the kernels, and is neither worse nor better.");
	}
	if (c->basis == COMPARE_BOOTS && one_after_the_other(c))
		text_wrap(out, 0, 2,
			  "All boots of one arm were measured before those of the other: what changed in between, such as the room's "
			  "temperature, looks like a change of the kernel. Boot both by turns.");
	if (!isnan(c->boot_spread))
		text_wrap(out, 0, 2, "Given (--boot-spread): boots have a standard deviation of %g %% of a cost%s.",
			  100 * c->boot_spread,
			  c->basis == COMPARE_GIVEN ? ", which is added to the noise within them" :
						      "; a test with less than that does not count");
}

void text_method(const struct compare *c, FILE *out)
{
	if (c->reason_count || c->crossed)
		return;
	if (c->exact) {
		write_exact(c, out);
	} else {
		write_basis(c, out);
		text_wrap(out, 0, 2,
			  "A shift is %s if it is beyond %g %% and significant at a false discovery rate of %g %% over all %zu cells "
			  "and contrasts tested (Benjamini and Hochberg): of those found, at most %g %% are expected to be chance. Intervals "
			  "are at %.6g %%: they leave 0 out if and only if a shift is significant. p is corrected.",
			  c->basis == COMPARE_BLOCKS ? "one that differs" : "worse or better", least_threshold(c), 100 * COMPARE_ALPHA,
			  c->tested, 100 * COMPARE_ALPHA, 100 * c->confidence);
	}
}

void text_legend(const struct compare *c, FILE *out)
{
	if (c->reason_count || c->crossed)
		return;
	text_wrap(out, 0, 2, "delta: Cliff's delta of NEW's %s over BASE's, -1 to +1. faults: per op, BASE/NEW. %sn: samples%s.",
		  compare_boots(c) > 1 ? (c->exact ? "seeds" : "boots") : c->exact ? "rounds" : "blocks",
		  c->exact ? "" : "rounds: or blocks of them, of a boot. df: degrees of freedom. ",
		  compare_boots(c) > 1 ? (c->exact ? " a seed" : " a boot") : "");
}

static int compare_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Returns the share of BASE's cost within which the cell is shown to be the same; NAN: it is not the same, or not shown. */
static double shown_within(const struct compared *cell)
{
	const struct compare_shift *s = &cell->shift;

	return cell->verdict == COMPARE_SAME && s->known && s->middle[BASE] > 0 ? s->bound / s->middle[BASE] : NAN;
}

double text_same_within(const struct compare *c)
{
	double most = NAN;

	for (size_t i = 0; i < c->cell_count; i++)
		most = fmax(most, shown_within(&c->cell[i]));
	return most;
}

/* Is the cell the same only because its shift is within the threshold, or its exact interval holds 0? */
static bool is_tolerated(const struct compare *c, const struct compared *compared)
{
	const struct compare_shift *s = &compared->shift;

	if (compared->verdict != COMPARE_SAME || !s->known)
		return false;
	return c->exact ? fabs(s->value) > compare_threshold(c, compared) : s->has_p && s->corrected < COMPARE_ALPHA;
}

static size_t count_tolerated(const struct compare *c)
{
	size_t count = 0;

	for (size_t i = 0; i < c->cell_count; i++)
		count += is_tolerated(c, &c->cell[i]);
	for (size_t i = 0; i < c->contrast_count; i++)
		count += is_tolerated(c, &c->contrast[i]);
	return count;
}

int text_same(const struct compare *c, FILE *out)
{
	double *within = calloc(c->cell_count + 1, sizeof(*within));
	char number[2][PERCENT_SIZE];
	size_t n = 0, tolerated = count_tolerated(c);

	if (!within)
		return -ENOMEM;
	for (size_t i = 0; !c->exact && i < c->cell_count; i++)
		if (!isnan(shown_within(&c->cell[i])))
			within[n++] = shown_within(&c->cell[i]);
	qsort(within, n, sizeof(*within), compare_double);
	if (n)
		text_wrap(out, 0, 2,
			  "Excluded are shifts of more than %s %% in half of these %zu cells, of more than %s %% in all of them (two "
			  "one-sided tests at 5 %%, of one cell at a time)%s. A smaller change may be there.",
			  brief(number[0], 100 * stats_quantile(within, n, 0.5)), n, brief(number[1], 100 * within[n - 1]),
			  c->basis == COMPARE_BLOCKS ? "; and of these two boots, not of their kernels" : "");
	if (tolerated && c->exact)
		text_wrap(out, 0, 2,
			  "%zu shift%s beyond %g that %s called same: the interval holds 0, as a path has several lengths%s.", tolerated,
			  text_plural(tolerated), least_threshold(c), tolerated == 1 ? "is" : "are",
			  compare_boots(c) > 1 ? ", or seeds differ by as much" :
						 ". Archives of several seeds an arm tell: compare BASE... -- NEW...");
	else if (tolerated)
		text_wrap(out, 0, 2, "%zu shift%s that %s called same: significant, but within the threshold of %g %%.", tolerated,
			  text_plural(tolerated), tolerated == 1 ? "is" : "are", least_threshold(c));
	free(within);
	return 0;
}

/*
 * Returns the shift that so many boots an arm, 3 or more, show with POWER, in standard deviations between boots. Welch's
 * degrees of freedom are estimated, and of arms that spread alike some 2 boots - 3 on average.
 */
static double shown_by(size_t boots, double alpha)
{
	return power_shift(2 * (double)boots - 3, alpha, POWER) * sqrt(2 / (double)boots);
}

#define SHOWN_SIZE (4 * PERCENT_SIZE)

/* Formats what 3, 5 and 10 boots an arm show at this level: "3.1, 2, 1.3". */
static const char *shown(char buf[static SHOWN_SIZE], double by, double alpha)
{
	char number[3][PERCENT_SIZE];

	snprintf(buf, SHOWN_SIZE, "%s, %s, %s", brief(number[0], by * shown_by(3, alpha)),
		 brief(number[1], by * shown_by(5, alpha)), brief(number[2], by * shown_by(10, alpha)));
	return buf;
}

/*
 * If all cells move alike, contrasts do not, and a share POWER of the cells is found, a p is significant below COMPARE_ALPHA
 * times the share found of all that are tested; if only one moves, below COMPARE_ALPHA / tested.
 */
void text_advice(const struct compare *c, FILE *out)
{
	double by = c->has_spread ? 100 * c->spread : 1;
	char all[SHOWN_SIZE], alone[SHOWN_SIZE], spread[PERCENT_SIZE], most[PERCENT_SIZE], of[64] = "as given";

	if (c->exact || c->reason_count || c->crossed || !c->tested_cells || (c->basis != COMPARE_BLOCKS && !c->has_spread))
		return;
	shown(all, by, COMPARE_ALPHA * POWER * (double)c->tested_cells / (double)c->tested);
	shown(alone, by, COMPARE_ALPHA / (double)c->tested);
	if (c->basis != COMPARE_GIVEN)
		snprintf(of, sizeof(of), "of the median cell; at most %s %%", brief(most, 100 * c->spread_most));
	if (c->basis == COMPARE_BLOCKS)
		text_wrap(out, 0, 2,
			  "What tells kernels apart: several boots an arm (compare BASE... -- NEW...), or a known --boot-spread: that of "
			  "the cell that spreads most. Where all cells move, 3, 5, 10 boots an arm show a shift of %s standard "
			  "deviations between boots in 80 %% of comparisons; of one cell alone among %zu, of %s.",
			  all, c->tested, alone);
	else
		text_wrap(out, 0, 2,
			  "Boots spread by %s %% (standard deviation, %s). Where all cells move, 3, 5, 10 boots an arm show a shift "
			  "of %s %% in 80 %% of comparisons; of one cell alone among %zu, of %s %%. More boots show smaller "
			  "shifts; more samples a boot do not.",
			  brief(spread, by), of, all, c->tested, alone);
}
