/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/pmu/counting.h"

#include "host/clock/clock.h"
#include "host/machine/confine.h"
#include "host/os/err.h"
#include "host/pmu/pmu.h"

#include <errno.h>
#include <stdio.h>

#define BIT(event) (UINT32_C(1) << (event))

/* Events of every set that has room for them: the other events are compared with these. */
static const uint32_t base_events = BIT(PMU_EVENT_inst_retired) | BIT(PMU_EVENT_cpu_cycles);

/*
 * Fill in two counters for each event, in the order of pmu_event_id: one that counts in host and guest, one that counts
 * in the guest alone. Returns the number of counters.
 */
static size_t counters_of(uint32_t events, struct pmu_counter counter[static 2 * PMU_EVENT_COUNT])
{
	size_t count = 0;

	for (int i = 0; i < PMU_EVENT_COUNT; i++) {
		if (!(events >> i & 1))
			continue;
		counter[count++] = (struct pmu_counter){ .config = pmu_event_table[i].number };
		counter[count++] = (struct pmu_counter){ .config = pmu_event_table[i].number, .guest_only = true };
	}
	return count;
}

static struct pmu_group *open_events(const struct counting *c, uint32_t events, int *error)
{
	struct pmu_counter counter[2 * PMU_EVENT_COUNT];

	return pmu_group_open(c->device.type, counter, counters_of(events, counter), error);
}

/* Can these events be counted at once? 0 or a positive errno. */
static int try_events(const struct counting *c, uint32_t events)
{
	int error = 0;
	struct pmu_group *group = open_events(c, events, &error);

	pmu_group_close(group);
	return group ? 0 : error;
}

/*
 * Make a set of the first event in left, the base events and as many others as can be counted beside it. Returns 0,
 * with a positive errno in *error, if the first event cannot be counted even alone.
 */
static uint32_t make_set(const struct counting *c, uint32_t left, int *error)
{
	uint32_t first = left & -left, set = first;

	*error = try_events(c, set);
	if (*error)
		return 0;
	for (int i = 0; i < PMU_EVENT_COUNT; i++)
		if ((base_events & c->device.events & ~set) >> i & 1 && !try_events(c, set | BIT(i)))
			set |= BIT(i);
	for (int i = 0; i < PMU_EVENT_COUNT; i++)
		if ((left & ~set) >> i & 1 && !try_events(c, set | BIT(i)))
			set |= BIT(i);
	return set;
}

/*
 * Make sets until each event is in one. An event that cannot be counted even alone is removed from the device's. 0; or
 * a positive errno if there is no set.
 */
static int make_sets(struct counting *c)
{
	uint32_t left = c->device.events;
	int error = ENOENT;

	while (left) {
		/*
		 * Sets are made for the other events; the base events get one of their own only if there are no others.
		 */
		uint32_t others = left & ~base_events, set = make_set(c, others ? others : left, &error);

		if (set)
			c->set[c->set_count++] = set;
		else
			c->device.events &= ~((others ? others : left) & -(others ? others : left));
		left &= c->device.events & ~set;
	}
	return c->set_count ? 0 : error;
}

static void say_why_not(struct counting *c, int error)
{
	const char *remedy = "";
	struct confine confine;

	if (error == EACCES || error == EPERM)
		remedy = confine_find("", CONFINE_PERF, &confine) ?
				 confine.what : "set kernel.perf_event_paranoid to at most 1, or run with CAP_PERFMON";
	fail(error, "perf_event_open of %s", c->device.name);
	snprintf(c->missing, sizeof(c->missing), "%s%s%s", fail_text(), *remedy ? ": " : "", remedy);
}

void counting_open(struct counting *c, int cpu, uint64_t midr)
{
	int error;

	*c = (struct counting){ .set_count = 0 };
	if (pmu_device_find(PMU_SYSFS, cpu, midr, &c->device)) {
		snprintf(c->missing, sizeof(c->missing), "%s", fail_text());
		return;
	}
	if (!c->device.events) {
		snprintf(c->missing, sizeof(c->missing), "%s advertises none of our events", c->device.name);
		return;
	}
	error = make_sets(c);
	if (error)
		say_why_not(c, error);
}

int counting_use(struct counting *c, size_t set)
{
	int error;

	counting_release(c);
	c->events = c->set[set];
	c->group = open_events(c, c->events, &error);
	return c->group ? 0 : fail(error, "perf_event_open of %s", c->device.name);
}

void counting_release(struct counting *c)
{
	pmu_group_close(c->group);
	c->group = NULL;
}

void counting_begin(struct counting *c)
{
	pmu_group_enable(c->group);
	c->begin_ticks = clock_read();
}

void counting_end(struct counting *c)
{
	c->entry_ticks = clock_read() - c->begin_ticks;
	pmu_group_disable(c->group);
}

/*
 * The host's count is that of host and guest less that of the guest. A counter for the host alone would miss something
 * where the host's kernel does not run at EL2: KVM stops it before saving the host's state and starts it after
 * restoring that state (__pmu_switch_to_guest(), __pmu_switch_to_host() in __kvm_vcpu_run(),
 * arch/arm64/kvm/hyp/nvhe/switch.c, 6.12). The guest's counter counts EL1 only, and only while KVM enables it.
 */
int counting_read(const struct counting *c, struct pmu_counts *counts)
{
	uint64_t value[2 * PMU_EVENT_COUNT];
	size_t n = 0;

	*counts = (struct pmu_counts){ .events = c->events, .entry_ticks = c->entry_ticks };
	if (pmu_group_read(c->group, value))
		return fail(EBUSY, "the counters of %s", c->device.name);
	for (int i = 0; i < PMU_EVENT_COUNT; i++) {
		if (!(c->events >> i & 1))
			continue;
		counts->host[i] = value[n] - value[n + 1];
		counts->guest[i] = value[n + 1];
		n += 2;
	}
	return 0;
}
