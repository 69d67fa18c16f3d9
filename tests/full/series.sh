#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the series for the kernel's list, host/kernel/series/, as kernels that boot: without any patch, and after each
# patch of each series that changes the kernel, every cell is as the fault model predicts for the policy that the patch
# promises. tests/series.sh guards the patches as mails, tests/full/kselftest.sh runs their selftest.
set -u
. "$srcdir/tests/tap.sh"

kernels=$build/emulated/series
is "$(cd "$kernels" && find . -name Image | sort | paste -sd ' ')" \
	"./inject-1/Image ./inject-2/Image ./plain/Image ./upgrade-1/Image ./upgrade-2/Image" \
	"there is a kernel for each patch"
cmp "$kernels/inject-1/Image" "$kernels/upgrade-1/Image"
ok $? "both series begin with the same patch, which makes the same kernel"

# becomes KERNEL POLICY: measure it, and find this policy.
becomes() {
	"$build/cmobench" run --emulated --kernel "$kernels/$1" --policy current -o "$1.cmo.jsonl" 2>"$1.err"
	is $? 0 "$1: a run of the quick suite: $(tail -n 1 "$1.err")"
	is "$("$build/cmobench" report --format json "$1.cmo.jsonl" | jq -r '.policies[0].recognised | join(" ")')" \
		"$2" "$1: it does what policy $2 does"
	is "$("$build/cmobench" report --format json "$1.cmo.jsonl" | jq -c '[.cells | length, map(select(.valid | not))]')" \
		"[144,[]]" "$1: each of 144 cells is as predicted"
}
becomes plain upstream
becomes inject-1 read
becomes inject-2 inject
becomes upgrade-2 upgrade

# What the cover letters say.
"$build/cmobench" compare plain.cmo.jsonl inject-2.cmo.jsonl upgrade-2.cmo.jsonl >changes.txt 2>changes.err
is $? 3 "what they change is reported as a change"
sed 's/^/# /' changes.txt
tap_done
