/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/output/parallel.h"

#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

#define THREADS_MAX 8

/* Is this thread making calls of parallel_for()? Then those within are made one by one: all CPUs have work. */
static _Thread_local bool busy;

/* The calls of one thread: every step-th. */
struct share {
	int (*each)(void *context, size_t i);
	void *context;
	size_t first, step, count;
	int err;
};

static void *run_share(void *context)
{
	struct share *s = context;
	bool was_busy = busy;

	busy = was_busy || s->step > 1;
	for (size_t i = s->first; i < s->count && !s->err; i += s->step)
		s->err = s->each(s->context, i);
	busy = was_busy;
	return NULL;
}

size_t parallel_threads(void)
{
	long cpus = busy ? 1 : sysconf(_SC_NPROCESSORS_ONLN);

	return cpus < 1 ? 1 : cpus > THREADS_MAX ? THREADS_MAX : (size_t)cpus;
}

int parallel_for(size_t count, int (*each)(void *context, size_t i), void *context)
{
	size_t threads = count < 2 ? 1 : parallel_threads();
	struct share share[THREADS_MAX];
	pthread_t thread[THREADS_MAX];
	bool started[THREADS_MAX] = { false };
	int err = 0;

	for (size_t i = 0; i < threads; i++)
		share[i] = (struct share){ each, context, i, threads, count, 0 };
	for (size_t i = 1; i < threads; i++)
		started[i] = !pthread_create(&thread[i], NULL, run_share, &share[i]);
	for (size_t i = 0; i < threads; i++)
		if (!started[i])
			run_share(&share[i]);
	for (size_t i = 0; i < threads; i++) {
		if (started[i])
			pthread_join(thread[i], NULL);
		err = err ? err : share[i].err;
	}
	return err;
}
