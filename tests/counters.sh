#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards PMU counts and counts of exits. It runs tests/kvm/counters.c (other users of the counters, disturbed batches)
# in an emulated host, then short runs that compare the PMU's counts with CNTVCT_EL0, which counts instructions here,
# the exits counted by two tracepoints with KVM's own count, and runs on hosts where nothing can be counted.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench

"$cmobench" probe --kernel "$lean" --emulated --initrd "$build/emulated/counters.cpio" >program.out 2>&1
is $? 0 "tests/kvm/counters.c: $(grep -c '^ok' program.out) of its results are ok"
grep -E '^(not )?ok|^cmobench' program.out | sed 's/^/# /'
is "$(grep -c '^ok' program.out) $(grep -c '^not ok' program.out)" '33 0' "33, and none that is not"

# run NAME ARGUMENTS: make a short run, which must be as predicted.
run() {
	name=$1
	shift
	"$cmobench" run --samples 64 --batch 64 --filter 'op=dc_ivac,dc_civac backing=anon lines=1' \
		-o "$name.cmo.jsonl" "$@" >"$name.err" 2>&1
	is $? 0 "$name: as predicted: $(tail -n 1 "$name.err")"
	"$cmobench" check "$name.cmo.jsonl" >"$name.check" 2>&1
	is $? 0 "$(cat "$name.check")"
}

# cells NAME FILTER: apply a jq filter to the array of the cold cells of cache maintenance.
cells() {
	jq -s "[.[] | select(.type == \"cell\" and .status == \"done\" and .stage2 == \"cold\" and .lines == \"1\" and
		(.op == \"dc_ivac\" or .op == \"dc_civac\"))] | $2" "$1.cmo.jsonl"
}

# less_null NAME EVENT UNITS: for each cell, an event's count minus that of an entry without a fault should be UNITS
# times the ticks. Print by how much the median cell and the worst cell differ from that, and the number of cells.
less_null() {
	jq -sc --arg event "$2" --argjson units "$3" 'def counted: .host[$event] + .guest[$event];
		def off($null): ((counted - ($null | counted)) / (.entry_ticks - $null.entry_ticks) / $units - 1 | fabs);
		[.[] | select(.type == "cell" and .status == "done" and .lines == "1" and .timed == "op")] |
		(map(select(.op == "null")) | .[0].pmu[0]) as $null |
		[.[] | select(.stage2 == "cold" and (.op == "dc_ivac" or .op == "dc_civac")) | .pmu[] |
			select(.host[$event]) | off($null)] | sort | [.[length / 2 | floor], .[-1], length]' "$1.cmo.jsonl"
}

# agree NAME EVENT UNITS WHAT: test that they agree. The worst cell may have an interrupt just before or after its
# entry.
agree() {
	off=$(less_null "$1" "$2" "$3")
	is "$(printf '%s' "$off" | jq -c '[.[0] < 0.0001, .[1] < 0.01, .[2] > 20]')" '[true,true,true]' \
		"$1: $4: the median, the worst, and how many: $off"
}

for cpu in max cortex-a72; do
	run $cpu --kernel "$lean" --emulated=$cpu --policy inject
	is "$(head -n 1 $cpu.cmo.jsonl | jq -c '[.pmu.name, .pmu_missing, [.pmu.events[:2][] | .name, .config]]')" \
		'["armv8_pmuv3",null,["inst_retired",8,"cpu_cycles",17]]' \
		"$cpu: the header names the PMU and its events"
	is "$(cells $cpu '[.[].pmu[] | ((.host.inst_retired + .guest.inst_retired) / .entry_ticks - 1 | fabs) < 0.01] |
		length > 20 and all')" true "$cpu: instructions counted and ticked agree within 1 %, in each set"
	agree $cpu inst_retired 1 "and within 0.01 % without what an entry takes"
	# QEMU counts a cycle for each nanosecond of its virtual time; an instruction takes 2^icount_shift of them.
	cycles=$(head -n 1 $cpu.cmo.jsonl | jq '.emulator.icount_shift as $n | reduce range($n) as $i (1; . * 2)')
	agree $cpu cpu_cycles "$cycles" "so do cycles, $cycles an instruction"
	is "$(cells $cpu '[.[].pmu[] | .samples == 64 and .guest.inst_retired > 64 * 20 and
		.guest.inst_retired < 64 * 40 and .host.inst_retired > 64 * 1000 and .sample_ticks < .entry_ticks] |
		all')" true "$cpu: the guest has its loop, the host the faults"
	# There may be an interrupt or two as well.
	is "$(cells $cpu '[.[] | (.predicted | .translation + .permission) as $faults | .attribution |
		.kvm_exits - .samples * $faults | . >= 0 and . <= 2] | length > 10 and all')" true \
		"$cpu: kvm_exit is traced as often as predicted"
	is "$(cells $cpu '[.[] | .attribution | .userspace_exits == 0 and .nisv == 0] | all')" true \
		"$cpu: and no way to userspace"
	is "$(cells $cpu '[.[] | .attribution | ([.exit_ticks[]] | add) == .kvm_exits] | all')" true \
		"$cpu: after each exit the guest went on"
	is "$(cells $cpu '[.[].disturbed | .preempted + .migrated + .major_faults] | add')" 0 "$cpu: not disturbed"
done
is "$(cat max.cmo.jsonl cortex-a72.cmo.jsonl | jq -c 'select(.type == "header") | .emulator.icount_shift' | tr '\n' ' ')" \
	'0 0 ' "of cycles, both have 1 an instruction"

# missing NAME PATTERN: test that nothing was counted and that the archive says why.
missing() {
	like "$(head -n 1 "$1.cmo.jsonl" | jq -r 'select(.pmu == null) | .pmu_missing')" "$2" "$1: the header says why"
	like "$(cells "$1" '[.[] | select(.pmu == null) | .pmu_missing] | unique | join(", ")')" "$2" \
		"$1: so does each cell"
}

run pmu-off --kernel "$lean" --emulated=max,pmu=off --policy inject
missing pmu-off 'a PMU of CPU 0'
run user --kernel "$lean" --emulated --user 1000:36
missing user 'Permission denied.*kernel.perf_event_paranoid'
is "$(cells user '[.[] | .attribution, (.attribution_missing | length > 0), (.exits > 0)] | unique | tostring')" \
	'"[null,true]"' "user: no tracepoint either, but KVM's own count of exits"
tap_done
