/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/options/take.h"

#include "bench/array.h"
#include "host/os/err.h"
#include "host/place/cpulist.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ID_MAX 65534 /* largest id of a user or group; 65535 is -1 in 16 bits */
#define SIZE_MIN_BYTES (2 * 4096) /* two pages of the smallest size */
#define SIZE_MAX_BYTES (UINT64_C(1) << 40)
#define ICOUNT_SHIFT_MAX 10 /* MAX_ICOUNT_SHIFT, QEMU 10.0 accel/tcg/icount-common.c */
#define PRECISION_MIN_PCT 0.01
#define BATCH_MIN 16
#define BATCH_MAX 4096
#define STRING_(x) #x
#define STRING(x) STRING_(x)

enum status take_refuse(const struct options *o, const char *name, const char *value, const char *why)
{
	complain("%s: --%s%s%s: %s", o->argv[0], name, *value ? " " : "", value, why);
	return STATUS_USAGE;
}

bool take_number(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 0);
	return text[0] >= '0' && text[0] <= '9' && !*end && !errno && *value >= min && *value <= max;
}

enum status take_suite(struct options *o, char *value)
{
	o->measure.suite = suite_find(value);
	return o->measure.suite ? STATUS_OK :
				  take_refuse(o, "suite", value, "no suite is called that: see cmobench list suites");
}

struct option_value get_suite(const struct options *o)
{
	return (struct option_value){ .type = VALUE_TEXT, .text = o->measure.suite->name };
}

enum status take_filter(struct options *o, char *value)
{
	char why[512];

	o->measure.filter_text = value;
	return filter_parse(&o->measure.filter, value, why, sizeof(why)) ? take_refuse(o, "filter", "", why) :
									   STATUS_OK;
}

/* Adds the policy whose name is the first size characters of name. */
static enum status add_policy(struct options *o, const char *name, size_t size)
{
	for (int policy = 0; policy < POLICY_COUNT; policy++) {
		const char *known = policy_table[policy].name;

		if (strlen(known) == size && !memcmp(known, name, size)) {
			o->measure.policies |= UINT32_C(1) << policy;
			return STATUS_OK;
		}
	}
	return take_refuse(o, "policy", name, "no policy is called that: see cmobench list policies");
}

enum status take_policies(struct options *o, char *value)
{
	const char *name = value;
	enum status status;

	o->measure.policies = 0;
	if (!strcmp(value, "current"))
		return STATUS_OK;
	if (!strcmp(value, "all")) {
		o->measure.policies = (UINT32_C(1) << POLICY_COUNT) - 1;
		return STATUS_OK;
	}
	do {
		size_t size = strcspn(name, ",");

		status = add_policy(o, name, size);
		name += size;
	} while (!status && *name++ == ',');
	return status;
}

enum status take_batch(struct options *o, char *value)
{
	uint64_t batch;

	if (!take_number(value, BATCH_MIN, BATCH_MAX, &batch) || batch & (batch - 1))
		return take_refuse(o, "batch", value,
				   "not a power of two from " STRING(BATCH_MIN) " to " STRING(BATCH_MAX));
	o->measure.batch = (uint32_t)batch;
	return STATUS_OK;
}

struct option_value get_batch(const struct options *o)
{
	return (struct option_value){ .type = VALUE_COUNT, .count = o->measure.batch };
}

enum status take_precision(struct options *o, char *value)
{
	double pct;
	char *end;

	pct = strtod(value, &end);
	if (end == value || *end || !(pct >= PRECISION_MIN_PCT && pct <= 100))
		return take_refuse(o, "precision", value,
				   "not a percentage from " STRING(PRECISION_MIN_PCT) " to 100");
	o->measure.precision_pct = pct;
	return STATUS_OK;
}

struct option_value get_precision(const struct options *o)
{
	return (struct option_value){ .type = o->measure.precision_pct > 0 ? VALUE_REAL : VALUE_NULL,
				      .real = o->measure.precision_pct };
}

struct option_value get_seconds(const struct options *o)
{
	return (struct option_value){ .type = o->measure.seconds ? VALUE_COUNT : VALUE_NULL, .count = o->measure.seconds };
}

struct option_value get_passes(const struct options *o)
{
	return (struct option_value){ .type = o->measure.passes ? VALUE_COUNT : VALUE_NULL, .count = o->measure.passes };
}

enum status take_seed(struct options *o, char *value)
{
	return take_number(value, 0, UINT64_MAX, &o->measure.seed) ? STATUS_OK :
								     take_refuse(o, "seed", value, "not a number");
}

struct option_value get_seed(const struct options *o)
{
	return (struct option_value){ .type = VALUE_HEX, .count = o->measure.seed };
}

struct option_value get_order(const struct options *o)
{
	return (struct option_value){ .type = VALUE_TEXT, .text = o->measure.sequential ? "sequential" : "random" };
}

/* Reads bytes, or K, M or G of them: a power of two, SIZE_MIN_BYTES to SIZE_MAX_BYTES. Writes into text. */
static bool size_of(char *text, uint64_t *bytes)
{
	static const char units[] = "KMG";
	size_t length = strlen(text);
	const char *unit = length ? strchr(units, text[length - 1]) : NULL;
	uint64_t factor = unit ? UINT64_C(1024) << 10 * (unit - units) : 1;
	bool is_number;

	if (unit)
		text[length - 1] = '\0';
	is_number = take_number(text, 1, SIZE_MAX_BYTES / factor, bytes);
	if (unit)
		text[length - 1] = *unit;
	*bytes *= factor;
	return is_number && *bytes >= SIZE_MIN_BYTES && !(*bytes & (*bytes - 1));
}

enum status take_rom_bytes(struct options *o, char *value)
{
	return size_of(value, &o->measure.rom_bytes) ?
		       STATUS_OK : take_refuse(o, "rom-bytes", value, "not a size, or not a power of two from 8K up");
}

struct option_value get_rom_bytes(const struct options *o)
{
	return (struct option_value){ .type = o->measure.rom_bytes ? VALUE_COUNT : VALUE_NULL,
				      .count = o->measure.rom_bytes };
}

enum status take_cpus(struct options *o, char *value)
{
	struct cpulist cpus;

	o->host.cpus = value;
	return cpulist_parse(&cpus, value) ? take_refuse(o, "cpus", value, fail_text()) : STATUS_OK;
}

static enum status allow(struct options *o, const char *id, size_t length)
{
	struct host_options *h = &o->host;

	if (h->allow_count == ALLOW_MAX)
		return take_refuse(o, "allow", id, "more than " STRING(ALLOW_MAX) " findings");
	if (length >= ALLOW_BYTES)
		return take_refuse(o, "allow", id, "no finding has so long a name");
	memcpy(h->allow_text[h->allow_count], id, length);
	h->allow_text[h->allow_count][length] = '\0';
	h->allow[h->allow_count] = h->allow_text[h->allow_count];
	h->allow_count++;
	return STATUS_OK;
}

enum status take_allow(struct options *o, char *value)
{
	enum status status = STATUS_OK;

	while (*value && !status) {
		size_t length = strcspn(value, ",");

		if (length)
			status = allow(o, value, length);
		value += length + (value[length] == ',');
	}
	return status;
}

enum status take_allow_virtual(struct options *o, char *value)
{
	char id[] = "virtual";

	(void)value;
	return take_allow(o, id);
}

struct option_value get_allow(const struct options *o)
{
	return (struct option_value){ .type = VALUE_TEXTS, .texts = o->host.allow, .count = o->host.allow_count };
}

/* Adds one more value of an option. value stays as long as the options. */
static enum status add_value(const struct options *o, const char *name, struct option_values *values, const char *value)
{
	if (values->count == VALUES_MAX)
		return take_refuse(o, name, value, "more than " STRING(VALUES_MAX) " of them");
	values->value[values->count++] = value;
	return STATUS_OK;
}

enum status take_emulated(struct options *o, char *value)
{
	struct emulated_options *e = &o->emulated;
	enum status status = add_value(o, "emulated", &e->cpus, value ? value : CPU_DEFAULT);

	e->wanted = true;
	e->cpu = e->cpus.value[0];
	return status;
}

enum status take_kernel(struct options *o, char *value)
{
	struct emulated_options *e = &o->emulated;
	enum status status = *value ? add_value(o, "kernel", &e->kernels, value) :
				      take_refuse(o, "kernel", value, "a name is missing");

	e->kernel = e->kernels.value[0];
	return status;
}

static const char *const modes[] = { "vhe", "nvhe", "protected", "nested" };

void offer_modes(const struct complete *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		complete_item(c, modes[i]);
}

enum status take_modes(struct options *o, char *value)
{
	struct emulated_options *e = &o->emulated;
	const char *name = value;
	enum status status;

	do {
		size_t size = strcspn(name, ","), i = 0;

		while (i < ARRAY_SIZE(modes) && (strlen(modes[i]) != size || memcmp(modes[i], name, size) != 0))
			i++;
		if (i == ARRAY_SIZE(modes))
			return take_refuse(o, "mode", name, "KVM's modes are vhe, nvhe, protected and nested");
		status = add_value(o, "mode", &e->modes, modes[i]);
		name += size;
	} while (!status && *name++ == ',');
	e->mode = e->modes.value[0];
	return status;
}

static enum status take_id(const struct options *o, const char *text, uint32_t *id)
{
	uint64_t value;

	if (!take_number(text, 0, ID_MAX, &value))
		return take_refuse(o, "user", text, "not a number from 0 to " STRING(ID_MAX));
	*id = (uint32_t)value;
	return STATUS_OK;
}

/* Takes "UID[:GID]"; GID is UID if it is not given. */
enum status take_user(struct options *o, char *value)
{
	char *colon = strchr(value, ':');
	enum status status;

	if (colon)
		*colon = '\0';
	status = take_id(o, value, &o->emulated.uid);
	if (!status)
		status = take_id(o, colon ? colon + 1 : value, &o->emulated.gid);
	if (colon)
		*colon = ':';
	return status;
}

/* Takes "CPU|MACHINE|SHIFT|STARTED|QEMU"; SHIFT is "-" without -icount. Cuts value up. */
enum status take_inside(struct options *o, char *value)
{
	char *field[5] = { value };
	uint64_t shift;

	for (int i = 1; i < 5; i++) {
		field[i] = strchr(field[i - 1], '|');
		if (!field[i])
			return take_refuse(o, "inside-emulator", value, "for the launcher's use only");
		*field[i]++ = '\0';
	}
	o->inside.emulator = (struct emulator){ .cpu = field[0], .machine = field[1], .started = field[3],
						.qemu = field[4] };
	if (!strcmp(field[2], "-"))
		return STATUS_OK;
	if (!take_number(field[2], 0, ICOUNT_SHIFT_MAX, &shift))
		return take_refuse(o, "inside-emulator", field[2], "not a shift");
	o->inside.emulator.icount = true;
	o->inside.emulator.icount_shift = (uint32_t)shift;
	return STATUS_OK;
}
