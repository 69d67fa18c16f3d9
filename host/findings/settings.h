/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host's settings: which there are, checking them and recording them. */
#ifndef HOST_FINDINGS_SETTINGS_H
#define HOST_FINDINGS_SETTINGS_H

#include "host/findings/source.h"
#include "host/os/finding.h"

#include <stdbool.h>

struct setting {
	struct source source;        /* if each CPU has one, that of the view's first CPU is recorded and watched */
	bool watched;                /* if it is not at the end what it was at the start, that is a finding */
	struct finding_kind finding; /* raised by a value that is not wanted; id NULL: no value raises one */
	const char *wanted;          /* such values, joined by blanks; --tune sets the first; NULL without a finding */
	const char *what;            /* what the finding calls the setting, */
	const char *why;             /* what it says an unwanted value does, */
	const char *remedy;          /* and the command that it names beside --tune */
	const char *tuned_name;      /* of the fact that --tune adds: "OLD -> NEW" */
};

enum setting_id {
#define SETTING(name, ...) SETTING_##name,
#include "host/findings/settings.def"
#undef SETTING
	SETTING_COUNT
};

extern const struct setting setting_table[SETTING_COUNT]; /* settings.def */

/* Raise the finding of a setting that has one, if a CPU of the view has a value that is not wanted. */
void setting_check(const struct setting *setting, const struct host_view *view, struct host_findings *findings);

/* Add a fact for every setting. */
void settings_record(struct facts *facts, const struct host_view *view);

#endif
