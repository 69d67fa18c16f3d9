/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/shift/counts.h"

#include "bench/array.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct changes {
	char *text;
	size_t used;
};

__attribute__((format(printf, 2, 3))) static void add(struct changes *changes, const char *format, ...)
{
	size_t left = COMPARE_CHANGE_SIZE - changes->used;
	va_list args;
	int length;

	if (changes->used && left > 2) {
		memcpy(changes->text + changes->used, ", ", 3);
		changes->used += 2;
		left -= 2;
	}
	va_start(args, format);
	length = vsnprintf(changes->text + changes->used, left, format, args);
	va_end(args);
	changes->used += length < (int)left ? (size_t)length : left - 1;
}

/* Are two counts over all samples the same per sample? */
static bool same_rate(uint64_t a, uint64_t samples_a, uint64_t b, uint64_t samples_b)
{
	return (double)a * (double)samples_b == (double)b * (double)samples_a;
}

static void compare_rate(struct changes *changes, const char *what, const struct record *base, uint64_t a,
			 const struct record *new, uint64_t b)
{
	if (!same_rate(a, base->attribution.samples, b, new->attribution.samples))
		add(changes, "%s %.4g -> %.4g", what, (double)a / (double)base->attribution.samples,
		    (double)b / (double)new->attribution.samples);
}

static uint64_t all_pages(const struct tallies *s)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < s->count; i++)
		pages += s->tally[i].count;
	return pages;
}

static uint64_t pages_of(const struct tallies *s, const char *faults)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->tally[i].name, faults))
			return s->tally[i].count;
	return 0;
}

/* The sequence that most pages saw; NULL: none did. */
static const struct tally *usual(const struct tallies *s)
{
	const struct tally *most = NULL;

	for (size_t i = 0; i < s->count; i++)
		if (s->tally[i].count && (!most || s->tally[i].count > most->count))
			most = &s->tally[i];
	return most;
}

/* Does each sequence of `of` have the same share of pages in a and in b? */
static bool same_shares(const struct tallies *of, const struct tallies *a, const struct tallies *b)
{
	for (size_t i = 0; i < of->count; i++)
		if (!same_rate(pages_of(a, of->tally[i].name), all_pages(a),
			       pages_of(b, of->tally[i].name), all_pages(b)))
			return false;
	return true;
}

static void compare_sequences(struct changes *changes, const char *what, const struct tallies *base,
			      const struct tallies *new)
{
	const struct tally *was = usual(base), *is = usual(new);

	if (!was || !is || (same_shares(base, base, new) && same_shares(new, base, new)))
		return;
	if (strcmp(was->name, is->name))
		add(changes, "%s \"%.8s\" -> \"%.8s\"", what, was->name, is->name);
	else
		add(changes, "%s \"%.8s\" on %.4g %% of the pages -> %.4g %%", what, was->name,
		    100 * (double)was->count / (double)all_pages(base),
		    100 * (double)is->count / (double)all_pages(new));
}

/* With several vCPUs a fault can be taken once more, so counts of at least the predicted number are not told apart. */
static bool is_left_open(const struct result *base, const struct result *new)
{
	const struct record *b = base->record, *n = new->record;

	return b->predicted_known && n->predicted_known && b->predicted.at_least && n->predicted.at_least &&
	       b->predicted.translation == n->predicted.translation &&
	       b->predicted.permission == n->predicted.permission && base->verdict == VERDICT_AS_PREDICTED &&
	       new->verdict == VERDICT_AS_PREDICTED;
}

static void compare_faults(struct changes *changes, const struct record *base, const struct record *new)
{
	static const struct {
		const char *what;
		size_t offset;
	} kinds[] = {
		{ "translation faults", offsetof(struct attribution, translation) },
		{ "permission faults", offsetof(struct attribution, permission) },
		{ "access flag faults", offsetof(struct attribution, access_flag) },
		{ "faults of other kinds", offsetof(struct attribution, other) },
		{ "CM=1 faults", offsetof(struct attribution, cm) },
		{ "faults elsewhere", offsetof(struct attribution, elsewhere) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		compare_rate(changes, kinds[i].what, base,
			     *(const uint64_t *)((const char *)&base->attribution + kinds[i].offset), new,
			     *(const uint64_t *)((const char *)&new->attribution + kinds[i].offset));
	compare_sequences(changes, "sequence", &base->attribution.sequences, &new->attribution.sequences);
	if (base->sample_lines == 1)
		compare_sequences(changes, "sequence of the repeated op", &base->attribution.repeat,
				  &new->attribution.repeat);
}

/* Compares page counts that both sides know. */
static void compare_pages(struct changes *changes, const struct record *base, const struct record *new)
{
	static const struct {
		const char *what;
		size_t offset;
	} pages[] = {
		{ "pages dirtied", offsetof(struct attribution, dirtied) },
		{ "host pages allocated", offsetof(struct attribution, host_pages_allocated) },
		{ "minor faults of the host", offsetof(struct attribution, minor_faults) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
		const struct count *a = (const void *)((const char *)&base->attribution + pages[i].offset);
		const struct count *b = (const void *)((const char *)&new->attribution + pages[i].offset);

		if (a->known && b->known)
			compare_rate(changes, pages[i].what, base, a->value, new, b->value);
	}
}

static void compare_outcomes(struct changes *changes, const struct record *base, const struct record *new)
{
	if (base->outcome != new->outcome) {
		add(changes, "outcome %s -> %s", outcome_name[base->outcome], outcome_name[new->outcome]);
	} else {
		for (int i = 0; i < OUTCOME_COUNT; i++)
			if (i != (int)base->outcome &&
			    !same_rate(base->outcomes[i], base->tick_count, new->outcomes[i], new->tick_count))
				add(changes, "outcome %s in %.4g %% of the samples -> %.4g %%", outcome_name[i],
				    100 * (double)base->outcomes[i] / (double)base->tick_count,
				    100 * (double)new->outcomes[i] / (double)new->tick_count);
	}
	/* Only the low 32 bits count, as in judge_outcome() of bench/model/observed.c. */
	if (base->esr.known && new->esr.known && (uint32_t)base->esr.value != (uint32_t)new->esr.value)
		add(changes, "ESR 0x%llx -> 0x%llx", (unsigned long long)base->esr.value,
		    (unsigned long long)new->esr.value);
	else if (base->esr.known != new->esr.known)
		add(changes, base->esr.known ? "ESR 0x%llx -> none" : "ESR none -> 0x%llx",
		    (unsigned long long)(base->esr.known ? base : new)->esr.value);
}

/* Writes what differs between two results, "" if nothing does, to change. Returns false if one has no fault counts. */
static bool compare_two(const struct result *base, const struct result *new, char change[static COMPARE_CHANGE_SIZE])
{
	struct changes changes = { .text = change };
	bool counted = base->record->attributed && new->record->attributed;

	change[0] = '\0';
	if (counted) {
		if (!is_left_open(base, new))
			compare_faults(&changes, base->record, new->record);
		compare_pages(&changes, base->record, new->record);
	}
	compare_outcomes(&changes, base->record, new->record);
	return counted;
}

/* Compares the boots of a side with BASE's first. Returns how many differ; the change is that of the first of them. */
static size_t compare_side(const struct compare *c, struct compared *cell, int side, char change[static COMPARE_CHANGE_SIZE])
{
	char other[COMPARE_CHANGE_SIZE];
	size_t differ = 0;

	for (size_t i = 0; i < c->arm[side].count; i++) {
		char *to = differ ? other : change;

		if (side == BASE && !i)
			continue;
		cell->uncounted |= !compare_two(compare_results(c, cell, BASE)[0], compare_results(c, cell, side)[i], to);
		differ += to[0] != '\0';
	}
	return differ;
}

void compare_counts(struct compare *c, struct compared *cell)
{
	char change[COMPARE_CHANGE_SIZE] = "";
	struct changes changes = { .text = change };
	size_t differ = compare_side(c, cell, NEW, change), count = c->arm[NEW].count;
	const char *side = "NEW";

	if (!differ && c->arm[BASE].count > 1) {
		differ = compare_side(c, cell, BASE, change);
		count = c->arm[BASE].count;
		side = "BASE itself";
	}
	changes.used = strlen(change);
	if (differ && (differ < count || side[0] == 'B'))
		add(&changes, "in %zu of %zu archives of %s", differ, count, side);
	cell->change = compare_keep(c, change);
}
