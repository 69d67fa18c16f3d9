/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/vm/region.h"

#include "host/os/err.h"
#include "host/memory/hostmem.h"
#include "host/vm/kvm.h"
#include "host/vm/crew.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Windows lie between the lower and the upper memslots of a mix (host/vm/mix.c). */
#define WINDOWS_GPA     UINT64_C(0x100000000)
#define WINDOWS_END_GPA UINT64_C(0x800000000)

static uint64_t round_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) / to * to;
}

#define PRIMER_LINE_BYTES 16 /* a primer op works with any line size */

/* Map a page below the windows at stage 2. It stays mapped, and so the tables above the last level stay. */
static int prime_upper(struct region *region)
{
	struct vm *vm = region->vm;
	void *p = mmap(NULL, vm->page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct vcpu_entry entry;
	int err;

	if (p == MAP_FAILED)
		return fail(errno, "mapping a primer page");
	region->primer = p;
	err = vm_set_memslot(vm, vm->next_slot, 0, WINDOWS_GPA, p, vm->page_bytes);
	if (err)
		return err;
	vm_control(vm, 0)->block[0] = (struct abi_block){
		.op = OP_str, .count = 1, .base_gpa = WINDOWS_GPA, .multiplier = 1, .increment = 1,
		.line_bytes = PRIMER_LINE_BYTES, .span_bytes = PRIMER_LINE_BYTES,
	};
	return crew_enter(vm, 1, 1, &entry);
}

uint32_t region_slots(size_t windows)
{
	return (uint32_t)windows + 1;
}

static int lay_windows(struct region *region, size_t wanted)
{
	size_t align = hostmem_table_bytes(); /* what a stage-2 table maps, too, as stage 2 has the host's page size */
	uint64_t span, fit;

	if (region->memory.unit_bytes > align)
		align = region->memory.unit_bytes;
	span = round_up(region->memory.bytes, align);
	fit = (WINDOWS_END_GPA - WINDOWS_GPA - align) / span;
	if (!fit)
		return fail(ENOTSUP, "%zu bytes do not fit into the guest's address space", region->memory.bytes);
	region->window_count = wanted < fit ? wanted : fit;
	if (region->window_count > REGION_WINDOWS_MAX)
		region->window_count = REGION_WINDOWS_MAX;
	for (size_t i = 0; i < region->window_count; i++)
		region->window[i] = (struct window){
			.slot = region->vm->next_slot + 1 + (uint32_t)i, .gpa = WINDOWS_GPA + align + i * span,
			.stage2 = STAGE2_COUNT,
		};
	return 0;
}

int region_open(struct region *region, struct vm *vm, const struct region_shape *shape)
{
	int err;

	*region = (struct region){ .vm = vm, .units = shape->units, .host_page = HOST_PAGE_COUNT };
	err = backing_open(&region->memory, shape->backing, shape->units, shape->contiguous, shape->file_dir);
	if (err)
		return err;
	region->stride_bytes = region->memory.stride_bytes;
	err = lay_windows(region, shape->windows);
	return err ? err : prime_upper(region);
}

void region_close(struct region *region)
{
	if (!region->vm)
		return;
	for (size_t i = 0; i < region->window_count; i++)
		if (region->window[i].present && region->vm->fd >= 0)
			vm_set_memslot(region->vm, region->window[i].slot, 0, region->window[i].gpa,
				       region->memory.hva, 0);
	if (region->primer) {
		if (region->vm->fd >= 0)
			vm_set_memslot(region->vm, region->vm->next_slot, 0, WINDOWS_GPA, region->primer, 0);
		munmap(region->primer, region->vm->page_bytes);
	}
	backing_close(&region->memory);
	*region = (struct region){ .vm = NULL };
}

static int set_flags(struct region *region, const struct window *window, uint32_t flags)
{
	return vm_set_memslot(region->vm, window->slot, flags, window->gpa, region->memory.hva, region->memory.bytes);
}

static int set_host_pages(struct region *region, enum host_page_id host_page)
{
	int err;

	if (region->host_page == host_page)
		return 0;
	/* What this unmaps in the host, the MMU notifier unmaps in every window. */
	for (size_t i = 0; i < region->window_count; i++)
		region->window[i].stage2 = STAGE2_COUNT;
	region->host_page = HOST_PAGE_COUNT;
	err = backing_set(&region->memory, host_page, 0, region->memory.unit_count);
	if (!err)
		region->host_page = host_page;
	return err;
}

int region_cool(struct region *region, struct window *window, enum slot_id kind, enum host_page_id host_page,
		bool anew)
{
	/* Setting the state unmaps the host's pages, and so the MMU notifier removes the stage-2 entries. */
	bool zapped = region->host_page != host_page && host_page != HOST_PAGE_WRITTEN;
	int err = 0;

	if (zapped && !anew && window->present && window->kind == kind) {
		err = set_host_pages(region, host_page);
		window->stage2 = err ? STAGE2_COUNT : STAGE2_COLD;
		return err;
	}
	if (window->present)
		err = vm_set_memslot(region->vm, window->slot, 0, window->gpa, region->memory.hva, 0);
	if (err)
		return err;
	window->present = false;
	window->kind = kind;
	err = set_host_pages(region, host_page);
	if (!err && slot_table[kind].exists) {
		err = set_flags(region, window, slot_table[kind].kvm_flags);
		window->present = !err;
	}
	window->stage2 = err ? STAGE2_COUNT : STAGE2_COLD;
	return err;
}

int region_write_by_host(struct region *region)
{
	return set_host_pages(region, HOST_PAGE_WRITTEN);
}

int region_protect(struct region *region, struct window *window)
{
	uint32_t flags = slot_table[window->kind].kvm_flags;
	int err = 0;

	/* kvm_arch_commit_memory_region() write-protects when KVM_MEM_LOG_DIRTY_PAGES is set, not if it stays set. */
	if (flags & KVM_MEM_LOG_DIRTY_PAGES)
		err = set_flags(region, window, flags & ~KVM_MEM_LOG_DIRTY_PAGES);
	if (!err)
		err = set_flags(region, window, flags | KVM_MEM_LOG_DIRTY_PAGES);
	if (!err && !(flags & KVM_MEM_LOG_DIRTY_PAGES))
		err = set_flags(region, window, flags);
	return err;
}

static bool is_logged(const struct window *window)
{
	return window->present && slot_table[window->kind].logged;
}

/* Return the dirty log, a bit for each page, *words long, which the caller frees; NULL on failure, with *err. */
static uint64_t *dirty_log(const struct region *region, const struct window *window, size_t *words, int *err)
{
	struct kvm_dirty_log log = { .slot = window->slot };

	*words = (region->memory.bytes / region->vm->page_bytes + 63) / 64;
	log.dirty_bitmap = calloc(*words, sizeof(uint64_t));
	if (!log.dirty_bitmap) {
		*err = fail(ENOMEM, "dirty bitmap");
		return NULL;
	}
	*err = kvm_do(region->vm->fd, KVM_GET_DIRTY_LOG, &log);
	if (*err >= 0)
		return log.dirty_bitmap;
	free(log.dirty_bitmap);
	*err = fail(-*err, "KVM_GET_DIRTY_LOG");
	return NULL;
}

int region_clear_dirty(struct region *region, struct window *window)
{
	struct kvm_clear_dirty_log clear = {
		.slot = window->slot, .num_pages = (uint32_t)(region->memory.bytes / region->vm->page_bytes),
	};
	size_t words;
	int err;

	clear.dirty_bitmap = dirty_log(region, window, &words, &err);
	if (!clear.dirty_bitmap)
		return err;
	err = kvm_do(region->vm->fd, KVM_CLEAR_DIRTY_LOG, &clear);
	free(clear.dirty_bitmap);
	return err < 0 ? fail(-err, "KVM_CLEAR_DIRTY_LOG") : 0;
}

size_t region_primers(const struct region *region, const struct window *window, uint64_t *gpa, uint64_t *stride_bytes,
		      uint64_t *spare_gpa)
{
	size_t page_bytes = region->vm->page_bytes;

	*gpa = window->gpa + region->stride_bytes / 2;
	*spare_gpa = *gpa + region->stride_bytes;
	*stride_bytes = hostmem_table_bytes();
	if (!slot_table[window->kind].exists || region->stride_bytes == page_bytes)
		return 0;
	if (!backing_table[region->memory.kind].block)
		return (region->memory.bytes + *stride_bytes - 1) / *stride_bytes;
	*gpa = window->gpa + page_bytes;
	*spare_gpa = *gpa + page_bytes;
	/*
	 * Only with dirty logging KVM maps the pages of a block one by one and so needs tables (6.12 user_mem_abort(),
	 * arch/arm64/kvm/mmu.c: force_pte). In untouched blocks no page may be touched, as that maps the whole block in
	 * the host.
	 */
	if (!is_logged(window) || region->host_page == HOST_PAGE_UNTOUCHED)
		return 0;
	return region->memory.bytes / *stride_bytes;
}

long region_dirty_pages(const struct region *region, const struct window *window)
{
	uint64_t *bitmap;
	size_t words;
	long count = 0;
	int err;

	if (!is_logged(window))
		return -ENOTSUP;
	bitmap = dirty_log(region, window, &words, &err);
	if (!bitmap)
		return err;
	for (size_t i = 0; i < words; i++)
		count += __builtin_popcountll(bitmap[i]);
	free(bitmap);
	return count;
}
