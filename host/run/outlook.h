/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Say which policies this host can have, and how to get them. */
#ifndef HOST_RUN_OUTLOOK_H
#define HOST_RUN_OUTLOOK_H

#include "host/os/facts.h"
#include "host/run/policies.h"

struct options;

/* What verb probe says; each text is "" where there is nothing to say. */
struct outlook {
	char policies[128]; /* those that can be measured as the host is, separated by blanks */
	char others[128];   /* those that cannot, but of which the module may have some */
	char missing[160];  /* what is missing for the others, or why they cannot be had */
	char how[384];      /* the commands that measure under all policies */
};

/* Look at this host. policies: as policies_choose() left it. */
void outlook_look(const struct policies *policies, const struct options *options, struct outlook *outlook);

/* Print it, as lines of verb probe. */
void outlook_print(const struct policies *policies, const struct outlook *outlook);

/* Add it to facts: "policies", "policies_others", "policies_missing", "policies_how". */
void outlook_record(const struct outlook *outlook, struct facts *facts);

#endif
