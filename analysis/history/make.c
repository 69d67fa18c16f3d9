/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/history.h"

#include "analysis/cell/base.h"
#include "analysis/cell/blocks.h"
#include "analysis/shift/make.h"
#include "analysis/history/check.h"
#include "analysis/history/rows.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void take_kernel(struct history_kernel *kernel, const struct loaded *const *host)
{
	*kernel = (struct history_kernel){ .loaded = *host, .arm = { host, 1 } };
	if ((*host)->boots)
		kernel->arm = (struct compare_arm){ (*host)->boots->boot, (*host)->boots->count };
	release_of(kernel->name, &(*host)->archive);
}

/* By release; of two builds of one release, by the rest of uname -r, then by the time of the first run. */
static int compare_kernels(const void *a, const void *b)
{
	const struct history_kernel *x = a, *y = b;
	const struct archive *first = &x->loaded->archive, *second = &y->loaded->archive;
	int order = release_compare(x->name, y->name);

	if (!order && first->host.kernel && second->host.kernel)
		order = release_compare(first->host.kernel, second->host.kernel);
	return order ? order : strcmp(first->created, second->created);
}

/* Give kernels that share a name the whole of uname -r, and, where that is alike, the file's name. */
static void tell_apart(struct history *h)
{
	for (int more = 0; more < 2; more++) {
		bool alike[HISTORY_KERNELS_MAX] = { false };

		for (size_t i = 0; i < h->kernels; i++)
			for (size_t k = 0; k < h->kernels; k++)
				alike[i] |= k != i && !strcmp(h->kernel[i].name, h->kernel[k].name);
		for (size_t i = 0; i < h->kernels; i++) {
			const struct archive *a = &h->kernel[i].arm.boot[0]->archive;
			const char *name = more ? archive_file_name(a) : a->host.kernel;

			if (alike[i] && name)
				snprintf(h->kernel[i].name, RELEASE_SIZE, "%.*s",
					 (int)(strstr(name, ".cmo.jsonl") ? (size_t)(strstr(name, ".cmo.jsonl") - name) : strlen(name)), name);
		}
	}
}

static bool is_allowed(const struct filter *filter, enum policy_id policy)
{
	return !filter || !filter->allowed[AXIS_POLICY] || (filter->allowed[AXIS_POLICY] >> policy & 1);
}

/* Choose the first policy that all have and the filter allows; the first that all have, if it allows none. */
static void choose_policy(struct history *h, const struct hosts *hosts, const struct filter *filter)
{
	bool chosen = false, allowed = false;

	for (unsigned int i = 0; i <= POLICY_UNKNOWN; i++) {
		enum policy_id policy = (enum policy_id)i;

		if (!history_has_policy(hosts, policy))
			continue;
		h->policies++;
		if (!chosen || (!allowed && is_allowed(filter, policy)))
			h->policy = policy;
		chosen = true;
		allowed |= is_allowed(filter, policy);
	}
}

/* The contrast of a kernel that a row is of, or NULL. */
static const struct contrast *find_contrast(const struct loaded *loaded, const struct contrast *like)
{
	const struct cell *cell = &like->term[0]->record->cell;

	if (like->id == CONTRAST_POLICIES)
		return contrasts_find_pair(&loaded->contrasts, like->base, cell, AXES_ALL);
	return contrasts_find(&loaded->contrasts, like->id, cell, AXES_ALL);
}

static const struct compared *find_compared_contrast(const struct compare *c, const struct contrast *new)
{
	for (size_t i = 0; i < c->contrast_count; i++) {
		const struct contrast *of = compare_contrasts(c, &c->contrast[i], NEW)[0];

		if (of == new || (new && of && of->id == new->id && of->base == new->base &&
				  cell_equal(&of->term[0]->record->cell, &new->term[0]->record->cell)))
			return &c->contrast[i];
	}
	return NULL;
}

static const struct result *find_hvc(const struct history *h, size_t kernel)
{
	const struct cell warm = { .policy = h->policy, .host_page = HOST_PAGE_WRITTEN, .stage2 = STAGE2_RW };

	return results_pick(&h->kernel[kernel].loaded->results, warm, OP_hvc);
}

static void take_value(const struct history *h, const struct history_row *row, size_t kernel)
{
	const struct loaded *loaded = h->kernel[kernel].loaded;
	struct history_value *v = &row->value[kernel];
	const struct result *hvc;

	if (row->kind == HISTORY_CONTRAST) {
		v->contrast = find_contrast(loaded, row->like);
		v->has = v->contrast != NULL;
		v->value = v->has ? v->contrast->value : 0;
		v->ci95 = v->has ? v->contrast->ci95 : v->ci95;
		return;
	}
	v->cell = results_find(&loaded->results, &row->axes);
	v->has = result_has_cost(v->cell);
	if (!v->has)
		return;
	v->value = v->cell->value;
	if (row->kind == HISTORY_CELL) {
		v->ci95 = v->cell->ci95;
		return;
	}
	hvc = find_hvc(h, kernel);
	v->has = result_has_cost(hvc);
	v->value -= v->has ? hvc->value : 0;
}

static bool relative_to(double *relative, const struct history_value *value, const struct history_value *base)
{
	if (!value->has || !base->has || base->value == 0)
		return false;
	*relative = (value->value - base->value) / fabs(base->value);
	return true;
}

static void take_change(const struct history *h, const struct history_row *row, size_t kernel)
{
	const struct compare *c = &h->kernel[kernel].from_previous;
	struct history_value *v = &row->value[kernel];

	v->has_first = kernel && relative_to(&v->first, v, &row->value[0]);
	v->has_previous = kernel && relative_to(&v->previous, v, &row->value[kernel - 1]);
	if (!kernel)
		return;
	v->change = row->kind == HISTORY_CONTRAST ? find_compared_contrast(c, v->contrast) : compare_find(c, &row->axes);
	v->counts_changed = row->kind != HISTORY_CONTRAST && v->change && v->change->change[0];
	/* A difference of two costs is as uncertain as they are together, which nobody estimated. */
	v->untold = !h->exact && (row->kind == HISTORY_REST || !v->change || v->change->verdict == COMPARE_SAME ||
				  v->change->verdict == COMPARE_DIFFERS || v->change->verdict == COMPARE_CANNOT);
}

static int take_values(struct history *h)
{
	h->values = calloc(h->rows * h->kernels + 1, sizeof(*h->values));
	if (!h->values)
		return -ENOMEM;
	for (size_t i = 0; i < h->rows; i++) {
		h->row[i].value = h->values + i * h->kernels;
		for (size_t k = 0; k < h->kernels; k++)
			take_value(h, &h->row[i], k);
		for (size_t k = 0; k < h->kernels; k++)
			take_change(h, &h->row[i], k);
	}
	return 0;
}

static int compare_all(struct history *h)
{
	int err = 0;

	for (size_t i = 1; !err && i < h->kernels; i++) {
		const struct compare_arm arm[SIDE_COUNT] = { h->kernel[i - 1].arm, h->kernel[i].arm };

		err = compare_make(&h->kernel[i].from_previous, arm, SIDE_COUNT, NAN, NAN);
	}
	return err;
}

/* Is there a kernel of which no change is told from what another boot would show? */
static bool is_single(const struct history *h)
{
	for (size_t i = 0; i < h->kernels; i++)
		if (!h->exact && h->kernel[i].arm.count == 1)
			return true;
	return false;
}

int history_make(struct history *h, const struct hosts *hosts, const struct filter *filter)
{
	int err;

	*h = (struct history){ .kernels = hosts->count, .exact = true };
	for (size_t i = 0; i < h->kernels; i++) {
		take_kernel(&h->kernel[i], &hosts->host[i]);
		h->exact &= blocks_exact(&hosts->host[i]->archive);
	}
	qsort(h->kernel, h->kernels, sizeof(*h->kernel), compare_kernels);
	tell_apart(h);
	h->single = is_single(h);
	choose_policy(h, hosts, filter);
	h->base = base_find(&h->kernel[0].loaded->results);
	err = compare_all(h);
	if (!err)
		err = filter ? rows_add_chosen(h, filter) : rows_add_usual(h);
	if (!err)
		err = take_values(h);
	if (err)
		history_free(h);
	return err;
}
