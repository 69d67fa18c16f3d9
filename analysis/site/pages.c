/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/site/pages.h"

#include "analysis/output/deliver.h"
#include "bench/array.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST "manifest.tsv"
#define DIGITS   12 /* of a digest in a page's name */

static const char first_line[] = "cmobench site 1, a page a line: path, SHA-256 of its bytes, of what it was made of, facts";
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
static const char *const page_folder[] = { "run", "history" };

/* Write the path of a file of the site. False: it is too long. */
static bool path_of(char full[static PATH_MAX], const struct pages *p, const char *path)
{
	return snprintf(full, PATH_MAX, "%s/%s", p->folder, path) < PATH_MAX;
}

static void digest_bytes(const char *bytes, size_t size, char hex[static SHA256_HEX_SIZE])
{
	struct sha256 digest;

	sha256_init(&digest);
	sha256_update(&digest, bytes, size);
	sha256_hex(&digest, hex);
}

/* Digest the bytes of a file. Returns false, and hex is "", if there is none that can be read. */
static bool digest_file(const char *path, char hex[static SHA256_HEX_SIZE])
{
	static char buffer[1 << 16];
	struct sha256 digest;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = 0;

	hex[0] = '\0';
	sha256_init(&digest);
	while (fd >= 0 && (got = read(fd, buffer, sizeof(buffer))) > 0)
		sha256_update(&digest, buffer, (size_t)got);
	if (fd < 0 || close(fd) || got < 0)
		return false;
	sha256_hex(&digest, hex);
	return true;
}

/* Is it a path that pages_name() writes, or the index? A manifest by someone else must not lead out of the site. */
static bool is_path(const char *path)
{
	const char *slash = strchr(path, '/');
	bool known = false;

	if (!slash)
		return !strcmp(path, "index.html");
	for (size_t i = 0; i < ARRAY_SIZE(page_folder); i++)
		known |= strlen(page_folder[i]) == (size_t)(slash - path) && !strncmp(path, page_folder[i], (size_t)(slash - path));
	return known && slash[1] && slash[1] != '.' && !slash[1 + strspn(slash + 1, plain)] && strlen(path) < PAGE_PATH_SIZE;
}

static struct page *find(const struct pages *p, const char *path)
{
	for (size_t i = 0; i < p->count; i++)
		if (!strcmp(p->page[i].path, path))
			return &p->page[i];
	return NULL;
}

/* Add a page of which nothing is known. NULL: no memory. */
static struct page *add(struct pages *p, const char *path)
{
	if (p->count == p->room) {
		size_t room = p->room * 2 + 16;
		struct page *page = reallocarray(p->page, room, sizeof(*page));

		if (!page)
			return NULL;
		p->page = page;
		p->room = room;
	}
	p->page[p->count] = (struct page){ .used = false };
	snprintf(p->page[p->count].path, PAGE_PATH_SIZE, "%s", path);
	return &p->page[p->count++];
}

/* Take a line of the manifest, which is changed. False: it is none, or there is no memory. */
static bool take_line(struct pages *p, char *line)
{
	char *path = strsep(&line, "\t"), *sha256 = strsep(&line, "\t"), *key = strsep(&line, "\t");
	struct page *page;

	if (!key || !line || !is_path(path) || strlen(sha256) >= SHA256_HEX_SIZE || strlen(key) >= SHA256_HEX_SIZE)
		return false;
	page = add(p, path);
	if (!page)
		return false;
	snprintf(page->sha256, sizeof(page->sha256), "%s", sha256);
	snprintf(page->key, sizeof(page->key), "%s", key);
	page->facts = strdup(line);
	return page->facts;
}

/* Read the manifest. Returns 0; 1: it is damaged; or -errno. */
static int read_manifest(struct pages *p, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0, number = 0;
	ssize_t length;
	int err = file ? 0 : -errno;

	while (file && !err && (length = getline(&line, &size, file)) > 0) {
		bool ended = line[length - 1] == '\n';

		line[length - ended] = '\0';
		err = ended && (number++ ? take_line(p, line) : !strcmp(line, first_line)) ? 0 : 1;
	}
	if (file && (ferror(file) | fclose(file)))
		err = -EIO;
	free(line);
	return !err && !number ? 1 : err;
}

/* Returns 1 if the folder has anything in it, 0, or -errno. */
static int has_files(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int found = dir ? 0 : -errno;

	while (dir && !found && (entry = readdir(dir)))
		found = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	if (dir)
		closedir(dir);
	return found;
}

/* Lock the folder until pages_close(), if its filesystem has locks. Returns 0; -EWOULDBLOCK: another process has; or -errno. */
static int lock(struct pages *p)
{
	p->lock = open(p->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->lock < 0)
		return -errno;
	return flock(p->lock, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK ? -EWOULDBLOCK : 0;
}

/* Says why a folder whose manifest cannot be read, for the reason err, cannot become a site; NULL: it can. */
static const char *refusal(const char *folder, int err)
{
	int files = err == -ENOENT ? has_files(folder) : 0;

	if (err == -EWOULDBLOCK)
		return "another process builds this site: wait for its end";
	if (err == 1)
		return "its " MANIFEST " is damaged: remove the folder, and build the site anew";
	if (err != -ENOENT)
		return strerror(-err);
	if (files < 0)
		return files == -ENOENT ? NULL : strerror(-files);
	return files ? "exists, and is no site of cmobench: name another folder" : NULL;
}

enum status pages_open(struct pages *p, const char *folder)
{
	char path[PATH_MAX];
	const char *why = NULL;
	int err;

	*p = (struct pages){ .folder = folder, .lock = -1 };
	digest_file("/proc/self/exe", p->program);
	if (!path_of(path, p, MANIFEST) || strlen(path) + PAGE_PATH_SIZE > PATH_MAX) {
		why = strerror(ENAMETOOLONG);
	} else {
		err = lock(p);
		err = err && err != -ENOENT ? err : read_manifest(p, path);
		why = err ? refusal(folder, err) : NULL;
	}
	if (!why)
		return STATUS_OK;
	complain("site: %s: %s", folder, why);
	return STATUS_FAILED;
}

void pages_close(struct pages *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->page[i].facts);
	free(p->page);
	if (p->lock >= 0)
		close(p->lock);
	*p = (struct pages){ .lock = -1 };
}

void pages_name(char path[static PAGE_PATH_SIZE], const char *folder, const char *text, const char *digest)
{
	char stem[PAGE_STEM_SIZE];
	size_t used = 0;

	for (; *text && used + 1 < sizeof(stem); text++) {
		bool good = strchr(plain, *text) && (used || *text != '.');

		if (good)
			stem[used++] = *text;
		else if (used && stem[used - 1] != '-')
			stem[used++] = '-';
	}
	stem[used] = '\0';
	snprintf(path, PAGE_PATH_SIZE, "%s/%s%s%.*s.html", folder, stem, used ? "-" : "", DIGITS, digest);
}

void pages_key(const struct pages *p, struct sha256 *made_of, char key[static SHA256_HEX_SIZE])
{
	sha256_update(made_of, p->program, strlen(p->program));
	sha256_hex(made_of, key);
}

const struct page *pages_current(struct pages *p, const char *path, const char *key)
{
	struct page *page = find(p, path);
	char full[PATH_MAX], hex[SHA256_HEX_SIZE];

	if (!page || !page->sha256[0] || !p->program[0] || strcmp(page->key, key) != 0 || !path_of(full, p, path) ||
	    !digest_file(full, hex) || strcmp(hex, page->sha256) != 0)
		return NULL;
	page->used = true;
	return page;
}

bool pages_has(const struct pages *p, const char *path)
{
	return find(p, path);
}

bool pages_plan(struct pages *p, const char *path)
{
	char full[PATH_MAX];
	struct stat is;

	if (find(p, path))
		return true;
	/* What lies there is not in the manifest, so pages_put() will refuse to replace it. */
	if (path_of(full, p, path) && !lstat(full, &is))
		return true;
	return add(p, path);
}

enum status pages_no_memory(void)
{
	complain("site: out of memory");
	return STATUS_FAILED;
}

static bool make_folder(const char *path)
{
	if (!mkdir(path, 0777) || errno == EEXIST)
		return true;
	complain("site: %s: %s", path, strerror(errno));
	return false;
}

/* Make the site's folder and lock it, if it was not there. */
static bool make_site(struct pages *p)
{
	int err = 0;

	if (p->lock < 0)
		err = mkdir(p->folder, 0777) ? -errno : lock(p);
	if (err)
		complain("site: %s: %s", p->folder,
			 err == -EEXIST || err == -EWOULDBLOCK ? "was made meanwhile: build again" : strerror(-err));
	return !err;
}

static bool make_folders(const struct pages *p)
{
	bool good = true;
	char path[PATH_MAX];

	for (size_t i = 0; good && i < ARRAY_SIZE(page_folder); i++)
		good = path_of(path, p, page_folder[i]) && make_folder(path);
	return good;
}

enum status pages_save(struct pages *p)
{
	char full[PATH_MAX], old[SHA256_HEX_SIZE], hex[SHA256_HEX_SIZE], *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	enum status status = make_site(p) ? STATUS_OK : STATUS_FAILED;

	if (!out)
		return pages_no_memory();
	fprintf(out, "%s\n", first_line);
	for (size_t i = 0; i < p->count; i++)
		fprintf(out, "%s\t%s\t%s\t%s\n", p->page[i].path, p->page[i].sha256, p->page[i].key,
			p->page[i].facts ? p->page[i].facts : "");
	if (fclose(out)) {
		free(bytes);
		return pages_no_memory();
	}
	digest_bytes(bytes, size, hex);
	if (!status && path_of(full, p, MANIFEST) && (!digest_file(full, old) || strcmp(old, hex) != 0))
		status = deliver("site", full, true, bytes, size);
	free(bytes);
	/* After the manifest: a folder with anything in it but that is refused. */
	return !status && !make_folders(p) ? STATUS_FAILED : status;
}

enum status pages_put(struct pages *p, const char *path, const char *key, const char *facts, const char *bytes, size_t size)
{
	struct page *page = find(p, path);
	char full[PATH_MAX], hex[SHA256_HEX_SIZE], old[SHA256_HEX_SIZE], *copy = strdup(facts ? facts : "");
	enum status status = STATUS_OK;

	if (!copy)
		return pages_no_memory();
	if (!page || !path_of(full, p, path)) {
		complain("site: %s/%s: exists, and is not of this site: move it away", p->folder, path);
		free(copy);
		return STATUS_FAILED;
	}
	digest_bytes(bytes, size, hex);
	if (!digest_file(full, old) || strcmp(old, hex) != 0) {
		status = deliver("site", full, true, bytes, size);
		p->written += !status;
	}
	free(status ? copy : page->facts);
	if (status)
		return status;
	page->facts = copy;
	memcpy(page->sha256, hex, sizeof(hex));
	snprintf(page->key, sizeof(page->key), "%s", key);
	page->used = true;
	return STATUS_OK;
}

/* Remove the file of a page. False: it is still there, and it has been said why. */
static bool remove_page(struct pages *p, const struct page *page)
{
	char full[PATH_MAX];

	if (path_of(full, p, page->path) && !unlink(full))
		p->removed++;
	else if (errno != ENOENT) {
		complain("site: %s: %s", full, strerror(errno));
		return false;
	}
	return true;
}

enum status pages_finish(struct pages *p)
{
	size_t kept = 0;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < p->count; i++) {
		const struct page page = p->page[i];

		if (page.used || !remove_page(p, &page)) {
			status = page.used ? status : STATUS_FAILED;
			p->page[kept++] = page;
		} else {
			free(page.facts);
		}
	}
	p->count = kept;
	return pages_save(p) ? STATUS_FAILED : status;
}
