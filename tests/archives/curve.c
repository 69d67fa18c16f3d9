/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * curve CMOBENCH FOLDER: make archives of the standard suite in FOLDER, let report and compare read 1 to 100 of them, and print
 * what that takes (make bench). Exit status 3: 100 take more than 20 s of CPU time, or more than 1 GB.
 */
#include "analysis/test/fixture.h"
#include "bench/array.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARCHIVES 100
#define CPU_S    20.0 /* 10 s of two CPUs; wall time depends on what else the machine does */
#define MEMORY_B 1e9
#define POLICIES (1u << POLICY_UPSTREAM | 1u << POLICY_INJECT | 1u << POLICY_UPGRADE | 1u << POLICY_INJECT_RO | \
		  1u << POLICY_UPGRADE_RO | 1u << POLICY_SKIP_RO)

/* What the archives are of: a machine each; or boots of one machine, with two kernels by turns. */
enum set { HOSTS, BOOTS };

static const char *const set_name[] = { "hosts", "boots" };

static const char *const kernel[] = { "6.12.117", "7.3.0" };

enum verb { REPORT, COMPARE };

static const char *const verb_name[] = { "report", "compare" };

static char *name_of(const char *folder, enum set set, size_t i)
{
	char *name = NULL;

	if (asprintf(&name, "%s/%s%03zu.cmo.jsonl", folder, set_name[set], i) < 0)
		abort();
	return name;
}

/* Write an archive. Returns how many bytes it has. */
static size_t write_archive(const char *folder, enum set set, size_t i)
{
	char host[32], *name = name_of(folder, set, i);
	const struct fixture f = { .platform = PLATFORM_METAL, .policies = POLICIES, .rounds = 8, .batch = 8, .suite = "standard",
				   .units_per_tick = 0.04, .boot = (uint32_t)i + 1, .host = host,
				   .kernel = kernel[set == BOOTS ? i % ARRAY_SIZE(kernel) : 0] };
	char *text;
	size_t size;
	FILE *out = fopen(name, "w");

	snprintf(host, sizeof(host), "machine %zu", set == HOSTS ? i : 0);
	text = fixture_archive(&f);
	size = text ? strlen(text) : 0;
	if (!text || !out || fwrite(text, 1, size, out) != size || fclose(out)) {
		fprintf(stderr, "curve: %s: %s\n", name, strerror(errno));
		exit(1);
	}
	free(text);
	free(name);
	return size;
}

/* What a process took. */
struct taken {
	double wall_s, cpu_s, memory_b;
	int status;
};

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static struct taken run(char *const *argv)
{
	struct taken taken = { .wall_s = now_s() };
	struct rusage usage;
	pid_t child = fork();

	if (!child) {
		int out = open("/dev/null", O_WRONLY);

		dup2(out, 1);
		execv(argv[0], argv);
		_exit(127);
	}
	if (child < 0 || wait4(child, &taken.status, 0, &usage) < 0) {
		fprintf(stderr, "curve: %s: %s\n", argv[0], strerror(errno));
		exit(1);
	}
	taken.wall_s = now_s() - taken.wall_s;
	taken.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
	taken.memory_b = (double)usage.ru_maxrss * 1024;
	return taken;
}

/* Let a verb read archives. Of boots, compare takes those of BASE's kernel, "--" and those of NEW's; of hosts, an arm each. */
static struct taken read_archives(const char *cmobench, const char *folder, enum verb verb, enum set set, size_t count)
{
	char *argv[ARCHIVES + 4] = { (char *)cmobench, (char *)verb_name[verb] };
	const size_t step = verb == COMPARE && set == BOOTS ? ARRAY_SIZE(kernel) : 1;
	size_t n = 2;
	struct taken taken;

	for (size_t side = 0; side < step; side++) {
		if (side)
			argv[n++] = (char *)"--";
		for (size_t i = side; i < count; i += step)
			argv[n++] = name_of(folder, set, i);
	}
	taken = run(argv);
	while (n-- > 2)
		if (strcmp(argv[n], "--"))
			free(argv[n]);
	return taken;
}

/* Let a verb read ever more archives, and print what that takes. Returns whether the targets are met. */
static bool draw(const char *cmobench, const char *folder, enum verb verb, enum set set)
{
	static const size_t counts[] = { 1, 2, 5, 10, 20, 50, ARCHIVES };
	bool met = true;

	for (size_t i = verb == COMPARE; i < ARRAY_SIZE(counts); i++) {
		struct taken t = read_archives(cmobench, folder, verb, set, counts[i]);

		/* compare exits with 3 if it finds a change. */
		if (!WIFEXITED(t.status) || (WEXITSTATUS(t.status) && (verb == REPORT || WEXITSTATUS(t.status) != 3))) {
			fprintf(stderr, "curve: %s of %zu archives failed\n", verb_name[verb], counts[i]);
			exit(1);
		}
		printf("%-8s %-6s %8zu %8.2f %8.2f %8.0f\n", verb_name[verb], set_name[set], counts[i], t.wall_s, t.cpu_s,
		       t.memory_b / 1e6);
		fflush(stdout);
		met &= counts[i] < ARCHIVES || (t.cpu_s <= CPU_S && t.memory_b <= MEMORY_B);
	}
	return met;
}

int main(int argc, char **argv)
{
	bool met = true;
	size_t bytes = 0;

	if (argc != 3)
		return 2;
	for (size_t i = 0; i < ARCHIVES; i++) {
		bytes = write_archive(argv[2], HOSTS, i);
		write_archive(argv[2], BOOTS, i);
	}
	printf("archives of the standard suite, %.1f MB each, on %ld CPUs (noise: a shared machine)\n\n", (double)bytes / 1e6,
	       sysconf(_SC_NPROCESSORS_ONLN));
	printf("%-8s %-6s %8s %8s %8s %8s\n", "verb", "of", "archives", "wall s", "CPU s", "MB");
	for (int verb = REPORT; verb <= COMPARE; verb++)
		for (int set = HOSTS; set <= BOOTS; set++)
			met &= draw(argv[1], argv[2], (enum verb)verb, (enum set)set);
	printf("targets: %.0f s of CPU time and %.0f MB for %d: %s\n", CPU_S, MEMORY_B / 1e6, ARCHIVES, met ? "met" : "missed");
	return met ? 0 : 3;
}
