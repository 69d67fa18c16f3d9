/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of a site: pages and the manifest, which says of each page what it was made of. What is not in the manifest is not
 * ours: it is neither replaced nor removed. A page is complete, as it was, or gone, whenever a build ends.
 */
#ifndef ANALYSIS_PAGES_H
#define ANALYSIS_PAGES_H

#include "bench/archive/sha256.h"
#include "bench/cli/verb.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PAGE_PATH_SIZE 128
#define PAGE_STEM_SIZE 64

struct page {
	char path[PAGE_PATH_SIZE];    /* below the site's folder, such as "run/altra-0123456789ab.html" */
	char sha256[SHA256_HEX_SIZE]; /* of its bytes; "": it may be there or not, and half of it */
	char key[SHA256_HEX_SIZE];    /* digest of what it was made of */
	char *facts;                  /* owned; one line that belongs to the page, without control characters but tabs */
	bool used;                    /* by this build */
};

struct pages {
	const char *folder;
	int lock;                      /* of the folder; -1: it is not there yet */
	char program[SHA256_HEX_SIZE]; /* digest of this program, a part of every key */
	struct page *page;             /* owned: count of them */
	size_t count, room;
	size_t written, removed;       /* pages, so far */
};

/*
 * Open a site, or a folder for one, which need not be there yet. A folder with anything in it but a site is refused, and one that
 * another process builds a site in: its pages would be strangers to our manifest. Returns STATUS_OK; or STATUS_FAILED after
 * printing why. In both cases pages_close() frees.
 */
enum status pages_open(struct pages *pages, const char *folder);
void pages_close(struct pages *pages);

/* Complain that there is no memory. Returns STATUS_FAILED. */
enum status pages_no_memory(void);

/* Write the path of a page: the folder, "run" or "history"; a text, of which only plain characters are taken; a digest's first digits. */
void pages_name(char path[static PAGE_PATH_SIZE], const char *folder, const char *text, const char *digest);

/* Write the key of what is digested so far, with this program. */
void pages_key(const struct pages *pages, struct sha256 *made_of, char key[static SHA256_HEX_SIZE]);

/* Return the page if it is made of this and unchanged, and mark it as used; NULL: it is to be written. */
const struct page *pages_current(struct pages *pages, const char *path, const char *key);

/* Is the page of this path in the manifest? */
bool pages_has(const struct pages *pages, const char *path);

/* Take a page that will be written into the manifest. False: no memory. */
bool pages_plan(struct pages *pages, const char *path);

/* Write the manifest: after all pages of a kind are planned, before the first is written. It makes the folders. Returns as pages_open(). */
enum status pages_save(struct pages *pages);

/*
 * Write a planned page, unless its file has these bytes already. facts: a copy is kept; NULL: there are none. Returns as
 * pages_open().
 */
enum status pages_put(struct pages *pages, const char *path, const char *key, const char *facts, const char *bytes, size_t size);

/* Remove the pages that this build has not used, and write the manifest. Returns as pages_open(). */
enum status pages_finish(struct pages *pages);

#endif
