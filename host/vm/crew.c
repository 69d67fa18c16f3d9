/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm/crew.h"

#include "host/os/err.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define KICK SIGUSR1 /* makes KVM_RUN return */

/* The thread of a vCPU. Between crew_begin() and its post of done, entry, err and why are its own. */
struct member {
	struct vm *vm;
	uint32_t vcpu;
	pthread_t thread;
	sem_t go;                /* to run, or to end */
	struct vcpu_entry entry; /* of the last run, */
	int err;                 /* and what it returned, */
	char why[512];           /* and fail_text() if that was an error */
};

struct crew {
	const struct pin *pin;   /* while the threads start */
	sem_t done;              /* a thread has started, or a member is back */
	sem_t quit;              /* the watchdog shall end */
	pthread_t watchdog;
	bool watching;           /* the watchdog was started */
	bool closing;            /* the members shall end: written before their go */
	_Atomic uint32_t ticket; /* of the entry under way; 0: none */
	_Atomic enum crew_stop stop;
	uint32_t started;        /* members */
	struct member member[];  /* of vCPU i + 1 */
};

static void wait_for(sem_t *sem)
{
	while (sem_wait(sem) && errno == EINTR)
		;
}

/*
 * Get every vCPU out of the guest. immediate_exit makes KVM_RUN return EINTR even if the signal came just before it
 * (Documentation/virt/kvm/api.rst, 5. The kvm_run structure).
 */
static void halt(struct vm *vm, enum crew_stop reason)
{
	enum crew_stop go = CREW_GO;

	if (!atomic_compare_exchange_strong(&vm->crew->stop, &go, reason))
		return;
	for (uint32_t i = 0; i < vm->vcpu_count; i++) {
		__atomic_store_n(&vm->vcpu[i].run->immediate_exit, 1, __ATOMIC_SEQ_CST);
		tgkill(getpid(), vm->vcpu[i].tid, KICK);
	}
}

enum crew_stop crew_stopped(const struct vm *vm)
{
	return atomic_load(&vm->crew->stop);
}

/* Its thread's last error is lost with the thread. */
static void keep_result(struct member *member, int err)
{
	member->err = err;
	if (err)
		snprintf(member->why, sizeof(member->why), "%s", fail_text());
}

static void *work(void *argument)
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
			halt(vm, CREW_FAILED);
		sem_post(&vm->crew->done);
	}
}

/* False when it is time to end. */
static bool sleep_a_second(sem_t *quit)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	while (sem_clockwait(quit, CLOCK_MONOTONIC, &until))
		if (errno != EINTR)
			return true;
	return false;
}

/* Looks once a second whether the entry is another one: that costs an entry nothing. */
static void *watch(void *argument)
{
	struct vm *vm = argument;
	uint32_t last = 0, seconds = 0;
	const struct pin *pin = vm->crew->pin;

	/* If that fails, it stays with vCPU 0. */
	if (pin)
		pin_to_helpers(pin, 0);
	sem_post(&vm->crew->done);
	while (sleep_a_second(&vm->crew->quit)) {
		uint32_t ticket = atomic_load(&vm->crew->ticket);

		seconds = ticket && ticket == last ? seconds + 1 : 0;
		last = ticket;
		if (ticket && seconds >= vm->timeout_s)
			halt(vm, CREW_TIMEOUT);
	}
	return NULL;
}

static void ignore(int signal)
{
	(void)signal;
}

/* A thread that takes no signal but, if it is to be kicked, that one. A positive errno. */
static int start_thread(pthread_t *thread, bool kicked, void *(*run)(void *argument), void *argument)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	if (kicked)
		sigdelset(&all, KICK);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(thread, NULL, run, argument);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

static int start_watchdog(struct vm *vm)
{
	int error = start_thread(&vm->crew->watchdog, false, watch, vm);

	if (error)
		return fail(error, "starting the watchdog of the vCPUs");
	vm->crew->watching = true;
	wait_for(&vm->crew->done);
	return 0;
}

static int start_member(struct vm *vm, uint32_t vcpu)
{
	struct member *member = &vm->crew->member[vcpu - 1];
	int error;

	*member = (struct member){ .vm = vm, .vcpu = vcpu };
	sem_init(&member->go, 0, 0);
	error = start_thread(&member->thread, true, work, member);
	if (error)
		return fail(error, "starting the thread of vCPU %" PRIu32, vcpu);
	vm->crew->started++;
	wait_for(&vm->crew->done);
	return member->err ? fail_with(member->err, member->why) : 0;
}

int crew_open(struct vm *vm, const struct pin *pin)
{
	static const struct sigaction action = { .sa_handler = ignore, .sa_flags = SA_RESTART };
	int err;

	vm->crew = calloc(1, sizeof(*vm->crew) + (vm->vcpu_count - 1) * sizeof(vm->crew->member[0]));
	if (!vm->crew)
		return fail(ENOMEM, "the threads of %" PRIu32 " vCPUs", vm->vcpu_count);
	vm->crew->pin = pin;
	sem_init(&vm->crew->done, 0, 0);
	sem_init(&vm->crew->quit, 0, 0);
	sigaction(KICK, &action, NULL);
	vcpu_settle(&vm->vcpu[0]);
	err = start_watchdog(vm);
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
	if (crew->watching) {
		sem_post(&crew->quit);
		pthread_join(crew->watchdog, NULL);
	}
	sem_destroy(&crew->quit);
	sem_destroy(&crew->done);
	free(crew);
	vm->crew = NULL;
}

void crew_begin(struct vm *vm, uint32_t vcpus)
{
	atomic_store(&vm->crew->stop, CREW_GO);
	for (uint32_t i = 0; i < vcpus; i++)
		vm->vcpu[i].run->immediate_exit = 0;
	atomic_store(&vm->crew->ticket, vm->ticket);
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

/* A vCPU that was stopped for another one's sake says nothing if that one speaks. */
static bool speaks_first(int err, int other)
{
	return err && (!other || (other == -EINTR && err != -EINTR));
}

int crew_end(struct vm *vm, uint32_t vcpus, int err, struct vcpu_entry *entry)
{
	if (err)
		halt(vm, CREW_FAILED);
	for (uint32_t i = 1; i < vcpus; i++)
		wait_for(&vm->crew->done);
	atomic_store(&vm->crew->ticket, 0);
	for (uint32_t i = 1; i < vcpus; i++) {
		const struct member *member = &vm->crew->member[i - 1];

		add_entry(entry, &member->entry);
		if (speaks_first(member->err, err))
			err = fail_with(member->err, member->why);
	}
	return err;
}
