#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What is in the timed region, read off the guest image: for every row of ops.def, between its marks, barriers, counter,
# just the op that the row names, barriers, counter; no load, store, call or branch but the op itself.
set -u
. "$srcdir/tests/tap.sh"

elf=$build/guest/guest.elf
objdump=$(sed -n 's/^GUEST_OBJDUMP = //p' "$build/../config.mk")
"${objdump:-aarch64-linux-gnu-objdump}" -d --no-show-raw-insn "$elf" >disassembly || exit 1

# body NAME: instructions of the timed region, blanks single, comments off.
body() {
	awk -v first="<timed_begin_$1>:" -v last="<timed_end_$1>:" '
		$2 == last { exit }
		inside && /^ / { sub(/^[^:]*:[ \t]*/, ""); sub(/[ \t]*\/\/.*/, ""); gsub(/[ \t]+/, " "); print }
		$2 == first { inside = 1 }' disassembly
}

# expected INSN: what the region has to be.
expected() {
	printf 'dsb sy\nisb\nmrs x10, cntvct_el0\nisb\n'
	if [ -n "$1" ]; then printf '%s\n' "$1"; fi
	printf 'dsb sy\nisb\nmrs x11, cntvct_el0\n'
}

# OP(id, access, operand, spec, insn), spec quoted.
sed -n 's/^OP(\([a-z_]*\),[^"]*"[^"]*", *\(.*\))$/\1|\2/p' "$srcdir/bench/ops.def" >rows
rows=$(wc -l <rows)
is "$rows" "$(grep -c '^OP(' "$srcdir/bench/ops.def")" "every row of ops.def is read"
while IFS='|' read -r id insn; do
	# objdump spells hvc's immediate in hexadecimal
	insn=$(printf %s "$insn" | sed 's/^hvc #0$/hvc #0x0/')
	is "$(body "$id")" "$(expected "$insn")" "$id: the timed region is the op and nothing else"
done <rows

# Marks and loops are there for each op and for nothing else.
is "$(grep -c "<timed_op_[a-z_]*>:" disassembly)" "$rows" "each op has its label"
is "$(grep -c '<loop_[a-z_]*>:' disassembly)" "$rows" "each op has its loop"

# The vector table is where VBAR_EL1 can point to: 2 KiB (Arm ARM DDI 0487J.a, D17.2.151).
vectors=$("${objdump%objdump}nm" "$elf" | awk '$3 == "vectors" { print $1 }')
is "$((0x$vectors % 2048))" 0 "the vectors are aligned to 2 KiB"
tap_done
