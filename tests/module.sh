#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the kernel module: it builds without a warning against the headers of each of Debian's kernels, in the kernel's
# style; what make module lacks is said in one clear line; one that was built for another kernel is not loaded.
set -u
. "$srcdir/tests/tap.sh"

module_sh=$srcdir/host/kernel/module.sh

# run ARGUMENT...: run module.sh with the output in $output and the exit status in $status.
run() {
	status=0
	output=$(sh "$module_sh" "$@" 2>&1) || status=$?
}

for kernel in "$build"/emulated/kernels/debian-*; do
	[ -d "$kernel/headers" ] || continue
	run "$(pwd)/out" "$kernel/headers" W=1
	is "$status $output" "0 " "the module builds for ${kernel##*/} without a warning"
	release=$(cat "$kernel/release")
	is "$(tr '\0' '\n' <"out/module/$release/cmo_policy.ko" | sed -n 's/^vermagic=\([^ ]*\) .*/\1/p')" "$release" \
		"it is one for Linux $release"
done

# The kernel's own judge of style.
for tarball in "${XDG_CACHE_HOME:-$HOME/.cache}"/cmobench/sources/*/linux-source-*/linux-source-*.tar.xz; do :; done
if command -v perl >/dev/null && [ -e "$tarball" ]; then
	top=$(tar -tf "$tarball" 2>/dev/null | head -n 1)
	tar -xf "$tarball" --strip-components=1 --occurrence=1 "${top%%/*}/scripts/checkpatch.pl" \
		"${top%%/*}/scripts/const_structs.checkpatch" "${top%%/*}/scripts/spelling.txt"
	is "$(perl scripts/checkpatch.pl --no-tree --strict --terse -f "$srcdir/host/kernel/module/cmo_policy.c" 2>&1) $?" " 0" \
		"checkpatch of the module"
	# MAINTAINERS has all of arch/arm64/kvm/.
	is "$(perl scripts/checkpatch.pl --no-tree --terse --ignore FILE_PATH_CHANGES "$srcdir"/host/kernel/*.patch 2>&1) $?" " 0" \
		"checkpatch of the patches"
else
	ok 0 "checkpatch # SKIP there is no perl, or no source of Linux in the cache"
fi

# complains WHAT PATTERN ARGUMENT...: module.sh fails with one line.
complains() {
	what=$1 pattern=$2
	shift 2
	run "$(pwd)/out" "$@"
	is "$status $(printf '%s\n' "$output" | wc -l)" "1 1" "$what: one line"
	like "$output" "^make module: .*$pattern" "$output"
}

# A machine of the kind that the module is for, whose kernel's headers are not there.
mkdir bin
cat >bin/uname <<'END'
#!/bin/sh
case $1 in -m) echo aarch64 ;; -r) echo 6.99.0-test ;; esac
END
chmod +x bin/uname
path=$PATH
PATH=$(pwd)/bin:$PATH
complains "no headers" 'linux-headers-6\.99\.0-test|kernel-devel-6\.99\.0-test|headers of Linux 6\.99\.0-test'
mkdir -p kdir/include/config kdir/include/generated
complains "KDIR without headers" 'no headers of a kernel' kdir
: >kdir/Makefile
complains "KDIR not configured" 'not configured' kdir
echo '#define UTS_RELEASE "6.99.0-test"' >kdir/include/generated/utsrelease.h
printf 'CONFIG_%s=y\n' ARM64 MODULES >kdir/include/config/auto.conf
complains "KDIR without KVM" 'without CONFIG_KVM' kdir
echo CONFIG_KVM=y >>kdir/include/config/auto.conf
# shellcheck disable=SC2016 # for make
echo 'CC = $(if $(CCACHE),ccache) $(CROSS_COMPILE)gcc-99' >kdir/.kernelvariables
complains "no compiler" 'compiler of Linux 6\.99\.0-test is missing, gcc-99' kdir
rm kdir/.kernelvariables
: >kdir/Module.symvers
printf 'all modules:\n\t@echo no such thing; exit 1\n' >kdir/Makefile
run "$(pwd)/out" kdir
is "$status" 1 "a build that fails is a failure"
like "$output" 'no such thing' "what it says is shown"
PATH=$path

# Where the kernel finds its own module, there is another one, or none that it can read. A program without modules beside
# it adds none.
mkdir -p alone/bin
cp "$build/cmobench" alone/bin/cmobench

# with KERNEL SUFFIX: run on a kernel with standard input as the module's file, the output in err, the status in $status.
with() {
	kernel=$build/emulated/kernels/$1
	file=lib/modules/$(cat "$kernel/release")/updates/cmo_policy.ko$2
	rm -rf lib x.cmo.jsonl
	mkdir -p "${file%/*}"
	cat >"$file"
	{ cat "$build/emulated/initramfs.cpio" && find lib | cpio --quiet -o -H newc; } >own.cpio
	status=0
	alone/bin/cmobench run --emulated --qemu "$build/emulated/qemu-system-aarch64" --kernel "$kernel" --initrd own.cpio \
		--policy inject --filter op=hvc -o x.cmo.jsonl >err 2>&1 || status=$?
}
# module_for KERNEL: print the path of the module built for it.
module_for() { echo "out/module/$(cat "$build/emulated/kernels/$1/release")/cmo_policy.ko"; }

with debian-6.12 '' <"$(module_for debian-7.3)"
is "$status" 77 "a module built for 7.3 is not loaded into 6.12"
like "$(cat err)" 'module-missing: .* is built for Linux 7\.3.*, and this is 6\.12' "$(cat err)"
xz --check=crc32 <"$(module_for debian-6.12)" >right.xz
xz --check=crc32 <"$(module_for debian-7.3)" >wrong.xz
with debian-6.12 .xz <right.xz
is "$status $(head -n 1 x.cmo.jsonl | jq -r '[.knob.hook, .knob.loaded] | join(" ")')" "0 ftrace true" \
	"the kernel decompresses a module: $(tail -n 1 err)"
with debian-6.12 .xz <wrong.xz
is "$status" 77 "a compressed one built for 7.3 is not loaded into 6.12"
like "$(cat err)" "module-missing: .*\.ko\.xz: version magic '7\.3.*' should be '6\.12" "$(cat err)"
xz --check=crc32 <"$(module_for debian-6.1)" >old.xz
with debian-6.1 .xz <old.xz
is "$status" 77 "6.1 does not decompress, and there is no modprobe"
like "$(cat err)" 'module-missing: .*\.ko\.xz: the kernel cannot decompress it, and modprobe is not there: decompress it' "$(cat err)"
tap_done
