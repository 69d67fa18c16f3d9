/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm/watchdog.h"

#include "host/os/err.h"
#include "host/os/hostfile.h"
#include "host/vm/hang.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KICK SIGUSR1 /* makes KVM_RUN return */

struct watchdog {
	struct vm *vm;
	const struct pin *pin;    /* CPUs of the thread; NULL once it has started */
	pthread_t thread;
	sem_t started;            /* posted when the thread has started */
	sem_t quit;               /* posted to end it */
	_Atomic uint32_t ticket;  /* vm->ticket of the current entry; 0: no vCPU is in the guest */
	_Atomic uint32_t vcpus;   /* number of vCPUs of that entry */
	struct hang_watch watch[]; /* of each vCPU */
};

static void kick(struct vcpu *vcpu)
{
	__atomic_store_n(&vcpu->run->immediate_exit, 1, __ATOMIC_SEQ_CST);
	tgkill(getpid(), vcpu->tid, KICK);
}

/*
 * immediate_exit makes KVM_RUN return EINTR even if the signal came just before it (Documentation/virt/kvm/api.rst, 5.
 * The kvm_run structure).
 */
void watchdog_halt(struct vm *vm, enum vm_stop reason)
{
	enum vm_stop none = VM_STOP_NONE;

	if (!atomic_compare_exchange_strong(&vm->stop, &none, reason))
		return;
	for (uint32_t i = 0; i < vm->vcpu_count; i++)
		kick(&vm->vcpu[i]);
}

static bool has_arrived(const struct vm *vm, uint32_t vcpu, uint32_t ticket)
{
	return vm_control(vm, vcpu)->gate_arrived == ticket;
}

/* Does this vCPU only wait at the gate, because another one has not arrived there? */
static bool waits_at_gate(const struct vm *vm, uint32_t vcpu, uint32_t ticket)
{
	uint32_t vcpus = vm_control(vm, vcpu)->gate_vcpus;

	for (uint32_t i = 0; i < vcpus; i++)
		if (has_arrived(vm, vcpu, ticket) && !has_arrived(vm, i, ticket))
			return true;
	return false;
}

/*
 * Is the thread asleep in a way that a signal ends? proc(5): the state follows the name, which ends with the last ')'.
 */
static bool is_asleep(pid_t tid)
{
	char text[256], *end;

	if (hostfile_text("", text, sizeof(text), "/proc/self/task/%d/stat", tid) <= 0)
		return false;
	end = strrchr(text, ')');
	return end && end[1] == ' ' && end[2] == 'S';
}

static struct hang_seen look_at(struct vm *vm, uint32_t index, uint32_t ticket, double last_cpu_s)
{
	struct vcpu *vcpu = &vm->vcpu[index];
	struct hang_seen seen = { .ticket = ticket, .looks = atomic_load(&vcpu->looks), .digest = vcpu->look.digest };
	struct timespec used;

	if (!clock_gettime(vcpu->cpu_clock, &used))
		seen.cpu_s = (double)used.tv_sec + 1e-9 * (double)used.tv_nsec;
	/* A thread that used CPU time meanwhile is not asked, which would disturb it on a host with one CPU. */
	seen.asleep = seen.cpu_s <= last_cpu_s && is_asleep(vcpu->tid);
	seen.excused = !atomic_load(&vcpu->inside) || waits_at_gate(vm, index, ticket);
	return seen;
}

static void examine(struct watchdog *dog, uint32_t index, uint32_t ticket)
{
	struct vm *vm = dog->vm;
	struct vcpu *vcpu = &vm->vcpu[index];
	const struct hang_seen seen = look_at(vm, index, ticket, dog->watch[index].last.cpu_s);
	enum hang hang = hang_judge(&dog->watch[index], &seen, vm->hang_cpu_s);
	struct vm_hang *text = &vm->hang;

	if (hang == HANG_NONE || atomic_load(&vm->stop) != VM_STOP_NONE)
		return;
	if (hang == HANG_ASK) {
		atomic_store(&vcpu->look_wanted, true);
		kick(vcpu);
		return;
	}
	text->vcpu = index;
	if (hang == HANG_SPINS)
		snprintf(text->what, sizeof(text->what), "vCPU %" PRIu32 " hangs at PC 0x%" PRIx64 ": in %.3g s of CPU "
			 "time none of its registers changed", index, vcpu->look.pc, hang_cpu_s(&dog->watch[index]));
	else
		snprintf(text->what, sizeof(text->what), "vCPU %" PRIu32 " hangs: it sleeps in KVM_RUN, as after a WFI, "
			 "and used no CPU time between %d looks at it", index, HANG_SLEEPS);
	watchdog_halt(vm, VM_STOP_HANG);
}

/* Sleep for as long; false if quit is posted before that. */
static bool sleep_for(sem_t *quit, double seconds)
{
	struct timespec until;
	long ns;

	clock_gettime(CLOCK_MONOTONIC, &until);
	ns = until.tv_nsec + (long)((seconds - (double)(time_t)seconds) * 1e9);
	until.tv_sec += (time_t)seconds + ns / 1000000000;
	until.tv_nsec = ns % 1000000000;
	while (sem_clockwait(quit, CLOCK_MONOTONIC, &until))
		if (errno != EINTR)
			return true;
	return false;
}

/*
 * The watchdog's thread. Most entries are over before it looks at them a second time, and are not disturbed. Of one
 * that is not, it reads the registers, which takes an exit, once in vm->hang_cpu_s of CPU time.
 */
static void *watch(void *argument)
{
	struct watchdog *dog = argument;
	uint32_t last = 0;

	/* If this fails, the watchdog stays on the CPU of vCPU 0. */
	if (dog->pin)
		pin_to_helpers(dog->pin, 0);
	sem_post(&dog->started);
	while (sleep_for(&dog->quit, dog->vm->watch_s)) {
		uint32_t ticket = atomic_load(&dog->ticket), vcpus = atomic_load(&dog->vcpus);

		for (uint32_t i = 0; ticket && ticket == last && i < vcpus; i++)
			examine(dog, i, ticket);
		last = ticket;
	}
	return NULL;
}

static void ignore(int signal)
{
	(void)signal;
}

int watchdog_start_thread(pthread_t *thread, bool runs_vcpu, void *(*run)(void *argument), void *argument)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	if (runs_vcpu)
		sigdelset(&all, KICK);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(thread, NULL, run, argument);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

int watchdog_open(struct vm *vm, const struct pin *pin)
{
	static const struct sigaction action = { .sa_handler = ignore, .sa_flags = SA_RESTART };
	struct watchdog *dog = calloc(1, sizeof(*dog) + vm->vcpu_count * sizeof(dog->watch[0]));
	int error;

	if (!dog)
		return fail(ENOMEM, "the watchdog of %" PRIu32 " vCPUs", vm->vcpu_count);
	dog->vm = vm;
	dog->pin = pin;
	sem_init(&dog->started, 0, 0);
	sem_init(&dog->quit, 0, 0);
	sigaction(KICK, &action, NULL);
	error = watchdog_start_thread(&dog->thread, false, watch, dog);
	if (error) {
		free(dog);
		return fail(error, "starting the watchdog of the vCPUs");
	}
	while (sem_wait(&dog->started) && errno == EINTR)
		;
	dog->pin = NULL;
	vm->watchdog = dog;
	return 0;
}

void watchdog_close(struct vm *vm)
{
	struct watchdog *dog = vm->watchdog;

	if (!dog)
		return;
	sem_post(&dog->quit);
	pthread_join(dog->thread, NULL);
	sem_destroy(&dog->quit);
	sem_destroy(&dog->started);
	free(dog);
	vm->watchdog = NULL;
}

void watchdog_note(struct vm *vm, uint32_t vcpus)
{
	atomic_store(&vm->watchdog->vcpus, vcpus);
	atomic_store(&vm->watchdog->ticket, vcpus ? vm->ticket : 0);
}
