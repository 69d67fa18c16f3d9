/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests of command lines: options among operands, each error with the line that it prints, and completion. */
#include "bench/array.h"
#include "bench/cli/cmdline.h"
#include "bench/test/tap.h"

#include <string.h>
#include <unistd.h>

#define WORDS_MAX 12

struct taken {
	bool force;
	const char *output, *cpu;
	char pages[32]; /* all of --page, in the order given */
	bool emulated;
};

static char said[512]; /* what the last parse() printed on standard error, or as help on standard output */
static struct taken taken;
static int argc;
static char *argv[WORDS_MAX + 1];

static enum status take_page(void *data, char *value)
{
	struct taken *t = data;

	if (!strcmp(value, "none")) {
		complain("try: --page none: no such page");
		return STATUS_FAILED;
	}
	strcat(t->pages, value);
	return STATUS_OK;
}

static enum status take_emulated(void *data, char *value)
{
	struct taken *t = data;

	t->emulated = true;
	t->cpu = value;
	return STATUS_OK;
}

static void more_help(void)
{
	fputs("and more\n", stdout);
}

static void offer_operands(const struct complete *c)
{
	complete_name(c, "north");
	complete_name(c, "south");
}

static void offer_pages(const struct complete *c)
{
	complete_item(c, "one");
	complete_item(c, "other");
}

/* Return what cmdline_parse() returns for words separated by blanks, of which '' is an empty one; said gets what it prints. */
static int parse(const char *words, enum status *status)
{
	static const char *const name = "said";
	static char copy[256];
	const struct cmdline_option options[] = {
		{ "force", no_argument, .flag = &taken.force },
		{ "output", required_argument, 'o', .text = &taken.output },
		{ "page", required_argument, 'p', .take = take_page, .offer = offer_pages },
		{ "emulated", optional_argument, .take = take_emulated, .offer = offer_operands },
		{ "quiet", no_argument, 'q', .flag = &taken.force },
		{ "inside", no_argument, .flag = &taken.force, .hidden = true },
	};
	const struct cmdline line = { .option = options, .count = ARRAY_SIZE(options), .data = &taken,
				      .help = "usage: try\n", .more_help = more_help, .offer = offer_operands };
	int saved[2] = { dup(1), dup(2) }, first;
	char *save = NULL;
	FILE *file = fopen(name, "w+");

	taken = (struct taken){ .force = false };
	snprintf(copy, sizeof(copy), "try %s", words);
	argc = 0;
	for (char *word = strtok_r(copy, " ", &save); word && argc < WORDS_MAX; word = strtok_r(NULL, " ", &save))
		argv[argc++] = strcmp(word, "''") ? word : word + 2;
	argv[argc] = NULL;
	fflush(stdout);
	dup2(fileno(file), 1);
	dup2(fileno(file), 2);
	first = cmdline_parse(&line, argc, argv, status);
	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		dup2(saved[i], 1 + i);
		close(saved[i]);
	}
	rewind(file);
	said[fread(said, 1, sizeof(said) - 1, file)] = '\0';
	fclose(file);
	unlink(name);
	return first;
}

static void accepts(const char *words, bool is_right(void), const char *operands)
{
	enum status status;
	char all[128] = "";
	int first = parse(words, &status);

	for (int i = first; first && i < argc; i++)
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s ", argv[i]);
	ok(first && status == STATUS_OK && !said[0] && is_right() && !strcmp(all, operands), "\"%s\" leaves \"%s\"", words,
	   operands);
}

static void refuses(const char *words, enum status expected, const char *line)
{
	enum status status;
	int first = parse(words, &status);

	if (!ok(!first && status == expected && !strcmp(said, line), "\"%s\" is refused", words))
		printf("# %d, status %d, said \"%s\"\n", first, status, said);
}

static bool nothing(void)
{
	return !taken.force && !taken.output && !taken.pages[0] && !taken.emulated;
}

static bool forced(void)
{
	return taken.force;
}

static bool forced_to_x(void)
{
	return taken.force && taken.output && !strcmp(taken.output, "x");
}

static bool to_x(void)
{
	return !taken.force && taken.output && !strcmp(taken.output, "x");
}

static bool two_pages(void)
{
	return !strcmp(taken.pages, "ab");
}

static bool emulated(void)
{
	return taken.emulated && !taken.cpu;
}

static bool emulated_max(void)
{
	return taken.emulated && taken.cpu && !strcmp(taken.cpu, "max");
}

/* The candidates for the last word are these lines. Only after cmdline_complete(). */
static void offers(const char *words, const char *lines)
{
	enum status status;
	int first = parse(words, &status);

	if (!ok(!first && status == STATUS_OK && !strcmp(said, lines) && nothing(), "\"%s\" is completed", words))
		printf("# %d, status %d, said \"%s\"\n", first, status, said);
}

static void test_completion(void)
{
	cmdline_complete();
	offers("''", "north\nsouth\n");
	offers("", "north\nsouth\n");
	offers("--force so", "south\n");
	offers("-", "--force\n--output\n-o\n--page\n-p\n--emulated\n--quiet\n-q\n--help\n");
	offers("--frob x --p", "--page\n");
	offers("--page o", "one\nother\n");
	offers("-p ot", "other\n");
	offers("--page on,o", "on,one\non,other\n");
	offers("--page=x,on", "--page=x,one\n");
	offers("--output ''", "");
	offers("--output=n", "");
	offers("--emulated n", "north\n");
	offers("--emulated=n", "--emulated=north\n");
	offers("--frob=n", "");
	offers("-o --pa", "");
	offers("x", "");
}

int main(void)
{
	enum status status;
	int first;

	accepts("", nothing, "");
	accepts("a - b", nothing, "a - b ");
	accepts("-- --force -o", nothing, "--force -o ");
	accepts("a --force b -o x c", forced_to_x, "a b c ");
	accepts("--output=x", to_x, "");
	accepts("-ox", to_x, "");
	accepts("-o y --output x", to_x, "");
	accepts("-q", forced, "");
	accepts("-qox", forced_to_x, "");
	accepts("--fo", forced, "");
	accepts("--page a c -p b", two_pages, "c ");
	accepts("--emulated max", emulated, "max ");
	accepts("--emulated=max", emulated_max, "");
	refuses("--frob", STATUS_USAGE, "cmobench: try: --frob: unknown option: see cmobench try --help\n");
	refuses("a --frob=1 b", STATUS_USAGE, "cmobench: try: --frob=1: unknown option: see cmobench try --help\n");
	refuses("-x", STATUS_USAGE, "cmobench: try: -x: unknown option: see cmobench try --help\n");
	refuses("-qxo y", STATUS_USAGE, "cmobench: try: -x: unknown option: see cmobench try --help\n");
	refuses("-o", STATUS_USAGE, "cmobench: try: -o: needs a value: see cmobench try --help\n");
	refuses("a --output", STATUS_USAGE, "cmobench: try: --output: needs a value: see cmobench try --help\n");
	refuses("--force=1", STATUS_USAGE, "cmobench: try: --force=1: takes no value: see cmobench try --help\n");
	refuses("--help=1", STATUS_USAGE, "cmobench: try: --help=1: takes no value: see cmobench try --help\n");
	refuses("--page none --frob", STATUS_FAILED, "cmobench: try: --page none: no such page\n");
	refuses("--page a --help --frob", STATUS_OK, "usage: try\nand more\n");
	refuses("-h", STATUS_OK, "usage: try\nand more\n");
	first = parse("--force", &status);
	ok(first == argc && parse("a b", &status) == 1, "begins anew each time");
	test_completion();
	return tap_done();
}
