/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests what is taken for a mark of a machine or its user, and what is not. */
#include "bench/archive/personal.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <stdlib.h>
#include <string.h>

#define LINE_BYTES (8 << 20)
#define R PERSONAL_REMOVED

static const struct {
	const char *text, *cleaned;
} lines[] = {
	/* Kernel command lines: Debian's, with LVM and LUKS; a Raspberry Pi's; one booted from the net. */
	{ "BOOT_IMAGE=/boot/vmlinuz-6.12.95-arm64 root=UUID=2f1c9d3e-1b7a-4c55-9e0f-5a1d2b3c4d5e ro quiet",
	  "BOOT_IMAGE=/boot/vmlinuz-6.12.95-arm64 root=" R " ro quiet" },
	{ "root=/dev/mapper/lab7--vg-root resume=/dev/vg/swap rd.luks.uuid=luks-1 isolcpus=nohz,domain,2-3",
	  "root=" R " resume=" R " rd.luks.uuid=" R " isolcpus=nohz,domain,2-3" },
	{ "coherent_pool=1M smsc95xx.macaddr=DC:A6:32:01:02:03 vc_mem.mem_base=0x3ec00000 console=ttyS0,115200 root=PARTUUID=1a2b3c4d-02",
	  "coherent_pool=1M smsc95xx.macaddr=" R " vc_mem.mem_base=0x3ec00000 console=ttyS0,115200 root=" R },
	{ "ip=10.0.0.7::10.0.0.1:255.255.255.0:lab7:eth0:off nfsroot=10.0.0.1:/srv/lab7 systemd.hostname=lab7",
	  "ip=" R " nfsroot=" R " systemd.hostname=" R },
	{ "BOOTIF=01-dc-a6-32-01-02-03 ifname=net0:dc:a6:32:01:02:03", "BOOTIF=" R " ifname=" R },
	{ "root=/dev/mmcblk0p2 rootfstype=ext4 kvm-arm.mode=nested earlycon=pl011,0x9000000 hugepages=48 skip=7", NULL },
	{ "root=" R " ip=" R, NULL },
	/* Anywhere. */
	{ "{\"what\":\"eth0 is dc:a6:32:01:02:03, disk 2f1c9d3e-1b7a-4c55-9e0f-5a1d2b3c4d5e\"}",
	  "{\"what\":\"eth0 is " R ", disk " R "\"}" },
	{ "{\"argv\":[\"run\",\"-o\",\"/home/jo/a.cmo.jsonl\",\"--kernel=/Users/jo/Image\"]}",
	  "{\"argv\":[\"run\",\"-o\",\"/home/" R "/a.cmo.jsonl\",\"--kernel=/Users/" R "/Image\"]}" },
	{ "{\"created\":\"2026-11-29T23:27:27Z\",\"commit\":\"6265481007c5\",\"ticks\":[1,2,3],\"bdf\":\"0000:01:00.0\"}", NULL },
	{ "00:11:22:33:44:55:66 and 1:2 and a12f1c9d3e-1b7a-4c55-9e0f-5a1d2b3c4d5e", NULL },
	{ "/home/", NULL },
	/* The machine's name, lab7, where a name can be. */
	{ "{\"host\":{\"cmdline\":\"console=lab7 x=\\\"a lab7\\\" lab77\"},\"options\":{\"argv\":[\"-o\",\"lab7.cmo.jsonl\"]},\"model\":\"lab7\"}",
	  "{\"host\":{\"cmdline\":\"console=" R " x=\\\"a " R "\\\" lab77\"},\"options\":{\"argv\":[\"-o\",\"" R
	  ".cmo.jsonl\"]},\"model\":\"lab7\"}" },
};

int main(void)
{
	struct personal found;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		const char *text = lines[i].text, *expected = lines[i].cleaned ? lines[i].cleaned : text;
		char *cleaned;
		size_t size, count;
		FILE *out = open_memstream(&cleaned, &size);

		count = personal_write(text, strlen(text), "lab7", out);
		fclose(out);
		ok(!strcmp(cleaned, expected) && !count == !lines[i].cleaned, "%s", cleaned);
		ok(!personal_find(cleaned, size, 0, "lab7", &found), "and nothing is left");
		free(cleaned);
	}
	ok(!personal_find("", 0, 0, NULL, &found), "nothing in nothing");

	/* A line without end, as that of a cell with many samples: a search that is not linear does not come back. */
	char *line = malloc(LINE_BYTES);
	for (size_t i = 0; i < LINE_BYTES; i++)
		line[i] = "17,"[i % 3];
	ok(!personal_find(line, LINE_BYTES, 0, "lab7", &found), "nothing in %d MiB of samples", LINE_BYTES >> 20);
	free(line);
	return tap_done();
}
