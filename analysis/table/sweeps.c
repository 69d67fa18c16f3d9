/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/table/sweeps.h"

#include "analysis/table/table.h"
#include "analysis/cell/sweep.h"
#include "analysis/wording/cell.h"

#include <string.h>

#define NS_PER_MS 1e6

static bool has_time(const struct loaded *loaded)
{
	return !strcmp(loaded->archive.clock.unit, "ns");
}

/* Formats a size, such as "64 KiB" or "128 MiB". */
static const char *bytes_text(char buf[static 32], struct count bytes)
{
	if (!bytes.known)
		return "unknown size";
	if (bytes.value >= UINT64_C(1) << 20 && !(bytes.value & ((1 << 20) - 1)))
		snprintf(buf, 32, "%llu MiB", (unsigned long long)bytes.value >> 20);
	else
		snprintf(buf, 32, "%llu KiB", (unsigned long long)bytes.value >> 10);
	return buf;
}

static void side_row(struct table *t, const struct sweep *sweep, const struct sweep_side *side, const char *slot)
{
	char total[NUMBER_SIZE], page[NUMBER_SIZE], line[NUMBER_SIZE], faults[2][NUMBER_SIZE] = { "-", "-" };

	if (!side->result)
		return;
	table_note(t, side->result);
	if (side->has_faults) {
		snprintf(faults[0], NUMBER_SIZE, "%.3g", side->faults_per_page);
		snprintf(faults[1], NUMBER_SIZE, "%.3g", side->faults_per_line);
	}
	table_row(t, " %-10s %-3s %9s %9s %9s %6s %6s %s", policy_name(sweep->policy), slot,
		  text_number(total, has_time(t->loaded) ? side->total / NS_PER_MS : side->total, false),
		  text_number(page, side->per_page, false), text_number(line, side->per_line, false), faults[0],
		  faults[1], wording_outcome(side->result));
}

/* Formats, for example, "flush_ro 22.1 [21.9,22.3] in time, 64 in faults: reproduced". Returns its length. */
static size_t ratio_text(char *buf, size_t size, const struct loaded *loaded, const struct sweep *sweep)
{
	char ratio[RATIO_SIZE] = "-", faults[NUMBER_SIZE] = "-";
	bool judged = sweep->verdict == SWEEP_REPRODUCED || sweep->verdict == SWEEP_NOT_REPRODUCED;

	if (sweep->ratio > 0)
		text_ratio(ratio, sweep->ratio, sweep->ratio_ci95);
	if (sweep->fault_ratio > 0)
		snprintf(faults, sizeof(faults), "%.3g", sweep->fault_ratio);
	return (size_t)snprintf(buf, size, "%s %s in %s, %s in faults%s%s", policy_name(sweep->policy), ratio,
				has_time(loaded) ? "time" : archive_unit(&loaded->archive), faults, judged ? ": " : "",
				judged ? sweep_verdict_name[sweep->verdict] : "");
}

static void write_published(const struct loaded *loaded, const struct sweep *sweep, FILE *out)
{
	char bytes[32];

	if (has_time(loaded))
		text_wrap(out, 0, 2,
			  "Published in January 2021, machine unstated, of a kernel that flushed the whole slot as "
			  "flush_ro does: 128 MiB took %.0f ms on a read-only slot, %.0f ms on a writable one, ratio %.1f.",
			  SWEEP_PUBLISHED_RO_MS, SWEEP_PUBLISHED_RW_MS, sweep_published_ratio());
	else
		text_wrap(out, 0, 2,
			  "Published in January 2021, machine unstated, of a kernel that flushed the whole slot as "
			  "flush_ro does: 128 MiB took %.1f times as long on a read-only slot as on a writable one. "
			  "These data cannot say whether that is reproduced: %s are not time%s.",
			  sweep_published_ratio(), archive_unit(&loaded->archive),
			  sweep->bytes.value == SWEEP_PUBLISHED_BYTES ? "" : ", and the slot has another size");
	if (sweep->verdict == SWEEP_OTHER_SIZE)
		text_wrap(out, 2, 2, "These data cannot say whether that is reproduced: the slot has %s.",
			  bytes_text(bytes, sweep->bytes));
	else if (has_time(loaded))
		text_wrap(out, 2, 2, "Reproduced means a ratio within a factor of %.0f of it.", SWEEP_TOLERANCE);
}

void table_sweep(const struct loaded *loaded, FILE *out)
{
	struct sweep sweep, shown = { .pages = 0 };
	char title[160], heading[LINE_SIZE], bytes[32], ratios[1024] = "";
	struct table t = { .loaded = loaded, .out = out, .title = title, .heading = { heading } };
	size_t used = 0;

	snprintf(heading, sizeof(heading), " %-10s %-3s %9s %9s %9s %6s %6s %s", "policy", "", has_time(loaded) ?
		 "total ms" : "total", "per page", "per line", "f/page", "f/line", "outcome");
	for (unsigned int policy = 0; policy <= POLICY_UNKNOWN; policy++) {
		if (!sweep_make(&sweep, &loaded->results, (enum policy_id)policy))
			continue;
		shown = sweep;
		snprintf(title, sizeof(title),
			 "rom_sweep: DC CIVAC over every line of a memslot of %s, %llu pages of %llu lines",
			 bytes_text(bytes, sweep.bytes), (unsigned long long)sweep.pages,
			 (unsigned long long)sweep.lines_per_page);
		side_row(&t, &sweep, &sweep.rw, "rw");
		side_row(&t, &sweep, &sweep.ro, "ro");
		if (used < sizeof(ratios) - 2) {
			used += (size_t)snprintf(ratios + used, sizeof(ratios) - used, "%s", used ? "; " : "");
			used += ratio_text(ratios + used, sizeof(ratios) - used, loaded, &sweep);
		}
	}
	if (!t.open)
		return;
	table_end(&t);
	text_wrap(out, 0, 2, "Read-only to writable: %s.", ratios);
	write_published(loaded, &shown, out);
}
