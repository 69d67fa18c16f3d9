/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/wording/labels.h"

#include "analysis/archive/archive.h"
#include "bench/array.h"

#include <stdio.h>
#include <string.h>

/* One property in which archives may differ, of each archive. */
struct aspect {
	char text[LABELS_MAX][LABEL_SIZE];
};

/* Formats the CPU without the family of Arm's cores: "max", "a72", "N1". */
static void name_cpu(char buf[static LABEL_SIZE], const struct archive *a)
{
	static const char *const family[] = { "cortex-", "Cortex-", "neoverse-", "Neoverse-" };
	const char *cpu = a->emulator_cpu ? a->emulator_cpu : a->host.cpu ? a->host.cpu : "unknown";

	for (size_t i = 0; i < ARRAY_SIZE(family); i++)
		if (!strncmp(cpu, family[i], strlen(family[i])))
			cpu += strlen(family[i]);
	snprintf(buf, LABEL_SIZE, "%.*s", (int)strcspn(cpu, ","), cpu);
}

static void name_kernel(char buf[static LABEL_SIZE], const struct archive *a)
{
	snprintf(buf, LABEL_SIZE, "%s", a->host.kernel ? a->host.kernel : "unknown");
}

static void name_mode(char buf[static LABEL_SIZE], const struct archive *a)
{
	snprintf(buf, LABEL_SIZE, "%s", a->host.hyp_mode ? a->host.hyp_mode : "unknown");
}

static void name_policy(char buf[static LABEL_SIZE], const struct archive *a)
{
	snprintf(buf, LABEL_SIZE, "%s", a->policy_count == 1 ? policy_name(a->policy[0].policy) : "policies");
}

static void name_knob(char buf[static LABEL_SIZE], const struct archive *a)
{
	snprintf(buf, LABEL_SIZE, "%s", archive_is_hooked(a) ? "module" : a->knob.name ? "patch" : "as is");
}

static void name_file(char buf[static LABEL_SIZE], const struct archive *a)
{
	const char *name = archive_file_name(a);
	const char *end = strstr(name, ".cmo.jsonl");

	snprintf(buf, LABEL_SIZE, "%.*s", end ? (int)(end - name) : (int)strlen(name), name);
}

/* The first digits of the build id, where two builds have one release. */
static void name_build(char buf[static LABEL_SIZE], const struct archive *a)
{
	const char *id = archive_build_id(a);

	snprintf(buf, LABEL_SIZE, "%.*s", LABELS_COLUMN, id ? id : "no id");
}

static void name_seed(char buf[static LABEL_SIZE], const struct archive *a)
{
	snprintf(buf, LABEL_SIZE, "seed %.32s", a->options.seed ? a->options.seed : "-");
}

static void name_boot(char buf[static LABEL_SIZE], const struct archive *a)
{
	snprintf(buf, LABEL_SIZE, "boot %.16s", a->host.boot_id ? a->host.boot_id : "-");
}

/* Returns the next word at *text or behind it, its length in *length; NULL: there is none. Moves *text behind it. */
static const char *next_word(const char **text, size_t *length)
{
	const char *word = *text + strspn(*text, " ");

	*length = strcspn(word, " ");
	*text = word + *length;
	return *length ? word : NULL;
}

static bool has_word(const char *text, const char *word, size_t length)
{
	size_t other;

	for (const char *w; (w = next_word(&text, &other));)
		if (other == length && !strncmp(w, word, length))
			return true;
	return false;
}

static const char *cmdline_of(const struct archive *a)
{
	return a->host.cmdline ? a->host.cmdline : "";
}

/* The words of each kernel command line that not all of them have, such as "mitigations=off"; "plain": there are none. */
static void name_cmdlines(struct aspect *aspect, const struct archive *const *archive, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = cmdline_of(archive[i]), *word;
		size_t length, used = 0;

		snprintf(aspect->text[i], LABEL_SIZE, "plain");
		while ((word = next_word(&text, &length)) && used < LABEL_SIZE) {
			size_t have = 0;

			for (size_t k = 0; k < count; k++)
				have += has_word(cmdline_of(archive[k]), word, length);
			if (have < count)
				used += (size_t)snprintf(aspect->text[i] + used, LABEL_SIZE - used, "%s%.*s", used ? " " : "",
							 (int)length, word);
		}
	}
}

static bool is_same(const struct aspect *a, size_t i, size_t k)
{
	return !strcmp(a->text[i], a->text[k]);
}

static bool differs(const struct aspect *a, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!is_same(a, 0, i))
			return true;
	return false;
}

/* Returns the length of the common prefix, up to and with its last '.', '-', '_' or '+'. */
static size_t common_prefix(const struct aspect *a, size_t count)
{
	size_t common = 0, last = 0;

	for (;; common++) {
		char c = a->text[0][common];

		for (size_t i = 0; i < count; i++)
			if (!c || a->text[i][common] != c)
				return last;
		if (strchr(".-_+", c))
			last = common + 1;
	}
}

/* Do texts that differ also differ in the LABELS_COLUMN characters from `from` on? */
static bool is_distinct(const struct aspect *a, size_t count, size_t from)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (!is_same(a, i, k) && !strncmp(a->text[i] + from, a->text[k] + from, LABELS_COLUMN))
				return false;
	return true;
}

/* Cuts "7.3.4+de" to "7.3.4", where a column ends within a part of a name, if the columns then differ as before. */
static void end_with_a_part(const struct aspect *a, size_t count, char line[static LABELS_MAX][LABELS_COLUMN + 1])
{
	char cut[LABELS_MAX][LABELS_COLUMN + 1];

	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(line[i]);

		memcpy(cut[i], line[i], sizeof(cut[i]));
		if (strlen(a->text[i]) <= length || strchr(".-_+ ", a->text[i][length]))
			continue;
		while (length && !strchr(".-_+ ", cut[i][length - 1]))
			length--;
		if (length > 1)
			cut[i][length - 1] = '\0';
	}
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (!is_same(a, i, k) && !strcmp(cut[i], cut[k]))
				return;
	memcpy(line, cut, count * sizeof(*cut));
}

/* Cuts the texts for a column: the beginning, or what follows the common prefix, or the end, whichever differs. */
static void shorten(const struct aspect *a, size_t count, char line[static LABELS_MAX][LABELS_COLUMN + 1])
{
	size_t from = is_distinct(a, count, 0) ? 0 : common_prefix(a, count);
	bool end = !is_distinct(a, count, from);

	for (size_t i = 0; i < count; i++) {
		const char *rest = a->text[i] + from;
		size_t length = strlen(rest);

		if (end && length > LABELS_COLUMN)
			rest += length - LABELS_COLUMN;
		snprintf(line[i], LABELS_COLUMN + 1, "%.*s", LABELS_COLUMN, rest);
	}
	if (!from && !end)
		end_with_a_part(a, count, line);
}

static void add(struct labels *l, const struct aspect *a, size_t count)
{
	if (l->lines == LABELS_LINES)
		return;
	shorten(a, count, l->line[l->lines++]);
	for (size_t i = 0; i < count; i++) {
		size_t used = strlen(l->name[i]);

		snprintf(l->name[i] + used, LABEL_SIZE - used, "%s%s", used ? " " : "", a->text[i]);
	}
}

/* Do two archives have the same heading? */
static bool is_alike(const struct labels *l, size_t i, size_t k)
{
	size_t line = 0;

	while (line < l->lines && !strcmp(l->line[line][i], l->line[line][k]))
		line++;
	return line == l->lines;
}

/* Have any two? */
static bool is_ambiguous(const struct labels *l, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (is_alike(l, i, k))
				return true;
	return false;
}

/* Does it differ between two archives that have the same heading so far? */
static bool tells(const struct labels *l, const struct aspect *a, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (is_alike(l, i, k) && !is_same(a, i, k))
				return true;
	return false;
}

typedef void name_function(char buf[static LABEL_SIZE], const struct archive *a);

/* Adds what a function says of each archive, if that differs. */
static void add_named(struct labels *l, const struct archive *const *archive, size_t count, name_function *name)
{
	struct aspect aspect;

	for (size_t i = 0; i < count; i++)
		name(aspect.text[i], archive[i]);
	if (differs(&aspect, count))
		add(l, &aspect, count);
}

/* Adds what tells archives apart of one kernel release, core and policy, until their headings differ. */
static void add_finer(struct labels *l, const struct archive *const *archive, size_t count)
{
	static name_function *const name[] = { name_build, name_seed, name_boot, name_file };
	struct aspect aspect;

	name_cmdlines(&aspect, archive, count);
	if (tells(l, &aspect, count))
		add(l, &aspect, count);
	for (size_t i = 0; i < ARRAY_SIZE(name); i++) {
		for (size_t k = 0; k < count; k++)
			name[i](aspect.text[k], archive[k]);
		if (!tells(l, &aspect, count))
			continue;
		/* Nobody knows a build id by heart, so the file's name stands above it. */
		if (name[i] == name_build)
			add_named(l, archive, count, name_file);
		add(l, &aspect, count);
	}
}

void labels_make(struct labels *l, const struct archive *const *archive, size_t count)
{
	static name_function *const name[] = { name_kernel, name_mode, name_cpu, name_policy, name_knob };
	struct aspect letters;

	memset(l, 0, sizeof(*l));
	for (size_t i = 0; i < ARRAY_SIZE(name); i++)
		add_named(l, archive, count, name[i]);
	add_finer(l, archive, count);
	if (l->lines && !is_ambiguous(l, count))
		return;
	for (size_t i = 0; i < count; i++)
		snprintf(letters.text[i], LABEL_SIZE, "run %.*s%c", (int)(i / 26), "A", (char)('A' + i % 26));
	l->lines -= l->lines == LABELS_LINES;
	add(l, &letters, count);
}

bool labels_share_unit(const struct archive *a, const struct archive *b)
{
	return a->platform == b->platform && !strcmp(a->clock.unit, b->clock.unit);
}
