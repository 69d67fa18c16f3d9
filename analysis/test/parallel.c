/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/parallel.h"
#include "bench/test/tap.h"

#define COUNT 1001

static int count_call(void *context, size_t i)
{
	int *calls = context;

	calls[i]++;
	return 0;
}

static int fail_at_500(void *context, size_t i)
{
	int *calls = context;

	calls[i]++;
	return i == 500 ? -12 : 0;
}

int main(void)
{
	static int calls[COUNT];
	bool once = true;

	ok(!parallel_for(COUNT, count_call, calls), "all calls succeed");
	for (int i = 0; i < COUNT; i++)
		once &= calls[i] == 1;
	ok(once, "each is made once");
	ok(!parallel_for(0, fail_at_500, calls), "none of none");
	ok(parallel_for(COUNT, fail_at_500, calls) == -12 && calls[500] == 2, "one fails: so does the whole");
	return tap_done();
}
