/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/image/deb.h"

#include "host/os/err.h"
#include "host/os/os.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AR_MAGIC    "!<arch>\ndebian-binary"
#define TAR_BLOCK   512
#define NAME_BYTES  4096 /* longest name, NUL included */

/* A header of a tar archive (POSIX.1-1988 ustar; tar(5)). */
struct tar_header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100];
	char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], pad[12];
};
_Static_assert(sizeof(struct tar_header) == TAR_BLOCK, "a tar header is a block");

bool deb_is(const struct blob *file)
{
	return file->size >= strlen(AR_MAGIC) && !memcmp(file->bytes, AR_MAGIC, strlen(AR_MAGIC));
}

static uint64_t octal(const char *digits, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size && digits[i] >= '0' && digits[i] <= '7'; i++)
		value = value * 8 + (uint64_t)(digits[i] - '0');
	return value;
}

static size_t padding(size_t size)
{
	return (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
}

/* A package that is being read. */
struct reader {
	struct unpacker unpacker;
	bool (*keep)(const char *name);
	int (*take)(void *context, const char *name, struct blob *bytes);
	void *context;
	char name[NAME_BYTES]; /* from an entry of its own, for the next one; "": none */
	bool cut;              /* the archive ended too early, or there was no memory */
};

/* Read the bytes of an entry. Return false, and set cut, if they are not all there or there is no memory. */
static bool read_file(struct reader *r, struct blob *file, size_t size)
{
	*file = (struct blob){ .bytes = malloc(size + 1), .size = size };
	r->cut = !file->bytes || !unpacker_read(&r->unpacker, file->bytes, size) ||
		 !unpacker_read(&r->unpacker, NULL, padding(size));
	if (r->cut)
		blob_free(file);
	return !r->cut;
}

static bool skip_file(struct reader *r, size_t size)
{
	r->cut = !unpacker_read(&r->unpacker, NULL, size + padding(size));
	return !r->cut;
}

/* GNU tar puts a name that is too long for the header into an entry before it. */
static bool read_name(struct reader *r, size_t size)
{
	struct blob file;

	if (!read_file(r, &file, size))
		return false;
	snprintf(r->name, sizeof(r->name), "%.*s", (int)size, (const char *)file.bytes);
	blob_free(&file);
	return true;
}

/* Handle one entry. Return true if another may follow; *err is what take() returned. */
static bool read_entry(struct reader *r, int *err)
{
	struct tar_header header;
	const char *name = r->name;
	struct blob file;
	size_t size;

	r->cut = !unpacker_read(&r->unpacker, &header, sizeof(header));
	if (r->cut || !header.name[0])
		return false;
	size = octal(header.size, sizeof(header.size));
	if (header.type == 'L')
		return read_name(r, size);
	if (!r->name[0])
		snprintf(r->name, sizeof(r->name), "%.100s", header.name);
	if (!strncmp(name, "./", 2))
		name += 2;
	if (header.type != '0' || !r->keep(name)) {
		r->name[0] = '\0';
		return skip_file(r, size);
	}
	if (read_file(r, &file, size))
		*err = r->take(r->context, name, &file);
	r->name[0] = '\0';
	return !r->cut && !*err;
}

int deb_read(const char *path, bool (*keep)(const char *name),
	     int (*take)(void *context, const char *name, struct blob *bytes), void *context)
{
	const char *const argv[] = { "dpkg-deb", "--fsys-tarfile", path, NULL };
	struct reader r = { .keep = keep, .take = take, .context = context };
	int err = unpacker_start(&r.unpacker, argv, STDIN_FILENO), ended;
	char why[1024];

	if (err)
		return err;
	while (read_entry(&r, &err))
		;
	/* What pads the archive is read, or dpkg-deb would die of a closed pipe. */
	while (!err && !r.cut && unpacker_read(&r.unpacker, NULL, 1))
		;
	snprintf(why, sizeof(why), "%s", fail_text());
	ended = unpacker_end(&r.unpacker, path);
	if (err)
		return fail_with(err, why);
	return ended || !r.cut ? ended : fail(0, "%s: cut short", path);
}

bool deb_field(const char *path, const char *field, char *text, size_t size)
{
	const char *const argv[] = { "dpkg-deb", "-f", path, field, NULL };
	struct unpacker unpacker;
	size_t used = 0;
	ssize_t got;

	text[0] = '\0';
	if (unpacker_start(&unpacker, argv, STDIN_FILENO))
		return false;
	while (used < size - 1 && (got = os_read(unpacker.fd, text + used, size - 1 - used)) > 0)
		used += (size_t)got;
	text[used] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return !unpacker_end(&unpacker, path) && text[0];
}
