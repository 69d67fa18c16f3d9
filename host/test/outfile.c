/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An output file has its name only when it is complete. Runs in an empty directory that it may write to. */
#include "bench/test/tap.h"
#include "host/os/err.h"
#include "host/keep/outfile.h"
#include "host/test/files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* ulimit -f, which is a signal of its own unless that is ignored, as host/main.c does. */
static void test_limit(void)
{
	struct rlimit before, limit;
	struct outfile f;

	getrlimit(RLIMIT_FSIZE, &before);
	limit = (struct rlimit){ .rlim_cur = OUTFILE_RESERVE_BYTES + 6, .rlim_max = before.rlim_max };
	setrlimit(RLIMIT_FSIZE, &limit);
	ok(!outfile_open(&f, "limited", true) && !outfile_write(&f, "one\n", 4, false), "a limit on the size of files:");
	ok(outfile_write(&f, "two\n", 4, false) == -EFBIG && strstr(fail_text(), "ulimit -f"), "a line that is too much: %s",
	   fail_text());
	ok(!outfile_write(&f, "end\n", 4, true) && !outfile_commit(&f) && holds("limited", "one\nend\n"),
	   "leaves room for the last one");
	setrlimit(RLIMIT_FSIZE, &before);
}

static bool there(const char *path)
{
	return !access(path, F_OK);
}

int main(void)
{
	struct outfile f, other;

	ok(!outfile_open(&f, "a", false) && there("a.partial") && !there("a"),
	   "while it is written it has another name");
	ok(!outfile_write(&f, "one\n", 4, false) && f.bytes == 4 && holds("a.partial", "one\n"), "bytes are counted");
	ok(outfile_open(&other, "a", true) == -EBUSY && strstr(fail_text(), "another run"),
	   "nobody else can write it meanwhile");
	ok(outfile_open(&other, "a", false) == -EBUSY && strstr(fail_text(), "another run"),
	   "nor is it called unfinished then");
	ok(!outfile_commit(&f) && holds("a", "one\n") && !there("a.partial"), "committed, it has its own");
	ok(outfile_open(&f, "a", false) == -EEXIST && strstr(fail_text(), "--force") && holds("a", "one\n"),
	   "an existing file is refused, and stays");
	ok(!outfile_open(&f, "a", true) && !outfile_write(&f, "two\n", 4, false) && holds("a", "one\n"),
	   "with force it stays until the new one is whole");
	outfile_abandon(&f, false);
	ok(holds("a", "one\n") && !there("a.partial"), "and for good if that is abandoned");
	ok(!outfile_open(&f, "a", true) && !outfile_commit(&f) && holds("a", ""), "replaced when committed");
	ok(!outfile_open(&f, "b", false) && !outfile_write(&f, "x\ny\n", 4, false), "abandoned but kept:");
	outfile_abandon(&f, true);
	ok(holds("b.partial", "x\ny\n") && !there("b"), "the part is there");
	ok(outfile_open(&f, "b", false) == -EEXIST && strstr(fail_text(), "--resume b") &&
		   holds("b.partial", "x\ny\n"), "and is not written over");
	ok(!outfile_reopen(&f, "b", 2) && holds("b.partial", "x\n") && !outfile_write(&f, "z\n", 2, false) &&
		   !outfile_commit(&f) && holds("b", "x\nz\n"), "it can be continued from any byte");
	ok(!outfile_reopen(&f, "b", 4) && !there("b") && !outfile_commit(&f) && holds("b", "x\nz\n"),
	   "so is a file that had its name");
	ok(outfile_reopen(&f, "nothing", 0) == -ENOENT, "a file that does not exist cannot be continued");
	ok(outfile_open(&f, "no/such/directory", false) == -ENOENT && *fail_text(), "an unwritable path is an error");
	ok(!mkdir("directory", 0777) && !mkfifo("fifo", 0666), "what is no file");
	ok(outfile_open(&f, "directory", true) == -EINVAL && outfile_open(&f, "directory/", true) == -EINVAL &&
		   strstr(fail_text(), "not a file") && !there("directory.partial") && !there("directory/.partial"),
	   "is refused before anything is written: %s", fail_text());
	ok(outfile_open(&f, "fifo", true) == -EINVAL && outfile_open(&f, "fifo", false) == -EINVAL && !there("fifo.partial"),
	   "with force, too");
	ok(!outfile_open(&f, "full", false), "a write that fails:");
	close(f.fd);
	f.fd = 1023; /* no such descriptor */
	ok(outfile_write(&f, "x", 1, false) < 0 && strstr(fail_text(), "full.partial"),
	   "a failing write is an error, by name: %s", fail_text());
	f.fd = -1;
	outfile_abandon(&f, false);
	ok(!there("full.partial") && !there("full"), "and leaves nothing");
	test_limit();
	return tap_done();
}
