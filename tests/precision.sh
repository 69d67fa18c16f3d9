#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# --precision: where the counter is exact, one look or two; where it is not, until it is enough or says that it was not.
set -u
. "$srcdir/tests/tap.sh"

cells='op=dc_ivac,dc_civac backing=anon host_page=read lines=1 line=any timed=op copy=1'

# run NAME OPTION...: an archive, and its cells that are done, but those that each run has for calibration.
run() {
	name=$1
	shift
	"$build/cmobench" run --emulated --policy inject -o "$name.cmo.jsonl" "$@" >"$name.err" 2>&1
	is $? 0 "$name: $(tail -n 1 "$name.err")"
	jq -c 'select(.type == "cell" and .status == "done" and .host_page == "read")' "$name.cmo.jsonl" >"$name.cells"
}
# all NAME EXPRESSION: how many of the cells it is not true of.
all() {
	jq -s "map(select($2 | not)) | length" "$1.cells"
}
# Narrow enough if it is said so, and else given up after all looks only.
consistent='.precision | .looks >= 1 and .looks <= 8 and
	if .converged then .reached_pct <= .asked_pct else .looks == 8 end'

run exact --precision 2 --samples 64 --batch 16 --filter "$cells slot=rw_log"
is "$(wc -l <exact.cells)" 4 "4 cells"
is "$(all exact '.precision | .converged and .reached_pct <= 2 and .asked_pct == 2')" 0 "all converge"
is "$(all exact '(.round_samples | length) >= 8 and all(.round_samples[]; . == 16) and
	(.ticks | length) == 16 * (.round_samples | length)')" 0 "of rounds of the batch, 8 or more"

run one --precision 1 --samples 1024 --batch 64 --filter 'op=dc_civac stage2=ro slot=rw_log
	backing=anon host_page=read lines=1 line=any timed=op copy=1'
is "$(jq -c '[.precision.looks, (.round_samples | length), .precision.reached_pct]' one.cells)" '[1,16,0]' \
	"exact counters need one look, at --samples"

run none --samples 64 --batch 16 --filter "$cells slot=rw_log"
is "$(all none '.precision == null and (.ticks | length) == 64')" 0 "not asked for, just the samples are taken"
like "$(head -n 1 none.cmo.jsonl | jq .options.precision_pct)" null "and the header says so"

run never --no-icount --precision 0.01 --samples 128 --batch 16 --filter "$cells slot=rw_log stage2=cold"
is "$(all never '.precision | .looks == 8 and .converged == false and .reached_pct > 0.01')" 0 \
	"asked for too much, it stops after 8 looks, $(jq -c .precision.reached_pct never.cells | paste -sd ' ') %"
is "$(all never '.round_samples | length == 8 * pow(2; 7)')" 0 "each at twice the rounds of the one before"
count=$(grep -c '"converged":false' never.cmo.jsonl)
like "$(cat never.err)" "^cmobench: run: $count of $(grep -c '"type":"cell"' never.cmo.jsonl) cells .*--precision" \
	"and that is said at the end"

# The interval from the archive: half of it by the deviation of a mean is Student's t, the same for all, if it is of the
# right thing: of the rounds' means, or, of a DC IVAC, of their differences to the DC CIVAC's, if these are wider: as
# they are almost ever, since a coarse tick and interrupts are noise that the two do not share.
run coarse --emulated=max,cntfrq=90909090 --precision 0.5 --samples 128 --batch 16 \
	--filter "$cells slot=rw_log stage2=cold"
is "$(jq -s 'def means: .ticks as $t | [range(0; $t | length; 16) as $i | ($t[$i:$i + 16] | add) / 16];
	def deviation: (add / length) as $mean | (map(pow(. - $mean; 2)) | add / (length - 1)) | sqrt;
	(map(select(.op == "dc_ivac"))[0]) as $ivac | (map(select(.op == "dc_civac"))[0]) as $civac |
	($ivac | means) as $x | ($civac | means) as $y |
	([$x, $y] | transpose | map(.[0] - .[1]) | deviation) as $difference |
	($ivac.precision.reached_pct * ($x | add) / ([$difference, ($x | deviation)] | max)) as $a |
	($civac.precision.reached_pct * ($y | add) / ($y | deviation)) as $b |
	$a > 0 and ($a / $b - 1 | fabs) < 1e-6' coarse.cells)" true \
	"a DC IVAC is as precise as its difference to the DC CIVAC"
is "$(all coarse "$consistent")" 0 "what is said of each cell fits together"
is "$(jq -s 'map(.precision.looks) | unique | length' coarse.cells)" 1 "a group ends together"
tap_done
