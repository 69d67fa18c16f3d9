/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/test/written.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_one(struct loaded *loaded, char *text)
{
	char why[512] = "";

	*loaded = (struct loaded){ .policies = 0 };
	if (!text || archive_parse(&loaded->archive, "dir/x.cmo.jsonl", text, strlen(text), why, sizeof(why)) ||
	    loaded_make(loaded)) {
		printf("Bail out! no report: %s\n", why);
		exit(1);
	}
}

int write_hosts(const struct loaded *const *loaded, size_t count, hosts_writer *write, FILE *out)
{
	struct scorecard card[ARCHIVES_MAX];
	size_t made = 0;
	int err = 0;

	for (; !err && made < count; made += !err)
		err = scorecard_make(&card[made], &loaded[made]->results, &loaded[made]->contrasts, &loaded[made]->base);
	if (!err)
		err = write(&(struct several){ loaded, card, count }, out);
	while (made)
		scorecard_free(&card[--made]);
	return err;
}

/* Who writes an archive, several, or hosts: one of them is not NULL. */
struct writers {
	writer *one;
	several_writer *several;
	hosts_writer *hosts;
};

static int write_any(const struct loaded *const *loaded, size_t count, const struct writers *w, FILE *out)
{
	if (w->hosts)
		return write_hosts(loaded, count, w->hosts, out);
	return w->several ? w->several(loaded, count, out) : w->one(loaded[0], out);
}

/* Of count <= ARCHIVES_MAX archives. */
static char *make_any(char *const *text, size_t count, const struct writers *writers)
{
	struct loaded made[ARCHIVES_MAX];
	const struct loaded *loaded[ARCHIVES_MAX];
	char *out = NULL;
	size_t size;
	FILE *stream = open_memstream(&out, &size);

	for (size_t i = 0; i < count; i++) {
		make_one(&made[i], text[i]);
		loaded[i] = &made[i];
	}
	if (!stream || write_any(loaded, count, writers, stream) || fclose(stream)) {
		printf("Bail out! no report\n");
		exit(1);
	}
	for (size_t i = 0; i < count; i++) {
		loaded_free(&made[i]);
		free(text[i]);
	}
	return out;
}

char *make(char *text, writer *write)
{
	return make_any(&text, 1, &(struct writers){ .one = write });
}

char *make_all(char *const *text, size_t count, several_writer *write)
{
	return make_any(text, count, &(struct writers){ .several = write });
}

char *make_hosts(char *const *text, size_t count, hosts_writer *write)
{
	return make_any(text, count, &(struct writers){ .hosts = write });
}

char *replaced(char *text, const char *from, const char *to)
{
	char *copy = text ? fixture_replace(text, from, to, true) : NULL;

	free(text);
	return copy;
}
