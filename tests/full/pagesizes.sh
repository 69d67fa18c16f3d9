#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards hosts with pages of 16 KiB and 64 KiB: no page or line size is hard-coded, so only what follows from the size
# may differ. It runs the standard suite with all policies on an emulated host of each size.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench

for kib in 16 64; do
	"$cmobench" run --emulated --kernel "$build/emulated/kernels/lean-${kib}k" --suite standard --policy all \
		-o ${kib}k.cmo.jsonl 2>${kib}k.err
	is $? 0 "${kib}k: a run of the standard suite ends well: $(tail -n 1 ${kib}k.err)"
	"$cmobench" check ${kib}k.cmo.jsonl >check.out 2>&1
	is $? 0 "$(cat check.out)"
	is "$(head -n 1 ${kib}k.cmo.jsonl | jq -r '[.host.page_bytes / 1024, .probe.page_lines] | join(" ")')" \
		"$kib $((kib * 16))" "${kib}k: pages of $kib KiB have $((kib * 16)) lines"
	is "$(jq -rs '[.[] | select(.op == "dc_ivac" and .lines == "page" and .policy == "upgrade" and .slot == "ro") |
		.attribution | .permission / .samples] | unique | join(" ")' ${kib}k.cmo.jsonl)" $((kib * 16)) \
		"${kib}k: a DC IVAC on each of them traps as often under upgrade"
	# Huge pages of 32 MiB and 512 MiB: the emulated host has few of them or none.
	is "$(jq -r 'select(.type == "cell" and .status == "skipped") | .backing' ${kib}k.cmo.jsonl | sort -u |
		grep -v -e anon_thp -e hugetlb_private -e hugetlb_shared)" anon \
		"${kib}k: but for huge pages, all that is skipped wants more CPUs"
done
tap_done
