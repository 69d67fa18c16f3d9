/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command lines of an emulated host: nothing of what the user typed is cut or lost, however much it is. */
#include "bench/cli/verb.h"
#include "bench/test/tap.h"
#include "host/emulated/command.h"

#include <stdlib.h>
#include <string.h>

#define MANY 1000
#define LONG 20000

static char *repeat(char c, size_t count)
{
	char *text = calloc(1, count + 1);

	memset(text, c, count);
	return text;
}

static bool has(const struct arglist *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->text[i], text))
			return true;
	return false;
}

/* Is text the string behind option? */
static bool follows(const struct arglist *list, const char *option, const char *text)
{
	for (size_t i = 0; i + 1 < list->count; i++)
		if (!strcmp(list->text[i], option) && !strcmp(list->text[i + 1], text))
			return true;
	return false;
}

static void test_arglist(void)
{
	struct arglist list = { .text = NULL };
	char *text = repeat('x', LONG), *joined, *at;
	size_t size, strings = 0;

	for (size_t i = 0; i < MANY; i++)
		arglist_add(&list, "%s%zu", text, i);
	ok(list.count == MANY && !list.failed && !list.text[MANY], "%d strings of %d characters, and a NULL", MANY,
	   LONG);
	ok(strlen(list.text[0]) == LONG + 1 && strlen(list.text[MANY - 1]) == LONG + 3, "none of them is cut");
	joined = arglist_join(&list, &size);
	for (at = joined; at < joined + size; at += strlen(at) + 1)
		strings += strlen(at) > LONG;
	ok(strings == MANY && at == joined + size, "nor is one when they are joined");
	free(joined);
	free(text);
	arglist_free(&list);
	ok(!list.text && !list.count, "freed, the list is empty");
}

static void test_qemu(void)
{
	struct machine m = { .qemu = strdup("qemu"), .kernel.image = strdup("Image"), .properties = repeat('p', LONG),
			     .icount_shift = "0" };
	const struct emulated_options o = { .cpu = repeat('c', LONG), .smp = 1, .numa = 1, .append = "quiet" };
	const int pipes[WATCH_STREAMS] = { 10, 11, 12, 13, 14 };
	struct arglist list = { .text = NULL };

	ok(!command_qemu(&list, &m, &o, 9, pipes), "QEMU's command line can be made");
	ok(follows(&list, "-cpu", o.cpu) && follows(&list, "-M", m.properties),
	   "with a CPU and properties of %d characters each", LONG);
	ok(follows(&list, "-initrd", "/dev/fd/9") && follows(&list, "-smp", "1,sockets=1"), "and what is between them");
	ok(strstr(list.text[list.count - 1], "rdinit=/init") && strstr(list.text[list.count - 1], " quiet"),
	   "the kernel's own at its end: %s", list.text[list.count - 1]);
	arglist_free(&list);
	machine_free(&m);
	free((char *)o.cpu);
}

static void test_inside(void)
{
	struct machine m = { .properties = strdup("virt"), .icount_shift = "0", .version = "QEMU" };
	static const char *argv[MANY + 2];
	struct arglist list = { .text = NULL };
	struct options o;

	argv[0] = "run";
	for (int i = 0; i < MANY; i++)
		argv[1 + i] = i % 2 ? "--tune" : "--sequential";
	ok(!options_parse(&o, MANY + 1, (char **)argv) && !command_inside(&list, &m, &o, true), "%d options", MANY);
	ok(list.count > MANY && !strcmp(list.text[list.count - MANY - 2], "--") &&
	   !strcmp(list.text[list.count - MANY - 1], "run"), "all of them stand behind the program's own command line");
	ok(has(&list, "--inside-emulator") && has(&list, "--tune") && has(&list, "--done=/done"),
	   "which says where it is, what is asked for and which cells are there already");
	arglist_free(&list);
	machine_free(&m);
}

/* Is --append taken if it has count characters? */
static bool takes_append(size_t count)
{
	char *text = repeat('a', count);
	const struct emulated_options o = { .append = text };
	int err = command_check(&o);

	free(text);
	return !err;
}

static void test_append(void)
{
	size_t count = 0;

	while (takes_append(count + 1))
		count++;
	ok(count > 1900 && count < 2048, "--append: %zu characters, that is what the kernel has room for", count);
	ok(!takes_append(LONG), "%d are refused", LONG);
}

int main(void)
{
	test_arglist();
	test_qemu();
	test_inside();
	test_append();
	return tap_done();
}
