/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/place/place.h"

#include "host/os/err.h"

#include <errno.h>
#include <stdlib.h>

struct cpulist place_allowed(const struct cpulist *affinity, const struct cpulist *permitted,
			     const struct cpulist *isolated)
{
	struct cpulist taken = *permitted;

	cpulist_remove(&taken, affinity);
	return cpulist_within(&taken, isolated) ? *permitted : *affinity;
}

static const struct place_cpu *find(const struct place_host *host, int cpu)
{
	for (size_t i = 0; i < host->count; i++)
		if (host->cpu[i].cpu == cpu)
			return &host->cpu[i];
	return NULL;
}

/* Return all CPUs of the cores that some CPUs are on. */
static struct cpulist cores_of(const struct place_host *host, const struct cpulist *cpus)
{
	struct cpulist all = *cpus;

	for (size_t i = 0; i < host->count; i++)
		for (size_t j = 0; j < host->count && cpulist_has(cpus, host->cpu[i].cpu); j++)
			if (host->cpu[j].core == host->cpu[i].core)
				cpulist_add(&all, host->cpu[j].cpu);
	return all;
}

/* Place helpers on CPUs off the vCPUs' cores, on ones that are not isolated if there are such. */
static void place_helpers(struct place *place, const struct place_host *host)
{
	struct cpulist vcpus = { .word = { 0 } }, busy, quiet;

	for (uint32_t i = 0; i < place->count; i++)
		cpulist_add(&vcpus, place->cpu[i]);
	busy = cores_of(host, &vcpus);
	place->helpers = host->allowed;
	cpulist_remove(&place->helpers, &busy);
	quiet = place->helpers;
	cpulist_remove(&quiet, &host->isolated);
	if (cpulist_next(&quiet, 0) >= 0)
		place->helpers = quiet;
	if (cpulist_next(&place->helpers, 0) < 0 && place->count > 1)
		cpulist_add(&place->helpers, place->cpu[place->count - 1]);
}

/* Set the fields that say what is special about the chosen CPUs: node, mixed_..., smt, sibling. */
static void look_for_mixtures(struct place *place, const struct place_host *host)
{
	const struct place_cpu *first = place->count ? find(host, place->cpu[0]) : NULL;

	place->node = first ? first->node : -1;
	place->smt = place->sibling = -1;
	for (uint32_t i = 0; i < place->count; i++) {
		const struct place_cpu *its = find(host, place->cpu[i]);

		place->mixed_kinds |= its->kind != first->kind;
		place->mixed_speeds |= its->speed != first->speed;
		place->mixed_nodes |= its->node != first->node;
		for (size_t j = 0; j < host->count && place->smt < 0; j++)
			if (host->cpu[j].core == its->core && host->cpu[j].cpu != its->cpu) {
				place->smt = its->cpu;
				place->sibling = host->cpu[j].cpu;
			}
	}
	place->mixed_speeds &= !place->mixed_kinds;
}

/* Is CPU a better than CPU b for a vCPU? b NULL: yes. */
static bool is_better(const struct place_host *host, const struct place_cpu *a, const struct place_cpu *b)
{
	bool isolated = cpulist_has(&host->isolated, a->cpu);

	if (!b || isolated != cpulist_has(&host->isolated, b->cpu))
		return !b || isolated;
	return a->cpu > b->cpu;
}

static bool is_same_kind(const struct place_cpu *a, const struct place_cpu *b)
{
	return a->kind == b->kind && a->node == b->node;
}

/* CPUs, each on a core of its own and all of one kind and node, the best first. */
struct choice {
	const struct place_cpu *cpu[ABI_VCPUS_MAX];
	uint32_t count;
	uint32_t isolated; /* how many of them are isolated; they come first */
};

/* Return the best CPU in left, of the kind and node of like, and of its speed if one_speed; NULL: there is none. */
static const struct place_cpu *best_of(const struct place_host *host, const struct cpulist *left,
				       const struct place_cpu *like, bool one_speed)
{
	const struct place_cpu *best = NULL;

	for (size_t i = 0; i < host->count; i++) {
		const struct place_cpu *cpu = &host->cpu[i];

		if (cpulist_has(left, cpu->cpu) && is_same_kind(cpu, like) &&
		    (!one_speed || cpu->speed == like->speed) && is_better(host, cpu, best))
			best = cpu;
	}
	return best;
}

/* Choose at most vcpus CPUs of the kind and node of like, and of its speed if one_speed. */
static struct choice choose(const struct place_host *host, uint32_t vcpus, const struct place_cpu *like, bool one_speed)
{
	struct choice choice = { .count = 0 };
	struct cpulist left = host->allowed;
	const struct place_cpu *next = best_of(host, &left, like, one_speed);

	while (next && choice.count < vcpus && choice.count < ABI_VCPUS_MAX) {
		struct cpulist core = { .word = { 0 } };

		choice.cpu[choice.count++] = next;
		choice.isolated += cpulist_has(&host->isolated, next->cpu);
		cpulist_add(&core, next->cpu);
		core = cores_of(host, &core);
		cpulist_remove(&left, &core);
		next = best_of(host, &left, like, one_speed);
	}
	return choice;
}

/* Is choice a better than choice b? */
static bool is_better_choice(const struct place_host *host, const struct choice *a, const struct choice *b)
{
	if (a->count != b->count || !a->count)
		return a->count > b->count;
	if (a->isolated != b->isolated)
		return a->isolated > b->isolated;
	return is_better(host, a->cpu[0], b->cpu[0]);
}

/* Is CPU i the first one of its kind and node, and of its speed if one_speed? */
static bool is_first(const struct place_host *host, size_t i, bool one_speed)
{
	for (size_t j = 0; j < i; j++)
		if (is_same_kind(&host->cpu[j], &host->cpu[i]) &&
		    (!one_speed || host->cpu[j].speed == host->cpu[i].speed))
			return false;
	return true;
}

/* Return the best choice among all kinds and nodes, of any speeds. */
static struct choice choose_kind(const struct place_host *host, uint32_t vcpus)
{
	struct choice best = { .count = 0 };

	for (size_t i = 0; i < host->count; i++) {
		struct choice choice = is_first(host, i, false) ? choose(host, vcpus, &host->cpu[i], false) :
								  (struct choice){ .count = 0 };

		if (is_better_choice(host, &choice, &best))
			best = choice;
	}
	return best;
}

/* Return the best choice of one speed that is as large, and has as many isolated CPUs, as any; any if there is none. */
static struct choice choose_speed(const struct place_host *host, uint32_t vcpus, const struct choice *any)
{
	struct choice best = { .count = 0 };

	for (size_t i = 0; i < host->count; i++) {
		struct choice choice = { .count = 0 };

		if (is_same_kind(&host->cpu[i], any->cpu[0]) && is_first(host, i, true))
			choice = choose(host, vcpus, &host->cpu[i], true);
		if (is_better_choice(host, &choice, &best))
			best = choice;
	}
	return best.count == any->count && best.isolated == any->isolated ? best : *any;
}

void place_choose(struct place *place, const struct place_host *host, uint32_t vcpus)
{
	struct choice choice = choose_kind(host, vcpus);

	if (choice.count)
		choice = choose_speed(host, vcpus, &choice);
	*place = (struct place){ .count = choice.count };
	for (uint32_t i = 0; i < choice.count; i++)
		place->cpu[i] = choice.cpu[i]->cpu;
	for (size_t i = 0; !choice.isolated && i < host->count; i++)
		if (cpulist_has(&host->isolated, host->cpu[i].cpu) && cpulist_has(&host->allowed, host->cpu[i].cpu))
			cpulist_add(&place->unused, host->cpu[i].cpu);
	place_helpers(place, host);
	look_for_mixtures(place, host);
}

/* Check that this process can be bound to a CPU. 0 or -EINVAL (fail_text()). */
static int check_cpu(const struct place_host *host, int cpu)
{
	char allowed[128];

	if (find(host, cpu) && cpulist_has(&host->allowed, cpu))
		return 0;
	cpulist_format(&host->allowed, allowed, sizeof(allowed));
	if (!cpulist_has(&host->online, cpu))
		fail(0, "CPU %d is not online", cpu);
	else
		fail(0, "CPU %d is not among those that this process may use, %s", cpu, allowed);
	return -EINVAL;
}

int place_listed(struct place *place, const struct place_host *host, const struct cpulist *list)
{
	*place = (struct place){ .listed = true };
	for (int cpu = cpulist_next(list, 0); cpu >= 0; cpu = cpulist_next(list, cpu + 1)) {
		int err = check_cpu(host, cpu);

		if (err)
			return err;
		if (place->count < ABI_VCPUS_MAX)
			place->cpu[place->count++] = cpu;
	}
	place_helpers(place, host);
	look_for_mixtures(place, host);
	return 0;
}
