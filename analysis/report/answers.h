/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The questions that a run is made for, and what an archive answers, in one sentence each. */
#ifndef ANALYSIS_ANSWERS_H
#define ANALYSIS_ANSWERS_H

#include "analysis/report/report.h"

enum answer_id {
	ANSWER_NEEDS_WRITE, ANSWER_EXTRA, ANSWER_PARTS, ANSWER_POLICIES, ANSWER_LINES, ANSWER_STORE, ANSWER_AFTERMATH,
	ANSWER_SCALING, ANSWER_ROM, ANSWER_COUNT,
};

#define ANSWER_SIZE 1024

/* Every cost in a text has its unit (archive_unit()) and, where there are rounds enough, its interval at 95 %. */
struct answer {
	const char *question;
	bool known; /* false: the archive has no cells for it, and text says which to measure */
	char text[ANSWER_SIZE];
};

extern const char *const answer_question[ANSWER_COUNT];

/* The contrasts that an answer rests on, bit by contrast_id. */
extern const uint32_t answer_contrasts[ANSWER_COUNT];

struct answer answer_make(const struct loaded *loaded, enum answer_id id);

#endif
