/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several hosts that are read one after the other: what is printed of the cells that were kept is what all cells would have
 * given, and memory does not grow by what was read.
 */
#include "analysis/scorecard/keep.h"

#include "analysis/scorecard/several_screen.h"
#include "analysis/test/caught.h"
#include "analysis/test/written.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <malloc.h>
#include <unistd.h>

#define HOSTS 6

#define POLICIES (1u << POLICY_UPSTREAM | 1u << POLICY_INJECT | 1u << POLICY_UPGRADE | 1u << POLICY_UPGRADE_RO | 1u << POLICY_SKIP_RO)


/* Bytes that the header of a boot more may take, and the lines beside its cells. */
#define HEADER_BYTES_MAX 80000

static const struct fixture metal = { .platform = PLATFORM_METAL, .policies = POLICIES, .rounds = 6, .batch = 4,
				      .units_per_tick = 0.5, .suite = "standard" };

static char name[HOSTS][32];
static char *const path[HOSTS] = { name[0], name[1], name[2], name[3], name[4], name[5] };

static void write_host(size_t i, const struct fixture *f)
{
	snprintf(name[i], sizeof(name[i]), "host%zu.cmo.jsonl", i);
	write_archive(name[i], f);
}

/* What is written of hosts, for free(). Must not fail. */
static char *written(const struct several *several, hosts_writer *write)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out || write(several, out) || fclose(out))
		abort();
	return text;
}

struct form {
	const char *name;
	hosts_writer *write;
	const struct keep_tables *tables;
};

static const struct form form_table[] = {
	{ "first screen", several_screen, NULL },
	{ "full text", report_text_all, &report_tables },
	{ "markdown", report_markdown_all, &report_tables },
	{ "html", report_html_all, &report_tables },
};

static void open_hosts(struct hosts *h, size_t count)
{
	if (hosts_open(h, "test", path, count, HOSTS_EACH))
		abort();
}

/* Of all cells. */
static char *of_all(const struct form *form, size_t count)
{
	struct hosts h;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	open_hosts(&h, count);
	if (!out || hosts_read_all(&h) || write_hosts(h.host, h.count, form->write, out) || fclose(out))
		abort();
	hosts_close(&h);
	return text;
}

/* Of those that were kept. */
static char *of_kept(const struct form *form, size_t count)
{
	struct hosts h;
	struct keep keep = { .count = 0 };
	char *text;

	open_hosts(&h, count);
	for (size_t i = 0; i < h.count; i++)
		if (hosts_read(&h, i, 1) || keep_host(&keep, &h, form->tables))
			abort();
	text = written(&(struct several){ h.host, keep.card, h.count }, form->write);
	keep_free(&keep);
	hosts_close(&h);
	return text;
}

static void check_forms(const char *what, size_t count)
{
	for (size_t i = 0; i < ARRAY_SIZE(form_table); i++) {
		char *all = of_all(&form_table[i], count), *kept = of_kept(&form_table[i], count);

		ok(strlen(all) > 1000 && !strcmp(all, kept), "%s: %s", what, form_table[i].name);
		free(all);
		free(kept);
	}
}

/* The costs of scorecards that other work on the machine disturbed are those that all cells tell of. */
static void test_disturbed(size_t count)
{
	struct keep keep = { .count = 0 };
	size_t all = 0, kept = 0;
	struct hosts h;

	open_hosts(&h, count);
	for (size_t i = 0; i < h.count; i++) {
		struct scorecard card;

		if (hosts_read(&h, i, 1) || scorecard_make(&card, &h.host[i]->results, &h.host[i]->contrasts, &h.host[i]->base))
			abort();
		all += scorecard_disturbed(&card);
		scorecard_free(&card);
		if (keep_host(&keep, &h, NULL))
			abort();
		kept += scorecard_disturbed(&keep.card[i]);
	}
	ok(all && kept == all, "%zu disturbed costs", all);
	keep_free(&keep);
	hosts_close(&h);
}

static void test_same(void)
{
	struct fixture f = metal;

	f.suite = NULL;
	f.host = "Altra";
	write_host(0, &f);
	f.host = "Graviton";
	write_host(1, &f);
	check_forms("two machines of which the same is said", 2);
	f.suite = NULL;
	f.host = "Altra";
	write_host(0, &f);
	f.host = "Graviton";
	f.permission = 4000;
	write_host(1, &f);
	f.host = "Pi";
	f.policies = 1u << POLICY_UPSTREAM;
	f.disturbed = 3;
	f.spoilt = true;
	write_host(2, &f);
	test_disturbed(3);
	check_forms("three machines, one of them disturbed, with one policy", 3);
	/* Tables are of the first one's backing, which is not that of the second one's own tables. */
	f = metal;
	f.filter = "backing=anon_thp";
	f.hook = "ftrace";
	f.hook_fault = 40;
	f.hook_abort = 60;
	write_host(0, &f);
	f.host = "Pi";
	f.filter = "backing=anon,anon_thp";
	write_host(1, &f);
	f.host = "Altra";
	f.filter = "backing=memfd";
	f.skipped = 70;
	write_host(2, &f);
	check_forms("the module's hooks; other backings", 3);
	f = metal;
	f.platform = PLATFORM_EMULATED;
	f.units_per_tick = 1;
	f.suite = NULL;
	write_host(0, &f);
	f.old_reading = true;
	f.kernel = "7.3.0";
	write_host(1, &f);
	f = metal;
	f.suite = NULL;
	for (uint32_t i = 0; i < 4; i++) {
		f.host = i < 2 ? "Altra" : "Pi";
		f.boot = i + 1;
		write_host(2 + i, &f);
	}
	check_forms("emulated hosts, and machines of two boots each", 6);
}

/* Without sanitizers' own malloc(), which does not tell. */
static size_t allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* Returns the most bytes that were allocated while hosts were read; *left: those when all were. */
static size_t most_of(size_t count, const struct keep_tables *tables, size_t *left)
{
	struct keep *keep = calloc(1, sizeof(*keep));
	size_t before = allocated(), most = 0;
	struct hosts h;

	open_hosts(&h, count);
	for (size_t i = 0; i < h.count; i++) {
		if (!keep || hosts_read(&h, i, 1))
			abort();
		most = allocated() > most ? allocated() : most;
		if (keep_host(keep, &h, tables))
			abort();
	}
	*left = allocated() - before;
	keep_free(keep);
	free(keep);
	hosts_close(&h);
	return most - before;
}

/* boots: of each host. */
static void test_memory(uint32_t boots)
{
	/* Bytes that a host more may take: its header, its scorecard, and the cells. About 1.25 times what was seen. */
	static const struct { const char *what; const struct keep_tables *tables; size_t bytes; } kept[] = {
		{ "of the scorecard", NULL, 300000 }, { "of tables", &report_tables, 540000 },
	};

	for (size_t i = 0; i < HOSTS; i++) {
		struct fixture f = metal;
		char host[16];

		snprintf(host, sizeof(host), "board%zu", i / boots);
		f.host = host;
		f.boot = boots > 1 ? (uint32_t)i + 1 : 0;
		write_host(i, &f);
	}
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
		const size_t more = HOSTS / boots - 1, most = kept[i].bytes + (boots - 1) * HEADER_BYTES_MAX;
		size_t left, least, half = most_of(boots, kept[i].tables, &least), all = most_of(HOSTS, kept[i].tables, &left);

		if (!all) {
			printf("# this malloc() does not tell what is allocated\n");
			return;
		}
		ok(all - half <= more * most && left - least <= more * most,
		   "with the cells %s, a host more (boots: %u) takes %zu bytes while it is read, %zu after it, of at most %zu",
		   kept[i].what, boots, (all - half) / more, (left - least) / more, most);
		ok(least < half / 2, "which is less than all its cells: %zu", half);
	}
}

int main(void)
{
	test_same();
	test_memory(1);
	test_memory(3);
	for (size_t i = 0; i < HOSTS; i++)
		unlink(name[i]);
	return tap_done();
}
