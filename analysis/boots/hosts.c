/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/boots/hosts.h"

#include "analysis/archive/load.h"
#include "analysis/boots/alike.h"
#include "analysis/boots/folder.h"
#include "analysis/output/parallel.h"

#include <errno.h>
#include <string.h>

/* Checks two archives; one: they are to be of one host. Returns STATUS_OK, or STATUS_USAGE after printing why. */
static enum status check_two(const char *verb, struct archive *a, struct archive *b, bool one)
{
	struct alike_difference d = { .what = NULL };

	if (archive_are_one(a, b))
		complain("%s: %s and %s are one archive, given twice: give each run once", verb, a->name, b->name);
	else if (alike_differ(&d, a, b) && one)
		complain("%s: %s and %s are not boots of one host, kernel and setup: %s \"%.100s\", \"%.100s\"", verb, a->name,
			 b->name, d.what, d.value[0], d.value[1]);
	else if (!d.what && alike_are_one_boot(a, b))
		complain("%s: %s and %s are of the same boot (boot.id %.64s): boot again before each run", verb, a->name,
			 b->name, a->host.boot_id);
	else
		return STATUS_OK;
	return STATUS_USAGE;
}

static enum status check_all(const struct hosts *h)
{
	for (size_t i = 1; i < h->archives; i++)
		for (size_t k = 0; k < i; k++) {
			enum status status = check_two(h->verb, &h->loaded[k]->archive, &h->loaded[i]->archive,
						      h->use == HOSTS_ONE);

			if (status)
				return status;
		}
	return STATUS_OK;
}

/* Bring the archives of each host together, in the order of the hosts' first ones. */
static void sort(struct hosts *h)
{
	struct loaded *out[HOSTS_ARCHIVES_MAX];
	bool taken[HOSTS_ARCHIVES_MAX] = { false };
	struct alike_difference d;
	size_t n = 0;

	for (size_t i = 0; i < h->archives; i++)
		for (size_t k = i; k < h->archives && !taken[i]; k++)
			if (!taken[k] && !alike_differ(&d, &h->loaded[i]->archive, &h->loaded[k]->archive)) {
				out[n++] = h->loaded[k];
				taken[k] = k != i;
			}
	memcpy(h->loaded, out, n * sizeof(struct loaded *));
}

/* Find where each host's archives begin, which stand together. */
static void find_hosts(struct hosts *h)
{
	struct alike_difference d;

	for (size_t i = 0; i < h->archives; i++)
		if (!i || alike_differ(&d, &h->loaded[h->first[h->count - 1]]->archive, &h->loaded[i]->archive))
			h->first[h->count++] = i;
	h->first[h->count] = h->archives;
	for (size_t i = 0; i < h->count; i++)
		h->host[i] = h->loaded[h->first[i]];
}

/* The boots of a host. */
struct host {
	struct loaded **boot;
	bool compared;
};

/* Costs and contrasts are compared relative to those of the first boot, which has all of its own. */
static int make_boot(void *context, size_t i)
{
	const struct host *host = context;

	return host->compared && !i ? loaded_make(host->boot[i]) : loaded_make_boot(host->boot[i], host->compared);
}

/* Make the results of a host whose archives are read. */
static int make_host(struct hosts *h, size_t i)
{
	struct loaded **boot = &h->loaded[h->first[i]];
	size_t boots = h->first[i + 1] - h->first[i];

	if (boots == 1)
		return loaded_make(boot[0]);
	if (parallel_for(boots, make_boot, &(struct host){ boot, h->use == HOSTS_COMPARED }))
		return -ENOMEM;
	h->joined[i] = join_make((const struct loaded *const *)boot, boots);
	if (!h->joined[i])
		return -ENOMEM;
	h->host[i] = &h->joined[i]->loaded;
	return 0;
}

/* Hosts that are read together. */
struct batch {
	struct hosts *hosts;
	size_t first;
};

static int make_one(void *context, size_t i)
{
	const struct batch *batch = context;

	return make_host(batch->hosts, batch->first + i);
}

enum status hosts_read(struct hosts *h, size_t first, size_t count)
{
	size_t archives = h->first[first + count] - h->first[first];
	enum status status = loaded_read(h->verb, &h->loaded[h->first[first]], archives);

	if (!status && parallel_for(count, make_one, &(struct batch){ h, first })) {
		complain("%s: out of memory", h->verb);
		status = STATUS_FAILED;
	}
	return status;
}

enum status hosts_read_all(struct hosts *h)
{
	return hosts_read(h, 0, h->count);
}

size_t hosts_batch(const struct hosts *h, size_t first)
{
	size_t next = first + 1;

	while (next < h->count && h->first[next + 1] - h->first[first] <= parallel_threads())
		next++;
	return next - first;
}

void hosts_drop(struct hosts *h, size_t i, const struct excerpt *excerpt)
{
	struct joined *joined = h->joined[i];

	excerpt_replace(joined ? &joined->loaded : h->loaded[h->first[i]], excerpt);
	if (!joined)
		return;
	join_drop(joined);
	for (size_t k = h->first[i]; k < h->first[i + 1]; k++)
		loaded_drop(h->loaded[k]);
}

static enum status read_headers(struct hosts *h)
{
	if (h->sources.count > HOSTS_ARCHIVES_MAX) {
		complain("%s: %zu archives are too many: %d at most", h->verb, h->sources.count, HOSTS_ARCHIVES_MAX);
		return STATUS_USAGE;
	}
	h->archives = h->sources.count;
	return loaded_open(h->verb, h->sources.source, h->sources.count, h->loaded);
}

enum status hosts_open(struct hosts *h, const char *verb, char *const *path, size_t count, enum hosts_use use)
{
	enum status status;

	*h = (struct hosts){ .verb = verb, .use = use };
	status = sources_open_all(&h->sources, verb, path, count);
	if (!status)
		status = read_headers(h);
	if (!status)
		status = check_all(h);
	if (status)
		return status;
	sort(h);
	find_hosts(h);
	return STATUS_OK;
}

enum status hosts_open_folder(struct hosts *h, const char *verb, const char *folder)
{
	glob_t found;
	enum status status = folder_list(verb, folder, &found);

	*h = (struct hosts){ .count = 0 };
	if (status)
		return status;
	status = hosts_open(h, verb, found.gl_pathv, found.gl_pathc, HOSTS_ONE);
	globfree(&found);
	return status;
}

void hosts_close(struct hosts *h)
{
	for (size_t i = 0; i < h->count; i++)
		join_free(h->joined[i]);
	for (size_t i = 0; i < h->archives; i++)
		loaded_close(h->loaded[i]);
	sources_close(&h->sources);
	*h = (struct hosts){ .count = 0 };
}
