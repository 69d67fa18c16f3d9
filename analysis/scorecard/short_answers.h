/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answers to the nine questions of a report in a line or a few, the number first. */
#ifndef ANALYSIS_SHORT_ANSWERS_H
#define ANALYSIS_SHORT_ANSWERS_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/sentences.h"

#define SHORT_ANSWERS 9 /* numbered as in the full report, from 0 on */

/* The question in a few words, such as "1 IVAC less CIVAC". */
const char *short_answer_label(size_t i);

/* Add the sentences, the most important one first. False: the archive has no cells for any, and none was added. */
bool short_answer(const struct loaded *loaded, size_t i, struct sentences *s);

#endif
