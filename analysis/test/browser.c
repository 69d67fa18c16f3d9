/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/test/browser.h"

#include "analysis/test/verdicts.h"

#include <stdio.h>
#include <string.h>

static char browser[128]; /* its path */

bool browser_there(void)
{
	run_command("command -v chromium || command -v chromium-browser || command -v google-chrome", browser, sizeof(browser));
	browser[strcspn(browser, "\n")] = '\0';
	return browser[0];
}

const char *browser_show(const char *page, bool light, char messages[static BROWSER_MESSAGES_SIZE])
{
	static char document[1 << 24];
	char command[512];

	snprintf(command, sizeof(command),
		 "%s --headless --no-sandbox --disable-gpu --user-data-dir=profile --window-size=390,800 "
		 "--blink-settings=preferredColorScheme=%d --enable-logging=stderr --dump-dom \"file://$(pwd)/%s\" 2>messages",
		 browser, light, page);
	run_command(command, document, sizeof(document));
	run_command("grep -a CONSOLE messages", messages, BROWSER_MESSAGES_SIZE);
	return document;
}

void browser_tell(const char *document, const char *begin)
{
	const char *at = strstr(document, begin);

	printf("# %.400s\n", at ? at : "no result");
}
