/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/notes.h"

#include "analysis/output/text.h"
#include "analysis/wording/amount.h"
#include "analysis/wording/cell.h"
#include "analysis/wording/machine.h"

#include <math.h>
#include <string.h>

static const struct archive *archive_of(const struct history *h, size_t kernel)
{
	return &h->kernel[kernel].arm.boot[0]->archive;
}

const char *notes_unit(char *buf, size_t size, const struct history *h)
{
	char unit[MACHINE_UNIT_SIZE];

	machine_unit(unit, &h->kernel[0].loaded->results, false);
	snprintf(buf, size, "%s", unit);
	return buf;
}

static void write_kernel(const struct history *h, size_t kernel, FILE *out)
{
	const struct archive *a = archive_of(h, kernel);
	const char *id = archive_build_id(a);
	char boots[48] = "";

	if (h->kernel[kernel].arm.count > 1)
		snprintf(boots, sizeof(boots), ", %zu %s", h->kernel[kernel].arm.count, h->exact ? "seeds" : "boots");
	text_wrap(out, 0, 8, "base:   %s: %s, build id %.12s%s", h->kernel[kernel].name, machine_known(a->host.kernel),
		  id ? id : "not known", boots);
}

void notes_machine(const struct history *h, FILE *out)
{
	const struct archive *a = archive_of(h, h->kernels - 1);

	text_wrap(out, 0, 8, "host:   %s, %s, %llu CPU%s, %llu KiB pages, %s, MIDR %s%s%s",
		  a->platform == PLATFORM_EMULATED ? "emulated" : a->platform == PLATFORM_VIRTUAL ? "virtual" : "metal",
		  machine_known(a->host.cpu), (unsigned long long)a->host.cpus.value, text_plural(a->host.cpus.value),
		  (unsigned long long)a->host.page_bytes.value >> 10, machine_known(a->host.hyp_mode), machine_known(a->host.midr),
		  a->emulator_qemu ? ", " : "", a->emulator_qemu ? a->emulator_qemu : "");
	text_line(out, "policy: %s", policy_name(h->policy));
	for (size_t i = 0; i < h->kernels; i++)
		write_kernel(h, i, out);
}

static bool are_alike(const char *a, const char *b)
{
	return !strcmp(machine_known(a), machine_known(b));
}

/* A property in which archives may differ that are comparable all the same. */
struct property {
	const char *what, *consequence;
	const char *(*of)(const struct archive *a);
};

static const char *seed_of(const struct archive *a)
{
	return a->options.seed;
}

static const char *guest_of(const struct archive *a)
{
	return a->guest_sha256;
}

static const char *cmdline_of(const struct archive *a)
{
	return a->host.cmdline;
}

static const char *knob_of(const struct archive *a)
{
	return archive_is_hooked(a) ? "module" : a->knob.name ? "patch" : "none";
}

static const struct property property_table[] = {
	{ "Seeds", "pages and cells come in another order, which may move a cost a little", seed_of },
	{ "Guest images", "what is timed may differ by some instructions of the guest", guest_of },
	{ "Command lines of the kernel", "what differs may be a parameter, not the kernel", cmdline_of },
	{ "What puts policies in force", "the patch and the module do not cost the same", knob_of },
};

#define VALUE_SHOWN 24 /* characters */

static void write_property(const struct history *h, const struct property *p, FILE *out)
{
	const char *first = p->of(archive_of(h, 0));

	for (size_t i = 1; i < h->kernels; i++) {
		const char *other = p->of(archive_of(h, i));

		if (are_alike(first, other))
			continue;
		if (strlen(machine_known(first)) <= VALUE_SHOWN && strlen(machine_known(other)) <= VALUE_SHOWN)
			text_wrap(out, 0, 2, "- %s differ (%s: %s, %s: %s): %s.", p->what, h->kernel[0].name, machine_known(first),
				  h->kernel[i].name, machine_known(other), p->consequence);
		else
			text_wrap(out, 0, 2, "- %s differ between %s and %s: %s.", p->what, h->kernel[0].name, h->kernel[i].name,
				  p->consequence);
		return;
	}
}

static void write_refused(const struct history *h, FILE *out)
{
	for (size_t i = 0; i < h->kernels; i++)
		for (size_t k = 0; k < h->kernel[i].arm.count; k++) {
			const struct archive *a = &h->kernel[i].arm.boot[k]->archive;
			char refused[MACHINE_REFUSED_SIZE];

			if (machine_refused(a))
				text_wrap(out, 0, 2, "- %s: %s", archive_file_name(a), machine_refused_sentence(refused, a));
			if (!a->complete)
				text_wrap(out, 0, 2, "- %s: the run was not completed: cells are missing.", archive_file_name(a));
		}
}

/* Says which kernels do something else than the fault model says. */
static void write_mismatches(const struct history *h, FILE *out)
{
	for (size_t i = 0; i < h->kernels; i++) {
		const struct results *r = &h->kernel[i].loaded->results;
		size_t bad = r->counts.verdict[VERDICT_DIFFERS] + r->counts.verdict[VERDICT_FAILED];

		if (bad)
			text_wrap(out, 0, 2, "- %s: %zu of %zu cells NOT as predicted (!): see cmobench report.", h->kernel[i].name,
				  bad, r->count);
	}
}

void notes_differences(const struct history *h, FILE *out)
{
	write_refused(h, out);
	write_mismatches(h, out);
	for (size_t i = 0; i < sizeof(property_table) / sizeof(property_table[0]); i++)
		write_property(h, &property_table[i], out);
	if (h->policies > 1)
		text_wrap(out, 0, 2, "- All kernels were measured under %zu policies; these are the costs of %s. For another one: "
			  "--cells policy=NAME.", h->policies, policy_name(h->policy));
}

/* Number of samples and width of the intervals of all costs. */
struct spread {
	struct amount amount;
	double widest;
	size_t cells;
};

static struct spread spread_of(const struct history *h)
{
	struct spread s = { .widest = 0 };

	for (size_t i = 0; i < h->rows; i++)
		for (size_t k = 0; k < h->kernels; k++) {
			const struct history_value *v = &h->row[i].value[k];

			if (h->row[i].kind != HISTORY_CELL || !v->has)
				continue;
			amount_add_cell(&s.amount, v->cell);
			s.cells++;
			if (v->ci95.known && v->value > 0)
				s.widest = fmax(s.widest, fmax(v->ci95.hi - v->value, v->value - v->ci95.lo) / v->value);
		}
	return s;
}

static bool has_kind(const struct history *h, enum history_kind kind)
{
	for (size_t i = 0; i < h->rows; i++)
		if (h->row[i].kind == kind)
			return true;
	return false;
}

void notes_amount(const struct history *h, FILE *out)
{
	const struct spread s = spread_of(h);
	char n[AMOUNT_SIZE], share[NUMBER_SIZE];

	if (s.cells)
		text_wrap(out, 0, 2, "%s; %s within +-%s %% of the costs.", amount_text(n, &s.amount), amount_intervals(&s.amount),
			  text_share(share, s.widest));
}

void notes_legend(const struct history *h, FILE *out)
{
	text_wrap(out, 0, 0,
		  "In brackets the stage-2 faults in the order taken (T translation, P permission), or their number. Behind them "
		  "the outcome (" WORDING_LETTERS "). *: counts are not those of the kernel before, so its cost is of something "
		  "else.%s", h->exact ? "" : " ?: not told apart from noise, or from what another boot would cost.");
	text_wrap(out, 0, 0, "Rows are memslot/host page: rw, rw_log (dirty-logged), ro (read-only)/what the host did with the page "
		  "before.%s", has_kind(h, HISTORY_REST) ? " \"less an hvc\": the cost less that of an empty exit to the kernel." : "");
}

static void write_changes(const struct history *h, size_t kernel, size_t most, FILE *out)
{
	const struct compare *c = &h->kernel[kernel].from_previous;
	const struct history_counts counts = history_counts(h, kernel);
	size_t shown = 0;

	if (!counts.changed)
		return;
	text_line(out, "%s -> %s, %zu of %zu cells:", h->kernel[kernel - 1].name, h->kernel[kernel].name, counts.changed,
		  counts.common);
	for (size_t i = 0; i < c->cell_count && shown < most; i++) {
		char cell[CELL_DESCRIBE_SIZE];

		if (!history_has_changed(h, &c->cell[i]))
			continue;
		cell_describe(c->cell[i].axes, cell, sizeof(cell));
		text_wrap(out, 0, 4, "- %s: %s", cell, c->cell[i].change);
		shown++;
	}
	if (counts.changed > shown)
		text_line(out, "- ... and %zu more: see --format html or json", counts.changed - shown);
}

void notes_changes(const struct history *h, size_t most, FILE *out)
{
	for (size_t i = 1; i < h->kernels; i++)
		write_changes(h, i, most, out);
}

void notes_limits(const struct history *h, FILE *out)
{
	const struct archive *a = archive_of(h, 0);

	if (a->platform == PLATFORM_EMULATED)
		text_wrap(out, 0, 2, "- Time: these are instructions of an emulated host, which has no caches, no TLB costs and no "
			  "contention. A longer path need not be a slower one.");
	if (h->single)
		text_wrap(out, 0, 2, "- What a kernel costs: boots of one kernel differ, and a kernel here has one boot. Give several "
			  "archives of each, a boot each.");
	text_wrap(out, 0, 2, "- Which commit did it: a release is thousands of them, and configurations and compilers differ as well. "
		  "Bisect, or build the releases with one configuration.");
	text_wrap(out, 0, 2, "- What happens on many vCPUs at once: locks that were split or dropped show there only.");
}

void notes_archives(const struct history *h, FILE *out)
{
	for (size_t i = 0; i < h->kernels; i++)
		for (size_t k = 0; k < h->kernel[i].arm.count; k++) {
			const struct archive *a = &h->kernel[i].arm.boot[k]->archive;

			text_line(out, "%s: %s, cmobench %s commit %s", h->kernel[i].name, archive_file_name(a), machine_known(a->version),
				  machine_known(a->commit));
			text_line(out, "sha256: %s", a->file_sha256);
		}
}
