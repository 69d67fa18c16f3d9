# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A board with two kinds of cores, each with a PMU of its own: CPUs 0 and 1 say that they are small. QEMU has one kind of
# cores, so that is what files say which are mounted over the kernel's.

machine() {
	# shellcheck disable=SC2034 # for boot.sh
	cpu=cortex-a76 counter_hz=24000000 smp=4 model='Radxa ROCK 5 Model B' compatible='radxa,rock-5b rockchip,rk3588'
}

# tree FILE: what the device tree says of the cores.
tree() {
	for core in 0 1; do fdtput -t i "$1" /cpus/cpu@$core capacity-dmips-mhz 530; done
	for core in 2 3; do fdtput -t i "$1" /cpus/cpu@$core capacity-dmips-mhz 1024; done
}

# two_kinds: show a Cortex-A55's MIDR_EL1 on CPUs 0 and 1, and two PMUs.
two_kinds() {
	echo 0x00000000412fd050 >/srv/midr
	for core in 0 1; do
		mount --bind /srv/midr /sys/devices/system/cpu/cpu$core/regs/identification/midr_el1
	done
	devices=/sys/bus/event_source/devices
	mkdir /srv/devices
	for device in "$devices"/*; do
		case ${device##*/} in
		armv8_pmuv3*)
			for name in armv8_cortex_a55 armv8_cortex_a76; do cp -rL "$device" /srv/devices/$name 2>/dev/null; done
			;;
		*) ln -s "$(readlink -f "$device")" "/srv/devices/${device##*/}" ;;
		esac
	done
	for name in a55:0-1 a76:2-3; do
		mkdir -p "/srv/devices/armv8_cortex_${name%:*}"
		echo "${name#*:}" >"/srv/devices/armv8_cortex_${name%:*}/cpus"
	done
	mount --bind /srv/devices $devices
}

inside() {
	two_kinds
	does root 0 probe
	says 'host: *Cortex-A76' 'vCPUs on CPUs 3'
	step_facts 'metal Cortex-A76 vhe v3 24000000 4096'
	is "$(header root facts.cmo.jsonl .pmu.name)" armv8_cortex_a76 "counts come from the PMU of the core measured on"
	measures root two.cmo.jsonl --suite standard --samples 16 \
		--filter 'op=dc_ivac,dc_civac vcpus=2,4 stage2=cold lines=1 timed=op'
	is "$(header root two.cmo.jsonl '.topology.cpus | sort | join(",")')" 2,3 "two vCPUs have two cores of one kind"
	like "$(cells root two.cmo.jsonl 'map(select(.vcpus == "2" and .status == "done")) | length')" '^[1-9]' \
		"and are measured"
	like "$(cells root two.cmo.jsonl 'map(select(.vcpus == "4") | .reason) | unique | join("; ")')" \
		'^4 vCPUs need as many cores of one kind' "four are not, for want of cores of one kind"
	measures root small.cmo.jsonl --samples 16 --filter op=dc_ivac --cpus 0
	is "$(header root small.cmo.jsonl .host.cpu)" Cortex-A55 "--cpus 0: the archive names the small core"
}
