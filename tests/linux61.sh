#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards what is predicted of Linux 6.1, which after a copy-on-write maps the new page at once, read-only, and does not
# count faults on hugetlb memory for a guest. The expected values were found by hand in the kernel's source,
# independently of the fault model. It is one run of the standard suite on Debian's 6.1 as it is, with few samples.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench

"$cmobench" run --emulated --kernel "$build/emulated/kernels/debian-6.1" --policy current --suite standard --samples 64 \
	--filter 'op=null,str,dc_ivac,dc_civac lines=1 mix=1 vcpus=1 timed=op line=any' -o s.cmo.jsonl 2>s.err
is $? 0 "a run on Linux 6.1 ends well: $(tail -n 1 s.err)"
"$cmobench" check s.cmo.jsonl >check.out 2>&1
is $? 0 "$(cat check.out)"
is "$(head -n 1 s.cmo.jsonl | jq -r '[.host.kernel[:4], .probe.change_pte, .probe.hugetlb_accounted] | join(" ")')" \
	'6.1. true false' "what the kernel does is found out"

# expect OP SLOT BACKING HOST_PAGE STAGE2 "SEQUENCE OUTCOME DIRTIED MINOR ALLOCATED": test a cell, per sample.
expect() {
	is "$(jq -r --arg o "$1" --arg s "$2" --arg b "$3" --arg h "$4" --arg t "$5" '
		select(.type == "cell" and .op == $o and .slot == $s and .backing == $b and .host_page == $h and
			.stage2 == $t and .copy == "1") | .attribution as $a |
		"\($a.sequences | keys_unsorted | join("+")) \(.outcome) \(if $a.dirtied then $a.dirtied / $a.samples else "-" end) " +
		"\($a.minor_faults / $a.samples) \($a.host_pages_allocated / $a.samples)"' s.cmo.jsonl)" \
		"$6" "$1 $2 $3 $4 $5: $6"
}

# Pages that a write copies: what writes takes a permission fault, what does not is done and leaves the page clean.
expect dc_ivac rw anon read cold 'TP executes - 1 1'
expect dc_civac rw anon read cold 'T executes - 1 1'
expect dc_ivac rw_log anon read cold 'TP executes 1 1 1'
expect dc_civac rw_log anon read cold 'T executes 0 1 1'
expect str rw anon read cmo 'P executes - 0 0'
expect dc_ivac rw anon read ro 'PP executes - 1 1'
expect dc_civac rw file_private read cold 'T executes - 1 1'
# Others are as on later kernels: those that nobody has read, that are reused, that were written, and blocks.
expect dc_civac rw_log anon untouched cold 'T executes 1 1 1'
expect dc_civac rw file_shared read cold 'T executes - 1 0'
expect dc_civac rw_log anon written cold 'T executes 1 0 0'
expect dc_civac rw anon_thp read cold 'TT executes - 1 1'
# hugetlb
expect dc_civac rw hugetlb_shared untouched cold 'T executes - 0 1'
expect dc_ivac rw hugetlb_private read cold 'T executes - 0 0'
expect dc_civac rw memfd untouched cold 'T executes - 1 1'

# The module. Every pair of rounds with the hooks and without says the same of what they cost, the first one included.
"$cmobench" run --emulated --kernel "$build/emulated/kernels/debian-6.1" --policy read --filter op=null -o m.cmo.jsonl 2>m.err
is $? 0 "a run with the module ends well: $(tail -n 1 m.err)"
is "$(jq -r 'def median: sort | (.[length / 2 | floor] + .[(length - 1) / 2 | floor]) / 2;
	select(.type == "hook") | .cells[] | select(.faults == 1) | [.rounds | _nwise(2) | map({(.hooked | tostring): .ticks | median}) |
		add | .true - .false] | if max - min <= 12 and min > 100 then "agree" else . end' m.cmo.jsonl | sort -u)" agree \
	"what the hooks cost is the same in all rounds"
tap_done
