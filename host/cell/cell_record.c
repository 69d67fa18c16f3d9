/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/cell/cell_record.h"

#include <stdarg.h>
#include <stdio.h>

void cell_remark(struct remarks *remarks, const char *format, ...)
{
	va_list args;

	if (remarks->count == REMARKS_MAX)
		return;
	va_start(args, format);
	vsnprintf(remarks->text[remarks->count++], REMARK_BYTES, format, args);
	va_end(args);
}
