/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host's settings (settings.def): check and record them. */
#ifndef HOST_FINDINGS_SETTINGS_H
#define HOST_FINDINGS_SETTINGS_H

#include "host/findings/source.h"
#include "host/os/finding.h"

#include <stdbool.h>

struct setting {
	struct source source;        /* of a setting per CPU, that of the view's first one is recorded, all are watched */
	bool watched;                /* raise "setting-changed" if its value at the end is not that at the start */
	struct finding_kind finding; /* raised by a value that is not wanted; id NULL: no value raises one */
	const char *wanted;          /* wanted values, separated by blanks; --tune sets the first; NULL: no finding */
	bool (*matters)(const char *root); /* does an unwanted value do harm on this host? NULL: on every one */
	const char *what;            /* name of the setting in the finding's text */
	const char *why;             /* what an unwanted value does, in the finding's text */
	const char *tuned_name;      /* name of the fact "OLD -> NEW" that --tune adds */
};

enum setting_id {
#define SETTING(name, ...) SETTING_##name,
#include "host/findings/settings.def"
#undef SETTING
	SETTING_COUNT
};

extern const struct setting setting_table[SETTING_COUNT]; /* settings.def */

/* Raise the finding of a setting that has one if its value, or that of any CPU of the view, is not wanted. */
void setting_check(const struct setting *setting, const struct host_view *view, struct host_findings *findings);

/* Add a fact for every setting. */
void settings_record(struct facts *facts, const struct host_view *view);

#endif
