/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer of a history: how much longer faults became, with which release, and how much of that is the world switch. */
#ifndef ANALYSIS_HISTORY_ANSWER_H
#define ANALYSIS_HISTORY_ANSWER_H

#include "analysis/history/history.h"
#include "analysis/output/sentences.h"

/* Fill in the sentences, the most important first; at least one. */
void history_answer(struct sentences *sentences, const struct history *history);

#endif
