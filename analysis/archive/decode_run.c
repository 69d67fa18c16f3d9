/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decodes the findings and the ends of a run. */
#include "analysis/archive/decode.h"

#include "analysis/archive/archive.h"
#include "analysis/archive/value.h"
#include "bench/array.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct field finding_fields[] = {
	{ "id", KIND_TEXT, offsetof(struct archive_finding, id), false },
	{ "severity", KIND_SEVERITY, offsetof(struct archive_finding, severity), false },
	{ "what", KIND_TEXT, offsetof(struct archive_finding, what), false },
	{ "remedy", KIND_TEXT_NULL, offsetof(struct archive_finding, remedy), false },
	{ "allowed", KIND_FLAG_NULL, offsetof(struct archive_finding, allowed), true },
};

/* Find out whether the user allowed a finding, of which an older version of cmobench did not say it. */
static void conclude_allowed(struct archive_finding *f, const struct texts *allow)
{
	if (f->allowed.known)
		return;
	f->allowed = (struct flag){ .known = true, .value = !allow && f->severity == SEVERITY_REFUSE };
	for (size_t i = 0; allow && i < allow->count; i++)
		f->allowed.value |= !strcmp(allow->text[i], f->id);
}

int decode_findings(struct reader *r, const struct value *line, const struct texts *allow,
		    struct archive_findings *findings)
{
	const struct value *array = value_array(r, line, "findings");
	size_t length = strlen(r->where);
	int err = 0;

	if (!array)
		return -EINVAL;
	findings->count = value_count(array);
	findings->finding = reader_keep(r, findings->count, sizeof(*findings->finding));
	if (!findings->finding)
		return -ENOMEM;
	for (size_t i = 0; !err && i < findings->count; i++) {
		snprintf(r->where + length, sizeof(r->where) - length, "findings[%zu].", i);
		err = value_fields(r, value_index(array, i), finding_fields, ARRAY_SIZE(finding_fields),
				   &findings->finding[i]);
		if (!err)
			conclude_allowed(&findings->finding[i], allow);
	}
	r->where[length] = '\0';
	return err;
}

int decode_end(struct reader *r, const struct value *line, const struct archive *a, struct archive_end *end)
{
	const struct texts *allow = a->resume_count ? &a->resume[a->resume_count - 1].allow : &a->options.allow;
	int err = decode_findings(r, line, allow, &end->findings);

	return err ? err : value_facts(r, line, "record", &end->record);
}
