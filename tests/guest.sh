#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the timed regions of the guest image, by its disassembly. For every row of ops.def and every shape of a
# sample, the region must consist of barriers, a read of the counter, the op as often as the shape says, barriers and
# a read of the counter, without another load, store, call or branch. Nothing is run.
set -u
. "$srcdir/tests/tap.sh"

elf=$build/guest/guest.elf
objdump=$(sed -n 's/^GUEST_OBJDUMP = //p' "$build/../config.mk")
"${objdump:-aarch64-linux-gnu-objdump}" -d --no-show-raw-insn "$elf" >disassembly || exit 1

# between FIRST LAST: print the instructions between two labels, without comments and addresses, blanks squeezed.
between() {
	awk -v first="<$1>:" -v last="<$2>:" '
		$2 == last { exit }
		inside && /^ / {
			sub(/^[^:]*:[ \t]*/, ""); sub(/[ \t]*\/\/.*/, ""); sub(/[0-9a-f]+ </, "<"); gsub(/[ \t]+/, " ")
			print
		}
		$2 == first { inside = 1 }' disassembly
}

# region INSN...: print a timed region with these instructions in it.
region() {
	printf 'dsb sy\nisb\nmrs x10, cntvct_el0\nisb\n'
	for insn; do if [ -n "$insn" ]; then printf '%s\n' "$insn"; fi; done
	printf 'dsb sy\nisb\nmrs x11, cntvct_el0\n'
}

# Rows are OP(id, access, operand, feature, set, "spec", insn).
sed -n 's/^OP(\([a-z_]*\),[^"]*"[^"]*", *\(.*\))$/\1|\2/p' "$srcdir/bench/ops.def" >rows
rows=$(wc -l <rows)
is "$rows" "$(grep -c '^OP(' "$srcdir/bench/ops.def")" "every row of ops.def is read"
while IFS='|' read -r id insn; do
	# objdump spells hvc's immediate in hexadecimal
	insn=$(printf %s "$insn" | sed 's/^hvc #0$/hvc #0x0/')
	is "$(between "timed_begin_line_$id" "timed_end_line_$id")" "$(region "$insn")" \
		"$id: the timed region of a line is the op and nothing else"
	is "$(between "timed_begin_page_$id" "timed_end_page_$id")" \
		"$(region "$insn" 'add x12, x12, x4' 'cmp x12, x6' "b.ne <timed_op_page_$id>")" \
		"$id: that of a page is the op, and on to the next line"
	is "$(between "loop_after_$id" "timed_op_after_$id" | tail -n 1)" 'dsb sy' \
		"$id: before that of the sentinels is a barrier,"
	is "$(between "timed_op_after_$id" "timed_begin_after_$id" | sed '/^mov \(x9\|w17\), /d')" "$insn" "$id: the op,"
	is "$(between "timed_begin_after_$id" "timed_end_after_$id")" \
		"$(region 'ldr x3, [x9]' 'add x9, x9, x5' 'subs w17, w17, #0x1' "b.ne <timed_begin_after_$id+0x10>")" \
		"$id: in it, their loads"
done <rows

# Marks and loops exist for each op in each shape, and no others.
for mark in loop timed_begin timed_op timed_end; do
	for shape in line page after; do
		is "$(grep -c "<${mark}_${shape}_[a-z_]*>:" disassembly)" "$rows" "each op has its ${mark}_$shape"
	done
done

# The overhead of a sample: the instructions between the two reads of the counter, the second read included, and those
# of the loop outside the timed region.
reads=$(between timed_begin_line_null timed_end_line_null | sed -n '/x10, cntvct/,/x11, cntvct/p' | sed 1d | wc -l)
ok "$((reads > 8))" "null takes $reads instructions, at most 8"
loop=$(awk '
	$2 == "<loop_line_ldr>:" { inside = 1 }
	inside && /^ / { count++; at[$1] = count }
	inside && $2 == "b.ne" && $4 !~ /timed_op/ { print count - at[$3 ":"] + 1; exit }' disassembly)
region=$(between timed_begin_line_ldr timed_end_line_ldr | wc -l)
is "$((loop - region))" 15 "a sample takes 15 instructions outside its timed region"

# The dither must be a spin behind a barrier, before the timed region, and be skipped if there is no mask.
is "$(between prepare loop_line_null | sed -n '/^lsr /,/^ret/p')" 'lsr w17, w7, #16
cbz w17, <prepare+0x50>
dsb sy
eor w29, w29, w29, lsl #13
eor w29, w29, w29, lsr #17
eor w29, w29, w29, lsl #5
and w17, w17, w29
cbz w17, <prepare+0x50>
subs w17, w17, #0x1
b.ne <prepare+0x48>
ret' "the dither spins in registers"
like "$(between prepare loop_line_null | head -n 1)" '^tbz w7, #0, <prepare\+0x28>$' "without touching the lines"

# The vector table is where VBAR_EL1 can point to: 2 KiB (Arm ARM DDI 0487J.a, D17.2.151).
vectors=$("${objdump%objdump}nm" "$elf" | awk '$3 == "vectors" { print $1 }')
is "$((0x$vectors % 2048))" 0 "the vectors are aligned to 2 KiB"
tap_done
