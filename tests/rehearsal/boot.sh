# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # set by the files of machines, and by who sources this
# Boot a machine of this folder, NAME.sh, and have it do what its function inside says. Sourced by tests/rehearsal.sh.
#
# NAME.sh is a shell script that is read on both sides. Its function machine, called here, sets what the machine is:
#
#   cpu         QEMU's model [neoverse-n1]
#   smp         CPUs [2]
#   gic         2 or 3 [3]
#   counter_hz  CNTFRQ_EL0 [25000000]
#   kernel      a kernel of host/emulated/Dir.mk [debian-6.12-system]
#   system      a Debian system of host/emulated/Dir.mk [bookworm]
#   append      what its kernel's command line has besides the console
#   maker, product  the names in its SMBIOS; with them the machine boots through UEFI with ACPI
#   source      yes: its users get a clone of this tree, in /job/source.bundle, and libperf [no]
#   hotplug     once: a CPU that went offline does not come back [it does]. On a Cortex-A72 spectre_v3a_enable_mitigation()
#               (arch/arm64/kernel/proton-pack.c, Linux 6.1 to 7.3) adds to bp_hardening_data.slot whenever a CPU comes
#               online; the second time KVM finds no EL2 vectors there, and the next KVM_RUN on that CPU hangs
#   virtual     yes: its SMBIOS may say that it is virtual, as QEMU's does [no]
#   model, compatible  the names in its device tree; with them it boots without firmware
#
# Its function tree, if there is one, changes the device tree.
#
# Its function inside, called in the machine as root by job.sh, prints TAP.

tree() { :; }

# machine_defaults: what a machine is if its file does not say otherwise.
machine_defaults() {
	cpu=neoverse-n1 smp=2 gic=3 counter_hz=25000000 kernel=debian-6.12-system system=bookworm append=''
	maker='' product='' model='' compatible='' source=no
}

# device_tree QEMU-OPTIONS: write machine.dtb, QEMU's own device tree of such a machine with the names of a board, and
# without the device that only QEMU has.
device_tree() {
	"$qemu" "$@" -display none -nodefaults -machine dumpdtb=machine.dtb >/dev/null 2>&1
	# shellcheck disable=SC2086 # a list
	fdtput -t s machine.dtb / model "$model" && fdtput -t s machine.dtb / compatible $compatible &&
		fdtput -r machine.dtb /fw-cfg@9020000 && tree machine.dtb
}

# make_job NAME: fill the directory job, which has its scripts: the program, and the form of the rehearsal, full or short.
make_job() {
	mkdir job/bin
	cp "$build/arm64/cmobench" job/bin/
	if [ "$source" = yes ]; then
		git -C "$srcdir" bundle create -q "$PWD/job/source.bundle" HEAD
		cp -r "$build/cache/libperf+arm64/." job/libperf
	fi
	echo "machine=$1 full=${CHECK_FULL:-no}" >job/form
}

# boot NAME [FILE]...: boot the machine in a directory of its own; its TAP is in NAME/tap afterwards, its console in
# NAME/console. The FILEs, absolute paths, are in /job there; one of them may be NAME.sh.
boot() (
	name=$1
	shift
	mkdir -p "$name/job" && cd "$name" || exit 1
	cp "$srcdir/tests/tap.sh" "$srcdir/tests/rehearsal/"*.sh "$@" job/
	machine_defaults
	# shellcheck source=/dev/null
	. "./job/$name.sh"
	machine
	qemu=$build/emulated/qemu-system-aarch64
	disk=$build/emulated/systems/$system
	kernel=$build/emulated/kernels/$kernel
	make_job "$name"
	sh "$srcdir/tests/rehearsal/initramfs.sh" "$disk/busybox" "$kernel" initramfs.cpio job || exit 1
	set -- -cpu "$cpu" -smp "$smp" -m 2048
	board=virt,virtualization=on,gic-version=$gic
	if [ -n "$maker" ]; then
		{ cat "$disk/QEMU_EFI.fd"; } >firmware
		truncate -s 64M firmware
		set -- "$@" -drive if=pflash,format=raw,readonly=on,file=firmware \
			-smbios "type=1,manufacturer=$maker,product=$product"
		append="acpi=force $append"
	elif [ -n "$model" ]; then
		device_tree -M "$board" "$@" || exit 1
		set -- "$@" -dtb machine.dtb
	fi
	# Without -icount: on this machine the counter is time, as on a real one.
	"$qemu" -accel tcg,thread=multi -M "$board" "$@" -global "arm-cpu.cntfrq=$counter_hz" -display none -nodefaults \
		-no-user-config -no-reboot -chardev file,id=console,path=console -serial chardev:console \
		-drive "if=none,id=disk,format=raw,snapshot=on,file=$disk/disk.img" -device virtio-blk-device,drive=disk \
		-device virtio-serial-device -chardev file,id=job,path=tap -device virtserialport,chardev=job,name=job \
		-kernel "$kernel/Image" -initrd initramfs.cpio -append "console=ttyAMA0 panic=-1 $append" </dev/null
)

# relay NAME: print the results of a machine as results of this test.
relay() {
	while read -r word rest; do
		case "$word $rest" in
		ok\ *) ok 0 "$1: ${rest#* - }" ;;
		not\ ok\ *) ok 1 "$1: ${rest#* - }" ;;
		'# '*) echo "# $rest" ;;
		esac
	done <"$1/tap"
	is "$(grep -c -E '^(not )?ok ' "$1/tap") results planned: $(sed -n 's/^1\.\.//p' "$1/tap")" \
		"$(sed -n 's/^1\.\.\(.*\)/\1 results planned: \1/p' "$1/tap")" "$1: it came to its end" ||
		tail -n 5 "$1/console"
	is "$(grep -E 'WARNING:|BUG:|Oops|Call trace' "$1/console")" "" "$1: its kernel did not complain"
}
