/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files in memory, and the programs that unpack them: gzip, xz, dpkg-deb and the like. */
#ifndef HOST_IMAGE_UNPACK_H
#define HOST_IMAGE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Bytes in memory, allocated or those of a mapped file. Zeroed, there are none. */
struct blob {
	unsigned char *bytes;
	size_t size;  /* bytes */
	bool mapped;
};

/* Map a file, read-only. 0 or -errno (fail_text()); blob_free() it. */
int blob_map(struct blob *blob, const char *path);

/* Free or unmap the bytes and leave *blob zeroed. */
void blob_free(struct blob *blob);

/* A program whose output we read. */
struct unpacker {
	const char *program;
	pid_t pid;
	int fd;       /* its standard output */
};

/*
 * Start argv[0], which is searched in PATH, with in as its standard input and without a standard error. argv ends with
 * NULL. 0 or -errno (fail_text()).
 */
int unpacker_start(struct unpacker *unpacker, const char *const *argv, int in);

/*
 * Read exactly size bytes, or skip them if bytes is NULL. Return false if there are not that many, which
 * unpacker_end() explains.
 */
bool unpacker_read(struct unpacker *unpacker, void *bytes, size_t size);

/* End the program. Return 0 if it has succeeded, else -errno with a fail_text() that calls the input what. */
int unpacker_end(struct unpacker *unpacker, const char *what);

/* Return the name of the program that unpacks data which begins so, NULL if there is none. */
const char *packed_with(const void *bytes, size_t size);

/*
 * Run "PROGRAM -dc" on size bytes, which messages call what. 0 or -errno (fail_text()), then *out has no bytes;
 * blob_free() it.
 */
int unpack(struct blob *out, const void *bytes, size_t size, const char *program, const char *what);

#endif
