/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/run/outlook.h"

#include "host/knob/module.h"
#include "host/options/options.h"

#include <stdio.h>
#include <string.h>

/* Return the policies that the knob offers or, without one, the one that the kernel has. */
static uint32_t policies_here(const struct policies *p)
{
	enum policy_id now = p->visit[0].policy;

	if (p->knob.knob)
		return (p->knob.has_policies ? p->knob.policies : POLICIES_ALL) & ~p->missing;
	return now == POLICY_UNKNOWN ? 0 : UINT32_C(1) << now;
}

void outlook_look(const struct policies *p, const struct options *options, struct outlook *o)
{
	char command[sizeof(o->how) - sizeof(((struct module *)0)->remedy) - 2];
	uint32_t have = policies_here(p);
	const struct module_place here = { .root = "", .emulated = options_are_inside(options) };
	struct module module = { .outlook = MODULE_READY };

	*o = (struct outlook){ .missing = "" };
	policies_list(have, o->policies, sizeof(o->policies));
	policies_list(POLICIES_ALL & ~have, o->others, sizeof(o->others));
	if (!p->knob.knob)
		module_look(&here, &module);
	else if (*o->others)
		snprintf(o->missing, sizeof(o->missing), "%s does not have them on this kernel", p->knob.knob->name);
	if (*module.what)
		memcpy(o->missing, module.what, sizeof(o->missing));
	options_command(options, "run", "--policy all", command, sizeof(command));
	if (*module.remedy && module.outlook != MODULE_UNBUILT && module.outlook != MODULE_NO_HEADERS)
		snprintf(o->how, sizeof(o->how), "%s", module.remedy);
	else
		snprintf(o->how, sizeof(o->how), "%s%s%s", module.remedy, *module.remedy ? "; " : "", command);
}

void outlook_print(const struct policies *p, const struct outlook *o)
{
	const char *indent = "           ";

	printf("policies:  %s\n", *o->policies ? o->policies : "unknown");
	if (p->knob.knob)
		printf("%sby %s, which is %s now: %s\n", indent, p->knob.knob->name,
		       p->knob.policy < 0 ? "unknown" : policy_name(p->knob.policy), o->how);
	if (!*o->others)
		return;
	printf("others:    %s\n", o->others);
	if (!*o->missing)
		printf("%swith the module cmo_policy: %s\n", indent, o->how);
	else if (p->knob.knob)
		printf("%s%s\n", indent, o->missing);
	else
		printf("%s%s:\n%s%s\n", indent, o->missing, indent, o->how);
}

void outlook_record(const struct outlook *o, struct facts *facts)
{
	facts_text(facts, "policies", o->policies);
	facts_text(facts, "policies_others", o->others);
	facts_text(facts, "policies_missing", o->missing);
	facts_text(facts, "policies_how", o->how);
}
