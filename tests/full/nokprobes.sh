#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the module on a kernel without CONFIG_KPROBES, as that of Raspberry Pi OS: a run tells it the addresses of KVM's
# functions, from /proc/kallsyms, and all policies do what is predicted; an address that is none is refused with a reason.
# The kernel is ours. It has the patch, whose knob is hidden, so that a run takes the module.
set -u
. "$srcdir/tests/tap.sh"

kernel=$build/emulated/kernels/lean-4k-module-nokprobes
module=/lib/modules/$(cat "$kernel/release")/updates/cmo_policy.ko
is "$(grep -c -e '^CONFIG_FUNCTION_TRACER=y' -e '^CONFIG_KPROBES=y' "$kernel/config")" 1 "the kernel has ftrace and no kprobes"

# Other kernels of ours have the same release: the module is beside a program of its own.
mkdir -p own/emulated
cp "$build/cmobench" own/
sh "$srcdir/host/kernel/module.sh" own "$kernel/headers" >built 2>&1
is "$? $(cat built)" "0 " "the module builds for it without a warning"

# with VERB NAME APPEND ARGUMENT...: run in this host, with the output in NAME.err
with() {
	verb=$1 name=$2 append=$3
	shift 3
	status=0
	own/cmobench "$verb" --emulated --qemu "$build/emulated/qemu-system-aarch64" --kernel "$kernel" \
		--initrd "$build/emulated/initramfs.cpio" --append "cmobench_without=knob $append" "$@" \
		>"$name.out" 2>"$name.err" || status=$?
}

with run all '' --policy all -o all.cmo.jsonl
is $status 0 "a run of the quick suite under all policies: $(tail -n 1 all.err)"
"$build/cmobench" check all.cmo.jsonl >check.out 2>&1
is $? 0 "$(cat check.out)"
is "$(head -n 1 all.cmo.jsonl | jq -r '[.knob.name, .knob.hook, .knob.loaded, (.knob.policies | length)] | join(" ")')" \
	"cmo_policy.policy ftrace true 9" "it loaded the module, which has all of them"
is "$(jq -r 'select(.type == "cell") | .policy' all.cmo.jsonl | sort -u | wc -l)" 9 "and measured each"

# An address within a function, that of another one, and one that is no number
with run beside "\"cmobench_load=$module symbols=kvm_inject_dabt=ffff800080000004\"" --policy inject -o beside.cmo.jsonl
is "$status $(find . -name 'beside.cmo.jsonl*')" "77 " "a wrong address is not believed, and there is no file"
like "$(cat beside.err)" 'does not have on this kernel: inject \(.*symbols= has no address where kvm_inject_dabt\(\) begins' \
	"$(cat beside.err)"
with run none "\"cmobench_load=$module symbols=kvm_inject_dabt=there\"" --policy inject -o none.cmo.jsonl
is $status 77 "nor is one that is no number"
with run read "\"cmobench_load=$module symbols=kvm_inject_dabt=ffff800080000004\"" --policy read,upgrade,skip_ro \
	--filter 'op=dc_ivac slot=ro' -o read.cmo.jsonl
is $status 0 "policies that need no function are there: $(tail -n 1 read.err)"
with run without "\"cmobench_load=$module\"" --policy flush_ro -o without.cmo.jsonl
is $status 77 "without an address"
like "$(cat without.err)" 'flush_ro \(.*load with symbols=kvm_pgtable_walk=ADDRESS, that of /proc/kallsyms' "$(cat without.err)"
tap_done
