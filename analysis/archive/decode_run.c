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
};

int decode_findings(struct reader *r, const struct value *line, struct archive_findings *findings)
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
	}
	r->where[length] = '\0';
	return err;
}

int decode_end(struct reader *r, const struct value *line, struct archive_end *end)
{
	int err = decode_findings(r, line, &end->findings);

	return err ? err : value_facts(r, line, "record", &end->record);
}
