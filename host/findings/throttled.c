/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/findings/throttled.h"

#include "host/findings/check.h"
#include "host/os/hostfile.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The Raspberry Pi firmware's answer to RPI_FIRMWARE_GET_THROTTLED: bits 0 to 3 hold now, 16 to 19 have held since boot
 * (raspberrypi.com/documentation/computers/os.html#get_throttled).
 */
#define THROTTLED_NOW    INT64_C(0x0000f)
#define THROTTLED_STICKY INT64_C(0xf0000)
#define THROTTLED_SHIFT  16

/* Context of the two readers below. */
struct word {
	const char *root;
	int64_t value; /* -1: not found yet */
};

/*
 * Reads the file that the Raspberry Pi's own kernels have: hexadecimal without 0x (drivers/firmware/raspberrypi.c,
 * get_throttled_show()).
 */
static bool read_throttled(void *context, const char *path)
{
	struct word *word = context;
	char text[32], *end;

	if (hostfile_text(word->root, text, sizeof(text), "%s", path) <= 0)
		return true;
	word->value = strtoll(text, &end, 16);
	return false;
}

/*
 * Reads the alarm that mainline has, 1 while the voltage is too low or was in the last 2 s (drivers/hwmon/
 * raspberrypi-hwmon.c, rpi_read(), 6.12).
 */
static bool read_voltage(void *context, const char *path)
{
	struct word *word = context;
	char name[32];
	int64_t low;

	if (hostfile_text(word->root, name, sizeof(name), "%.*s/name", (int)(strrchr(path, '/') - path), path) <= 0 ||
	    strcmp(name, "rpi_volt") || !hostfile_number(word->root, &low, "%s", path))
		return true;
	word->value = low != 0;
	return false;
}

int64_t throttled_read(const char *root)
{
	struct word word = { root, -1 };

	hostfile_each(root, "/sys/devices/platform/soc*/soc*:firmware/get_throttled", read_throttled, &word);
	if (word.value < 0)
		hostfile_each(root, "/sys/class/hwmon/hwmon*/in0_lcrit_alarm", read_voltage, &word);
	return word.value;
}

void check_throttled(const struct check *c)
{
	static const char *const reasons[] = { "under-voltage", "frequency capped", "throttled",
					       "soft temperature limit" };
	int64_t word = c->end ? c->end->throttled : throttled_read(c->view->root), since = 0, bits;
	char text[128] = "";

	if (word < 0)
		return;
	if (c->begin && c->begin->throttled >= 0)
		since = (word & ~c->begin->throttled & THROTTLED_STICKY) >> THROTTLED_SHIFT;
	bits = (word & THROTTLED_NOW) | since;
	for (int i = 0; i < 4; i++)
		if (bits >> i & 1)
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", *text ? ", " : "",
				 reasons[i]);
	if (bits)
		finding_raise(c->findings, c->kind, "a better power supply, active cooling",
			      "the firmware holds the cores back%s: %s (get_throttled: 0x%" PRIx64 ")",
			      c->begin ? ", or did during the run" : "", text, word);
}
