/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/threads.h"

#include "host/findings/check.h"
#include "host/os/hostfile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_THREADS 3        /* threads that a finding names */
#define TICK_NS       10000000 /* of utime and stime in /proc/PID/stat: USER_HZ, 100 on arm64 */

/* A search for threads. */
struct reading {
	const struct host_view *view;
	struct threads *threads;
	size_t room;
};

/* Read the times of a thread and the CPU that it ran on last: fields 14, 15 and 39 of its stat (proc_pid_stat(5)). */
static bool parse_stat(const char *text, struct thread_time *t)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');
	unsigned long long user, system;

	if (!open || !close || close < open ||
	    sscanf(close + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d %*d %*d %*d %*u %*u "
			      "%*d %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*u %*d %d", &user, &system,
		   &t->cpu) != 3)
		return false;
	t->tid = strtol(text, NULL, 10);
	t->ran_ns = (int64_t)(user + system) * TICK_NS;
	snprintf(t->name, sizeof(t->name), "%.*s", (int)(close - open - 1), open + 1);
	return true;
}

static bool add_thread(void *context, const char *path)
{
	struct reading *r = context;
	struct threads *all = r->threads;
	struct thread_time t;
	char text[512];
	int64_t ran_ns;

	if (strtol(path + strlen("/proc/"), NULL, 10) == r->view->self ||
	    hostfile_text(r->view->root, text, sizeof(text), "%s", path) <= 0 || !parse_stat(text, &t))
		return true;
	/* In nanoseconds, where the kernel accounts for delays (kernel/sched/stats.h, CONFIG_SCHED_INFO, 6.12). */
	if (hostfile_number(r->view->root, &ran_ns, "%.*s/schedstat", (int)(strrchr(path, '/') - path), path))
		t.ran_ns = ran_ns;
	if (all->count == r->room) {
		size_t room = r->room ? 2 * r->room : 512;
		struct thread_time *more = reallocarray(all->thread, room, sizeof(*more));

		if (!more)
			return false;
		all->thread = more;
		r->room = room;
	}
	all->thread[all->count++] = t;
	return true;
}

static int ascending(const void *a, const void *b)
{
	const struct thread_time *x = a, *y = b;

	return (x->tid > y->tid) - (x->tid < y->tid);
}

void threads_read(struct threads *threads, const struct host_view *view)
{
	struct reading reading = { view, threads, 0 };

	*threads = (struct threads){ .count = 0 };
	hostfile_each(view->root, "/proc/[0-9]*/task/[0-9]*/stat", add_thread, &reading);
	if (threads->count)
		qsort(threads->thread, threads->count, sizeof(*threads->thread), ascending);
}

void threads_free(struct threads *threads)
{
	free(threads->thread);
	*threads = (struct threads){ .count = 0 };
}

static bool is_measured_on(const struct host_view *view, int cpu)
{
	for (size_t i = 0; i < view->cpu_count; i++)
		if (view->cpu[i] == cpu)
			return true;
	return false;
}

struct switches {
	const struct host_view *view;
	int64_t sum;
};

static bool add_switches(void *context, const char *path)
{
	static const char name[] = "nonvoluntary_ctxt_switches:";
	struct switches *s = context;
	char *line = hostfile_line(s->view->root, name, "%s", path), text[512];
	int directory = (int)(strrchr(path, '/') - path);
	struct thread_time t;

	if (line && hostfile_text(s->view->root, text, sizeof(text), "%.*s/stat", directory, path) > 0 &&
	    parse_stat(text, &t) && is_measured_on(s->view, t.cpu))
		s->sum = (s->sum < 0 ? 0 : s->sum) + strtoll(line + strlen(name), NULL, 10);
	free(line);
	return true;
}

int64_t threads_preempted(const struct host_view *view)
{
	struct switches switches = { view, -1 };

	hostfile_each(view->root, "/proc/self/task/*/status", add_switches, &switches);
	return switches.sum;
}

/* Return how long a thread ran since begin; all its time, if it began later. */
static int64_t ran_since(const struct threads *begin, const struct thread_time *t)
{
	const struct thread_time *then = NULL;

	if (begin->count)
		then = bsearch(t, begin->thread, begin->count, sizeof(*t), ascending);
	return t->ran_ns - (then && then->ran_ns <= t->ran_ns ? then->ran_ns : 0);
}

/* Keep the threads that ran longest on the view's CPUs, at most SHOWN_THREADS, descending. Returns how many. */
static size_t find_longest(const struct check *c, struct thread_time longest[SHOWN_THREADS])
{
	size_t count = 0;

	for (size_t i = 0; i < c->end->threads.count; i++) {
		struct thread_time t = c->end->threads.thread[i];
		size_t at = count;

		t.ran_ns = ran_since(&c->begin->threads, &t);
		if (t.ran_ns <= 0 || !is_measured_on(c->view, t.cpu))
			continue;
		while (at && longest[at - 1].ran_ns < t.ran_ns)
			at--;
		if (at == SHOWN_THREADS)
			continue;
		count += count < SHOWN_THREADS;
		for (size_t k = count - 1; k > at; k--)
			longest[k] = longest[k - 1];
		longest[at] = t;
	}
	return count;
}

/*
 * Without tracing it is known only of which threads the last CPU is one of ours: others may have been there meanwhile,
 * and these elsewhere.
 */
void check_preempted(const struct check *c)
{
	struct thread_time longest[SHOWN_THREADS];
	double cpu_ns = (c->end->uptime_s - c->begin->uptime_s) * 1e9 * (double)c->view->cpu_count;
	size_t count = find_longest(c, longest), used = 0;
	const char *remedy = "isolate the CPUs, as the finding isolation says";
	char text[160] = "";

	if (c->begin->preempted < 0 || c->end->preempted <= c->begin->preempted || cpu_ns <= 0)
		return;
	for (size_t i = 0; i < count && used < sizeof(text); i++) {
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s (%.2g %% of the time)",
					 i ? ", " : "", longest[i].name, (double)longest[i].ran_ns / cpu_ns * 1e2);
		/* drivers/cpufreq/cppc_cpufreq.c, 6.12: it computes frequencies for the scheduler. */
		if (!strcmp(longest[i].name, "cppc_fie"))
			remedy = "boot with cppc_cpufreq.fie_disabled=1, or isolate the CPUs";
	}
	finding_raise(c->findings, c->kind, remedy,
		      "other threads took the CPU from ours %" PRId64 " times; last there: %s",
		      c->end->preempted - c->begin->preempted, *text ? text : "none that can be seen");
}
