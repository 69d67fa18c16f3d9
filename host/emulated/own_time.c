/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/emulated/own_time.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Read a thread's or process's state and CPU time, user and system, from a file stat (proc(5)); false: it is gone. */
static bool read_stat(const char *path, char *state, double *cpu_s)
{
	unsigned long long user = 0, system = 0;
	char text[1024];
	FILE *file = fopen(path, "r");
	size_t size = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
	/* The second field is a name in parentheses, which may have blanks and parentheses itself. */
	const char *rest;

	if (file)
		fclose(file);
	text[size] = '\0';
	rest = strrchr(text, ')');
	if (!rest || sscanf(rest + 1, " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu %llu", state, &user, &system) != 3)
		return false;
	*cpu_s = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
	return true;
}

/* Does any thread run, wait for a CPU, or wait for a disk? */
static bool wants_cpu(const char *root, pid_t pid)
{
	const struct dirent *task;
	char path[256], state;
	bool wants = false;
	double cpu_s;
	DIR *tasks;

	snprintf(path, sizeof(path), "%s/proc/%d/task", root, pid);
	tasks = opendir(path);
	while (tasks && (task = readdir(tasks))) {
		snprintf(path, sizeof(path), "%s/proc/%d/task/%.16s/stat", root, pid, task->d_name);
		if (*task->d_name != '.' && read_stat(path, &state, &cpu_s))
			wants |= state == 'R' || state == 'D';
	}
	if (tasks)
		closedir(tasks);
	return wants;
}

double own_time_now(struct own_time *t, const char *root, pid_t pid, double now)
{
	double cpu_s = t->cpu_s, passed = now - t->looked_s;
	char path[256], state;

	if (t->begun && passed < 1)
		return now - t->waited_s;
	snprintf(path, sizeof(path), "%s/proc/%d/stat", root, pid);
	read_stat(path, &state, &cpu_s);
	if (t->begun && wants_cpu(root, pid) && cpu_s - t->cpu_s < passed)
		t->waited_s += passed - (cpu_s - t->cpu_s);
	t->begun = true;
	t->looked_s = now;
	t->cpu_s = cpu_s;
	return now - t->waited_s;
}
