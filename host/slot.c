/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/slot.h"

#include "host/err.h"
#include "host/kvm.h"
#include "host/vcpu.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Entries of one stage-2 table: a table is one page of 8-byte descriptors (Arm ARM DDI 0487J.a D8.2). */
static size_t table_pages(const struct vm *vm)
{
	return vm->page_bytes / sizeof(uint64_t);
}

static int map_anon(uint8_t **hva, size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return fail(errno, "mapping %zu bytes to test on", bytes);
	*hva = p;
	/* EINVAL: a kernel without huge pages has none to forbid. */
	if (madvise(p, bytes, MADV_NOHUGEPAGE) && errno != EINVAL)
		return fail(errno, "madvise MADV_NOHUGEPAGE");
	return 0;
}

/* Map the primer page at stage 2: the last page that the region's first table maps. */
static int prime(struct region *region)
{
	struct vm *vm = region->vm;
	uint64_t gpa = region->gpa + (table_pages(vm) - 1) * vm->page_bytes;
	struct vcpu_entry entry;
	int err = map_anon(&region->primer, vm->page_bytes);

	if (!err)
		err = vm_set_memslot(vm, region->primer_slot, 0, gpa, region->primer, vm->page_bytes);
	if (err)
		return err;
	vm_control(vm)->block[0] = (struct abi_block){ .op = OP_str, .count = 1, .base_gpa = gpa, .multiplier = 1,
						       .increment = 1 };
	return vcpu_enter(vm, 1, &entry);
}

int region_open(struct region *region, struct vm *vm, size_t pages)
{
	int err;

	*region = (struct region){ .vm = vm, .gpa = ABI_TEST_GPA, .pages = pages, .pagemap_fd = -1 };
	if (!pages || pages & (pages - 1) || pages >= table_pages(vm))
		return fail(EINVAL, "a region of %zu pages", pages);
	region->slot = vm->next_slot++;
	region->primer_slot = vm->next_slot++;
	err = map_anon(&region->hva, pages * vm->page_bytes);
	if (err)
		return err;
	region->pagemap_fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	return prime(region);
}

void region_close(struct region *region)
{
	if (region->hva)
		munmap(region->hva, region->pages * region->vm->page_bytes);
	if (region->primer)
		munmap(region->primer, region->vm->page_bytes);
	if (region->pagemap_fd >= 0)
		close(region->pagemap_fd);
	*region = (struct region){ .pagemap_fd = -1 };
}

/* Bring the host's page table entries into a state; no stage-2 entry may be there. */
static int set_host_pages(struct region *region, enum host_page_id state)
{
	size_t page_bytes = region->vm->page_bytes, bytes = region->pages * page_bytes;

	if (madvise(region->hva, bytes, MADV_DONTNEED))
		return fail(errno, "madvise MADV_DONTNEED");
	for (size_t i = 0; i < region->pages; i++) {
		volatile uint8_t *p = region->hva + i * page_bytes;

		if (state == HOST_PAGE_READ)
			(void)*p;
		else if (state == HOST_PAGE_WRITTEN)
			*p = 1;
	}
	return 0;
}

static int set_flags(struct region *region, uint32_t flags)
{
	return vm_set_memslot(region->vm, region->slot, flags, region->gpa, region->hva,
			      region->pages * region->vm->page_bytes);
}

int region_cool(struct region *region, const struct cell *cell)
{
	int err = 0;

	if (region->present)
		err = vm_set_memslot(region->vm, region->slot, 0, region->gpa, region->hva, 0);
	if (err)
		return err;
	region->present = false;
	region->kind = cell->slot;
	err = set_host_pages(region, cell->host_page);
	if (err || !slot_table[cell->slot].exists)
		return err;
	err = set_flags(region, slot_table[cell->slot].kvm_flags);
	region->present = !err;
	return err;
}

int region_protect(struct region *region)
{
	uint32_t flags = slot_table[region->kind].kvm_flags;
	int err = 0;

	/* kvm_arch_commit_memory_region() write-protects when KVM_MEM_LOG_DIRTY_PAGES comes, not while it stays. */
	if (flags & KVM_MEM_LOG_DIRTY_PAGES)
		err = set_flags(region, flags & ~KVM_MEM_LOG_DIRTY_PAGES);
	if (!err)
		err = set_flags(region, flags | KVM_MEM_LOG_DIRTY_PAGES);
	if (!err && !(flags & KVM_MEM_LOG_DIRTY_PAGES))
		err = set_flags(region, flags);
	return err;
}

long region_dirty_pages(const struct region *region)
{
	size_t words = (region->pages + 63) / 64;
	struct kvm_dirty_log log = { .slot = region->slot };
	uint64_t *bitmap;
	long count = 0;
	int err;

	if (!region->present || !(slot_table[region->kind].kvm_flags & KVM_MEM_LOG_DIRTY_PAGES))
		return -ENOTSUP;
	bitmap = calloc(words, sizeof(*bitmap));
	if (!bitmap)
		return fail(ENOMEM, "dirty bitmap");
	log.dirty_bitmap = bitmap;
	err = kvm_do(region->vm->fd, KVM_GET_DIRTY_LOG, &log);
	for (size_t i = 0; i < words; i++)
		count += __builtin_popcountll(bitmap[i]);
	free(bitmap);
	return err < 0 ? fail(-err, "KVM_GET_DIRTY_LOG") : count;
}

long region_host_pages(const struct region *region)
{
	/* Documentation/admin-guide/mm/pagemap.rst: bit 56, page exclusively mapped. The zero page never is. */
	const uint64_t exclusive = UINT64_C(1) << 56;
	uint64_t entry;
	long count = 0;

	for (size_t i = 0; i < region->pages; i++) {
		uint64_t vpn = (uint64_t)(uintptr_t)region->hva / region->vm->page_bytes + i;

		if (pread(region->pagemap_fd, &entry, sizeof(entry), (off_t)(vpn * sizeof(entry))) != sizeof(entry))
			return fail(errno ? errno : EIO, "reading /proc/self/pagemap");
		count += (entry & exclusive) != 0;
	}
	return count;
}
