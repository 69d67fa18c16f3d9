/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plugin of QEMU that counts, for each timed sample of one cell, the instructions of the emulated host by their address.
 *
 *   -plugin profile.so,out=FILE      writes FILE when QEMU ends; profile.h says what is in it
 *
 * A timed region is from the guest's first read of CNTVCT_EL0 to its second one (guests/loops.S). Regions count only between
 * the marks of the runner (mark.h). The clock counts an instruction when it completes, so one that faults is counted when it
 * is executed again. QEMU calls the plugin before each instruction, and what came of it shows in the next one: after an
 * instruction that is no branch, another address than the next one means an exception.
 */
#include "host/profile/mark.h"

#include <inttypes.h>
#include <qemu-plugin.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

/* The guest's image, which it sees at the addresses of bench/abi.h. */
#define GUEST_BEGIN 0x40000000
#define GUEST_END   0x40400000

/* The reads of CNTVCT_EL0 that begin and end a timed region, and the ISB around them (guests/loops.S: x10, x11). */
#define INSN_BEGIN 0xd53be04a
#define INSN_END   0xd53be04b

/* Addresses are multiples of 4. In the two lowest bits of one is what the plugin has to know of the instruction. */
#define INSN_JUMPS     1 /* it may go elsewhere by itself, or raises an exception that completes it */
#define INSN_FLAGS     3

#define PAGE_LAST      0xffc /* the last instruction of 4 KiB, the smallest page */
#define VECTOR_SYNC    0x180 /* these bits of an exception vector's address are 0 if the exception is synchronous */

/* A growing array of 64-bit numbers. */
struct list {
	uint64_t *at;
	size_t count, room;
};

/* What was executed in a sample. Samples with the same instructions in the same order share one. */
struct path {
	uint64_t hash;
	struct list insns;
};

struct sample {
	uint64_t total; /* instructions */
	size_t path;
};

static struct {
	FILE *out;
	struct qemu_plugin_scoreboard *board;
	qemu_plugin_u64 watching;           /* in a timed region that counts */
	struct qemu_plugin_register *cpsr;
	GByteArray *bytes;
	bool taking;                        /* between the marks */
	struct list now;                    /* instructions of the region so far: address and class */
	uint64_t last;                      /* address and flags of the last one */
	unsigned int level;                 /* exception level at the last look */
	struct path *path;
	size_t path_count;
	struct sample *sample;              /* kept_count that are kept, then those of the batch */
	size_t sample_count, kept_count;
} p;

static void *grow(void *at, size_t count, size_t bytes)
{
	void *more = count & (count - 1) ? at : realloc(at, (count ? 2 * count : 1) * bytes);

	if (more)
		return more;
	fprintf(stderr, "profile.so: out of memory\n");
	exit(1);
}

static void list_add(struct list *list, uint64_t number)
{
	list->at = grow(list->at, list->count, sizeof(*list->at));
	list->at[list->count++] = number;
}

/* Return the current exception level, from PSTATE. */
static unsigned int exception_level(void)
{
	uint32_t cpsr = 0;

	g_byte_array_set_size(p.bytes, 0);
	if (p.cpsr && qemu_plugin_read_register(p.cpsr, p.bytes) >= (int)sizeof(cpsr))
		memcpy(&cpsr, p.bytes->data, sizeof(cpsr));
	return cpsr >> 2 & 3;
}

/* Was the last instruction not completed, as this one shows? */
static bool last_faulted(uint64_t address)
{
	uint64_t last = p.last & ~(uint64_t)INSN_FLAGS;

	if (p.last & INSN_JUMPS || address == last + 4)
		return false;
	if (address == last)
		return true; /* begun again */
	/* At a page's end it may be the next instruction that could not be fetched. */
	return !(address & VECTOR_SYNC) && (last & PAGE_LAST) != PAGE_LAST;
}

static void on_insn(unsigned int vcpu, void *data)
{
	uint64_t insn = (uintptr_t)data, address = insn & ~(uint64_t)INSN_FLAGS;

	(void)vcpu;
	if (last_faulted(address))
		p.now.count -= p.now.count > 0;
	if (address != (p.last & ~(uint64_t)INSN_FLAGS) + 4)
		p.level = exception_level();
	list_add(&p.now, address | p.level);
	p.last = insn;
}

static void on_begin(unsigned int vcpu, void *data)
{
	(void)vcpu;
	if (!p.taking)
		return;
	p.now.count = 0;
	p.last = (uintptr_t)data;
	p.level = exception_level();
	qemu_plugin_u64_set(p.watching, 0, 1);
}

static uint64_t hash_of(const struct list *list)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < list->count; i++)
		hash = (hash ^ list->at[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static size_t find_path(const struct list *list)
{
	uint64_t hash = hash_of(list);
	size_t i = 0;

	while (i < p.path_count && (p.path[i].hash != hash || p.path[i].insns.count != list->count))
		i++;
	if (i < p.path_count)
		return i;
	p.path = grow(p.path, p.path_count, sizeof(*p.path));
	p.path[p.path_count] = (struct path){ .hash = hash };
	for (size_t k = 0; k < list->count; k++)
		list_add(&p.path[p.path_count].insns, list->at[k]);
	return p.path_count++;
}

static void on_end(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	if (!qemu_plugin_u64_get(p.watching, 0))
		return;
	qemu_plugin_u64_set(p.watching, 0, 0);
	p.sample = grow(p.sample, p.sample_count, sizeof(*p.sample));
	p.sample[p.sample_count++] = (struct sample){ p.now.count, find_path(&p.now) };
}

static void on_take(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	p.sample_count = p.kept_count;
	p.taking = true;
}

static void on_keep(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	p.kept_count = p.sample_count;
	p.taking = false;
	qemu_plugin_u64_set(p.watching, 0, 0);
}

/*
 * May an instruction go elsewhere by itself? Branches, exception generation and system instructions of the A64 encoding (Arm
 * ARM DDI 0487J.a C4.1.93): op0 is x101. Of these MSR, MRS and SYS may fault like any other.
 */
static bool jumps(uint32_t word)
{
	bool branches = (word >> 26 & 7) == 5;
	bool system = (word & 0xffc00000) == 0xd5000000;

	return branches && !system;
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t address = qemu_plugin_insn_vaddr(insn);
		bool in_guest = address >= GUEST_BEGIN && address < GUEST_END;
		void *data = (void *)(uintptr_t)(address);
		uint32_t word = 0;

		qemu_plugin_insn_data(insn, &word, sizeof(word));
		if (jumps(word))
			data = (void *)((uintptr_t)data | INSN_JUMPS);
		qemu_plugin_register_vcpu_insn_exec_cond_cb(insn, on_insn, QEMU_PLUGIN_CB_R_REGS, QEMU_PLUGIN_COND_NE,
							    p.watching, 0, data);
		if (word == MARK_INSN(MARK_TAKE))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_take, QEMU_PLUGIN_CB_NO_REGS, NULL);
		if (word == MARK_INSN(MARK_KEEP))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_keep, QEMU_PLUGIN_CB_NO_REGS, NULL);
		if (in_guest && word == INSN_BEGIN)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_begin, QEMU_PLUGIN_CB_R_REGS, data);
		if (in_guest && word == INSN_END)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_end, QEMU_PLUGIN_CB_NO_REGS, NULL);
	}
}

static void on_vcpu(qemu_plugin_id_t id, unsigned int vcpu)
{
	GArray *registers = qemu_plugin_get_registers();

	(void)id;
	(void)vcpu;
	for (size_t i = 0; i < registers->len; i++) {
		qemu_plugin_reg_descriptor *r = &((qemu_plugin_reg_descriptor *)(void *)registers->data)[i];

		if (!strcmp(r->name, "cpsr"))
			p.cpsr = r->handle;
	}
	g_array_free(registers, true);
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Write how often each address was executed; its order is lost. */
static void write_path(struct list *insns)
{
	fprintf(p.out, "path %zu\n", insns->count);
	if (insns->count)
		qsort(insns->at, insns->count, sizeof(*insns->at), by_number);
	for (size_t i = 0, end; i < insns->count; i = end) {
		for (end = i; end < insns->count && insns->at[end] == insns->at[i];)
			end++;
		fprintf(p.out, "%" PRIx64 " %u %zu\n", insns->at[i] & ~(uint64_t)INSN_FLAGS,
			(unsigned int)(insns->at[i] & INSN_FLAGS), end - i);
	}
}

static void on_exit_of_qemu(qemu_plugin_id_t id, void *data)
{
	(void)id;
	(void)data;
	for (size_t i = 0; i < p.kept_count; i++)
		fprintf(p.out, "sample %" PRIu64 " %zu\n", p.sample[i].total, p.sample[i].path);
	for (size_t i = 0; i < p.path_count; i++)
		write_path(&p.path[i].insns);
	fprintf(p.out, "end\n");
	fclose(p.out);
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	(void)info;
	if (argc == 1 && !strncmp(argv[0], "out=", 4))
		p.out = fopen(argv[0] + 4, "we");
	if (!p.out) {
		fprintf(stderr, "profile.so: usage: -plugin profile.so,out=FILE\n");
		return -1;
	}
	p.bytes = g_byte_array_new();
	p.board = qemu_plugin_scoreboard_new(sizeof(uint64_t));
	p.watching = qemu_plugin_scoreboard_u64(p.board);
	qemu_plugin_register_vcpu_init_cb(id, on_vcpu);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
	return 0;
}
