#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards what the kernel does under each policy, cell by cell. The expected values were found by hand in the kernel's
# source, independently of the fault model. It is one run of the quick suite with all policies on -cpu max, on Linux 6.12
# with the patch; with CHECK_FULL=yes two runs, which must agree, and one each on 6.1 and 7.3.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench

# measure KERNEL NAME: run the suite, into NAME.cmo.jsonl, and report it into NAME.json, from where expect() looks.
measure() {
	json=$2.json
	"$cmobench" run --kernel "$build/emulated/kernels/$1" --emulated --policy all -o "$2.cmo.jsonl" 2>"$2.err"
	is $? 0 "$1: a run of the quick suite ends well: $(tail -n 1 "$2.err")"
	"$cmobench" check "$2.cmo.jsonl" >check.out 2>&1
	is $? 0 "$(cat check.out)"
	"$cmobench" report --format json "$2.cmo.jsonl" >"$json"
	is $? 0 "it can be reported"
}

# cell POLICY OP SLOT HOST_PAGE STAGE2: print "translation permission outcome esr dirtied allocated valid" per op.
cell() {
	jq -r --arg p "$1" --arg o "$2" --arg s "$3" --arg h "$4" --arg t "$5" '.cells[] |
		select(.policy == $p and .op == $o and .slot == $s and .host_page == $h and .stage2 == $t and
			.lines == "1" and .copy == "1") |
		"\(.faults_per_op.translation) \(.faults_per_op.permission) \(.outcome) \(.esr) \(.dirtied) \(.host_pages_allocated) \(.valid)"' \
		"$json"
}

expect() {
	is "$(cell "$1" "$2" "$3" "$4" "$5")" "$6" "$1 $2 $3 $4 $5: $6"
}

# check_cells RW RW_LOG STORE ESR: test what was measured. ESR is what a guest reads in ESR_EL1 where an abort is injected.
# The others are the faults, as "TRANSLATION PERMISSION", where a page that was mapped for a read is copied: of DC IVAC on
# an untouched page, of the same if it is logged, and of a store that follows a DC CIVAC. Before Linux 6.10 the copy was
# mapped at once, read-only (change_pte), later it is unmapped.
check_cells() {
	# What holds under every policy
	policies=$("$cmobench" list policies | awk 'NR > 1 && $1 != "unknown" { print $1 }')
	is "$(jq -r '.policies[].policy' "$json" | sort)" "$(echo "$policies" | sort)" "every policy was visited"
	for policy in $policies; do
		is "$(jq -r --arg p "$policy" '.policies[] | select(.policy == $p) | .recognised | join(" ")' "$json")" "$policy" \
			"knob setting $policy is recognised as itself"
		expect "$policy" dc_ivac rw written cold '1 0 executes null false 0 true'
		expect "$policy" dc_civac rw written rw '0 0 executes null false 0 true'
		expect "$policy" dc_ivac hole untouched cold '1 0 skipped null false 0 true'
		expect "$policy" dc_civac ro written ro '0 0 executes null false 0 true'
		expect "$policy" str ro written cold '1 0 mmio null false 0 true'
	done
	for policy in read inject upgrade; do
		expect "$policy" dc_ivac rw_log written cold '1 1 executes null true 0 true'
		expect "$policy" dc_ivac rw untouched cold "$1 executes null false 1 true"
		expect "$policy" dc_ivac rw_log untouched cold "$2 executes null true 1 true"
		expect "$policy" dc_civac rw_log written cold '1 0 executes null false 0 true'
		expect "$policy" dc_civac rw untouched cold '1 0 executes null false 0 true'
	done
	for policy in upstream read_ro inject_ro upgrade_ro skip_ro flush_ro; do
		expect "$policy" dc_ivac rw_log written cold '1 0 executes null true 0 true'
		expect "$policy" dc_civac rw untouched cold '1 0 executes null false 1 true'
	done
	expect upstream dc_ivac ro written cold '1 0 enosys null false 0 true'
	expect upstream dc_civac ro written cold '1 0 enosys null false 0 true'
	for policy in read read_ro; do
		expect "$policy" dc_ivac ro written cold '1 1 enosys null false 0 true'
		expect "$policy" dc_civac ro written cold '1 0 executes null false 0 true'
	done
	for policy in upstream read read_ro; do
		expect "$policy" dc_ivac ro written ro '0 1 enosys null false 0 true'
	done
	for policy in inject inject_ro; do
		expect "$policy" dc_ivac ro written cold "1 1 abort_injected $4 false 0 true"
		expect "$policy" dc_ivac ro written ro "0 1 abort_injected $4 false 0 true"
		expect "$policy" dc_civac ro written cold '1 0 executes null false 0 true'
	done
	for policy in upgrade upgrade_ro; do
		expect "$policy" dc_ivac ro written cold '1 1 executes null false 0 true'
		expect "$policy" dc_ivac ro written ro '0 1 executes null false 0 true'
	done
	for policy in skip_ro flush_ro; do
		expect "$policy" dc_ivac ro written cold '1 0 skipped null false 0 true'
		expect "$policy" dc_civac ro written cold '1 0 skipped null false 0 true'
		expect "$policy" dc_ivac ro written ro '0 1 skipped null false 0 true'
	done
	# The entry that a DC CIVAC leaves, and the store that comes after it.
	for policy in read inject upgrade; do
		expect "$policy" str rw_log written cmo '0 1 executes null true 0 true'
		expect "$policy" str rw untouched cmo "$3 executes null false 1 true"
	done
	for policy in upstream read_ro skip_ro; do
		expect "$policy" str rw_log written cmo '0 0 executes null false 0 true'
		expect "$policy" str rw untouched cmo '0 0 executes null false 0 true'
	done

	is "$(jq '[.cells[] | select(.valid | not)] | length' "$json")" 0 "every cell is as predicted"
}

measure lean one
check_cells '2 1' '2 2' '1 1' 0x96000010
# A round in which the kernel's RCU waits for this CPU takes longer ways out of the kernel: some 140 instructions a fault.
is "$(jq -r '.aa | [.pairs_of, .pairs, .pairs_rejected, (.mde < 100)] | join(" ")' one.json)" "copies 9 0 true" \
	"a cell and its copy are the same"
is "$(jq '[.cells[] | select(.band) | .band.holds] | unique | join(" ")' one.json)" '"true"' "costs are where they should be"
is "$(jq -r '[.platform, .unit] | join(" ")' one.json)" "emulated insns" "the unit is instructions"
is "$(jq -r '[.cells[].unit] | unique | join(" ")' one.json)" insns "of every cell"
is "$(jq '[.cells[] | select(.op == "null" and .lines == "1") | .cost.median] | max <= 8' one.json)" true "null takes at most 8 instructions"
is "$(head -n 1 one.cmo.jsonl | jq '.clock.calibration | .exact and .ticks * 2 == .nops')" true \
	"CNTVCT_EL0 counts instructions, calibrated"
is "$(jq -r '[.ivac_needs_write, .change_pte, .hugetlb_accounted] | join(" ")' one.json)" 'true false true' \
	"DC IVAC asks for write permission; 6.12 has no change_pte, and counts all faults"

if [ "${CHECK_FULL:-}" = yes ]; then
	measure lean-6.1 old
	# ESR_ELx_EC_DABT_LOW is an int there, which the shift makes negative (inject_abt64() in arch/arm64/kvm/inject_fault.c).
	check_cells '1 2' '1 2' '0 2' 0xffffffff96000010
	is "$(jq -r '[.change_pte, .hugetlb_accounted] | join(" ")' old.json)" 'true false' "6.1 has change_pte, and does not count all faults"
	measure lean-7.3 new
	check_cells '2 1' '2 2' '1 1' 0x96000010
	is "$(jq -r '[.change_pte, .hugetlb_accounted] | join(" ")' new.json)" 'false true' "7.3 is as 6.12"

	"$cmobench" run --kernel "$lean" --emulated --policy all -o two.cmo.jsonl 2>two.err
	is $? 0 "a second run ends well"
	"$cmobench" report --format json two.cmo.jsonl >two.json
	is "$(jq -s '[.[0].cells, .[1].cells] | transpose | map(select((.[0].cost.median - .[1].cost.median | fabs) >
		0.001 * .[0].cost.median) | "\(.[0].op) \(.[0].policy) \(.[0].slot) \(.[0].cost.median) \(.[1].cost.median)")' \
		one.json two.json)" '[]' "and gives the same medians within 0.1 %"
fi

"$cmobench" report --full one.cmo.jsonl >one.txt
is $? 0 "the text report"
is "$(awk 'length($0) > 72' one.txt)" "" "has no line over 72 columns"
is "$(LC_ALL=C tr -d '\n -~' <one.txt)" "" "and is plain ASCII"
is "$(grep -En '[0-9] ?(ns|us|ms|s|seconds)\b' one.txt)" "" "and speaks of no unit of time"
"$cmobench" report --lint one.txt
is $? 0 "and is a mail that reviewers would not send back"
tap_done
