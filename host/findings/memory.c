/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/check.h"
#include "host/os/hostfile.h"

#include <inttypes.h>
#include <string.h>

void check_swap(const struct check *c)
{
	char text[512], *second;

	/* The first line is a heading. */
	if (hostfile_text(c->view->root, text, sizeof(text), "/proc/swaps") > 0 && (second = strchr(text, '\n')))
		finding_raise(c->findings, c->kind, "swapoff -a", "there is swap: %.*s",
			      (int)strcspn(second + 1, " \t"), second + 1);
}

void check_swap_in(const struct check *c)
{
	if (c->end->swapped_in > c->begin->swapped_in && c->begin->swapped_in >= 0)
		finding_raise(c->findings, c->kind, "swapoff -a; more memory; measure again",
			      "%" PRId64 " pages were swapped in during the run",
			      c->end->swapped_in - c->begin->swapped_in);
}
