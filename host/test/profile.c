/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where instructions went: names of addresses, the plugin's file, the path of the cost, the archive's line. */
#include "bench/array.h"
#include "bench/test/tap.h"
#include "host/os/err.h"
#include "host/profile/cell.h"
#include "host/profile/record.h"
#include "host/profile/send.h"

#include <errno.h>
#include <inttypes.h>

static const char *const kallsyms[] = {
	"ffff800080010000 T _stext\n",
	"ffff800080010100 t local_name\n",
	"ffff800080010100 T __global_name\n",
	"ffff800080010100 T global_name\n",
	"ffff800080010100 T __x\n",
	"ffff800080010200 W weak\n",
	"ffff800080010280 D some_data\n",
	"ffff800080010300 d more_data\n",
	"0000000000000000 T hidden\n",
	"ffff80007a000000 t hook\t[cmo_policy]\n",
	"not a line\n",
	"\n",
};

static void fill(struct symbols *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(kallsyms); i++)
		symbols_add(s, kallsyms[i], strlen(kallsyms[i]));
	symbols_sort(s);
}

static bool name_is(const struct symbols *s, uint64_t address, const char *name)
{
	const char *is = symbols_name(s, address);

	return name ? is && !strcmp(is, name) : !is;
}

static void test_symbols(void)
{
	struct symbols s = { .symbol = NULL };

	fill(&s);
	ok(s.count == 4, "code at four addresses; no data, no hidden address, no broken line");
	ok(name_is(&s, UINT64_C(0xffff800080010000), "_stext") && name_is(&s, UINT64_C(0xffff8000800100fc), "_stext"),
	   "an address is of the symbol before it");
	ok(name_is(&s, UINT64_C(0xffff800080010100), "global_name"), "of four names the global one without underscores");
	ok(name_is(&s, UINT64_C(0xffff8000800102fc), "weak"), "data do not end a function");
	ok(name_is(&s, UINT64_C(0xffff80007a000004), "hook [cmo_policy]"), "a module's function says whose it is");
	ok(name_is(&s, UINT64_C(0xffff800079fffffc), NULL) && name_is(&(struct symbols){ .count = 0 }, 4, NULL),
	   "what is before all symbols has no name");
	symbols_free(&s);
}

/* Takes in what symbols_send() sends. */
static int take(void *context, const char *line, size_t size)
{
	ok(line[size - 1] == '\n' && !memchr(line, '\n', size - 1), "sent as one line");
	return symbols_take(context, line, size);
}

static void test_send(void)
{
	struct symbols s = { .symbol = NULL };
	FILE *out = fopen("kallsyms", "w");

	for (size_t i = 0; i < ARRAY_SIZE(kallsyms); i++)
		fputs(kallsyms[i], out);
	fclose(out);
	ok(!symbols_send(&(struct archive_sink){ take, &s }, "kallsyms"), "symbols are sent");
	symbols_sort(&s);
	ok(s.count == 4 && name_is(&s, UINT64_C(0xffff80007a000004), "hook [cmo_policy]") &&
		   name_is(&s, UINT64_C(0xffff800080010104), "global_name"), "and arrive as they are");
	ok(!symbols_send(&(struct archive_sink){ take, &s }, "none"), "a kernel without them sends none");
	ok(symbols_take(&s, "{\"type\":\"symbols\"}", 18) < 0, "a line without symbols is refused");
	symbols_free(&s);
}

/*
 * Five samples: two on path 0, one on path 1, which is as long, one each on two others. By hand: the median has 10
 * instructions, and path 0 is the more frequent one of those with 10.
 */
#define SAMPLES "sample 10 1\nsample 10 0\nsample 7 2\nsample 10 0\nsample 12 3\n"
#define PATHS "path 10\n40001000 1 2\nffff800080010000 2 1\nffff800080010100 2 3\nffff8000800101f0 2 2\naaaa0000 0 1\n" \
	      "80001000 2 1\n" \
	      "path 10\nffff800080010000 2 10\n" \
	      "path 7\nffff800080010000 2 7\n" \
	      "path 12\nffff800080010000 2 12\n"

static int read_text(struct counts *c, const char *text)
{
	FILE *in = fmemopen((char *)(uintptr_t)text, strlen(text), "r");
	int err = counts_read(c, in);

	fclose(in);
	return err;
}

static bool row_is(const struct counts_row *row, const char *name, uint64_t insns)
{
	return !strcmp(row->name, name) && row->insns == insns;
}

static void test_counts(void)
{
	struct symbols s = { .symbol = NULL };
	const struct counts_path *path;
	struct counts_row *row;
	struct counts c;
	uint64_t sum = 0;
	size_t rows;

	fill(&s);
	ok(!read_text(&c, SAMPLES PATHS "end\n") && c.samples == 5 && c.paths == 4, "the plugin's file is read");
	path = counts_typical(&c);
	ok(path == &c.path[0] && counts_samples_of(&c, path) == 2, "the path of the cost: the most frequent one of the median");
	/* Of the lengths 7, 10, 12, 12 the two in the middle are 10 and 12, and there are more of 12. */
	c.sample[0] = (struct counts_sample){ 12, 3 };
	ok(counts_typical(&(struct counts){ c.sample, 5, c.path, 4 }) == &c.path[0], "of five samples the one in the middle");
	c.samples = 4;
	c.sample[1] = c.sample[2];
	c.sample[2] = (struct counts_sample){ 12, 3 };
	ok(counts_typical(&c) == &c.path[3], "of four the more frequent of the two in the middle");
	row = counts_table(path, &s, &rows);
	for (size_t i = 0; i < rows; i++)
		sum += row[i].insns;
	ok(rows == 5 && sum == 10, "a row a function, and the sum of all is the path");
	ok(row_is(&row[0], "global_name", 5) && row_is(&row[1], COUNTS_GUEST, 2) && row_is(&row[2], COUNTS_EL2, 1) &&
		   row_is(&row[3], COUNTS_USERSPACE, 1) && row_is(&row[4], "_stext", 1),
	   "kernel, guest, userspace and EL2 are told apart; the largest comes first");
	free(row);
	counts_free(&c);
	row = counts_table(&(struct counts_path){ .insns = 1, .count = 1, .insn = &(struct counts_insn){
		UINT64_C(0xffff000000000000), 1, 2 } }, &s, &rows);
	ok(rows == 1 && row_is(row, COUNTS_NAMELESS, 1), "an instruction of the kernel before all symbols is counted, too");
	free(row);
	symbols_free(&s);
}

/* Without VHE: the hypervisor's code, at other addresses than its symbols, all by one offset. */
static void test_hyp(void)
{
	static const char *const nvhe[] = {
		"ffff800080340000 T before\n", "ffff800080341000 T __kvm_nvhe_first\n",
		"ffff800080342000 T __kvm_nvhe___kvm_hyp_host_vector\n", "ffff800080343000 T __kvm_nvhe___kvm_hyp_vector\n",
		"ffff800080344000 T behind\n",
	};
	/*
	 * By hand: 0x8000c2400 is the host's vector, so that 0x8000c2000 is its symbol; the other one is the guest's. If that
	 * were the host's, the first function would be executed in its middle only.
	 */
	struct counts_insn insn[] = {
		{ 0x8000c1000, 3, 2 }, { 0x8000c2400, 2, 2 }, { 0x8000c3400, 1, 2 }, { UINT64_C(0xffff800080340004), 4, 1 },
	};
	struct counts_path path = { 10, insn, ARRAY_SIZE(insn) };
	struct symbols s = { .symbol = NULL };
	struct counts_row *row;
	size_t rows;

	for (size_t i = 0; i < ARRAY_SIZE(nvhe); i++)
		symbols_add(&s, nvhe[i], strlen(nvhe[i]));
	symbols_sort(&s);
	row = counts_table(&path, &s, &rows);
	ok(rows == 4 && row_is(&row[0], "before", 4) && row_is(&row[1], "__kvm_nvhe_first", 3) &&
		   row_is(&row[2], "__kvm_nvhe___kvm_hyp_host_vector", 2) && row_is(&row[3], "__kvm_nvhe___kvm_hyp_vector", 1),
	   "without VHE the hypervisor's functions have names");
	free(row);
	insn[0].address = 0x8000c5010;
	row = counts_table(&path, &s, &rows);
	ok(rows == 2 && row_is(&row[0], COUNTS_EL2, 6) && row_is(&row[1], "before", 4),
	   "unless an instruction would not be in one of them");
	free(row);
	symbols_free(&s);
}

static void refuse(const char *text, const char *want)
{
	struct counts c;

	ok(read_text(&c, text) < 0, "refused: %s", want);
	has_text(fail_text(), want, "and it is said why");
	counts_free(&c);
}

static void test_broken(void)
{
	refuse(SAMPLES PATHS, "did not write all");
	refuse("sample 9 0\n" PATHS "end\n", "does not add up");
	refuse("sample 10 4\n" PATHS "end\n", "does not add up");
	refuse("path 3\n40001000 1 2\nend\n", "does not add up");
	refuse("path 3\nnonsense\nend\n", "none of its own");
}

#define CELL "{\"type\":\"cell\",\"policy\":\"upstream\",\"ticks\":["

static void text_of(const char *ticks, const char *counts, const struct symbols *s, char **line)
{
	struct profile_record r = { .cell = { .policy = POLICY_UPSTREAM, .op = OP_dc_civac } };
	char cell[128];
	struct counts c;
	size_t size;
	int length = snprintf(cell, sizeof(cell), CELL "%s]}\n", ticks);

	profile_record_ticks(&r, cell, (size_t)length);
	read_text(&c, counts);
	if (profile_record_text(&r, &c, s, line, &size))
		*line = NULL;
	profile_record_free(&r);
	counts_free(&c);
}

static void test_record(void)
{
	struct symbols s = { .symbol = NULL }, none = { .symbol = NULL };
	char *line;

	fill(&s);
	text_of("10,10,7,10,12", SAMPLES PATHS "end\n", &s, &line);
	has_text(line, "{\"type\":\"profile\",\"policy\":\"upstream\",\"op\":\"dc_civac\",", "the line names the cell");
	has_text(line, "\"samples\":5,\"samples_of_path\":2,\"paths\":4,\"insns\":10,\"functions\":["
		 "{\"name\":\"global_name\",\"insns\":5},", "and has the counts and the functions");
	free(line);
	text_of("10,10,7,11,12", SAMPLES PATHS "end\n", &s, &line);
	ok(!line, "refused: a sample of which the clock counts one instruction more");
	has_text(fail_text(), "sample 3 has 10 instructions by QEMU's plugin, and 11 by the clock", "and it says which");
	text_of("10,10,7,10", SAMPLES PATHS "end\n", &s, &line);
	ok(!line, "refused: a sample that the archive does not have");
	text_of("", SAMPLES PATHS "end\n", &s, &line);
	ok(!line, "refused: a cell that failed");
	text_of("10,10,7,10,12", SAMPLES PATHS "end\n", &none, &line);
	ok(!line, "refused: a kernel without symbols");
	has_text(fail_text(), "CONFIG_KALLSYMS", "and it says what it needs");
	symbols_free(&s);
}

static void parse(struct options *o, const char *filter, const char *more)
{
	static char *argv[8];

	argv[0] = (char *)"run";
	argv[1] = (char *)"--profile";
	argv[2] = (char *)"--filter";
	argv[3] = (char *)(uintptr_t)filter;
	argv[4] = (char *)(uintptr_t)more;
	argv[5] = (char *)"--emulated";
	options_parse(o, more ? 6 : 4, argv);
}

static void test_cell(void)
{
	static const char one[] = "op=dc_civac slot=rw_log host_page=written stage2=cold lines=1";
	struct options o;
	struct cell cell;

	parse(&o, one, "--user=0");
	ok(!profile_cell(&o, &cell) && cell.op == OP_dc_civac && cell.slot == SLOT_RW_LOG && !cell.copy,
	   "the cell that the filter leaves, not its copy of the calibration");
	parse(&o, "op=dc_civac slot=rw_log", "--user=0");
	ok(profile_cell(&o, &cell) == -EINVAL, "refused: several cells");
	has_text(fail_text(), "narrow --filter", "and it says what to do");
	parse(&o, one, "--policy=inject,upgrade");
	ok(profile_cell(&o, &cell) == -EINVAL, "refused: several policies");
	parse(&o, one, "--smp=2");
	ok(profile_cell(&o, &cell) == -EINVAL, "refused: several CPUs");
	parse(&o, one, "--no-icount");
	ok(profile_cell(&o, &cell) == -EINVAL, "refused: a clock that counts no instructions");
	parse(&o, one, NULL);
	ok(profile_cell(&o, &cell) == -EINVAL, "refused: a real machine");
	has_text(fail_text(), "add --emulated", "and it says what to do");
}

int main(void)
{
	test_symbols();
	test_send();
	test_counts();
	test_hyp();
	test_broken();
	test_record();
	test_cell();
	return tap_done();
}
