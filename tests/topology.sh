#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards where vCPUs, other threads and memory are placed on hosts with several CPUs and NUMA nodes, and --cpus. It runs
# tests/kvm/topology.c in an emulated host, then short runs with up to 4 vCPUs.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
emulated=$build/emulated

# tests/kvm/topology.c tests synthetic machines of hwloc, and the threads and memory of a real session. It prints TAP.
"$cmobench" probe --kernel "$lean" --emulated --smp 8 --numa 2 --initrd "$emulated/topology.cpio" >inside 2>inside.err
is $? 0 "inside the emulated host: $(grep -c '^ok' inside) of $(sed -n 's/^1\.\.//p' inside) as expected"
is "$(grep '^not ok' inside)" "" "places are found, and kept"
is "$(grep -c '^ok' inside)" "$(sed -n 's/^1\.\.//p' inside)" "by as many checks as planned"

# measure NAME ARGUMENTS: make a short run with 1, 2 and 4 vCPUs.
measure() {
	name=$1
	shift
	"$cmobench" run --kernel "$lean" --emulated --no-icount --suite standard --policy inject --samples 16 -o "$name.cmo.jsonl" \
		--filter 'vcpus=1,2,4 op=dc_ivac slot=rw_log backing=anon mix=1' "$@" 2>"$name.err"
}

# run NAME STATUS ARGUMENTS: make such a run, which must end with STATUS.
run() {
	name=$1 status=$2
	shift 2
	measure "$name" "$@"
	is $? "$status" "$name: exit status $status"
}

# crowded NAME ARGUMENTS: make one in which vCPUs have all CPUs, so that helpers preempt them now and then. Cells that saw
# that at every try say so, and have no other finding.
crowded() {
	measure "$@"
	is $? 0 "$1: exit status 0"
	is "$(jq -r 'select(.type == "cell") | .findings[] | sub(":.*"; "")' "$1.cmo.jsonl" | grep -vx disturbed)" "" \
		"$1: as predicted, but for what was disturbed"
}

# places NAME: print the places as archived; as printed on standard error.
places() {
	head -n 1 "$1.cmo.jsonl" |
		jq -r '.topology | "\(.cpu) \(.cpus | join(",")) \(.helpers) \(.memory_node) \(.chosen)"'
}
told() {
	sed -n 's/^cmobench: run: \(vCPUs .*\)/\1/p' "$1.err"
}

# cells NAME: print the status of the cells by number of vCPUs.
cells() {
	jq -r 'select(.type == "cell") | "\(.vcpus) \(.status) \(.reason)"' "$1.cmo.jsonl" | sort -u
}
findings() {
	head -n 1 "$1.cmo.jsonl" | jq -r '[.findings[].id |
		select(startswith("mixed") or . == "smt" or . == "memory-unbound" or . == "isolated-unused")] | join(" ")'
}

run nodes 0 --smp 4 --numa 2
is "$(places nodes)" "3 3,2 0-1 1 automatic" "two vCPUs fit on one node"
is "$(told nodes)" "vCPUs on CPUs 3 2, helpers on 0-1, memory on NUMA node 1" "which is said"
is "$(cells nodes)" "1 done null
2 done null
4 skipped 4 vCPUs need as many cores of one kind and one NUMA node, and this process has 2" \
	"four do not, and are skipped"
is "$(findings nodes)" "" "there is nothing to find in that"
is "$(head -n 1 nodes.cmo.jsonl | jq -r .topology.hwloc_xml | python3 -c '
import sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.read())
print([len([o for o in root.iter("object") if o.get("type") == kind])
	for kind in ("NUMANode", "Package", "Core", "PU")])
')" "[2, 2, 4, 4]" "the topology is archived as XML that parses"
is "$(head -n 1 nodes.cmo.jsonl | jq -c '.topology | [.numa_nodes, .packages, .cores, .pus]')" "[2,2,4,4]" \
	"and in figures"

boot() {
	head -n 1 "$1.cmo.jsonl" | jq -r '.boot | "\(.id) \(.uptime_s > 0)"'
}
like "$(boot nodes)" '^[0-9a-f]{16} true$' "the boot is archived, as a hash, and its age"

run listed 0 --smp 4 --numa 2 --cpus 2-3
is "$(places listed)" "2 2,3 0-1 1 --cpus" "--cpus 2-3: these, in ascending order"
is "$(cells listed | tail -n 1)" \
	"4 skipped 4 vCPUs need as many cores of one kind and one NUMA node, and --cpus has 2" \
	"with too few CPUs, a cell is skipped"
ok "$([ "$(boot listed)" != "$(boot nodes)" ]; echo $?)" "another boot has another hash"
run one 0 --smp 4 --numa 2 --cpus 1
is "$(places one)" "1 1 0,2-3 0 --cpus" "--cpus 1: that one, and memory of its node"
crowded across --smp 4 --numa 2 --cpus 0-3
is "$(places across) $(findings across)" "0 0,1,2,3 3 0 --cpus mixed-nodes" "--cpus across nodes: done, and flagged"
is "$(cells across | grep -vc " done ")" 0 "with 4 vCPUs too"
is "$(head -n 1 across.cmo.jsonl | jq -r '.findings[] | select(.id == "mixed-nodes") | .severity')" flag "as a flag"

crowded single
is "$(places single)" "0 0 null 0 automatic" "one CPU has all"
is "$(told single)" "" "and there was no choice to tell of"
is "$(cells single)" "1 done null
2 skipped 2 vCPUs need as many cores, and this process has 1
4 skipped 4 vCPUs need as many cores, and this process has 1" "and what it cannot have is skipped"

# Malformed lists, and CPUs that do not exist.
for list in 2- 1,x ''; do
	run bad 2 --smp 4 --cpus "$list"
	like "$(cat bad.err)" '^cmobench: run: --cpus.* not a list of CPUs, such as 2-3,8' "which says so"
done
run bad 2 --smp 4 --cpus 3-4
is "$(cat bad.err)" "cmobench: run: --cpus 3-4: CPU 4 is not online" "CPU 4 of 4"
is "$(ls bad.cmo.jsonl* 2>/dev/null)" "" "and no archive is left"
run bad 2 --smp 2 --numa 4
like "$(cat bad.err)" 'more nodes than CPUs' "no node without a CPU"

# Isolated CPUs, which Debian's kernel can have.
isolated() {
	"$cmobench" probe --emulated --smp 4 --no-icount "$@" | sed -n 's/^places: *//p'
}
is "$(isolated --append isolcpus=1)" "vCPUs on CPUs 1, helpers on 0,2-3, memory on NUMA node 0" \
	"an isolated CPU is preferred"
is "$(isolated --append isolcpus=1-2 --cpus 2,3)" "vCPUs on CPUs 2 3, helpers on 0, memory on NUMA node 0" \
	"helpers keep off isolated CPUs"

# Two kinds of cores, CPU 0 of the lesser one.
little=0x00000000412fd050 cpus=/sys/devices/system/cpu
kinds="cmobench_fake=$cpus/cpu0/regs/identification/midr_el1=$little;$cpus/cpu1/regs/identification/midr_el1=$little"
kinds="$kinds;$cpus/cpu0/cpu_capacity=414;$cpus/cpu1/cpu_capacity=414"
cores() {
	head -n 1 "$1.cmo.jsonl" | jq -r '"\(.host.midr) \(.host.cpu):" + ([.host.cores[] |
		" \(.midr) \(.name) \(.capacity) \(.max_khz)"] | join(","))'
}
crowded kinds --smp 4 --append "$kinds"
is "$(cores kinds)" "0xf0510 QEMU max: 0xf0510 QEMU max 1024 null, 0xf0510 QEMU max 1024 null" \
	"the core that is archived is that of the CPU measured on, not CPU 0's"
is "$(places kinds)" "3 3,2 0-1 0 automatic" "the vCPUs are on cores of one kind"
is "$(head -n 1 kinds.cmo.jsonl | jq -c '.host | [.cpus_alike, .cpus]')" "[2,4]" "of which there are 2 among 4"
is "$(cells kinds | tail -n 1)" \
	"4 skipped 4 vCPUs need as many cores of one kind and one NUMA node, and this process has 2" "4 vCPUs are not mixed"
crowded mixed --smp 4 --append "$kinds;$cpus/cpu3/regs/identification/midr_el1=$little" --cpus 1-2
is "$(cores mixed)" "0x412fd050 Cortex-A55: 0x412fd050 Cortex-A55 414 null, 0xf0510 QEMU max 1024 null" \
	"--cpus 1-2: each vCPU has a core of its own kind"
is "$(head -n 1 mixed.cmo.jsonl | jq -c '.host | [.cpus_alike, .cpus]')" "[3,4]" "vCPU 0's core is one of 3 alike among 4"
is "$(findings mixed)" "mixed-cores" "which is said"
like "$(head -n 1 mixed.cmo.jsonl | jq -r '.findings[].what')" ': CPUs 1 2, Cortex-A55 and QEMU max$' "by their names"
crowded speeds --smp 4 --append "cmobench_fake=$cpus/cpu0/cpu_capacity=1000;$cpus/cpu1/cpu_capacity=1000"
is "$(cells speeds | tail -n 1) $(findings speeds)" "4 done null mixed-speeds" \
	"cores that differ in capacity alone run 4 vCPUs, and that is said"
like "$(head -n 1 speeds.cmo.jsonl | jq -r '.findings[].what')" ': CPUs 3 2 1 0, capacity 1000 to 1024$' "with both capacities"
# A program that is not told that it is emulated counts EXC_TRAP_DABORT where the manual of vCPU 0's core lists it.
"$cmobench" probe --kernel "$lean" --json --emulated --smp 2 --no-icount --append \
	"cmobench_without=emulator cmobench_fake=$cpus/cpu1/regs/identification/midr_el1=0x00000000410fd083" >pmu.cmo.jsonl
is "$(cores pmu) $(jq -r '[.pmu.events[] | select(.name == "exc_trap_dabort") | .config] | join(" ")' pmu.cmo.jsonl)" \
	"0x410fd083 Cortex-A72: 0x410fd083 Cortex-A72 1024 null 140" "events are those of that core"
# Debian's kernel can isolate CPUs, and lets CPU 0 go offline.
"$cmobench" probe --json --emulated --smp 4 --no-icount --suite standard \
	--append "isolcpus=3 cmobench_fake=$cpus/cpu3/regs/identification/midr_el1=$little" >unused.cmo.jsonl
is "$(places unused | cut -d ' ' -f 1-3) $(findings unused)" "2 2,1,0 3 isolated-unused" \
	"an isolated CPU of a kind that has no room for the vCPUs is not used, and that is said"
"$cmobench" probe --json --emulated --smp 2 --no-icount --append "cmobench_write=$cpus/cpu0/online=0" >offline.cmo.jsonl
is "$(places offline) $(cores offline)" "1 1 null 0 automatic 0xf0510 QEMU max: 0xf0510 QEMU max 1024 null" \
	"CPU 0 may be offline"
is "$("$cmobench" probe --kernel "$lean" --emulated --smp 3 --numa 2 | sed -n 's/^places: *//p')" \
	"vCPUs on CPUs 2, helpers on 0-1, memory on NUMA node 1" "three CPUs on two nodes"
is "$("$cmobench" probe --kernel "$lean" --emulated --smp 2 --json | jq -r .type)" header "probe --json prints nothing but JSON"
"$cmobench" run --kernel "$lean" --emulated --json-progress --filter 'op=dc_ivac slot=rw' --samples 16 -o json.cmo.jsonl 2>json.err
is "$? $(jq -r .type json.err | sort -u)" "0 progress" "nor does --json-progress"
is "$(boot json)" "null true" "with -icount boots are alike, and have no hash"
tap_done
