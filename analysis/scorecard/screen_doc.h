/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first screen as the beginning of an HTML or Markdown document. */
#ifndef ANALYSIS_SCREEN_DOC_H
#define ANALYSIS_SCREEN_DOC_H

#include "analysis/output/doc.h"
#include "analysis/contrast/loaded.h"
#include "analysis/scorecard/several.h"
#include "analysis/wording/labels.h"

/* Belief, scorecard with its figure, verdict, answers, how to reproduce. 0 or -ENOMEM. */
int screen_doc(struct doc *doc, const struct loaded *loaded);

/* The same of several hosts: a scorecard with a column for each that shares the first one's unit, verdict. */
void screen_doc_several(struct doc *doc, const struct several *several, const struct labels *labels);

#define SCREEN_CHANGE_SIZE (NUMBER_SIZE + 2)

/*
 * Return the change of a contrast of the card's: "+84.6%", "same", one that the interval leaves open, with a question mark;
 * "": there is nothing to compare. It is in buf, or static.
 */
const char *screen_change(char buf[static SCREEN_CHANGE_SIZE], const struct scorecard *card, const struct contrast *c);

#endif
