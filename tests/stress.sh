#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the hosts that load the module cmo_policy: it changes its policy, loses and gets back its hooks, and is unloaded
# and loaded again, while two vCPUs take faults on memory of every kind. tests/kvm/stress.c does so in emulated hosts
# that panic at the first warning: Debian's 6.12 with VHE and, with CHECK_FULL=yes, ten times as often, also without VHE,
# in protected mode, on 6.1 and 7.3, and with pages of 16 KiB.
set -u
. "$srcdir/tests/tap.sh"

strict='panic_on_warn=1 oops=panic panic=-1'

# stress NAME KERNEL-PARAMETERS ARGUMENTS
stress() {
	name=$1 parameters=$2
	shift 2
	"$build/cmobench" probe --smp 3 --no-icount --initrd "$build/emulated/stress.cpio" "$@" \
		--append "$strict $more $parameters" >"$name" 2>"$name.err"
	is $? 0 "$name: $(grep -c '^ok' "$name") of $(sed -n 's/^1\.\.//p' "$name") as expected: $(tail -n 1 "$name.err")"
	is "$(grep -v -e '^ok' -e '^#' -e '^1\.\.' "$name")" "" "$name: nothing else"
	sed -n 's/^ok [0-9]* - \(.* # SKIP.*\)/# '"$name"': \1/p' "$name"
}

more='stress_changes=3000 stress_reloads=5'
if [ "${CHECK_FULL:-}" = yes ]; then
	more='stress_changes=100000 stress_reloads=100'
	stress debian-6.1 '' --emulated --kernel "$build/emulated/kernels/debian-6.1"
	stress debian-7.3 '' --emulated --kernel "$build/emulated/kernels/debian-7.3"
	stress nvhe '' --emulated=cortex-a72
	stress protected kvm-arm.mode=protected --emulated=cortex-a72
fi
stress vhe '' --emulated
tap_done
