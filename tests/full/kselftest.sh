#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the selftest of the series in host/kernel/series/, in emulated hosts: it tells what a kernel does under each
# policy, agrees with what cmobench finds, passes only as strict as it may, fails on a kernel that is broken, and skips
# where the CPU translates no cache maintenance.
set -u
. "$srcdir/tests/tap.sh"

# boot NAME ARGUMENT...: run the selftest in a host, with the output in NAME.out.
boot() {
	name=$1
	shift
	case " $*" in *' --emulated='*) ;; *) set -- --emulated "$@" ;; esac
	"$build/cmobench" probe --initrd "$build/emulated/kselftest.cpio" "$@" >"$name.out" 2>"$name.err"
	is "$? $(grep -c '^kernel ' "$name.out")" "0 $(($(grep -c '^strict ' "$name.out") / $(echo "$policies" | wc -w)))" \
		"$name: the selftest ran under each policy"
}

# found NAME POLICY: print the selftest's status under this policy, and which ones it found.
found() {
	sed -n "/^kernel $2\$/,/^status/p" "$1.out" | sed -n 's/^status //p; s/^# As policy //p' | sort | paste -sd ' '
}

# strict NAME POLICY: print the policies that the selftest may be told to expect there.
strict() {
	sed -n "/^kernel $2\$/,/^kernel /p" "$1.out" | sed -n 's/^strict \([^ ]*\) 0$/\1/p' | sort | paste -sd ' '
}

# is_policy NAME KERNEL POLICY...: under KERNEL, the selftest finds these policies, and no other.
is_policy() {
	host=$1 kernel=$2
	shift 2
	is "$(found "$host" "$kernel")" "0 $*" "$host: $kernel is found to be $*"
	is "$(strict "$host" "$kernel")" "$*" "$host: $kernel passes as $*, and as nothing else"
}

policies=$("$build/cmobench" list policies | awk 'NR > 1 && $1 != "unknown" { print $1 }')

boot lean --kernel "$lean"
for policy in $policies; do
	case $policy in
	# Whether KVM cleans something when it steps over, nobody can see here.
	skip_ro | flush_ro) is_policy lean "$policy" flush_ro skip_ro ;;
	*) is_policy lean "$policy" "$policy" ;;
	esac
done

# Cell by cell, what a guest and its userspace see is what cmobench archives.
"$build/cmobench" run --kernel "$lean" --emulated --policy all --suite full --samples 32 -o ours.cmo.jsonl --filter \
	'op=dc_ivac,dc_civac,dc_cvac,dc_cvau slot=rw,rw_log,ro,hole backing=anon lines=1 mix=1 vcpus=1 timed=op line=any' \
	2>ours.err
is $? 0 "a run of the same cells: $(tail -n 1 ours.err)"
jq -r 'select(.type == "cell" and (.op | startswith("dc_")) and (.host_page == "written" or .slot == "hole")) |
	({ rw: { cold: "unmapped", rw: "read" }, rw_log: { cold: "unmapped", ro: "read" },
		ro: { cold: "unmapped", ro: "read" }, hole: { cold: "unmapped" } }[.slot][.stage2] // empty) as $state |
	({ executes: "executes", skipped: "executes", flushed: "executes", abort_injected: "abort", enosys: "exit",
		nisv: "exit" }[.outcome] // .outcome) as $outcome |
	"\(.policy) \(.op) \(.slot) \($state) \($outcome) \(.attribution.dirtied > 0)"' ours.cmo.jsonl | sort -u >ours.cells
awk '
	BEGIN {
		op["DC IVAC"] = "dc_ivac"; op["DC CIVAC"] = "dc_civac"; op["DC CVAC"] = "dc_cvac"; op["DC CVAU"] = "dc_cvau"
		slot["writable"] = "rw"; slot["dirty-logged"] = "rw_log"; slot["read-only"] = "ro"; slot["no memslot"] = "hole"
	}
	/^kernel / { policy = $2; count = 0 }
	/^#   (unmapped|read|written): / { line[count++] = $0 }
	/^ok / {
		name = $0; sub(/^ok [0-9]+ /, "", name)
		split(name, part, ", ")
		for (i = 0; i < count; i++) {
			split(line[i], field, /[ :]+/)
			outcome = line[i] ~ /native|stepped over/ ? "executes" : line[i] ~ /abort/ ? "abort" : "exit"
			if (field[2] != "written" && part[1] in op && part[2] in slot && !(3 in part))
				print policy, op[part[1]], slot[part[2]], field[2], outcome, (line[i] ~ /dirty$/ ? "true" : "false")
		}
		count = 0
	}' lean.out | sort -u >theirs.cells
is "$(wc -l <theirs.cells)" $((9 * 4 * 7)) "the selftest has as many of them as it should"
is "$(diff ours.cells theirs.cells 2>&1)" "" "they agree on each"

# A kernel that does what no policy does: the lean one with one row of its policy table changed in the Image, so that
# under inject it injects wherever upstream leaves to userspace. The table is nine pairs of numbers, each after a pointer.
mkdir odd
cp "$lean/config" "$lean/release" odd/
python3 - "$lean/Image" odd/Image <<'END'
import re, struct, sys
image = bytearray(open(sys.argv[1], "rb").read())
rows = [(0, 0), (2, 0), (2, 1), (2, 2), (1, 0), (1, 1), (1, 2), (0, 3), (0, 4)]
table = re.search(b"".join(b".{8}" + re.escape(struct.pack("<II", *row)) for row in rows), image, re.S).start()
struct.pack_into("<II", image, table + 2 * 16 + 8, 0, 1)
open(sys.argv[2], "wb").write(image)
END
boot odd --kernel odd
is "$(found odd inject)" 1 "a kernel that injects where cache maintenance is never a read fails"
is "$(strict odd inject)" "" "and passes as no policy"
is "$(sed -n '/^kernel inject$/,/^status/s/^not ok [0-9]* //p' odd.out | sort)" \
	"$(for op in CIVAC CVAC CVAU; do printf "DC $op, read-only%s\n" '' ' and dirty-logged'; done)" \
	"it says where"
is_policy odd upgrade upgrade

# Kernels as they are, and other hosts. What all KVM selftests share needs Linux 6.8.
boot debian-6.1 --kernel "$build/emulated/kernels/debian-6.1"
like "$(cat debian-6.1.out)" '^1\.\.0 # SKIP .*v6\.8' "debian-6.1: skipped"
for kernel in debian-6.12 debian-7.3; do
	boot "$kernel" --kernel "$build/emulated/kernels/$kernel"
	is_policy "$kernel" "as it is" upstream
done
# The kernels of the series themselves.
for pair in plain:upstream inject-1:read inject-2:inject upgrade-2:upgrade; do
	boot "${pair%:*}" --kernel "$build/emulated/series/${pair%:*}"
	is_policy "${pair%:*}" "as it is" "${pair#*:}"
done
boot nvhe --kernel "$lean" --append kvm-arm.mode=nvhe
is_policy nvhe inject inject
boot translates --kernel "$lean" --emulated=max,ic-ivau-translates=on
is_policy translates upgrade upgrade
is "$(grep -c '^ok .*SKIP' translates.out) $(grep -c '^ok .*IC IVAU' translates.out)" "0 $((9 * 5))" \
	"where IC IVAU is translated, it is tested"
# DC IVAC that needs no write permission never meets what policies differ in.
boot older --kernel "$lean" --emulated=max,dc-ivac-needs-write=off
is_policy older inject inject read upgrade
boot stock --kernel "$lean" --qemu "$build/emulated/qemu-stock"
is "$(grep -c '^status 4$' stock.out) $(grep -c '^not ok' stock.out)" "9 0" "a CPU that translates none of them: skipped"
tap_done
