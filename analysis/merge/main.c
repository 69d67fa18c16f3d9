/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb merge: several archives behind one another in one file, a fleet archive. */
#include "analysis/archive/load.h"
#include "analysis/boots/alike.h"
#include "analysis/output/deliver.h"
#include "analysis/output/text.h"
#include "bench/archive/sha256.h"
#include "bench/array.h"
#include "bench/cli/cmdline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COPY_BYTES ((size_t)1 << 20)

static const char help[] =
	"usage: cmobench merge ARCHIVE... -o FILE [OPTION]...\n"
	"Put archives into one, a fleet archive. Every verb that reads archives takes it for the archives that it was made of, in\n"
	"their order. Each run in it is as it was, byte for byte, with its digest; FILE#2 names the second alone, also here.\n"
	"Fleet archives can be merged like others. All archives are verified first; two of one run are refused.\n\n"
	"  -o, --output FILE   write to FILE, which must not exist\n"
	"  --incomplete        also take runs that were not completed\n"
	"  --force             replace FILE\n";

struct merge_options {
	const char *output; /* NULL: not given */
	bool force, incomplete;
};

/* The runs, and the headers of those that have been read. */
struct fleet {
	struct sources sources;
	struct archive *header; /* count of them, without lines */
	size_t count;
	size_t cells;           /* of all that have been read */
	size_t incomplete;      /* runs of them that were not completed */
};

/* Refuses a run that is there already. Returns STATUS_OK or STATUS_USAGE. */
static enum status check_new(const struct fleet *f, const struct archive *a)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct archive *b = &f->header[i];
		bool same = !strcmp(a->file_sha256, b->file_sha256);

		if (!same && !alike_are_one_run(a, b))
			continue;
		if (same)
			complain("merge: %s and %s are one archive, given twice: give each run once", b->name, a->name);
		else
			complain("merge: %s and %s are of one run, created %s%s%s: give the one that has all of it", b->name, a->name,
				 a->created, a->host.boot_id ? ", boot.id " : "", a->host.boot_id ? a->host.boot_id : "");
		return STATUS_USAGE;
	}
	return STATUS_OK;
}

/* Reads the next run and keeps its header. Returns STATUS_OK, or another status after printing why. */
static enum status verify(struct fleet *f, bool incomplete)
{
	const struct source *source = &f->sources.source[f->count];
	struct archive *a = &f->header[f->count];
	enum status status;
	char why[512];

	if (archive_load(a, source, why, sizeof(why))) {
		complain("merge: %s: %s", source->name, why);
		return STATUS_FAILED;
	}
	f->cells += a->record_count;
	f->incomplete += !a->complete;
	archive_free_lines(a);
	status = check_new(f, a);
	f->count++;
	if (!status && !a->complete && !incomplete) {
		complain("merge: %s: its run was not completed: finish it with cmobench run --resume, or add --incomplete",
			 source->name);
		status = STATUS_FAILED;
	}
	return status;
}

/* Copies a run, and checks that it is still what was verified. Returns 0, -errno, or 1 after printing why. */
static int copy_run(const struct source *source, const struct archive *header, char *buffer, int fd)
{
	char digest[SHA256_HEX_SIZE];
	struct sha256 sha256;
	int err = 0;

	sha256_init(&sha256);
	for (uint64_t at = 0, size; !err && at < source->size; at += size) {
		size = source->size - at < COPY_BYTES ? source->size - at : COPY_BYTES;
		err = source_bytes(source, at, buffer, size);
		if (err) {
			complain("merge: %s: %s", source->name, strerror(-err));
			return 1;
		}
		sha256_update(&sha256, buffer, size);
		err = deliver_bytes(fd, buffer, size);
	}
	sha256_hex(&sha256, digest);
	if (err || !strcmp(digest, header->file_sha256))
		return err;
	complain("merge: %s: was changed while it was read: merge again", source->name);
	return 1;
}

static int copy_all(void *context, int fd)
{
	const struct fleet *f = context;
	char *buffer = malloc(COPY_BYTES);
	int err = buffer ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < f->count; i++)
		err = copy_run(&f->sources.source[i], &f->header[i], buffer, fd);
	free(buffer);
	/* A pipe cannot be synchronized. */
	return err ? err : fsync(fd) && errno != EINVAL && errno != EROFS ? -errno : 0;
}

/* Says what the fleet archive holds, and which of its runs reports keep apart. */
static void describe(const struct fleet *f, const char *output)
{
	struct alike_difference d, first = { .what = NULL };
	size_t groups = 0, other = 0;

	for (size_t i = 0; i < f->count; i++) {
		bool alike = false;

		for (size_t k = 0; k < i && !alike; k++)
			alike = !alike_differ(&d, &f->header[k], &f->header[i]);
		groups += !alike;
		if (!alike && groups == 2)
			other = i;
	}
	printf("%s: %zu run%s, %zu cell%s", output, f->count, text_plural(f->count), f->cells, text_plural(f->cells));
	if (f->incomplete)
		printf(", %zu run%s not completed", f->incomplete, text_plural(f->incomplete));
	if (groups > 1 && alike_differ(&first, &f->header[0], &f->header[other]))
		printf("; of %zu hosts, kernels or setups, which reports keep apart: #1 and #%zu differ in %s, \"%.60s\" and \"%.60s\"",
		       groups, other + 1, first.what, first.value[0], first.value[1]);
	putchar('\n');
}

static enum status merge(const struct merge_options *o, struct fleet *f)
{
	enum status status = STATUS_OK;

	f->header = calloc(f->sources.count, sizeof(*f->header));
	if (!f->header) {
		complain("merge: out of memory");
		return STATUS_FAILED;
	}
	while (!status && f->count < f->sources.count)
		status = verify(f, o->incomplete);
	if (!status)
		status = deliver_by("merge", o->output, o->force, copy_all, f);
	if (!status)
		describe(f, o->output);
	return status;
}

int merge_main(int argc, char **argv)
{
	struct merge_options o = { .output = NULL };
	const struct cmdline_option options[] = {
		{ "output", required_argument, 'o', .text = &o.output },
		{ "incomplete", no_argument, .flag = &o.incomplete },
		{ "force", no_argument, .flag = &o.force },
	};
	const struct cmdline line = { .option = options, .count = ARRAY_SIZE(options), .help = help };
	struct fleet fleet = { .count = 0 };
	enum status status;
	int operand = cmdline_parse(&line, argc, argv, &status);

	if (!operand)
		return status;
	if (operand == argc || !o.output) {
		complain(operand == argc ? "merge: no archive is named: see cmobench merge --help" :
					   "merge: -o FILE is missing: name the fleet archive");
		return STATUS_USAGE;
	}
	status = deliver_check("merge", o.output, o.force);
	if (!status)
		status = sources_open_all(&fleet.sources, "merge", argv + operand, (size_t)(argc - operand));
	if (!status)
		status = merge(&o, &fleet);
	for (size_t i = 0; i < fleet.count; i++)
		archive_free(&fleet.header[i]);
	free(fleet.header);
	sources_close(&fleet.sources);
	return status;
}
