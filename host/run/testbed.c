/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/testbed.h"

#include "host/options/options.h"
#include "host/os/err.h"
#include "host/place/pin.h"
#include "host/vm/machine.h"
#include "host/vm/mix.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>

#define BLOCK_UNITS          2            /* units of a region whose backing has blocks, because blocks are large */
#define SWEEP_BYTES_EMULATED (256 << 10)  /* default size of a sweep's ROM in an emulated host */
#define SWEEP_BYTES          (128 << 20)  /* default size of a sweep's ROM elsewhere (--rom-bytes) */

void testbed_prepare(struct testbed *t, const struct options *options, const struct pin *pin)
{
	*t = (struct testbed){ .options = options, .pin = pin, .vm = VM_CLOSED, .tracing = true };
}

void testbed_trace(struct testbed *t, bool on)
{
	const char *why = NULL;

	trace_close(t->trace);
	t->tracing = on;
	t->trace = on ? trace_open(&t->vm, &why) : NULL;
	if (on && !t->trace)
		snprintf(t->trace_missing, sizeof(t->trace_missing), "%s", why);
}

int testbed_open(struct testbed *t, unsigned int vcpus, unsigned int mix)
{
	int err = machine_open(&t->vm, t->options->measure.nisv, vcpus_table[vcpus].count, t->pin);

	t->vcpus = vcpus_table[vcpus].count;
	t->mix = mix;
	if (err)
		return err;
	testbed_trace(t, t->tracing);
	/* A region in a mix has one window, so that its position among the other memslots is that of the mix. */
	return mix ? mix_open(&t->vm, &mix_table[mix], t->vm.next_slot + region_slots(1), &t->mix_page) : 0;
}

void testbed_close(struct testbed *t)
{
	size_t page_bytes = t->vm.page_bytes;

	region_close(&t->region);
	trace_close(t->trace);
	t->trace = NULL;
	machine_close(&t->vm);
	if (t->mix_page)
		munmap(t->mix_page, page_bytes);
	t->mix_page = NULL;
	t->vcpus = 0;
}

/* Find the number of pages of the slot that a sweep goes through. 0 or -ENOTSUP (fail_text()). */
static int sweep_pages(const struct testbed *t, size_t *pages)
{
	uint64_t usual = options_are_inside(t->options) ? SWEEP_BYTES_EMULATED : SWEEP_BYTES;
	uint64_t bytes = t->options->measure.rom_bytes ? t->options->measure.rom_bytes : usual;

	*pages = bytes / t->vm.page_bytes;
	if (bytes % t->vm.page_bytes || *pages < 2 || *pages & (*pages - 1) || *pages > UINT16_MAX + 1)
		return fail(ENOTSUP, "a ROM of %" PRIu64 " bytes is not 2, 4, 8 ... 65536 pages of %zu bytes", bytes,
			    t->vm.page_bytes);
	return 0;
}

static int shape_region(const struct testbed *t, const struct cell *cell, size_t windows, struct region_shape *shape)
{
	size_t batch = t->options->measure.batch;

	*shape = (struct region_shape){ .backing = cell->backing, .windows = windows,
					.file_dir = t->options->host.file_dir };
	if (cell->lines == LINES_SWEEP) {
		shape->contiguous = true;
		return sweep_pages(t, &shape->units);
	}
	if (backing_table[cell->backing].block && batch > BLOCK_UNITS)
		batch = BLOCK_UNITS;
	shape->units = batch * vcpus_table[cell->vcpus].count;
	while (shape->units > ABI_RING_SAMPLES)
		shape->units /= 2;
	return 0;
}

static int open_region(struct testbed *t, const struct cell *cell, size_t windows)
{
	/* A thread that provides pages inherits our binding when it is created, and must run where helpers do. */
	bool elsewhere = backing_table[cell->backing].handler && t->pin->place.count;
	struct region_shape shape;
	int err;

	region_close(&t->region);
	if (elsewhere)
		pin_to_helpers(t->pin, 0);
	err = shape_region(t, cell, cell->mix || cell->host_page != HOST_PAGE_WRITTEN ? 1 : windows, &shape);
	if (!err)
		err = region_open(&t->region, &t->vm, &shape);
	if (elsewhere)
		pin_to_vcpu(t->pin, 0);
	return err;
}

int testbed_rebuild(struct testbed *t, const struct cell *cell, size_t windows)
{
	int err;

	testbed_close(t);
	err = testbed_open(t, cell->vcpus, cell->mix);
	if (!err)
		return open_region(t, cell, windows);
	testbed_close(t);
	return err;
}

int testbed_configure(struct testbed *t, const struct cell *cell, size_t windows)
{
	if (t->vcpus != vcpus_table[cell->vcpus].count || t->mix != cell->mix)
		return testbed_rebuild(t, cell, windows);
	return open_region(t, cell, windows);
}
