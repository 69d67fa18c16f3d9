/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An answer as it grows, and the contrasts that answers tell of. */
#ifndef ANALYSIS_SECTION_SENTENCE_H
#define ANALYSIS_SECTION_SENTENCE_H

#include "analysis/contrast/loaded.h"

#define ANSWER_SIZE 1024

/* Every cost in a text has its unit (archive_unit()) and, where there are rounds enough, its interval at 95 %. */
struct answer {
	bool known; /* false: the archive has no cells for it, and text says which to measure */
	char text[ANSWER_SIZE];
};

struct sentence {
	struct answer *answer;
	size_t used; /* characters of answer->text */
	const struct loaded *loaded;
};

/* Go on with it. What does not fit is cut. */
__attribute__((format(printf, 2, 3))) void sentence_say(struct sentence *s, const char *format, ...);

/* "+2825 [+2825,+2825] instructions". */
void sentence_say_value(struct sentence *s, const struct contrast *c);

/* ", 1.9 times", of costs that differ for sure. */
void sentence_say_ratio(struct sentence *s, const struct contrast *c);

/* " (2 faults against 1)", measured; and how the two end, unless both are executed. */
void sentence_say_faults(struct sentence *s, const struct contrast *c);

/* "rw_log/written": the page of its first cell. */
const char *sentence_page(char buf[static 32], const struct contrast *c);

/* A contrast under a policy; of CONTRAST_POLICIES, of that policy against base. */
struct subject {
	enum contrast_id id;
	enum policy_id policy, base;
};

/* The subject on one line of such a page; op OP_COUNT: of any op. NULL: the archive does not have it. */
const struct contrast *subject_on(const struct loaded *loaded, struct subject subject, enum slot_id slot,
				  enum host_page_id page, enum op_id op);

/* The same on a page that the host wrote, or else on one that it read, or has not touched. */
const struct contrast *subject_find(const struct loaded *loaded, struct subject subject, enum slot_id slot,
				    enum op_id op);

/* The policy whose parts are told: inject, which has all of them, or else the last that tables have room for. */
enum policy_id subject_policy(const struct loaded *loaded);

#endif
