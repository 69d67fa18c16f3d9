/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of host memory share: the memory, and helpers to check it. They run in a directory of their own. */
#ifndef HOST_TEST_BACKING_H
#define HOST_TEST_BACKING_H

#include "bench/test/tap.h"
#include "host/memory/backing.h"
#include "host/memory/hostmem.h"
#include "host/memory/pages.h"
#include "host/os/err.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#define UNITS 8

static const enum host_page_id untouched = HOST_PAGE_UNTOUCHED, was_read = HOST_PAGE_READ, written = HOST_PAGE_WRITTEN;
static struct backing_memory m;

static void skip(const char *what, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_number, what, why);
}

/* True if the kernel maps the shared zero page where anonymous memory is read; some builds for guests do not. */
static bool maps_zero_page(void)
{
	size_t bytes = hostmem_page_bytes();
	uint8_t *page = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long own;

	if (page == MAP_FAILED)
		return true;
	(void)*(volatile uint8_t *)page;
	own = pages_count(page, bytes, 1, PAGES_PRESENT | PAGES_EXCLUSIVE, PAGES_PRESENT | PAGES_EXCLUSIVE);
	munmap(page, bytes);
	return own != 1;
}

/* Open the memory, or skip the test `what` if this host cannot have it. */
static bool open_or_skip(enum backing_id kind, const char *what)
{
	int err;

	if (backing_table[kind].fill == BACKING_FILL_ZERO && !maps_zero_page()) {
		skip(what, "this kernel maps no zero page: memory that was only read has pages of its own");
		return false;
	}
	err = backing_open(&m, kind, UNITS, false, ".");
	if (err == -ENOTSUP)
		skip(what, fail_text());
	else if (err)
		ok(false, "%s: %s", what, fail_text());
	return !err;
}

static bool refused(enum host_page_id state)
{
	return backing_verify(&m, state) == -EXDEV && strstr(fail_text(), "as claimed");
}

/* Set the state of all units. Do they verify? */
static bool becomes(enum host_page_id state)
{
	if (!backing_set(&m, state, 0, UNITS) && !backing_verify(&m, state))
		return true;
	printf("# %s\n", fail_text());
	return false;
}

#endif
