/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/os/klog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

char *klog_read(void)
{
	const int read_all = 3, size_buffer = 10; /* syslog(2) */
	int size = klogctl(size_buffer, NULL, 0);
	char *log = size > 0 ? calloc(1, (size_t)size + 1) : NULL;

	if (log && klogctl(read_all, log, size) > 0)
		return log;
	free(log);
	return NULL;
}

size_t klog_count(const char *prefix)
{
	char *log = klog_read();
	size_t count = 0;

	for (const char *at = log; at && (at = strstr(at, prefix)); at += strlen(prefix))
		count++;
	free(log);
	return count;
}

bool klog_last(const char *prefix, char *text, size_t size)
{
	char *log = klog_read();
	const char *last = NULL;

	for (const char *at = log; at && (at = strstr(at, prefix)); at += strlen(prefix))
		last = at + strlen(prefix);
	snprintf(text, size, "%.*s", last ? (int)strcspn(last, "\n") : 0, last ? last : "");
	free(log);
	return last;
}
