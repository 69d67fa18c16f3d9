/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What many archives take: memory, counted in bytes that are allocated, and work, counted in what is estimated. Seconds are
 * for make bench.
 */
#include "analysis/boots/hosts.h"
#include "analysis/test/caught.h"
#include "bench/test/tap.h"

#include <malloc.h>
#include <unistd.h>

#define BOOTS 8

/* Bytes that a cell of 64 samples may take: of one archive, and of one boot more of a host. 1.2 times what was seen. */
#define ALONE_BYTES_MAX 2650
#define BOOT_BYTES_MAX  2650

/* Without sanitizers' own malloc(), which does not tell. */
static size_t allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static void write_boot(const char *path, uint32_t boot)
{
	const struct fixture f = { .platform = PLATFORM_METAL, .policies = 1 << POLICY_UPSTREAM | 1 << POLICY_INJECT,
				   .rounds = 8, .batch = 8, .boot = boot };

	write_archive(path, &f);
}

/* What is known of all archives that were read, and of the hosts. */
struct taken {
	size_t bytes, cells;       /* allocated; cells of one archive */
	size_t costs, contrasts;   /* that have an interval: of single archives */
	size_t joined, signed_sums; /* the same of hosts; contrasts of single archives with or without a value */
};

static size_t intervals(const struct loaded *l, size_t *contrasts)
{
	size_t costs = 0;

	for (size_t i = 0; i < l->results.count; i++)
		costs += l->results.result[i].ci95.known;
	for (size_t i = 0; i < l->contrasts.count; i++)
		*contrasts += l->contrasts.contrast[i].ci95.known;
	return costs;
}

/* Read the first archives as a verb does. Must not fail. */
static struct taken take(char *const *path, size_t count, enum hosts_use use)
{
	size_t before = allocated();
	struct hosts hosts;
	struct taken t = { .bytes = 0 };

	if (hosts_open(&hosts, "test", path, count, use) || hosts_read_all(&hosts) || hosts.count != 1 || hosts.archives != count)
		abort();
	t.bytes = allocated() - before;
	t.cells = hosts.host[0]->results.count;
	for (size_t i = 0; i < count; i++) {
		t.costs += intervals(hosts.loaded[i], &t.contrasts);
		t.signed_sums += hosts.loaded[i]->contrasts.count;
	}
	intervals(hosts.host[0], &t.joined);
	hosts_close(&hosts);
	return t;
}

static void test_memory(char *const *path)
{
	struct taken one = take(path, 1, HOSTS_EACH), half = take(path, BOOTS / 2, HOSTS_EACH), all = take(path, BOOTS, HOSTS_EACH);
	double alone = (double)one.bytes / (double)one.cells;
	double boot = (double)(all.bytes - half.bytes) / (BOOTS / 2) / (double)one.cells;

	if (!one.bytes) {
		printf("# this malloc() does not tell what is allocated\n");
		return;
	}
	ok(alone <= ALONE_BYTES_MAX, "an archive takes %.0f bytes a cell, of at most %d", alone, ALONE_BYTES_MAX);
	ok(all.bytes > half.bytes && boot <= BOOT_BYTES_MAX, "one boot more %.0f, of at most %d", boot, BOOT_BYTES_MAX);
}

static void test_work(char *const *path)
{
	struct taken half = take(path, BOOTS / 2, HOSTS_EACH), all = take(path, BOOTS, HOSTS_EACH);
	struct taken one = take(path, 1, HOSTS_EACH), compared = take(path, BOOTS, HOSTS_COMPARED);

	ok(one.costs && one.contrasts && one.costs == one.cells, "an archive alone has %zu costs and %zu contrasts with an interval",
	   one.costs, one.contrasts);
	ok(half.joined && half.joined == all.joined, "twice as many boots have as many: %zu contrasts", all.joined);
	ok(!all.costs && !all.signed_sums, "of a boot that is joined nothing is estimated that nobody prints");
	ok(compared.signed_sums > BOOTS * one.contrasts / 2 && compared.costs == one.costs &&
	   compared.contrasts == one.contrasts,
	   "of boots that are compared, the first has all, the others name their %zu contrasts", compared.signed_sums);
}

int main(void)
{
	char *path[BOOTS];

	for (uint32_t i = 0; i < BOOTS; i++) {
		if (asprintf(&path[i], "boot%u.cmo.jsonl", i) < 0)
			abort();
		write_boot(path[i], i + 1);
	}
	test_memory(path);
	test_work(path);
	for (int i = 0; i < BOOTS; i++) {
		unlink(path[i]);
		free(path[i]);
	}
	return tap_done();
}
