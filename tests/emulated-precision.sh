#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --precision: where the counter is exact, one look or two; where it is not, until it is enough or says that it was not.
set -u
. "$srcdir/tests/tap.sh"

cells='op=null,hvc,dc_ivac,dc_civac backing=anon host_page=written lines=1 line=any timed=op copy=1'

# run NAME OPTION...: an archive, and its cells' precision.
run() {
	name=$1
	shift
	"$build/cmobench" run --emulated --policy inject -o "$name.cmo.jsonl" "$@" >"$name.err" 2>&1
	is $? 0 "$name: $(tail -n 1 "$name.err")"
	jq -c 'select(.type == "cell" and .status == "done")' "$name.cmo.jsonl" >"$name.cells"
}
# all NAME EXPRESSION: how many of the cells it is not true of.
all() {
	jq -s "map(select($2 | not)) | length" "$1.cells"
}
# Narrow enough if it is said so, and else given up after all looks only.
consistent='.precision | .looks >= 1 and .looks <= 8 and
	if .converged then .reached_pct <= .asked_pct else .looks == 8 end'

run exact --precision 2 --samples 64 --batch 16 --filter "$cells slot=rw,rw_log"
is "$(wc -l <exact.cells)" 14 "14 cells"
is "$(all exact '.precision | .converged and .looks <= 4 and .asked_pct == 2')" 0 "all converge in a few looks"
is "$(all exact '(.round_samples | length) >= 8 and all(.round_samples[]; . == 16) and
	(.ticks | length) == 16 * (.round_samples | length)')" 0 "of rounds of the batch, 8 or more"
is "$(all exact 'if .op == "null" then .precision.reached_pct == 0 else true end')" 0 "null is without any width"

run one --precision 1 --samples 1024 --batch 64 --filter 'op=null copy=1 lines=1 slot=rw'
is "$(jq -s 'map([.precision.looks, (.round_samples | length)]) | unique | tostring' one.cells)" '"[[1,16]]"' \
	"exact counters need one look, at --samples"

run none --samples 64 --batch 16 --filter "$cells slot=rw,rw_log"
is "$(all none '.precision == null and (.ticks | length) == 64')" 0 "not asked for, just the samples are taken"
like "$(head -n 1 none.cmo.jsonl | jq .options.precision_pct)" null "and the header says so"

run noisy --no-icount --precision 5 --samples 128 --batch 16 --filter "$cells slot=rw_log stage2=cold"
is "$(all noisy "$consistent")" 0 "noisy: what is said of cells fits together"
is "$(all noisy '(.round_samples | length) as $n | .precision.looks as $k | $n == 8 * pow(2; $k - 1)')" 0 \
	"each look is at twice the rounds of the one before"
is "$(jq -s 'map(.precision.looks) | unique | length' noisy.cells)" 1 "a group ends together"

run never --no-icount --precision 0.01 --samples 128 --batch 16 --filter 'op=dc_civac slot=rw_log stage2=cold
	backing=anon host_page=written lines=1 line=any copy=1'
is "$(all never '.precision | .looks == 8 and .converged == false and .reached_pct > 0.01')" 0 \
	"asked for too much, it stops after 8 looks: $(jq -c .precision never.cells)"
like "$(cat never.err)" "^cmobench: run: $(wc -l <never.cells) of $(wc -l <never.cells) cells .*--precision" \
	"and that is said at the end"
tap_done
