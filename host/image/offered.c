/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/image/offered.h"

#include "host/image/built.h"
#include "host/image/kernel.h"
#include "host/image/modes.h"
#include "host/image/needs.h"
#include "host/os/err.h"

#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Print a row of the list: what a kernel is and can do. */
static void list_kernel(const char *name, const char *dir)
{
	char *built = built_dir(), path[PATH_MAX];
	struct blob config = { .bytes = NULL };
	struct kernel kernel;
	int err = kernel_find(&kernel, dir);

	snprintf(path, sizeof(path), "%s/config", dir);
	if (!err && !blob_map(&config, path)) {
		snprintf(path, sizeof(path), "%s/../module/%s/cmo_policy.ko", built ? built : "", kernel.release);
		printf("  %-16s %s, %s KiB pages%s%s\n", name, kernel.release,
		       needs_value(&config, "CONFIG_ARM64_64K_PAGES") ? "64" :
		       needs_value(&config, "CONFIG_ARM64_16K_PAGES") ? "16" : "4",
		       modes_check("nested", "max", kernel.release) ? "" : ", mode nested",
		       !access(path, F_OK) ? ", policies by the module" : "");
	} else {
		printf("  %-16s cannot be used: %s\n", name, fail_text());
	}
	blob_free(&config);
	kernel_free(&kernel);
	free(built);
}

/* Return the series in an entry's path, and its length. */
static const char *series_of(const char *path, size_t *length)
{
	const char *series = strrchr(path, '/') + strlen("/linux-debian-");

	*length = (size_t)(strrchr(series, '-') - series);
	return series;
}

/* List the newest entry of each series in the cache. Those for systems with a disk (6.12-system) are not for us. */
static void list_cache(void)
{
	char *pattern = built_pattern("*"), last[64] = "";
	glob_t found = { .gl_pathc = 0 };

	if (!pattern)
		return;
	glob(pattern, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		size_t length;
		const char *series = series_of(found.gl_pathv[i], &length);
		char name[sizeof(last)], *dir = NULL;

		snprintf(name, sizeof(name), BUILT_DEBIAN "%.*s", (int)length, series);
		if (strcmp(name, last) && built_is_series(name + strlen(BUILT_DEBIAN)) && !built_cached(name, &dir))
			list_kernel(name, dir);
		memcpy(last, name, sizeof(last));
		free(dir);
	}
	if (!*last)
		puts("  none");
	globfree(&found);
	free(pattern);
}

static void print_offer(void *context, const char *line)
{
	bool *any = context;

	printf("  " BUILT_DEBIAN "%s\n", line);
	*any = true;
}

/* Print what the lists of packages have, as the recipe tells. */
static void list_offers(const char *recipe)
{
	static const char *const argument[] = { "--offers", "linux-debian" };
	char last[BUILT_LINE_BYTES];
	bool any = false;

	built_run(recipe, argument, print_offer, &any, last);
	if (!any)
		puts("  none: the first run --kernel debian:SERIES fetches them");
}

void offered_list(void)
{
	char *recipe = built_recipe();

	puts(" here, for --kernel");
	list_cache();
	if (recipe) {
		puts(" in Debian's lists, as they were fetched last");
		list_offers(recipe);
	} else {
		puts(" others are fetched by cmobench's source: sh host/emulated/recipe.sh linux-debian SERIES");
	}
	free(recipe);
}
