/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/parallel.h"
#include "bench/test/tap.h"

#include <pthread.h>

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

/* Calls of calls: of each outer one all inner ones, by which they are told from those of another thread. */
struct nested {
	int calls[COUNT];
	pthread_t thread;
	bool same, wide; /* all inner calls are on the thread of the outer one; several threads would be there for them */
};

static int count_inner(void *context, size_t i)
{
	struct nested *n = context;

	n->calls[i]++;
	n->same &= pthread_equal(n->thread, pthread_self());
	return 0;
}

static int count_outer(void *context, size_t i)
{
	struct nested *n = (struct nested *)context + i;

	n->thread = pthread_self();
	n->same = true;
	n->wide = parallel_threads() > 1;
	return parallel_for(COUNT, count_inner, n);
}

static void test_nested(void)
{
	static struct nested nested[3];
	bool once = true, same = true, wide = false;

	ok(!parallel_for(3, count_outer, nested), "calls within calls");
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < COUNT; k++)
			once &= nested[i].calls[k] == 1;
		same &= nested[i].same;
		wide |= nested[i].wide;
	}
	ok(once, "each is made once");
	if (parallel_threads() > 1)
		ok(same && !wide, "on the thread of the call that they are within");
	nested[0] = (struct nested){ .wide = false };
	ok(!parallel_for(1, count_outer, nested) && nested[0].wide == (parallel_threads() > 1), "within a single call there are all threads");
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
	test_nested();
	return tap_done();
}
