/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds the sentence that answers a question, and finds the contrasts for it. */
#ifndef ANALYSIS_SECTION_SENTENCE_H
#define ANALYSIS_SECTION_SENTENCE_H

#include "analysis/contrast/loaded.h"

#define ANSWER_SIZE 1024

/* Every cost in the text has its unit (archive_unit()) and, with enough rounds, its interval at 95 %. */
struct answer {
	bool known; /* false: the archive has no cells for it, and text says which to measure */
	char text[ANSWER_SIZE];
};

struct sentence {
	struct answer *answer;
	size_t used; /* characters of answer->text */
	const struct loaded *loaded;
};

/* Appends to the sentence; what does not fit is cut. */
__attribute__((format(printf, 2, 3))) void sentence_say(struct sentence *s, const char *format, ...);

/* Appends a contrast's value, such as "+2825 [+2825,+2825] instructions". */
void sentence_say_value(struct sentence *s, const struct contrast *c);

/* Appends the ratio of the two costs, such as ", 1.9 times", if the interval of their difference excludes 0. */
void sentence_say_ratio(struct sentence *s, const struct contrast *c);

/* Appends the measured faults, such as " (2 faults against 1)", and the outcomes unless both ops execute. */
void sentence_say_faults(struct sentence *s, const struct contrast *c);

/* Formats the page of the contrast's first cell, such as "rw_log/written". Returns buf. */
const char *sentence_page(char buf[static 32], const struct contrast *c);

/* Names a contrast under a policy; base is the other policy of CONTRAST_POLICIES. */
struct subject {
	enum contrast_id id;
	enum policy_id policy, base;
};

/* Returns the contrast on one line of such a page, with any op if that is OP_COUNT; NULL if the archive lacks it. */
const struct contrast *subject_on(const struct loaded *loaded, struct subject subject, enum slot_id slot,
				  enum host_page_id page, enum op_id op);

/* The same, on a page that the host wrote, or else read, or else has not touched. */
const struct contrast *subject_find(const struct loaded *loaded, struct subject subject, enum slot_id slot,
				    enum op_id op);

/* Returns the policy of the answers: inject, which has all parts, or else the last that tables have room for. */
enum policy_id subject_policy(const struct loaded *loaded);

#endif
