/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests paragraphs and lists of sentences that are cut to a number of lines. */
#include "analysis/output/sentences.h"
#include "analysis/output/text.h"
#include "bench/test/tap.h"

#include <stdlib.h>
#include <string.h>

static const char of_40[] = "A sentence of forty characters, as meant";

/* What sentences_write(), or sentences_list() if list is set, writes; *n is what it returns. For free(). */
static char *written(const struct sentences *s, const char *lead, unsigned int indent, size_t lines, bool list, int *n)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	*n = list ? sentences_list(s, lines, out) : sentences_write(s, lead, indent, lines, out);
	fclose(out);
	return text;
}

static void expect(const char *what, const struct sentences *s, const char *lead, unsigned int indent, size_t lines, bool list,
		   int n, const char *want)
{
	int got;
	char *text = written(s, lead, indent, lines, list, &got);

	if (!ok(got == n && !strcmp(text, want), "%s: %d lines", what, n))
		printf("# %d:\n%s", got, text);
	free(text);
}

static void test_paragraph(void)
{
	struct sentences s = { .count = 0 };
	char want[512];

	expect("no sentence", &s, "lead:", 2, 3, false, 0, "");
	sentences_add(&s, "%s.", of_40);
	expect("one", &s, NULL, 0, 1, false, 1, "A sentence of forty characters, as meant.\n");
	expect("one behind a lead", &s, "lead:", 2, 1, false, 1, "lead: A sentence of forty characters, as meant.\n");
	sentences_add(&s, "Another");
	sentences_extend(&s, " %d %s.", 1, "word");
	expect("two on a line", &s, NULL, 0, 1, false, 1,
	       "A sentence of forty characters, as meant. Another 1 word.\n");
	sentences_add(&s, "%s.", of_40);
	expect("a third that there is no room for", &s, NULL, 0, 1, false, 1,
	       "A sentence of forty characters, as meant. Another 1 word.\n");
	expect("a third that is wrapped", &s, NULL, 2, 2, false, 2,
	       "A sentence of forty characters, as meant. Another 1 word. A sentence of\n  forty characters, as meant.\n");
	s.count = 0;
	sentences_add(&s, "%s, %s.", of_40, of_40);
	expect("a first one that is too long", &s, NULL, 2, 1, false, 1,
	       "A sentence of forty characters, as meant, A sentence of forty...\n");
	s.count = 0;
	memset(want, 'x', 200);
	want[200] = '\0';
	sentences_add(&s, "%s", want);
	memcpy(want + TEXT_COLUMNS - 3, "...\n", 5);
	expect("a word that is too long", &s, NULL, 0, 1, false, 1, want);
	s.count = 0;
	memset(want, 'x', TEXT_COLUMNS);
	strcpy(want + TEXT_COLUMNS, " y");
	sentences_add(&s, "%s", want);
	memcpy(want + TEXT_COLUMNS - 3, "...\n", 5);
	expect("one character too many", &s, NULL, 0, 1, false, 1, want);
}

static void test_limits(void)
{
	struct sentences s = { .count = 0 };
	char *joined;

	for (int i = 0; i < SENTENCES_MAX + 3; i++)
		sentences_add(&s, "%d.", i);
	joined = sentences_join(&s);
	ok(s.count == SENTENCES_MAX && joined && !strcmp(joined, "0. 1. 2. 3. 4. 5. 6. 7. 8. 9. 10. 11."), "sentences past the last");
	free(joined);
	for (int i = 0; i < 40; i++)
		sentences_extend(&s, "%s", of_40);
	ok(strlen(s.text[SENTENCES_MAX - 1]) == SENTENCE_SIZE - 1, "a sentence past its end");
	s.count = 0;
	joined = sentences_join(&s);
	ok(joined && !joined[0], "none, joined");
	free(joined);
}

/* An item that does not fit is left out, and shorter ones after it are not. */
static void test_list(void)
{
	struct sentences s = { .count = 0 };

	sentences_add(&s, "One.");
	sentences_add(&s, "%s, %s.", of_40, of_40);
	sentences_add(&s, "Two.");
	expect("a list", &s, NULL, 0, 4, true, 4, "- One.\n- A sentence of forty characters, as meant, A sentence of forty\n"
	       "  characters, as meant.\n- Two.\n");
	expect("a list without room for one", &s, NULL, 0, 2, true, 2, "- One.\n- Two.\n");
	s.count = 0;
	expect("an empty list", &s, NULL, 0, 2, true, 0, "");
}

int main(void)
{
	test_paragraph();
	test_limits();
	test_list();
	return tap_done();
}
