/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/contrast/contrast.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const contrast_name[CONTRAST_COUNT] = {
	[CONTRAST_IVAC_MINUS_CIVAC] = "ivac_minus_civac",
	[CONTRAST_PERMISSION_FAULT] = "permission_fault",
	[CONTRAST_PERMISSION_FAULT_COLD] = "permission_fault_cold",
	[CONTRAST_TRANSLATION_FAULT] = "translation_fault",
	[CONTRAST_COW_RETRY] = "cow_retry",
	[CONTRAST_CLOSURE] = "closure",
	[CONTRAST_DEFERRED_STORE] = "deferred_store",
	[CONTRAST_DEFERRED_STORE_ALONE] = "deferred_store_alone",
	[CONTRAST_AFTERMATH] = "aftermath",
	[CONTRAST_BREAK_EVEN_LINES] = "break_even_lines",
	[CONTRAST_NATIVE_OP] = "native_op",
	[CONTRAST_AA_CIVAC] = "aa_civac",
};

static void set_name(struct contrast *c)
{
	if (c->id == CONTRAST_POLICIES)
		snprintf(c->name, sizeof(c->name), "%s_minus_%s", policy_name(c->term[0]->record->cell.policy),
			 policy_name(c->base));
	else
		snprintf(c->name, sizeof(c->name), "%s", contrast_name[c->id]);
}

int contrast_append(struct contrasts *contrasts, const struct contrast *c)
{
	struct contrast *bigger;

	if (!(contrasts->count & (contrasts->count + 1))) {
		bigger = realloc(contrasts->contrast, 2 * (contrasts->count + 1) * sizeof(*bigger));
		if (!bigger)
			return -ENOMEM;
		contrasts->contrast = bigger;
	}
	contrasts->contrast[contrasts->count] = *c;
	set_name(&contrasts->contrast[contrasts->count++]);
	return 0;
}

size_t contrast_rounds(const struct contrast *c)
{
	size_t rounds = SIZE_MAX;

	for (size_t i = 0; i < c->term_count; i++)
		rounds = c->term[i]->record->round_count < rounds ? c->term[i]->record->round_count : rounds;
	return rounds;
}

bool contrast_outcomes_cancel(const struct contrast *c)
{
	int sum[OUTCOME_COUNT] = { 0 };

	for (size_t i = 0; i < c->term_count; i++)
		sum[c->term[i]->record->outcome] += c->sign[i];
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (sum[i])
			return false;
	return true;
}

bool contrast_is_self(const struct contrast *c)
{
	return c->term_count == 2 && c->term[0] == c->term[1];
}

struct remainder contrast_remainder(const struct contrast *c)
{
	struct remainder left = { .known = true };

	for (size_t i = 0; i < c->term_count; i++) {
		const struct prediction *p = &c->term[i]->record->predicted;

		left.known &= c->term[i]->record->predicted_known;
		left.translation += c->sign[i] * (int64_t)p->translation;
		left.permission += c->sign[i] * (int64_t)p->permission;
		left.allocates += c->sign[i] * p->allocates;
		left.dirtied += c->sign[i] * p->dirtied;
	}
	return left;
}

bool contrast_is_sound(const struct result *result)
{
	return result->verdict == VERDICT_AS_PREDICTED || result->verdict == VERDICT_UNCHECKED;
}

bool contrast_may_stand(struct contrasts *contrasts, const struct contrast *c)
{
	bool sound = true;

	for (size_t i = 0; i < c->term_count; i++) {
		if (!c->term[i] || c->term[i]->record->outcome == OUTCOME_NOP)
			return false;
		sound &= contrast_is_sound(c->term[i]);
	}
	contrasts->omitted += !sound;
	return sound;
}

static uint32_t agreed_axes(const struct contrast *c)
{
	uint32_t agreed = AXES_ALL;

	for (size_t i = 1; i < c->term_count; i++)
		for (int axis = 0; axis < AXIS_COUNT; axis++)
			if (axis_table[axis].get(&c->term[i]->record->cell) !=
			    axis_table[axis].get(&c->term[0]->record->cell))
				agreed &= ~(UINT32_C(1) << axis);
	return agreed;
}

void contrast_describe(struct contrast *c, const struct result *reference)
{
	struct remainder left = contrast_remainder(c);

	c->fixed = agreed_axes(c);
	c->named &= ~c->fixed;
	c->valid = true;
	c->n = SIZE_MAX;
	c->divisor = c->divisor > 0 ? c->divisor : 1;
	for (size_t i = 0; i < c->term_count; i++) {
		c->valid &= c->term[i]->verdict == VERDICT_AS_PREDICTED;
		c->n = c->term[i]->cost.n < c->n ? c->term[i]->cost.n : c->n;
	}
	if (reference && contrast_is_sound(reference) && reference->record->outcome != OUTCOME_NOP)
		c->reference = reference;
	c->same_outcome = contrast_outcomes_cancel(c);
	c->alike = c->same_outcome && left.known && !left.translation && !left.permission && !left.allocates &&
		   !left.dirtied;
}

void contrasts_free(struct contrasts *contrasts)
{
	for (size_t i = 0; i < contrasts->count; i++)
		free(contrasts->contrast[i].over.value);
	free(contrasts->contrast);
	*contrasts = (struct contrasts){ .count = 0 };
}

static const struct contrast *find(const struct contrasts *contrasts, enum contrast_id id, enum policy_id base,
				   const struct cell *like, uint32_t axes)
{
	for (size_t i = 0; i < contrasts->count; i++) {
		const struct contrast *c = &contrasts->contrast[i];

		if (c->has_value && c->id == id && (id != CONTRAST_POLICIES || c->base == base) &&
		    cell_agree(&c->term[0]->record->cell, like, axes))
			return c;
	}
	return NULL;
}

const struct contrast *contrasts_find(const struct contrasts *contrasts, enum contrast_id id, const struct cell *like,
				      uint32_t axes)
{
	return find(contrasts, id, POLICY_UPSTREAM, like, axes);
}

const struct contrast *contrasts_find_pair(const struct contrasts *contrasts, enum policy_id base,
					   const struct cell *like, uint32_t axes)
{
	return find(contrasts, CONTRAST_POLICIES, base, like, axes);
}

bool contrast_relative(const struct contrast *contrast, double *relative)
{
	if (!contrast->has_value || !contrast->reference || contrast->reference->value <= 0)
		return false;
	*relative = contrast->value / contrast->reference->value;
	return isfinite(*relative);
}
