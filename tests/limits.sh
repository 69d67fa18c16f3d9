#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards hosts whose KVM or kernel offers less than usual: fewer bits of guest physical address, no vGIC. It runs
# tests/kvm/limits.c, which answers the program's system calls as such a host would, in an emulated host; then the program
# on a host whose KVM has no vGIC. host/test/refused.c does the same for host memory.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
emulated=$build/emulated

"$cmobench" probe --emulated --initrd "$emulated/limits.cpio" >inside 2>inside.err
is $? 0 "inside the emulated host: $(grep -c '^ok' inside) of $(sed -n 's/^1\.\.//p' inside) as expected"
is "$(grep -A 2 -e '^not ok' inside)" "" "what KVM does not have is done without, or named"
is "$(grep -c '^ok' inside)" "$(sed -n 's/^1\.\.//p' inside)" "by as many checks as planned"

# With a GICv2, KVM in protected mode has no vGIC (6.12 vgic_v2_probe(), arch/arm64/kvm/vgic/vgic-v2.c).
set -- --emulated=cortex-a72 --machine gic-version=2 --append kvm-arm.mode=protected
"$cmobench" run "$@" --smp 2 --suite standard --samples 16 --policy all -o nogic.cmo.jsonl \
	--filter 'op=null,hvc,mmio_user,dc_ivac,dc_civac backing=anon host_page=written lines=1 vcpus=1,2' 2>nogic.err
is $? 0 "without a vGIC a host is measured: $(tail -n 1 nogic.err)"
is "$(head -n 1 nogic.cmo.jsonl | jq -r '"\(.host.gic) \([.findings[] | .severity + " " + .id] | join(", ")) " +
	([.policies[] | select(.recognised == [.policy])] | length | tostring)')" "none flag no-vgic 9" \
	"which is archived, with a flag, and every policy is recognised"
is "$(jq -rs '[.[] | select(.type == "cell" and .status == "done")] | "\(length > 200) \(map(.vcpus) | unique | join(","))"' \
	nogic.cmo.jsonl)" "true 1,2" "with one vCPU and two"
is "$(head -n 1 nogic.cmo.jsonl | jq -r '[.policies[] | "\(.dirty_data) \(.dirty_data_missing)"] | unique | .[]')" \
	"null an emulated host has no caches" "what maintenance does with dirty data cannot be told in an emulated host"
"$cmobench" check nogic.cmo.jsonl >nogic.check
is $? 0 "$(cat nogic.check)"
like "$("$cmobench" report --full nogic.cmo.jsonl)" '^host: .*, no vGIC, MIDR' "and so does a report"
like "$("$cmobench" probe "$@")" 'protected, no vGIC$' "and a probe"
tap_done
