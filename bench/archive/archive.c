/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/archive/archive.h"

const char *const platform_name[PLATFORM_COUNT] = {
	[PLATFORM_METAL] = "metal", [PLATFORM_EMULATED] = "emulated", [PLATFORM_VIRTUAL] = "virtual",
};

const char *const severity_name[SEVERITY_COUNT] = {
	[SEVERITY_FLAG] = "flag", [SEVERITY_REFUSE] = "refuse",
};

const char *const cell_status_name[CELL_STATUS_COUNT] = {
	[CELL_STATUS_DONE] = "done", [CELL_STATUS_FAILED] = "failed", [CELL_STATUS_SKIPPED] = "skipped",
};
