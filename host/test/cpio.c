/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cpio_write() writes is what cpio(1) reads. Runs in an empty directory that it may write to. */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "host/emulated/cpio.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool round_trip(size_t size)
{
	char *data = malloc(size + 1), *back = calloc(1, size + 1);
	int fd = open("x.cpio", O_RDWR | O_CREAT | O_TRUNC, 0600);
	bool good;
	FILE *f;

	for (size_t i = 0; i < size; i++)
		data[i] = (char)(i * 7);
	good = fd >= 0 && !cpio_write(fd, "args", data, size) && lseek(fd, 0, SEEK_CUR) % 4 == 0;
	close(fd);
	good &= !system("rm -f args && cpio --quiet -i <x.cpio");
	f = fopen("args", "r");
	good &= f && fread(back, 1, size + 1, f) == size && !memcmp(data, back, size);
	if (f)
		fclose(f);
	free(data);
	free(back);
	return good;
}

int main(void)
{
	static const size_t sizes[] = { 0, 1, 2, 3, 4, 5, 4095, 20000 };

	if (system("command -v cpio >cpio")) {
		ok(true, "reading back # SKIP cpio is not installed");
		return tap_done();
	}
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		ok(round_trip(sizes[i]), "%zu bytes", sizes[i]);
	return tap_done();
}
