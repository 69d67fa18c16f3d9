#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards what the kernel does on each backing, on whole pages and in a sweep. The expected values were found by hand
# in the kernel's source, independently of the fault model. It is one run of the standard suite on -cpu max, with few
# samples and the policies and ops that are checked here; with CHECK_FULL=yes with the suite's own number of samples,
# all policies and all ops.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench

set -- --policy upstream,inject,upgrade,skip_ro,flush_ro --samples 64 --filter op=null,ldr,dc_ivac,dc_civac
[ "${CHECK_FULL:-}" != yes ] || set -- --policy all
"$cmobench" run --kernel "$lean" --emulated "$@" --suite standard -o s.cmo.jsonl 2>s.err
is $? 0 "a run of the standard suite ends well: $(tail -n 1 s.err)"
"$cmobench" check s.cmo.jsonl >check.out 2>&1
is $? 0 "$(cat check.out)"
jq -r 'select(.type == "cell" and .status == "skipped") | "\(.vcpus) vCPUs: \(.reason)"' s.cmo.jsonl | sort -u >skipped
is "$(cat skipped)" "2 vCPUs: 2 vCPUs need as many cores, and this process has 1
4 vCPUs: 4 vCPUs need as many cores, and this process has 1" "what is skipped, and why"
is "$(jq -r 'select(.type == "cell" and .status == "done") | .findings[]' s.cmo.jsonl)" "" "every cell is as predicted"
is "$(jq -rs '[.[] | select(.type == "cell" and .status == "done") | .backing] | unique | join(" ")' s.cmo.jsonl)" \
	"anon anon_thp file_private file_shared hugetlb_private hugetlb_shared memfd protread uffd" "every backing is there"

# faults POLICY OP SLOT BACKING HOST_PAGE STAGE2 LINES: print the sequences of a cell's samples, the outcome, the
# totals.
faults() {
	jq -r --arg p "$1" --arg o "$2" --arg s "$3" --arg b "$4" --arg h "$5" --arg t "$6" --arg l "$7" '
		select(.type == "cell" and .policy == $p and .op == $o and .slot == $s and .backing == $b and
			.host_page == $h and .stage2 == $t and .lines == $l and .timed == "op" and .line == "any" and
			.vcpus == "1" and .mix == "1" and .copy == "1") | .attribution as $a |
		"\(if $l == "1" then $a.sequences | keys_unsorted | join("+") else "" end) \(.outcome) " +
		"\($a.translation / $a.samples) \($a.permission / $a.samples) \($a.minor_faults / $a.samples) " +
		"\($a.host_pages_allocated / $a.samples)"' s.cmo.jsonl
}

# expect POLICY OP SLOT BACKING HOST_PAGE "SEQUENCE OUTCOME T P MINOR ALLOCATED": test a cell on a cold page.
expect() {
	is "$(faults "$1" "$2" "$3" "$4" "$5" cold 1)" "$6" "$1 $2 $3 $4 $5: $6"
}

# A read of untouched memory maps the zero page, a page of the file, or a private page, writable or not.
expect inject dc_ivac rw anon_thp untouched 'TPT executes 2 1 2 1'
expect inject dc_ivac rw hugetlb_private untouched 'TP executes 1 1 2 1'
expect inject dc_ivac rw hugetlb_shared untouched 'T executes 1 0 1 1'
expect inject dc_ivac rw memfd untouched 'T executes 1 0 1 1'
expect inject dc_ivac rw file_private untouched 'TPT executes 2 1 2 1'
expect inject dc_ivac rw file_shared untouched 'TP executes 1 1 2 0'
expect inject dc_ivac rw uffd untouched 'T executes 1 0 0 1'
expect inject dc_ivac rw protread untouched 'TP efault 1 1 1 0'
expect inject dc_civac rw protread untouched 'T executes 1 0 1 0'
expect upstream dc_ivac rw protread untouched 'T efault 1 0 0 0'
expect upstream dc_ivac rw anon_thp untouched 'T executes 1 0 1 1'
expect upstream dc_civac rw file_private read 'TT executes 2 0 1 1'
expect upstream dc_civac rw file_shared read 'T executes 1 0 1 0'
expect upstream dc_civac rw_log memfd read 'T executes 1 0 0 0'
expect inject dc_ivac rw_log memfd written 'TP executes 1 1 0 0'
expect inject dc_ivac ro file_private written 'TP abort_injected 1 1 0 0'
expect upstream dc_civac ro hugetlb_shared written 'T enosys 1 0 0 0'

# A load reads, whatever the policy, and that is all that it does.
for backing in anon anon_thp protread file_private file_shared; do
	expect upstream ldr rw $backing untouched 'T executes 1 0 1 0'
done
for backing in memfd hugetlb_private hugetlb_shared; do
	expect upstream ldr rw $backing untouched 'T executes 1 0 1 1'
done
expect upstream ldr rw uffd untouched 'T executes 1 0 0 1'
expect upstream ldr rw_log anon_thp read 'T executes 1 0 0 0'
expect upgrade ldr ro memfd written 'T executes 1 0 0 0'

# Every line of a page of 64 lines: once the page is mapped no line faults; if KVM steps over the op, every line faults.
page() {
	is "$(faults "$1" "$2" "$3" anon written cold page)" " $4" "$1 $2 on every line of a page on $3: $4"
}
page upgrade dc_ivac ro 'executes 1 64 0 0'
page inject dc_ivac ro 'abort_injected 1 64 0 0'
page upgrade dc_civac ro 'executes 1 0 0 0'
page skip_ro dc_civac ro 'skipped 64 0 0 0'
page flush_ro dc_ivac ro 'skipped 64 0 0 0'
page upstream dc_ivac ro 'enosys 64 0 0 0'
page inject dc_ivac rw_log 'executes 1 1 0 0'

# A sweep through 256 KiB, page by page.
is "$(jq -r 'select(.lines == "sweep" and .slot == "ro" and .policy == "upstream") |
	[.round_samples[0], .exits / (.ticks | length) | floor] | join(" ")' s.cmo.jsonl)" "64 64" \
	"a sweep of 64 pages leaves the guest once for each line"
is "$(jq -r 'select(.lines == "sweep" and .slot == "rw") | .exits / (.ticks | length) | floor' s.cmo.jsonl | sort -u)" 1 \
	"and of a writable slot once for each page"

# The fault model predicts nothing about line states or about loads after an op, so test that these cells were measured.
is "$(jq -rs '[.[] | select(.line == "dirty" and .lines == "1" and .status == "done") | .ticks[1]] | unique | join(" ")' s.cmo.jsonl)" \
	5 "an op on a prepared line is one instruction"
is "$(jq -rs '[.[] | select(.timed == "after") | .ticks | min] | unique | length' s.cmo.jsonl)" 1 \
	"the sentinel loads are as many, whatever the op before them did"
is "$(jq -rs '[.[] | select(.mix == "512" and .op == "dc_ivac") | .status] | unique | join(" ")' s.cmo.jsonl)" 'done' \
	"among 512 memslots"
tap_done
