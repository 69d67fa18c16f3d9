/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer's target for archives, from the bytes of a file to the report. */
#include "analysis/fuzz/archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	fuzz_archive((const char *)bytes, size);
	return 0;
}
