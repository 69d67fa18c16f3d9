/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/publish.h"

#include "analysis/archive/archive.h"
#include "analysis/output/deliver.h"
#include "bench/archive/personal.h"
#include "bench/archive/sha256.h"
#include "bench/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_CHARS_MIN 4 /* a shorter name of a machine is too likely a word */
#define SHOWN_CHARS    40

/* Return this machine's name, or NULL if it has none that would tell it from others. */
static const char *own_name(void)
{
	static const char *const common[] = { "localhost", "debian", "ubuntu", "raspberrypi", "fedora", "linux", "alarm", "archlinux" };
	static char name[256];

	if (gethostname(name, sizeof(name) - 1))
		return NULL;
	name[strcspn(name, ".")] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(common); i++)
		if (!strcmp(name, common[i]))
			return NULL;
	return strlen(name) < NAME_CHARS_MIN ? NULL : name;
}

/* Writes a reason behind those before it. */
static void add_reason(size_t *reasons, const char *reason, FILE *out)
{
	fprintf(out, "%s%s", (*reasons)++ ? "; " : "not fit to publish: ", reason);
}

/* Open a file where a run begins. NULL: it failed. */
static FILE *open_run(const char *path, uint64_t at)
{
	FILE *in = fopen(path, "re");

	if (in && fseeko(in, (off_t)at, SEEK_SET)) {
		fclose(in);
		return NULL;
	}
	return in;
}

/* Looks for what identifies the machine or its user in the archive's bytes, and writes the first that it finds. */
static void look_for_personal(const struct archive *a, size_t *reasons, FILE *out)
{
	const char *name = own_name();
	char *line = NULL, text[200];
	size_t room = 0, number = a->lines_before, count = 0;
	uint64_t left = a->size;
	FILE *in = open_run(a->path, a->at);
	ssize_t size;

	if (!in) {
		add_reason(reasons, "its file cannot be read again", out);
		return;
	}
	while (left && (size = getline(&line, &room, in)) > 0) {
		struct personal p;

		left -= (uint64_t)size < left ? (uint64_t)size : left;
		number++;
		for (size_t from = 0; personal_find(line, (size_t)size, from, name, &p); from = p.at + p.size)
			if (!count++)
				snprintf(text, sizeof(text), "line %zu has %s, \"%.*s\"", number, p.what,
					 (int)(p.size < SHOWN_CHARS ? p.size : SHOWN_CHARS), line + p.at);
	}
	free(line);
	fclose(in);
	if (!count)
		return;
	add_reason(reasons, text, out);
	if (count > 1)
		fprintf(out, ", and there are %zu more such", count - 1);
	fprintf(out, " (cmobench check --publish FILE %s writes a copy without)", a->name);
}

void publish_judge(const struct archive *a, bool broken, FILE *out)
{
	size_t reasons = 0;

	if (broken)
		add_reason(&reasons, "it contradicts itself", out);
	if (archive_findings(a, SEVERITY_REFUSE))
		add_reason(&reasons, "a finding refuses it", out);
	if (!a->complete)
		add_reason(&reasons, "finish it with cmobench run --resume", out);
	look_for_personal(a, &reasons, out);
	if (!reasons)
		fputs("fit to publish", out);
}

/* Writes the last line, with the digest of what was written before it. */
static void write_footer(const char *line, const struct sha256 *sha256, FILE *out)
{
	static const char key[] = "\"sha256\":\"";
	const char *digest = strstr(line, key);
	char hex[SHA256_HEX_SIZE];

	sha256_hex(sha256, hex);
	if (digest)
		fprintf(out, "%.*s%s%s", (int)(digest - line) + (int)strlen(key), line, hex, digest + strlen(key) + strlen(hex));
}

/* Writes a copy of a run. 0 or -errno. */
static int copy(const struct source *source, FILE *out)
{
	FILE *in = open_run(source->path, source->at);
	const char *name = own_name();
	struct sha256 sha256;
	char *line = NULL, *clean;
	size_t room = 0, clean_size;
	ssize_t size;
	int err = in ? 0 : -errno;

	sha256_init(&sha256);
	while (!err && (size = getline(&line, &room, in)) > 0) {
		FILE *memory;

		if (!strncmp(line, "{\"type\":\"footer\"", 16)) {
			write_footer(line, &sha256, out);
			break;
		}
		memory = open_memstream(&clean, &clean_size);
		if (memory)
			personal_write(line, (size_t)size, name, memory);
		if (!memory || fclose(memory)) {
			err = -ENOMEM;
			continue;
		}
		sha256_update(&sha256, clean, clean_size);
		fwrite(clean, 1, clean_size, out);
		free(clean);
	}
	free(line);
	if (in && ferror(in))
		err = -EIO;
	if (in)
		fclose(in);
	return err;
}

enum status publish_copy(const struct sources *sources, const char *to, bool force)
{
	char *bytes = NULL;
	size_t size;
	FILE *out = open_memstream(&bytes, &size);
	int err = out ? 0 : -errno;
	enum status status;

	for (size_t i = 0; !err && i < sources->count; i++)
		err = copy(&sources->source[i], out);
	if (out && fclose(out))
		err = -ENOMEM;
	if (err)
		complain("check: %s: %s", sources->count ? sources->source[0].path : to, strerror(-err));
	status = err ? STATUS_FAILED : deliver("check", to, force, bytes, size);
	free(bytes);
	return status;
}
