#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards CPU models other than max, and hosts that differ in GIC, PMU, hypervisor mode, CPUs or privileges: each must be
# identified, count instructions, and do what the fault model predicts. It is one short run on each: a few cells of the
# standard suite with all policies; with CHECK_FULL=yes all of its cells.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
emulated=$build/emulated

# Filters: few is for the runs on each CPU model, cold for the other hosts, some for several vCPUs.
few='op=null,hvc,dc_ivac,dc_civac,dc_cvap,dc_cvadp slot=rw,rw_log,ro backing=anon host_page=written lines=1 timed=op'
few="$few vcpus=1,2,4 mix=1"
some='op=null,dc_ivac,dc_civac' smps=4
cold="$some host_page=written lines=1"
if [ "${CHECK_FULL:-}" = yes ]; then few='' some='' cold='' smps='2 4'; fi

# run NAME STATUS ARGUMENTS: make a short run, which must end with STATUS; its archive must pass cmobench check. Without
# -icount the threads of an emulated host disturb each other on a busy machine; such cells are marked, and as predicted.
run() {
	name=$1 status=$2
	shift 2
	"$cmobench" run --samples 16 -o "$name.cmo.jsonl" "$@" 2>"$name.err"
	is $? "$status" "$name: exit status $status: $(tail -n 1 "$name.err")"
	"$cmobench" check "$name.cmo.jsonl" >"$name.check" 2>&1
	is $? 0 "$(cat "$name.check")"
}

# header NAME FILTER
header() {
	head -n 1 "$1.cmo.jsonl" | jq -r "$2"
}

# skipped NAME: print which cells were skipped for another reason than a lack of CPUs, and the reason.
skipped() {
	jq -r 'select(.type == "cell" and .status == "skipped") | "\(.op) \(.backing): \(.reason)"' "$1.cmo.jsonl" |
		grep -v 'vCPUs need as many cores' | sort -u
}

names='upstream read inject upgrade read_ro inject_ro upgrade_ro skip_ro flush_ro'
for cpu in cortex-a72 cortex-a76 neoverse-n1 neoverse-v1; do
	run $cpu 0 --emulated=$cpu --suite standard --policy all --filter "$few"
	is "$(header $cpu '[.policies[].recognised | join("+")] | join(" ")')" "$names" "$cpu: each knob setting is itself"
	is "$(header $cpu '[.clock.calibration.exact, .clock.units_per_tick, .clock.hz] | join(" ")')" \
		"true 1 1000000000" "$cpu: CNTVCT_EL0 counts instructions"
	is "$(jq -s '[.[] | select(.type == "cell" and .status == "done" and .backing == "anon" and .lines == "1") |
		(.ticks | sort) as $t | ($t[($t | length) / 2 | floor] + 2000) as $late | $t | map(select(. > $late)) | length] |
		add < 40' $cpu.cmo.jsonl)" true "$cpu: the host's timer is rarely in a sample"
done
is "$(skipped cortex-a72)" "dc_cvadp anon: this CPU does not have FEAT_DPB2
dc_cvap anon: this CPU does not have FEAT_DPB" "cortex-a72: what is skipped, and why"
for cpu in cortex-a76 neoverse-n1; do
	is "$(skipped $cpu)" "dc_cvadp anon: this CPU does not have FEAT_DPB2" "$cpu: what is skipped, and why"
done
is "$(skipped neoverse-v1)" "" "neoverse-v1: nothing is skipped"
is "$(header cortex-a72 '[.host.cpu, .host.hyp_mode] | join(" ")')" "Cortex-A72 nvhe" "cortex-a72 is without VHE"
is "$(header neoverse-n1 '[.host.cpu, .host.hyp_mode] | join(" ")')" "Neoverse-N1 vhe" "neoverse-n1 is with VHE"

run old-reading 0 --emulated=max,dc-ivac-needs-write=off --policy all --filter "$cold"
is "$(header old-reading .probe.ivac_needs_write)" false "the older reading of DC IVAC is found out"
is "$(tail -n +2 old-reading.cmo.jsonl | jq -s '[.[] | select(.op == "dc_ivac") | .attribution.permission] | add')" 0 \
	"and no DC IVAC takes a permission fault"

is "$("$cmobench" probe --emulated=neoverse-v1 --json | jq -r '[.type, .host.cpu, .policies[0].policy] | join(" ")')" \
	"header Neoverse-V1 upstream" "probe --json prints an archive's header"

run gicv2 0 --emulated=cortex-a72,pmu=off --machine gic-version=2 --filter "$cold"
is "$(header gicv2 .host.gic)" v2 "a host with GICv2 gives its VM a GICv2"
is "$(tail -n +2 gicv2.cmo.jsonl | jq -s '[.[] | select(.type == "cell" and .attribution == null)] | length')" 0 \
	"without a PMU the faults are counted all the same"
# An ordinary VM of a protected host uses the stage 2 of the host kernel: flush_hyp_vcpu() in
# arch/arm64/kvm/hyp/nvhe/hyp-main.c (6.12) takes hw_mmu from the host's vCPU. It faults as on any host.
run protected 0 --emulated=cortex-a72 --append kvm-arm.mode=protected --policy all --filter "$cold"
is "$(header protected .host.hyp_mode)" protected "the kernel boots with kvm-arm.mode=protected"
is "$(header protected '[.policies[].recognised | join("+")] | join(" ")')" "$names" \
	"protected: each knob setting is itself"
# What identifies a machine is not archived.
is "$("$cmobench" probe --json --kernel "$lean" --emulated --append 'root=UUID=2f1c9d3e-1b7a-4c55-9e0f-5a1d2b3c4d5e skip=1' |
	jq -r .host.cmdline | grep -o 'root=.*')" 'root=[removed] skip=1' "of the kernel's command line, not its disk"
run nisv 0 --emulated --nisv --sequential --filter "$cold"
is "$(tail -n +2 nisv.cmo.jsonl | jq -rs '[.[] | select(.slot == "ro" and .op == "dc_ivac") | .outcome] | unique | join(" ")')" \
	nisv "with KVM_CAP_ARM_NISV_TO_USER, KVM_EXIT_ARM_NISV"

# Several vCPUs, each on a CPU of its own; many memslots; a backing of huge pages where huge pages are disabled.
for smp in $smps; do
	counts=2 all="2 done 32"
	[ "$smp" = 2 ] || counts=2,4 all="2 done 32,4 done 64"
	for icount in '' --no-icount; do
		set -- --emulated --smp $smp --suite standard --policy upstream,inject --filter "vcpus=$counts $some"
		if [ -n "$icount" ]; then
			run smp$smp$icount 0 $icount "$@"
		else
			run smp$smp 0 "$@"
		fi
		is "$(jq -rs '[.[] | select(.type == "cell" and .vcpus != "1") | [.vcpus, .status, .ticks | if type == "array" then length else . end]] |
			unique | map(join(" ")) | join(",")' smp$smp$icount.cmo.jsonl)" "$all" \
			"$counts vCPUs take 16 samples each ${icount:-with -icount}"
		is "$(header smp$smp$icount .clock.unit)" "$([ -n "$icount" ] && echo ticks || echo insns)" \
			"$smp vCPUs: what is not counted exactly is not called instructions"
	done
done
run slots 0 --emulated --suite full --samples 32 --policy inject --filter 'mix=512,max slot=rw_log,hole op=dc_ivac'
is "$(header slots .host.memslots_max)" 32767 "KVM has 32767 memslots"
is "$(jq -rs '[.[] | select(.type == "cell" and .mix != "1") | "\(.mix) \(.slot) \(.attribution.sequences | keys | join("+"))"] | sort | join(", ")' \
	slots.cmo.jsonl)" "512 hole T, 512 rw_log TP, max hole T, max rw_log TP" "all of them, too, change no fault"
run nothp 0 --emulated --suite standard --append transparent_hugepage=never --filter "backing=anon_thp $some"
like "$(jq -r 'select(.backing == "anon_thp") | "\(.status) \(.reason)"' nothp.cmo.jsonl | sort -u)" \
	'^skipped .*transparent_hugepage' "anon_thp without transparent huge pages is refused"
# The lean kernel, which has the patch: all policies once, without a module.
run lean 0 --emulated --kernel "$emulated/kernels/lean" --policy all --filter "$cold"
is "$(header lean '[.policies[].recognised | join("+")] | join(" ")'), $(header lean .knob.name)" "$names, kvm.cmo_policy" \
	"with the patch, each knob setting is itself"
run old 0 --emulated --kernel "$emulated/kernels/debian-6.1" --filter "$cold"
is "$(header old '[.policies[] | .policy, (.recognised | join("+")), .knob] | join(" ")')" "upstream upstream false" \
	"Linux 6.1 is recognised as upstream"

run unprivileged 0 --emulated --user 1000:36 --filter "$cold"
like "$(cat unprivileged.err)" 'fault kinds are missing' "an ordinary user may time, and is told that counts are missing"
is "$(tail -n +2 unprivileged.cmo.jsonl | jq -rs '[.[] | select(.type == "cell") | .attribution] | unique | .[]')" null \
	"they are marked missing"
like "$(tail -n +2 unprivileged.cmo.jsonl | jq -rs '[.[] | select(.type == "cell") | .attribution_missing] | unique | .[]')" \
	'Permission denied' "with the reason"

if "$emulated/qemu-stock" --version >stock.version 2>&1; then
	run stock 77 --emulated --qemu "$emulated/qemu-stock" --filter "$cold"
	like "$(cat stock.err)" 'does not translate the address of cache maintenance' "a QEMU without our patch is found out"
	is "$(tail -n +2 stock.cmo.jsonl |
		jq -rs '[.[] | select(.op // "" | startswith("dc_") and . != "dc_zva") | .outcome] | unique | .[]')" nop \
		"its cells are nop"
	like "$("$cmobench" report --full stock.cmo.jsonl)" 'nop' "and so the report says"
else
	ok 0 "a QEMU without our patch # SKIP Debian's does not run here"
fi
tap_done
