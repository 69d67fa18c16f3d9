#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards runs that load the module cmo_policy on a kernel as distributed: it is loaded for the run and unloaded after it,
# whoever is killed; its hooks are measured; what a kernel cannot have is left out or refused; a probe says all of that
# beforehand. host/test/module.c judges made-up hosts, tests/kills.sh resumes runs.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench

# tests/kvm/module.c runs inside the emulated host, as the module's users do, and prints TAP.
"$cmobench" probe --emulated --initrd "$build/emulated/module.cpio" >inside 2>inside.err
is $? 0 "inside the emulated host: $(grep -c '^ok' inside) of $(sed -n 's/^1\.\.//p' inside) as expected"
is "$(grep '^not ok' inside)" "" "loaded, unloaded, put back"
like "$(grep -c '^ok' inside)" '^[1-9][0-9]$' "and there were such"

# lines PATTERN: print the lines of the probe from that which begins with PATTERN on, as far as they are indented.
lines() {
	sed -n "/^$1/,/^[^ ]/p" probe.out | sed -n "1p; 2,\${/^ /p}" | tr -s ' \n' '  '
}
others='read inject upgrade read_ro inject_ro upgrade_ro skip_ro flush_ro'

# A probe loads nothing, and says what a run could have.
"$cmobench" probe --emulated >probe.out 2>&1
is "$(sed -n 's/^knob: *//p' probe.out)" none "a probe finds no knob"
is "$(lines policies:)" "policies: upstream " "so there is one policy"
like "$(lines others:)" "^others: $others with the module cmo_policy: .*cmobench run --emulated --policy all \$" \
	"the others come with the module"
"$cmobench" probe --emulated --json --append module.sig_enforce=1 >probe.json 2>/dev/null
is "$(jq -r '.record | .policies, .policies_others' probe.json)" "upstream
$others" "the same in JSON"
like "$(jq -r '.record | .policies_missing + ": " + .policies_how' probe.json)" \
	'^module.sig_enforce is on: .*signed modules only: .*mokutil' "with what is missing"
is "$(jq -r '[.knob, (.findings[].id)] | join(" ")' probe.json)" "" "which is no finding where nothing asks for it"
"$cmobench" run --emulated --policy all --append module.sig_enforce=1 -o locked.cmo.jsonl 2>locked.err
is $? 77 "a run does"
like "$(cat locked.err)" '^cmobench: run: module-lockdown: module.sig_enforce is on: ' "$(cat locked.err)"
is "$(wc -l <locked.err)$(find . -name 'locked.cmo.jsonl*')" 1 "in one line, and there is no file"

# In protected mode the module cannot clean a slot, on Linux 6.13 and later.
newer=$build/emulated/kernels/debian-7.3
"$cmobench" run --emulated --kernel "$newer" --policy all --samples 16 --filter 'op=dc_ivac slot=ro host_page=written stage2=ro lines=1' \
	--append kvm-arm.mode=protected -o protected.cmo.jsonl 2>protected.err
is $? 0 "--policy all in protected mode: $(tail -n 1 protected.err)"
is "$(head -n 1 protected.cmo.jsonl | jq -r '[.policies[].policy] | join(" ")')" "upstream ${others% *}" \
	"all policies but one"
is "$(head -n 1 protected.cmo.jsonl | jq -r '.knob.policies | join(" ")')" "upstream ${others% *}" "those that it offers"
like "$(head -n 1 protected.cmo.jsonl | jq -r '.findings[] | select(.id == "policy-missing") | .what')" \
	'^cmo_policy.policy does not have on this kernel: flush_ro \(.*protected mode' "the last one is a finding"
"$cmobench" run --emulated --kernel "$newer" --policy inject,flush_ro --append kvm-arm.mode=protected -o refused.cmo.jsonl 2>refused.err
is $? 77 "by its name it is refused"
like "$(cat refused.err)" '^cmobench: run: --policy: cmo_policy.policy does not have .*: flush_ro \(.*\); it has: upstream read' \
	"$(cat refused.err)"
is "$(wc -l <refused.err)$(find . -name 'refused.cmo.jsonl*')" 1 "in one line, and there is no file"

# A kernel with the patch needs no module, and none is loaded.
"$cmobench" probe --emulated --kernel "$build/emulated/kernels/lean" >probe.out 2>&1
like "$(lines policies:)" "^policies: upstream $others by kvm.cmo_policy, which is upstream now: .*run .*--policy all \$" \
	"a kernel with the patch has all policies"
tap_done
