#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the hosts that load the module cmo_policy: it changes its policy, loses and gets back its hooks, and is unloaded
# and loaded again, while two vCPUs take faults on memory of every kind. tests/kvm/stress.c does so in emulated hosts
# that panic at the first warning and at the first task that hangs: Debian's 6.12 with VHE, and with CHECK_FULL=yes, 30
# times as often, also hooked by kprobes, without VHE, in protected mode, on 6.1 and 7.3, and with pages of 16 KiB.
set -u
. "$srcdir/tests/tap.sh"

# CPUs of a busy machine may stand still for half a minute, which is no hang.
strict='panic_on_warn=1 oops=panic panic=-1 sysctl.kernel.hung_task_panic=1 watchdog_thresh=60'

# stress NAME KERNEL-PARAMETERS ARGUMENTS; $missing: kinds of memory that the host does not have.
stress() {
	name=$1 parameters=$2
	shift 2
	"$build/cmobench" probe --smp 3 --no-icount --initrd "$build/emulated/stress.cpio" "$@" \
		--append "$strict $more $parameters" >"$name" 2>"$name.err"
	is $? 0 "$name: $(grep -c '^ok' "$name") of $(sed -n 's/^1\.\.//p' "$name") as expected: $(
		grep -m 1 'Kernel panic' "$name.err" || tail -n 1 "$name.err")"
	is "$(grep -v -e '^ok' -e '^#' -e '^1\.\.' "$name")" "" "$name: nothing else"
	is "$(sed -n 's/^# memory that this host does not have: //p' "$name")" "$missing" "$name: on every kind of memory"
	sed -n 's/^ok [0-9]* - \(.* s\)$/# '"$name"': \1/p; s/^ok [0-9]* - \(.* # SKIP.*\)/# '"$name"': \1/p' "$name"
}

missing=none
more='stress_changes=3000 stress_reloads=5'
if [ "${CHECK_FULL:-}" = yes ]; then
	more='stress_changes=100000 stress_reloads=100'
	stress debian-6.1 '' --emulated --kernel "$build/emulated/kernels/debian-6.1"
	stress debian-7.3 '' --emulated --kernel "$build/emulated/kernels/debian-7.3"
	stress nvhe '' --emulated=cortex-a72
	stress protected kvm-arm.mode=protected --emulated=cortex-a72
	stress kprobe stress_load=hook=kprobe --emulated
	# Huge pages are of 32 MiB there, of which this host has too few.
	missing='anon_thp hugetlb_private hugetlb_shared'
	stress debian-6.12-16k '' --emulated --kernel "$build/emulated/kernels/debian-6.12-16k"
	missing=none
fi
stress vhe '' --emulated
tap_done
