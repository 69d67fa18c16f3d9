/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Archives that were damaged at random, a thousand of them, the same each time: no crash, no number that cannot be.
 * `make fuzz` looks for longer, and cleverer; what it found is in analysis/fuzz/found.
 */
#include "analysis/fuzz/archive.h"
#include "analysis/test/fixture.h"
#include "bench/array.h"
#include "bench/test/tap.h"

#include <dirent.h>

#define DAMAGED 1000
#define DAMAGED_FULL 10000
#define BYTES_MAX (1 << 20)

static uint64_t state = 1;

/* xorshift64* (Vigna, 2016) */
static size_t draw(size_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (size_t)(state * UINT64_C(2685821657736338717) >> 33) % below;
}

/* Values that replace a number. */
static const char *const words[] = {
	"0", "-1", "1e308", "1e-308", "4294967295", "4294967296", "9007199254740993", "18446744073709551616", "NaN", "null",
	"true", "\"\"", "[]", "{}", "\"\\u0000\"", "\"\xff\"", "\"\\u00e9\\n\"", "1.5", "[[[[[[[[[[[[", "\"ns\"", "\"ticks\"",
};

static const char *a_word(void)
{
	return words[draw(ARRAY_SIZE(words))];
}

/* Once: a byte, a piece cut out, a piece twice, or another value. size is that of text, which has room for BYTES_MAX. */
static size_t damage(char *text, size_t size)
{
	size_t at = draw(size), length = 1 + draw(40), rest;
	const char *word = a_word();
	char *colon;

	length = length < size - at ? length : size - at;
	switch (draw(6)) {
	case 0:
		text[at] = (char)draw(256);
		return size;
	case 1:
		memmove(text + at, text + at + length, size - at - length);
		return size - length;
	case 2:
		memmove(text + at + length, text + at, size - at);
		return size + length;
	default:
		colon = memchr(text + at, ':', size - at);
		if (!colon)
			return size;
		at = (size_t)(colon + 1 - text);
		length = strcspn(colon + 1, ",}]");
		rest = size - at - length;
		memmove(text + at + strlen(word), text + at + length, rest);
		memcpy(text + at, word, strlen(word));
		return at + strlen(word) + rest;
	}
}

static const struct fixture whole = {
	.platform = PLATFORM_METAL, .policies = 1 << POLICY_INJECT, .rounds = 2, .batch = 4, .pmu = true, .resumed = true,
	.filter = "op=dc_ivac,dc_civac slot=rw_log host_page=written lines=1", .dither_spins = 63,
};

static void test_damaged(void)
{
	char *good = fixture_archive(&whole), *text = malloc(BYTES_MAX);
	size_t whole_size = strlen(good);
	int count = tap_full() ? DAMAGED_FULL : DAMAGED;

	for (int i = 0; text && i < count; i++) {
		size_t size = whole_size;

		memcpy(text, good, size + 1);
		for (size_t times = 1 + draw(3); times; times--) {
			size = damage(text, size);
			text[size] = '\0';
		}
		fuzz_archive(text, size);
	}
	ok(text, "%d archives, damaged in one to three places", count);
	free(text);
	free(good);
}

static void replay(const char *directory, const char *name)
{
	char *path = NULL, *text = malloc(BYTES_MAX);
	FILE *in = asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : fopen(path, "r");
	size_t size = in && text ? fread(text, 1, BYTES_MAX, in) : 0;
	if (in)
		fclose(in);
	if (ok(size, "%s", name))
		fuzz_archive(text, size);
	free(path);
	free(text);
}

static void test_found(void)
{
	const char *srcdir = getenv("srcdir");
	char directory[4096];
	struct dirent *entry;
	DIR *dir;

	snprintf(directory, sizeof(directory), "%s/analysis/fuzz/found", srcdir ? srcdir : ".");
	dir = opendir(directory);
	ok(dir, "there are files that once were found");
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			replay(directory, entry->d_name);
	if (dir)
		closedir(dir);
}

int main(void)
{
	test_damaged();
	test_found();
	return tap_done();
}
