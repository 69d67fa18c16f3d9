/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict of a scorecard, in sentences that claim no more than its numbers show. */
#ifndef ANALYSIS_VERDICT_H
#define ANALYSIS_VERDICT_H

#include "analysis/output/sentences.h"
#include "analysis/scorecard/scorecard.h"

/*
 * Add the sentences, the most important one first. An archive of one policy gets what its kernel does, and how to see
 * the other policies; one without cells for a sentence does not get it.
 */
void verdict_say(const struct scorecard *card, struct sentences *s);

/* Add the sentences that hold of each of count >= 1 cards, or one that says why there are none. */
void verdict_say_common(const struct scorecard *card, size_t count, struct sentences *s);

#endif
