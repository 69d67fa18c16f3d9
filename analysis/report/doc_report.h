/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts parts of the text report into an HTML or Markdown document. */
#ifndef ANALYSIS_REPORT_DOC_REPORT_H
#define ANALYSIS_REPORT_DOC_REPORT_H

#include "analysis/contrast/loaded.h"
#include "analysis/output/doc.h"

#include <stdio.h>

/* Puts what write() writes into doc, unchanged if as_code. Returns 0 or -ENOMEM. */
int report_in_doc(const struct loaded *loaded, void (*write)(const struct loaded *, FILE *), bool as_code,
		  struct doc *doc);

#endif
