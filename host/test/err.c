/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Last errors: what failed and why, and that a long name leaves room for the reason. */
#include "bench/test/tap.h"
#include "host/os/err.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	char *path = calloc(1, 5001), expected[64];

	memset(path, 'x', 5000);
	snprintf(expected, sizeof(expected), "a file: %s", strerror(ENOENT));
	ok(fail(ENOENT, "a %s", "file") == -ENOENT && !strcmp(fail_text(), expected), "what and why: %s", fail_text());
	ok(fail(0, "it is so") == -EPROTO && !strcmp(fail_text(), "it is so"), "what alone");
	ok(fail(ENOTSUP, "this host cannot") == -ENOTSUP && !strcmp(fail_text(), "this host cannot"), "the whole reason");
	snprintf(expected, sizeof(expected), "x...: %s", strerror(ENAMETOOLONG));
	fail(ENAMETOOLONG, "%s", path);
	ok(strstr(fail_text(), expected) && strlen(fail_text()) < 1000, "a long name is marked where it is cut, the reason "
	   "is whole");
	fail(0, "%s", path);
	ok(!strcmp(fail_text() + strlen(fail_text()) - 4, "x..."), "and without a reason, too");
	snprintf(expected, sizeof(expected), "a file: %s", strerror(EACCES));
	ok(fail_here(EACCES, "a %s", "file") == -ENOTSUP && !strcmp(fail_text(), expected), "a host that forbids it cannot");
	ok(fail_here(EIO, "a file") == -EIO && fail_here(0, "a file") == -EPROTO, "one that fails could");
	free(path);
	return tap_done();
}
