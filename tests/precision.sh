#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards run --precision: where the counter is exact, one or two looks at the interval suffice; elsewhere a cell is
# measured until the interval is narrow enough, or the archive says that it is not. It is a few runs of few cells.
set -u
. "$srcdir/tests/tap.sh"

cells='op=dc_ivac,dc_civac backing=anon host_page=read lines=1 line=any timed=op copy=1'

# run NAME OPTION...: make an archive and NAME.cells, its measured cells without the calibration.
run() {
	name=$1
	shift
	case " $*" in *' --emulated='*) ;; *) set -- --emulated "$@" ;; esac
	"$build/cmobench" run --kernel "$lean" --policy inject -o "$name.cmo.jsonl" "$@" >"$name.err" 2>&1
	is $? 0 "$name: $(tail -n 1 "$name.err")"
	jq -c 'select(.type == "cell" and .status == "done" and .host_page == "read")' "$name.cmo.jsonl" >"$name.cells"
}
# all NAME EXPRESSION: print the number of cells for which EXPRESSION is false.
all() {
	jq -s "map(select($2 | not)) | length" "$1.cells"
}
# A cell that converged is as narrow as asked; one that did not was given up only after all looks.
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

# Half the interval divided by the standard error of the mean must be Student's t, the same for all cells. The mean is
# that of the rounds' means or, for a DC IVAC, of their differences to those of the DC CIVAC if that interval is
# wider. It almost always is, because a coarse tick and interrupts are noise that the two do not share.
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
