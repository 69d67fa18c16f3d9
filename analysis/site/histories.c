/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The histories that the runs of a folder make, and their pages. */
#include "analysis/boots/alike.h"
#include "analysis/history/answer.h"
#include "analysis/history/check.h"
#include "analysis/history/write.h"
#include "analysis/site/site.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static uint64_t policies_of(const struct archive *a)
{
	uint64_t policies = 0;

	for (size_t i = 0; i < a->policy_count; i++)
		policies |= UINT64_C(1) << a->policy[i].policy;
	return policies;
}

/* Does a run belong to a history, as to all of its runs? */
static bool takes(const struct site_history *h, const struct site_run *run)
{
	for (size_t i = 0; i < h->count; i++)
		if (!history_takes(&run->header, &h->run[i]->header))
			return false;
	return policies_of(&run->header) & h->policies;
}

static void put(struct site_history *h, const struct site_run *run)
{
	struct alike_difference d;
	bool known = false, same_boot = false;

	for (size_t i = 0; i < h->count; i++) {
		bool alike = !alike_differ(&d, &run->header, &h->run[i]->header);

		known |= alike;
		same_boot |= alike && alike_are_one_boot(&run->header, &h->run[i]->header);
	}
	if (h->count == HOSTS_ARCHIVES_MAX || same_boot) {
		h->left_out++;
		return;
	}
	h->kernels += !known;
	h->policies = h->count ? h->policies & policies_of(&run->header) : policies_of(&run->header);
	h->run[h->count++] = run;
}

/* The newest first. */
static int compare_times(const void *a, const void *b)
{
	const struct site_run *x = *(const struct site_run *const *)a, *y = *(const struct site_run *const *)b;
	int order = strcmp(y->header.created, x->header.created);

	return order ? order : strcmp(x->name, y->name);
}

/* Put each run into the first history that takes it, the newest runs first. Histories of one kernel are dropped. */
static bool group(struct site *s)
{
	const struct site_run **run = calloc(s->runs + 1, sizeof(struct site_run *));
	size_t kept = 0;

	s->history = calloc(s->runs + 1, sizeof(*s->history));
	if (!run || !s->history) {
		free(run);
		return false;
	}
	for (size_t i = 0; i < s->runs; i++)
		run[i] = &s->run[i];
	qsort(run, s->runs, sizeof(struct site_run *), compare_times);
	for (size_t i = 0; i < s->runs; i++) {
		size_t k = 0;

		if (run[i]->more)
			continue;
		while (k < s->histories && !takes(&s->history[k], run[i]))
			k++;
		s->histories += k == s->histories;
		put(&s->history[k], run[i]);
	}
	free(run);
	for (size_t i = 0; i < s->histories; i++)
		if (s->history[i].kernels > 1)
			s->history[kept++] = s->history[i];
	s->histories = kept;
	return true;
}

/* Name the page after what its runs have in common, and no other page of this build so. */
static void name_page(struct site *s, struct site_history *h)
{
	const struct archive *a = &h->run[0]->header;
	char text[3][SITE_TEXT_SIZE], stem[3 * SITE_TEXT_SIZE], hex[SHA256_HEX_SIZE];
	struct sha256 common;
	bool taken = true;

	snprintf(stem, sizeof(stem), "%.20s %.4s %.20s", site_host(text[0], a), site_setup(text[1], a), site_suite(text[2], a));
	sha256_init(&common);
	for (size_t i = 0; i < 3; i++)
		sha256_update(&common, text[i], strlen(text[i]) + 1);
	while (taken) {
		sha256_hex(&common, hex);
		pages_name(h->path, "history", stem, hex);
		taken = false;
		for (const struct site_history *other = s->history; other < h; other++)
			taken |= !strcmp(other->path, h->path);
		sha256_update(&common, "", 1);
	}
}

/* Write the page and its first sentence. Returns 0, 1 if there is nothing to show, or -errno. */
static int make_page(const struct hosts *hosts, FILE *page, char **answer)
{
	struct sentences sentences;
	struct history history;
	int err = history_make(&history, hosts, NULL);

	if (err)
		return err;
	if (!history.rows) {
		history_free(&history);
		return 1;
	}
	err = history_doc(&(struct doc){ .style = &doc_html, .out = page, .up = "../index.html" }, &history);
	history_answer(&sentences, &history);
	*answer = site_plain(strdup(sentences.text[0]));
	history_free(&history);
	return err ? err : *answer ? 0 : -ENOMEM;
}

static enum status write_page(struct site *s, struct site_history *h, const char *key, const struct hosts *hosts)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *page = open_memstream(&bytes, &size);
	int err = page ? make_page(hosts, page, &h->answer) : -ENOMEM;
	enum status status;

	if (page && fclose(page) && err >= 0)
		err = -ENOMEM;
	if (err == 1)
		h->answer = strdup("None of the cells that a history shows was measured on all kernels.");
	if (err < 0 || !h->answer)
		status = pages_no_memory();
	else
		status = err ? STATUS_OK : pages_put(&s->pages, h->path, key, h->answer, bytes, size);
	h->has_page = !err && !status;
	free(bytes);
	return status;
}

static enum status write_history(struct site *s, struct site_history *h, const char *key)
{
	char *name[HOSTS_ARCHIVES_MAX];
	struct hosts hosts;
	enum status status;

	for (size_t i = 0; i < h->count; i++)
		name[i] = h->run[h->count - 1 - i]->header.name;
	status = hosts_open(&hosts, "site", name, h->count, HOSTS_COMPARED);
	if (!status)
		status = history_check(&hosts);
	if (!status)
		status = hosts_read_all(&hosts);
	if (!status)
		status = write_page(s, h, key, &hosts);
	hosts_close(&hosts);
	return status ? STATUS_FAILED : STATUS_OK;
}

static enum status put_history(struct site *s, struct site_history *h)
{
	char key[SHA256_HEX_SIZE];
	const struct page *page;
	struct sha256 made_of;

	sha256_init(&made_of);
	for (size_t i = 0; i < h->count; i++) {
		sha256_update(&made_of, h->run[i]->header.file_sha256, SHA256_HEX_SIZE);
		sha256_update(&made_of, h->run[i]->name, strlen(h->run[i]->name) + 1);
	}
	pages_key(&s->pages, &made_of, key);
	page = pages_current(&s->pages, h->path, key);
	if (!page)
		return write_history(s, h, key);
	h->has_page = true;
	h->answer = strdup(page->facts);
	return h->answer ? STATUS_OK : pages_no_memory();
}

enum status site_put_histories(struct site *s)
{
	bool good = group(s);
	enum status status;

	for (size_t i = 0; good && i < s->histories; i++) {
		name_page(s, &s->history[i]);
		good = pages_plan(&s->pages, s->history[i].path);
	}
	if (!good)
		return pages_no_memory();
	status = pages_save(&s->pages);
	for (size_t i = 0; !status && i < s->histories; i++)
		status = put_history(s, &s->history[i]);
	return status;
}
