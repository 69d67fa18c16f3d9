/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/command.h"

#include "bench/array.h"
#include "host/os/err.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define MEMORY_MIB 2048
/*
 * Huge pages for the hugetlb backings; a run itself changes no setting of its host. Kernels of all page sizes have 2
 * MiB: a PMD with 4 KiB pages, contiguous PTEs with 16 KiB or 64 KiB pages (arch/arm64/mm/hugetlbpage.c, 6.12).
 */
#define HUGE_PAGES "hugepagesz=2M hugepages=48"
/* No khugepaged at work in the memory of a process that did not ask for it, as on kernels whose default this is. */
#define THP "transparent_hugepage=madvise"
/*
 * The console shows what is worse than an error, and all of a panic. Linux 6.1 prints an error for every abort that it
 * cannot decode (kvm_pr_unimpl() in io_mem_abort(), arch/arm64/kvm/mmio.c); a run takes ten times as long if the emulated
 * console prints it.
 */
#define KERNEL_COMMAND "console=ttyAMA0 rdinit=/init panic=-1 nokaslr norandmaps loglevel=3 " THP " " HUGE_PAGES " "
/*
 * The kernel silently cuts a longer command line (COMMAND_LINE_SIZE without the NUL,
 * arch/arm64/include/uapi/asm/setup.h; early_init_dt_scan_chosen(), drivers/of/fdt.c; 6.12).
 */
#define KERNEL_COMMAND_CHARS 2047

/* Adds a character device that sends a byte stream of the machine into one of our pipes. */
static void add_stream(struct arglist *list, const char *id, int fd)
{
	arglist_add(list, "-chardev");
	arglist_add(list, "file,id=%s,path=/dev/fd/%d", id, fd);
}

/* Adds a virtio-serial port whose bytes go into one of our pipes. */
static void add_port(struct arglist *list, const char *id, int fd)
{
	add_stream(list, id, fd);
	arglist_add(list, "-device");
	arglist_add(list, "virtserialport,chardev=%s,name=cmobench.%s", id, id);
}

/* Distributes CPUs and memory over NUMA nodes. */
static void add_nodes(struct arglist *list, const struct emulated_options *o)
{
	for (uint32_t i = 0; i < o->numa; i++) {
		uint32_t begin = MEMORY_MIB * i / o->numa, end = MEMORY_MIB * (i + 1) / o->numa;

		arglist_add(list, "-object");
		arglist_add(list, "memory-backend-ram,id=node%u,size=%uM", i, end - begin);
		arglist_add(list, "-numa");
		arglist_add(list, "node,nodeid=%u,memdev=node%u,cpus=%u-%u", i, i, o->smp * i / o->numa,
			    o->smp * (i + 1) / o->numa - 1);
	}
}

/* Adds the arguments that do not depend on options. */
static void add_fixed(struct arglist *list)
{
	static const char *const fixed[] = {
		"-accel", "tcg", "-display", "none", "-nodefaults", "-no-user-config",
		"-no-reboot", "-device", "virtio-serial-device",
		/*
		 * Two runs must execute the same instructions. So the guest sees no date and no random numbers (RNDR,
		 * device tree) of the machine that QEMU runs on, and no other thread takes what virtio_console sends
		 * while that spins.
		 */
		"-rtc", "base=2026-01-01,clock=vm", "-seed", "1", "-global", "virtio-mmio.ioeventfd=off",
		/*
		 * An instruction takes 1 ns of virtual time and must be one tick of CNTVCT_EL0, which by default has
		 * 62.5 MHz on all models but "max" (target/arm/cpu.c, gt_cntfrq_hz, 10.0). Instructions of 16 ns would
		 * also give one tick each, but the host's timer, 100 times a virtual second, would hit more samples.
		 */
		"-global", "arm-cpu.cntfrq=1000000000",
	};

	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		arglist_add(list, "%s", fixed[i]);
}

static void add_machine(struct arglist *list, const struct machine *m, const struct emulated_options *o)
{
	arglist_add(list, "-M");
	arglist_add(list, "%s", m->properties);
	arglist_add(list, "-cpu");
	arglist_add(list, "%s", o->cpu);
	arglist_add(list, "-m");
	arglist_add(list, "%uM", MEMORY_MIB);
	arglist_add(list, "-smp");
	/*
	 * QEMU warns about sockets that span nodes. All have one size, so make a node or, if nodes differ, a CPU a
	 * socket.
	 */
	arglist_add(list, "%u,sockets=%u", o->smp, o->smp % o->numa ? o->smp : o->numa);
	if (o->numa > 1)
		add_nodes(list, o);
	if (!o->no_icount) {
		arglist_add(list, "-icount");
		arglist_add(list, "shift=%s,sleep=off", m->icount_shift);
	}
}

static void add_streams(struct arglist *list, const int pipes[static WATCH_STREAMS])
{
	add_stream(list, "console", pipes[WATCH_CONSOLE]);
	arglist_add(list, "-serial");
	arglist_add(list, "chardev:console");
	add_port(list, "stdout", pipes[WATCH_STDOUT]);
	add_port(list, "stderr", pipes[WATCH_STDERR]);
	add_port(list, "end", pipes[WATCH_END]);
}

/* Return what sets KVM's mode. VHE has no name there: it is what a kernel does by itself on a CPU that has it. */
static const char *mode_parameter(const struct emulated_options *o)
{
	static const char *const parameters[][2] = {
		{ "nvhe", "kvm-arm.mode=nvhe " }, { "protected", "kvm-arm.mode=protected " }, { "nested", "kvm-arm.mode=nested " },
	};

	for (size_t i = 0; o->mode && i < ARRAY_SIZE(parameters); i++)
		if (!strcmp(o->mode, parameters[i][0]))
			return parameters[i][1];
	return "";
}

static void add_kernel(struct arglist *list, const struct machine *m, const struct emulated_options *o, int initrd)
{
	arglist_add(list, "-kernel");
	arglist_add(list, "%s", m->kernel.image);
	arglist_add(list, "-initrd");
	arglist_add(list, "/dev/fd/%d", initrd);
	arglist_add(list, "-append");
	arglist_add(list, KERNEL_COMMAND "%s%s", mode_parameter(o), o->append ? o->append : "");
}

int command_check(const struct emulated_options *o)
{
	const size_t room = KERNEL_COMMAND_CHARS - strlen(KERNEL_COMMAND) - strlen(mode_parameter(o));

	if (!o->append || strlen(o->append) <= room)
		return 0;
	fail(0, "--append: %zu characters are too many, the kernel would cut them after %zu: shorten it",
	     strlen(o->append), room);
	return -E2BIG;
}

/* Loads the plugin that counts instructions. */
static void add_plugin(struct arglist *list, const struct machine *m)
{
	arglist_add(list, "-plugin");
	arglist_add(list, "%s,out=/dev/fd/%d", m->plugin, m->counts);
}

int command_qemu(struct arglist *list, const struct machine *m, const struct emulated_options *o, int initrd,
		 const int pipes[static WATCH_STREAMS])
{
	arglist_add(list, "%s", m->qemu);
	add_fixed(list);
	add_machine(list, m, o);
	add_streams(list, pipes);
	add_kernel(list, m, o, initrd);
	if (m->counts)
		add_plugin(list, m);
	return list->failed ? fail(ENOMEM, "QEMU's command line") : 0;
}

static void add_option(void *list, const char *name, const char *value)
{
	if (value)
		arglist_add(list, "--%s=%s", name, value);
	else
		arglist_add(list, "--%s", name);
}

int command_inside(struct arglist *list, const struct machine *m, const struct options *o, bool done)
{
	time_t now = time(NULL);
	char started[32];

	strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	arglist_add(list, "%u", o->emulated.uid);
	arglist_add(list, "%u", o->emulated.gid);
	arglist_add(list, "cmobench");
	arglist_add(list, "%s", o->argv[0]);
	arglist_add(list, "--inside-emulator");
	arglist_add(list, "%s|%s|%s|%s|%s", o->emulated.cpu, m->properties, m->icount_shift, started, m->version);
	options_inside(o, add_option, list);
	if (o->purpose == PURPOSE_RUN)
		arglist_add(list, "--output=-");
	if (done)
		arglist_add(list, "--done=/done");
	if (o->measure.chosen)
		arglist_add(list, "--chosen=%u", o->measure.chosen);
	arglist_add(list, "--");
	for (int i = 0; i < o->argc; i++)
		arglist_add(list, "%s", o->argv[i]);
	return list->failed ? fail(ENOMEM, "the command line of the program in the emulated host") : 0;
}
