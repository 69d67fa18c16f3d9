/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The contrast that the verdict rests on, and how many more boots would settle it. */
#ifndef ANALYSIS_QUESTION_H
#define ANALYSIS_QUESTION_H

#include "analysis/boots/advice.h"
#include "analysis/output/sentences.h"
#include "analysis/scorecard/scorecard.h"

#define QUESTION_NAME_SIZE 128

/* Of an archive whose clock is not exact, or of several boots of it. */
struct question {
	const struct contrast *contrast; /* NULL: the archive has none that could be asked for, and all else is 0 */
	char name[QUESTION_NAME_SIZE];   /* "DC IVAC less DC CIVAC, rw_log/written, upstream" */
	bool decided;                    /* its interval says which one costs less, or that they are alike */
	double reference;                /* the cost that it is a fraction of, in clock.unit; > 0 */
	double scale;                    /* root of the sum of squares of its cells' costs: by it, boots spread as costs do */
	size_t boots;                    /* >= 1 */
	size_t rounds;                   /* that a boot has now, of the boot with the fewest */
	bool known;                      /* spread is known; of one boot, spread.boot is not, and is 0 */
	struct advice_spread spread;     /* per boot and per round */
	struct advice_time time;
	size_t rivals;                   /* contrasts of its name that are no more significant, itself included: a scorecard */
					 /* that corrects for them (Holm) tells it from 0 at ADVICE_ALPHA / rivals */
	size_t best_rounds;              /* that give most for the time; with one boot 0 */
	size_t more;                     /* of several boots: boots of best_rounds rounds to add that settle an undecided one, or */
					 /* halve the interval of a decided one; 0: more than ADVICE_BOOTS_MAX */
};

/*
 * Choose the question: the first contrast between policies in the scorecard's columns that is not told apart, else the first
 * that is; of one policy, DC IVAC less DC CIVAC on the logged page, or the first such one. Returns 0 or -ENOMEM.
 */
int question_find(struct question *q, const struct loaded *loaded, const struct scorecard *card);

/*
 * Boots to add to those that settle the question as its value is now: tell it from 0 or, if it is less than
 * SCORECARD_MARGIN of the reference, show that it is; 0: more than ADVICE_BOOTS_MAX.
 */
size_t question_more(const struct question *q, const struct advice_boots *boots);

#define QUESTION_SPREADS 3

/* What a spread between boots would ask for, where one boot cannot show it. */
struct question_need {
	double spread;       /* standard deviation between boots as a fraction of a cost */
	size_t rounds;       /* a boot that give most for the time */
	double deviation;    /* of the value of such a boot, in the contrast's unit */
	size_t boots;        /* that settle the question; 0: more than ADVICE_BOOTS_MAX */
};

/* Fill in the needs for spreads of 0.25, 1 and 5 %. The question has a contrast, and its spread is known. */
void question_assume(const struct question *q, struct question_need need[static QUESTION_SPREADS]);

/* Is the value so small that it is to be shown to be none? */
bool question_is_small(const struct question *q);

/* Has the report something to say of boots: is the clock not exact, or are there several archives? */
bool question_is_of_boots(const struct loaded *loaded);

#define QUESTION_LINE_SIZE 96

/* Format the line of the first screen; "" if there is nothing to say. */
void question_line(char buf[static QUESTION_LINE_SIZE], const struct loaded *loaded, const struct question *q);

/* Add a sentence or two for a place below the verdict; none if there is nothing to say. */
void question_say(const struct loaded *loaded, const struct question *q, struct sentences *s);

#endif
