/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/archive/archive.h"

#include <string.h>

bool archive_counts_insns(const struct archive *archive)
{
	return !strcmp(archive->clock.unit, "insns");
}

const char *archive_unit(const struct archive *archive)
{
	return archive_counts_insns(archive) ? "instructions" : archive->clock.unit;
}

const char *archive_file_name(const struct archive *archive)
{
	const char *slash = strrchr(archive->name, '/');

	return slash ? slash + 1 : archive->name;
}

const char *archive_fact(const struct archive *archive, const char *name)
{
	for (size_t i = 0; i < archive->record_facts.count; i++)
		if (!strcmp(archive->record_facts.fact[i].name, name))
			return archive->record_facts.fact[i].text;
	return NULL;
}

const char *archive_build_id(const struct archive *archive)
{
	return archive_fact(archive, "kernel_build_id");
}

const struct archive_finding *archive_finding(const struct archive *archive, size_t i)
{
	if (i < archive->findings.count)
		return &archive->findings.finding[i];
	i -= archive->findings.count;
	for (size_t j = 0; j < archive->resume_count; i -= archive->resume[j++].findings.count)
		if (i < archive->resume[j].findings.count)
			return &archive->resume[j].findings.finding[i];
	for (size_t j = 0; j < archive->end_count; i -= archive->end[j++].findings.count)
		if (i < archive->end[j].findings.count)
			return &archive->end[j].findings.finding[i];
	return NULL;
}

size_t archive_findings(const struct archive *archive, enum severity severity)
{
	const struct archive_finding *f;
	size_t n = 0;

	for (size_t i = 0; (f = archive_finding(archive, i)); i++)
		n += f->severity == severity;
	return n;
}

size_t archive_refusals(const struct archive *archive, bool allowed)
{
	const struct archive_finding *f;
	size_t n = 0;

	for (size_t i = 0; (f = archive_finding(archive, i)); i++)
		n += f->severity == SEVERITY_REFUSE && f->allowed.value == allowed;
	return n;
}

const char *archive_refused(const struct archive *archive, bool allowed)
{
	const struct archive_finding *f;

	for (size_t i = 0; (f = archive_finding(archive, i)); i++)
		if (f->severity == SEVERITY_REFUSE && f->allowed.value == allowed)
			return f->id;
	return NULL;
}

bool archive_visited(const struct archive *archive, enum policy_id policy)
{
	for (size_t i = 0; i < archive->policy_count; i++)
		if (archive->policy[i].policy == policy)
			return true;
	return false;
}

bool archive_is_hooked(const struct archive *archive)
{
	return archive->knob.name && !strcmp(archive->knob.name, ARCHIVE_KNOB_MODULE);
}

const struct hook_cell *archive_hook_cell(const struct archive_hook *hook, bool io_aborts)
{
	for (size_t i = 0; i < hook->cell_count; i++)
		if (hook->cell[i].faults && hook->cell[i].io_aborts == (io_aborts ? hook->cell[i].faults : 0))
			return &hook->cell[i];
	return NULL;
}

bool archive_hook_measured(const struct archive *archive)
{
	if (!archive_is_hooked(archive))
		return false;
	for (size_t i = 0; i < archive->hook_count; i++)
		if (archive_hook_cell(&archive->hook[i], false) && archive_hook_cell(&archive->hook[i], true))
			return true;
	return false;
}

long archive_differing_core(const struct archive *a, const struct archive *b)
{
	for (size_t i = 0; i < a->host.core_count && i < b->host.core_count; i++) {
		const char *x = a->host.core[i].midr, *y = b->host.core[i].midr;

		if (x && y ? strcmp(x, y) : x != y)
			return (long)i;
	}
	return -1;
}

struct predict_host archive_predict_host(const struct archive *archive)
{
	return (struct predict_host){
		.ivac_needs_write = archive->ivac_needs_write.value,
		.translates = archive->translates,
		.nisv_to_user = archive->host.nisv_to_user,
		.page_lines = (uint32_t)archive->page_lines,
		.file_writenotify = archive->file_writenotify.value,
		.thp_zero_page = archive->thp_zero_page.value,
		.change_pte = archive->change_pte.value,
		/* Schema 3 predicted so; where a run did not know it, there was no such memory. */
		.hugetlb_accounted = archive->hugetlb_accounted.value || !archive->hugetlb_accounted.known,
	};
}
