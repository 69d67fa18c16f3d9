/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the text report writes, on a page. */
#ifndef ANALYSIS_REPORT_PAGE_REPORT_H
#define ANALYSIS_REPORT_PAGE_REPORT_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/page.h"

#include <stdio.h>

/* What write() writes; as_code: as it is. 0 or -ENOMEM. */
int report_on_page(const struct loaded *loaded, void (*write)(const struct loaded *, FILE *), bool as_code,
		   struct page *page);

#endif
