/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm/crew.h"

#include "host/os/err.h"
#include "host/vm/watchdog.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* The thread of a vCPU. From begin_entry() until it posts done, entry, err and why belong to it. */
struct member {
	struct vm *vm;
	uint32_t vcpu;
	pthread_t thread;
	sem_t go;                /* posted to make it run, or end */
	struct vcpu_entry entry; /* what the last run counted */
	int err;                 /* result of the last run */
	char why[512];           /* fail_text() of that result, if it is an error */
};

struct crew {
	const struct pin *pin;   /* CPUs of the threads; NULL once they have started */
	sem_t done;              /* posted when a thread has started, or a member is back from the guest */
	bool closing;            /* the members must end; written before their go is posted */
	uint32_t started;        /* number of members started */
	struct member member[];  /* member[i] runs vCPU i + 1 */
};

static void wait_for(sem_t *sem)
{
	while (sem_wait(sem) && errno == EINTR)
		;
}

/* Keep err and fail_text(), which belongs to this thread, for crew_enter() in another thread. */
static void keep_result(struct member *member, int err)
{
	member->err = err;
	if (err)
		snprintf(member->why, sizeof(member->why), "%s", fail_text());
}

static void *run_member(void *argument)
{
	struct member *member = argument;
	struct vm *vm = member->vm;

	keep_result(member, pin_to_vcpu(vm->crew->pin, member->vcpu));
	vcpu_settle(&vm->vcpu[member->vcpu]);
	sem_post(&vm->crew->done);
	for (;;) {
		wait_for(&member->go);
		if (vm->crew->closing)
			return NULL;
		keep_result(member, vcpu_run(vm, member->vcpu, &member->entry));
		if (member->err)
			watchdog_halt(vm, VM_STOP_FAILED);
		sem_post(&vm->crew->done);
	}
}

static int start_member(struct vm *vm, uint32_t vcpu)
{
	struct member *member = &vm->crew->member[vcpu - 1];
	int error;

	*member = (struct member){ .vm = vm, .vcpu = vcpu };
	sem_init(&member->go, 0, 0);
	error = watchdog_start_thread(&member->thread, true, run_member, member);
	if (error)
		return fail(error, "starting the thread of vCPU %" PRIu32, vcpu);
	vm->crew->started++;
	wait_for(&vm->crew->done);
	return member->err ? fail_with(member->err, member->why) : 0;
}

int crew_open(struct vm *vm, const struct pin *pin)
{
	int err;

	vm->crew = calloc(1, sizeof(*vm->crew) + (vm->vcpu_count - 1) * sizeof(vm->crew->member[0]));
	if (!vm->crew)
		return fail(ENOMEM, "the threads of %" PRIu32 " vCPUs", vm->vcpu_count);
	vm->crew->pin = pin;
	sem_init(&vm->crew->done, 0, 0);
	vcpu_settle(&vm->vcpu[0]);
	err = watchdog_open(vm, pin);
	for (uint32_t i = 1; i < vm->vcpu_count && !err; i++)
		err = start_member(vm, i);
	vm->crew->pin = NULL;
	return err;
}

void crew_close(struct vm *vm)
{
	struct crew *crew = vm->crew;

	if (!crew)
		return;
	crew->closing = true;
	for (uint32_t i = 0; i < crew->started; i++) {
		sem_post(&crew->member[i].go);
		pthread_join(crew->member[i].thread, NULL);
		sem_destroy(&crew->member[i].go);
	}
	watchdog_close(vm);
	sem_destroy(&crew->done);
	free(crew);
	vm->crew = NULL;
}

/* Begin an entry: make vCPUs 1 ... vcpus - 1 run. The caller runs vCPU 0. */
static void begin_entry(struct vm *vm, uint32_t vcpus)
{
	atomic_store(&vm->stop, VM_STOP_NONE);
	for (uint32_t i = 0; i < vcpus; i++)
		vm->vcpu[i].run->immediate_exit = 0;
	watchdog_note(vm, vcpus);
	for (uint32_t i = 1; i < vcpus; i++)
		sem_post(&vm->crew->member[i - 1].go);
}

static void add_entry(struct vcpu_entry *sum, const struct vcpu_entry *entry)
{
	sum->mmio += entry->mmio;
	sum->nisv += entry->nisv;
	sum->enosys += entry->enosys;
	sum->efault += entry->efault;
	sum->exits += entry->exits;
	sum->minor_faults += entry->minor_faults;
	sum->major_faults += entry->major_faults;
	sum->preempted += entry->preempted;
	sum->migrated += entry->migrated;
	sum->has_exits = sum->has_exits && entry->has_exits;
}

/* Is err to be reported instead of other? -EINTR, of a vCPU that was stopped because another failed, is not. */
static bool speaks_first(int err, int other)
{
	return err && (!other || (other == -EINTR && err != -EINTR));
}

/*
 * End an entry from which vCPU 0 came back with err and *entry: wait for the others, and add their counts to *entry. 0;
 * or the error (fail_text()) of the first vCPU that was not stopped because of another's.
 */
static int end_entry(struct vm *vm, uint32_t vcpus, int err, struct vcpu_entry *entry)
{
	if (err)
		watchdog_halt(vm, VM_STOP_FAILED);
	for (uint32_t i = 1; i < vcpus; i++)
		wait_for(&vm->crew->done);
	watchdog_note(vm, 0);
	for (uint32_t i = 1; i < vcpus; i++) {
		const struct member *member = &vm->crew->member[i - 1];

		add_entry(entry, &member->entry);
		if (speaks_first(member->err, err))
			err = fail_with(member->err, member->why);
	}
	return err;
}

int crew_enter(struct vm *vm, uint32_t vcpus, uint32_t block_count, struct vcpu_entry *entry)
{
	vm->ticket++;
	for (uint32_t i = 0; i < vcpus; i++) {
		struct abi_control *control = vm_control(vm, i);

		control->block_count = block_count;
		control->gate_vcpus = vcpus > 1 ? vcpus : 0;
		control->gate_ticket = vm->ticket;
	}
	begin_entry(vm, vcpus);
	return end_entry(vm, vcpus, vcpu_run(vm, 0, entry), entry);
}
