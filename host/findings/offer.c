/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/cli/complete.h"
#include "host/findings/settings.h"
#include "host/os/finding.h"

static void offer(const struct complete *c, const struct finding_kind *kind)
{
	if (kind->id && kind->severity == SEVERITY_REFUSE)
		complete_item(c, kind->id);
}

void finding_offer_refusing(const struct complete *c)
{
	for (int i = 0; i < FINDING_COUNT; i++)
		offer(c, &finding_table[i]);
	for (int i = 0; i < SETTING_COUNT; i++)
		offer(c, &setting_table[i].finding);
}
