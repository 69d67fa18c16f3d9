#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards runs whose counter is coarser than what is timed: 11 instructions a tick. It runs tests/kvm/coarse.c in an
# emulated host, then compares a run with such a counter with a run whose counter counts every instruction.
set -u
. "$srcdir/tests/tap.sh"

coarse=max,cntfrq=90909090
"$build/cmobench" probe --kernel "$lean" --emulated=$coarse --initrd "$build/emulated/coarse.cpio" >program.out 2>&1
is $? 0 "tests/kvm/coarse.c: $(grep -c '^ok' program.out) of its results are ok"
grep -E '^(not )?ok|^cmobench' program.out | sed 's/^/# /'
is "$(grep -c '^ok' program.out) $(grep -c '^not ok' program.out)" '5 0' "five, and none that is not"

filter='op=null,hvc,dc_civac backing=anon slot=rw,rw_log host_page=written lines=1 line=any timed=op copy=1'
for cpu in max $coarse; do
	"$build/cmobench" run --kernel "$lean" --emulated=$cpu --policy inject --samples 16384 --batch 4096 --filter "$filter" \
		-o "$cpu.cmo.jsonl" >run.err 2>&1
	is $? 0 "a run on $cpu is as predicted: $(tail -n 1 run.err)"
done
is "$(head -n 1 $coarse.cmo.jsonl | jq -r '.clock | "\(.unit) \(.dither_spins) \(.resolution_ticks) \(.backwards)"')" \
	'ticks 31 1 0' "a coarse counter is none of instructions, and gets a dither"
is "$(head -n 1 max.cmo.jsonl | jq -r '.clock | "\(.unit) \(.dither_spins) \(.resolution_ticks) \(.backwards)"')" \
	'insns 0 1 0' "an exact one is left alone"
is "$(head -n 1 max.cmo.jsonl | jq -r '.clock.rate | .seconds >= 1 and (.ratio - 1 | fabs) < 1e-4 and
	.clocksource == "arch_sys_counter" and .ntp_ppm == null')" true "the rate is that of the kernel's clock"

# Print "op slot stage2 mean": the mean of the samples without an interrupt, in instructions.
means() {
	jq -r --argjson per "$2" 'select(.type == "cell" and .status == "done") |
		((.ticks | sort)[(.ticks | length) / 2 | floor] + 50 / $per) as $cut |
		([.ticks[] | select(. <= $cut)] | add / length * $per) as $mean |
		"\(.op) \(.slot) \(.stage2) \($mean)"' "$1"
}
means max.cmo.jsonl 1 | sort >exact
means $coarse.cmo.jsonl 11 | sort >dithered
paste -d ' ' exact dithered >both
is "$(cut -d ' ' -f 1 both | sort -u | paste -sd ' ')" 'dc_civac hvc mmio_user null' "$(wc -l <both) cells of each"
while read -r op slot stage2 is _ _ _ had; do
	ok "$(echo "$is $had" | awk '{ d = $1 - $2; print !(d < 0.3 + 0.002 * $1 && -d < 0.3 + 0.002 * $1) }')" \
		"$op $slot $stage2: $is instructions, by the coarse counter $had"
done <both
tap_done
