#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards run --profile and compare --explain: the instructions that QEMU's plugin counts by function add up to the cost that the
# clock counts, in a fault that the kernel handles, in one that userspace does, and without VHE; and what has no profile is
# refused in one line.
set -u
. "$srcdir/tests/tap.sh"

cell='op=dc_civac slot=rw_log host_page=written stage2=cold lines=1'

# run NAME OPTION...: make an archive of a few samples.
run() {
	name=$1
	shift
	"$build/cmobench" run --kernel "$lean" --emulated --samples 32 --batch 16 -o "$name.cmo.jsonl" "$@" >"$name.err" 2>&1
}
# profile NAME: print its line "profile".
profile() { grep '^{"type":"profile"' "$1.cmo.jsonl"; }
# cell_of NAME: print the line of the cell that is profiled.
cell_of() {
	profile "$1" | jq -c '{policy, op, slot, backing, host_page, stage2, line, lines, timed, vcpus, mix, copy}' >want
	jq -c --slurpfile want want 'select(.type == "cell" and ($want[0] | to_entries) - (to_entries) == [])' "$1.cmo.jsonl"
}
# adds_up NAME: the functions add up to the cost, which is a length that samples of the cell have.
adds_up() {
	is "$(profile "$1" | jq -c '[.insns - ([.functions[].insns] | add), .samples]')" '[0,32]' \
		"$1: the sum of the functions is $(profile "$1" | jq .insns) instructions"
	is "$(cell_of "$1" | jq "[.ticks[] | select(. == $(profile "$1" | jq .insns))] | length > 0")" true \
		"$1: and that is what the clock counted"
	like "$("$build/cmobench" check "$1.cmo.jsonl")" ': ok, ' "$1: it is the cost: check agrees"
}
# has NAME FUNCTION: print true if the profile has it.
has() { profile "$1" | jq "[.functions[].name] | any(. == \"$2\")"; }

run plain --filter "$cell"
run kernel --profile --filter "$cell"
is $? 0 "a run with --profile: $(tail -n 1 kernel.err)"
is "$(grep -c '"type":"cell"' kernel.cmo.jsonl)" "$(grep -c '"type":"cell"' plain.cmo.jsonl)" "has the cells of one without"
is "$(grep '"type":"cell"' kernel.cmo.jsonl | jq -c .ticks)" "$(grep '"type":"cell"' plain.cmo.jsonl | jq -c .ticks)" \
	"and the same samples"
adds_up kernel
is "$(has kernel kvm_handle_guest_abort) $(has kernel '(guest)') $(has kernel '(userspace)')" 'true true false' \
	"of a fault that the kernel handles: its function, the guest, no userspace"
is "$(profile kernel | jq '.functions[] | select(.name == "(guest)").insns')" 5 \
	"the guest executes the op, two barriers, and the read, which an ISB precedes"

run user --profile --filter 'op=dc_civac slot=ro host_page=written stage2=cold lines=1'
adds_up user
is "$(has user '(userspace)') $(has user kvm_handle_guest_abort)" 'true true' "of one that userspace handles: that, too"

run nvhe --profile --append kvm-arm.mode=nvhe --filter "$cell"
adds_up nvhe
is "$(has nvhe __guest_enter) $(has nvhe __kvm_nvhe___guest_enter) $(has nvhe '(EL2, no symbol)')" 'false true false' \
	"without VHE the hypervisor's code has functions of its own"

# What a kill leaves: cells without a profile.
sed '/"type":"profile"/,$d' kernel.cmo.jsonl >again.cmo.jsonl.partial
"$build/cmobench" run --resume again.cmo.jsonl 2>again.err
is "$? $(profile again)" "0 $(profile kernel)" "--resume counts what is missing, and that is the same"

"$build/cmobench" compare --explain kernel.cmo.jsonl again.cmo.jsonl >same
is "$?" 0 "the same profile twice: status 0"
"$build/cmobench" compare --explain kernel.cmo.jsonl nvhe.cmo.jsonl >moved
is "$?" 3 "VHE and nVHE: status 3"
is "$(awk '/function$/ { on = 1; next } /  sum$/ { print sum - $3; on = 0 } on { sum += $3 }' moved)" 0 \
	"the shifts add up to $(awk '/  sum$/ { print $3 }' moved), the difference"

# refused STATUS PATTERN COMMAND...: it ends with one line.
refused() {
	status=$1 pattern=$2
	shift 2
	"$@" >out 2>&1
	is "$? $(wc -l <out)" "$status 1" "one line: $(cat out)"
	like "$(cat out)" "$pattern" "it says what to do"
}
refused 2 'narrow --filter$' "$build/cmobench" run --emulated --profile --filter op=dc_civac -o x.cmo.jsonl
refused 2 'add --emulated$' "$build/cmobench" run --profile --filter "$cell" -o x.cmo.jsonl
refused 2 'plain.cmo.jsonl has no profile: measure it with' "$build/cmobench" compare --explain kernel.cmo.jsonl plain.cmo.jsonl
refused 2 'measure both with one --filter$' "$build/cmobench" compare --explain kernel.cmo.jsonl user.cmo.jsonl
refused 2 'takes two archives' "$build/cmobench" compare --explain --boots . .

run nameless --profile --append cmobench_fake=/proc/kallsyms=none --filter "$cell"
is "$? $(grep -c '"type":"profile"' nameless.cmo.jsonl) $(grep -c '"type":"cell"' nameless.cmo.jsonl)" '1 0 6' \
	"a kernel without symbols: status 1, no profile, and all cells are kept"
like "$(cat nameless.err)" 'names no functions: it needs CONFIG_KALLSYMS' "and it is said what is missing"
tap_done
