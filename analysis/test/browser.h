/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows pages to a browser, for tests that run in a directory which they may write to. */
#ifndef ANALYSIS_TEST_BROWSER_H
#define ANALYSIS_TEST_BROWSER_H

#include <stdbool.h>

#define BROWSER_MISSING       "in a browser # SKIP there is no chromium" /* what to note if browser_there() is false */
#define BROWSER_MESSAGES_SIZE 256

bool browser_there(void);

/*
 * Show a page, whose path is relative to the current directory, in a window as wide as a phone, of a user who prefers light or dark
 * colours. Returns the document after its scripts, until the next call, and what the console has, which should be "".
 */
const char *browser_show(const char *page, bool light, char messages[static BROWSER_MESSAGES_SIZE]);

/* Print what an element of the document says first, behind the text that begins it, as a comment on a test that failed. */
void browser_tell(const char *document, const char *begin);

#endif
