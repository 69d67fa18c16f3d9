/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/view.h"

#include <stdio.h>

void view_describe_share(char text[static VIEW_SHARE_BYTES], size_t count, size_t of)
{
	text[0] = '\0';
	if (of > 1)
		snprintf(text, VIEW_SHARE_BYTES, " (%zu of %zu CPUs)", count, of);
}
