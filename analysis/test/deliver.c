/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An output waits in a temporary file until it is whole, and nothing of it is left where it could not be delivered. */
#include "analysis/output/deliver.h"

#include "bench/test/tap.h"

#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINES 100000

/* A draft of 700 kB. */
static FILE *draft(void)
{
	FILE *out = deliver_draft();

	for (int i = 0; out && i < LINES; i++)
		fprintf(out, "%06d\n", i);
	return out;
}

static bool is_whole(const char *path)
{
	FILE *file = fopen(path, "r");
	int i = 0, n;

	while (file && fscanf(file, "%d", &n) == 1 && n == i)
		i++;
	if (file)
		fclose(file);
	return i == LINES;
}

static size_t files(const char *pattern)
{
	glob_t found;
	size_t n = glob(pattern, 0, NULL, &found) ? 0 : found.gl_pathc;

	if (n)
		globfree(&found);
	return n;
}

/* Write something, and count what there is of the output by then. */
static int write_and_look(void *context, int fd)
{
	size_t *count = context;
	int err = deliver_bytes(fd, "more", 4);

	*count = files("looked*");
	return err;
}

static void test_killed(void)
{
	int fd = open(".", O_TMPFILE | O_WRONLY, 0600);
	size_t count = 1;

	if (fd < 0) {
		ok(true, "what is killed leaves nothing # SKIP this filesystem has no file without a name");
		return;
	}
	close(fd);
	ok(!deliver_by("test", "looked", false, write_and_look, &count) && !count && files("looked*") == 1,
	   "an output has no name before it is whole, so what is killed leaves nothing");
	unlink("looked");
}

int main(void)
{
	FILE *file;

	mkdir("tmp", 0700);
	setenv("TMPDIR", "tmp", 1);
	file = draft();
	ok(file && !files("tmp/*"), "a draft has no name");
	ok(!deliver_close("test", "out", false, file) && is_whole("out"), "it is delivered whole");
	truncate("out", 3);
	ok(deliver_close("test", "out", false, draft()) == STATUS_FAILED && files("out*") == 1 && !is_whole("out"),
	   "not over a file that is there");
	ok(!deliver_close("test", "out", true, draft()) && is_whole("out"), "but by force");
	setenv("TMPDIR", "nothing", 1);
	unlink("out");
	ok(!deliver_close("test", "out", false, draft()) && is_whole("out"), "without a place for temporary files, too");
	ok(deliver_close("test", "nothing/out", false, draft()) == STATUS_FAILED && !files("nothing"), "not into a folder that is not there");
	file = fopen("/dev/full", "w");
	fprintf(file, "more");
	ok(deliver_close("test", "full", false, file) == STATUS_FAILED && !files("full*"), "nothing of one that did not fit");
	test_killed();
	unlink("out");
	rmdir("tmp");
	return tap_done();
}
