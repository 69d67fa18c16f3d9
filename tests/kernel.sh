#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards what --kernel takes: a directory, an Image, compressed or packed as an EFI zboot image, a .deb with its modules;
# and that each thing which is no such kernel, or not a whole one, is refused with one clear line before it boots. Most
# files are made up and small; they boot nothing: a made-up QEMU shows what it is given.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
release=6.99.0-test

# A QEMU that keeps its kernel and its initramfs.
cat >qemu <<'END'
#!/bin/sh
[ "$1" != --version ] || { echo "QEMU emulator version 10.0.0"; exit; }
while [ $# -gt 0 ]; do
	case $1 in
	-kernel) cat "$2" >got.Image ;;
	-initrd) cat "$2" >got.cpio ;;
	esac
	shift
done
exit 1
END
chmod +x qemu
: >empty.cpio

# bytes VALUE: print a 32-bit little-endian number.
bytes() {
	# shellcheck disable=SC2059 # octal escapes
	printf "$(printf '\\%03o\\%03o\\%03o\\%03o' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)))"
}
# at OFFSET FILE: overwrite FILE with standard input from OFFSET on.
at() {
	dd of="$2" bs=1 seek="$1" conv=notrunc 2>/dev/null
}
# image FILE [CONFIG]: make an arm64 Image as far as can be told from its bytes, with a PE header and one section of 1024
# bytes, and the configuration in it, if there is one.
image() {
	head -c 1536 /dev/zero >"$1"
	printf MZ | at 0 "$1"
	printf 'ARM\144' | at 56 "$1"
	bytes 64 | at 60 "$1"
	printf 'PE\0\0\144\252\001\000' | at 64 "$1"
	printf '\020\000' | at 84 "$1"
	{ bytes 1024; bytes 512; } | at 120 "$1"
	printf 'Linux version %%s\0Linux version %s (made up)\0' $release | at 600 "$1"
	[ $# = 1 ] || { printf IKCFG_ST; gzip -c "$2"; printf IKCFG_ED; } >>"$1"
}
# zboot FILE PACKING PAYLOAD
zboot() {
	head -c 512 /dev/zero >"$1"
	printf 'MZ\0\0zimg' | at 0 "$1"
	{ bytes 512; bytes "$(wc -c <"$3")"; } | at 8 "$1"
	printf %s "$2" | at 24 "$1"
	cat "$3" >>"$1"
	# What the kernel's build appends to a payload that does not hold its own size.
	bytes 1536 >>"$1"
}
# module NAME [DEPENDS [RELEASE]]: print a module as far as can be told from its bytes.
module() {
	printf '\177ELF\0name=%s\0depends=%s\0vermagic=%s SMP mod_unload aarch64\0' "$1" "${2-}" "${3-$release}"
}
# config [OPTION=VALUE...]: print a configuration with all that is needed, but for these.
config() {
	for line in ARM64=y KVM=y BLK_DEV_INITRD=y BINFMT_ELF=y PROC_FS=y SYSFS=y DEVTMPFS=y SERIAL_AMBA_PL011=y \
		SERIAL_AMBA_PL011_CONSOLE=y VIRTIO_MMIO=y VIRTIO_CONSOLE=y; do
		for other; do [ "${other%=*}" != "${line%=*}" ] || line=$other; done
		case $line in
		*=n) echo "# CONFIG_${line%=n} is not set" ;;
		*) echo "CONFIG_$line" ;;
		esac
	done
}
# deb NAME DEPENDS [FILE...]: make NAME.deb of these files, named from the directory root.
deb() {
	name=$1
	printf 'Package: %s\nVersion: 1\nArchitecture: arm64\n%s' "$name" "${2:+Depends: $2
}" >control
	shift 2
	echo 2.0 >debian-binary
	tar -czf control.tar.gz ./control
	[ -d root ] || mkdir root
	tar -cJf data.tar.xz --format=gnu -C root .
	rm -f "$name.deb"
	ar rc "$name.deb" debian-binary control.tar.gz data.tar.xz
}

boot() {
	rm -f got.*
	"$cmobench" probe --emulated --qemu ./qemu --initrd empty.cpio --kernel "$1" >out 2>err
	status=$?
}
# taken KERNEL WHAT: it is an Image, and QEMU gets that.
taken() {
	boot "$1"
	cmp -s got.Image "${3:-Image}"
	ok $? "$2"
	[ -e got.Image ] || sed 's/^/# /' err
}
# refused KERNEL PATTERN: it is refused with status 2, one line that begins with the file's name, and without a boot.
refused() {
	boot "$1"
	is "$status $(wc -l <err) $(ls got.* 2>/dev/null)" "2 1 " "$1 is refused"
	like "$(cat err)" "^cmobench: probe: $1.*($2)" "$(cut -c 1-200 err)"
}

image Image
taken Image "an Image is taken as it is"
for program in gzip xz zstd lz4 bzip2; do
	if ! command -v $program >path; then ok 0 "an Image for $program # SKIP it is not installed"; continue; fi
	$program -c <Image >"Image.$program" 2>err
	taken Image.$program "an Image is unpacked with $program"
done
zboot vmlinuz gzip Image.gzip
taken vmlinuz "an EFI zboot image with gzip is unpacked"
xz -c <Image >payload
zboot vmlinuz xzkern payload
taken vmlinuz "and one with xz"
gzip -c <vmlinuz >vmlinuz.gz
taken vmlinuz.gz "and one that is compressed once more"
config >config
image configured config
taken configured "an Image with a configuration" configured

# What is no arm64 kernel, or not a whole one
: >empty
refused empty empty
head -c 100000 /dev/zero >zeros
refused zeros 'not an arm64 kernel'
echo '#!/bin/sh' >script
refused script 'not an arm64 kernel'
head -c 4096 /dev/zero >bzImage
printf MZ | at 0 bzImage
printf HdrS | at 514 bzImage
refused bzImage 'x86'
gzip -c <bzImage >bzImage.gz
refused bzImage.gz 'x86'
printf '\177ELF........' >vmlinux
refused vmlinux 'ELF.*arch/arm64/boot/Image'
refused empty.cpio empty
echo 070701 >some.cpio
refused some.cpio 'initramfs'
refused no-such-kernel 'No such file'
mkfifo fifo
refused fifo 'not a file'
head -c 1000 Image >short
refused short 'cut short: 1000 bytes of 1536'
head -c 100 Image.gzip >cut.gz
refused cut.gz 'gzip cannot unpack it'
zboot vmlinuz gzip Image.gzip
head -c 520 vmlinuz >cut.vmlinuz
refused cut.vmlinuz 'zboot image that is cut short'
zboot odd rot13 Image.gzip
refused odd 'packed with "rot13"'
for option in ARM64 KVM VIRTIO_CONSOLE VIRTIO_MMIO SERIAL_AMBA_PL011 SERIAL_AMBA_PL011_CONSOLE BLK_DEV_INITRD DEVTMPFS; do
	config $option=n >config
	image without config
	refused without "lacks CONFIG_$option,"
done
config VIRTIO_MMIO=m >config
image modular config
refused modular 'CONFIG_VIRTIO_MMIO=m.*not there'

# Its configuration may lie beside it.
mkdir beside-it
cp Image beside-it/vmlinuz-$release
config KVM=n >beside-it/config-$release
refused beside-it/vmlinuz-$release 'lacks CONFIG_KVM,'
cp Image beside-it/Image
config DEVTMPFS=n >beside-it/config
refused beside-it/Image 'lacks CONFIG_DEVTMPFS,'

# A tree in which a kernel was built
mkdir -p tree/arch/arm64/boot tree/drivers/virtio tree/drivers/char
refused tree 'without arch/arm64/boot/Image: build it there'
cp Image tree/arch/arm64/boot/Image
config >tree/.config
taken tree "a kernel tree without modules is taken"
config KVM=n >tree/.config
refused tree 'lacks CONFIG_KVM,'
refused tree/arch/arm64/boot/Image 'lacks CONFIG_KVM,'
config ARM64=n >tree/.config
refused tree 'lacks CONFIG_ARM64,'
config VIRTIO_MMIO=m VIRTIO_CONSOLE=m >tree/.config
refused tree 'CONFIG_VIRTIO_MMIO=m.*not there: make ARCH=arm64 modules'
printf '%s\n' drivers/virtio/virtio.o drivers/virtio/virtio_mmio.o drivers/net/other.o drivers/char/virtio_console.o >tree/modules.order
refused tree 'virtio_mmio.ko: No such file'
module virtio >tree/drivers/virtio/virtio.ko
module virtio_mmio virtio >tree/drivers/virtio/virtio_mmio.ko
module virtio_console virtio >tree/drivers/char/virtio_console.ko
taken tree "a kernel tree with modules is taken"
order="tr '\\0' '\\n' <got.cpio | grep -a '^virtio[a-z_-]*\\.ko\$' | paste -sd ' '"
like "$(eval "$order")" '^virtio.ko virtio_mmio.ko virtio_console.ko$' "with those that it needs, in order"
sed -i 's,^,kernel/,; s/\.o$/.ko/' tree/modules.order
taken tree "and one as Linux 6.1 makes it"
rm tree/arch/arm64/boot/Image
gzip -c <Image >tree/arch/arm64/boot/Image.gz
taken tree "and one with a compressed Image"

# A directory
mkdir -p dir/modules
refused dir 'without a file Image'
cp Image dir/Image
config VIRTIO_MMIO=m >dir/config
refused dir 'CONFIG_VIRTIO_MMIO=m'
printf 'virtio.ko\nvirtio_mmio.ko.xz\n' >dir/modules/order
refused dir/ 'virtio.ko: No such file'
module virtio >dir/modules/virtio.ko
module virtio_mmio virtio | xz -c >dir/modules/virtio_mmio.ko.xz
taken dir "a directory with modules is taken"
cpio --quiet -t <got.cpio >list 2>err
is "$(strings -n 8 got.cpio | grep -c 'vermagic')" 2 "both modules are in the initramfs"
like "$(tr '\0' '\n' <got.cpio | grep -a -A1 '^virtio.ko' | paste -sd ' ')" '^virtio.ko virtio_mmio.ko' "unpacked, and in their order"
module virtio '' 6.1.0 >dir/modules/virtio.ko
refused dir 'modules/virtio.ko: a module for Linux 6.1.0, but the kernel is Linux '$release
echo text >dir/modules/virtio.ko
refused dir 'virtio.ko: not a kernel module'

# The module with the policies, where it is built: beside the program.
mkdir -p beside/emulated beside/module/$release
cp "$cmobench" beside/cmobench
module virtio >dir/modules/virtio.ko
module cmo_policy >beside/module/$release/cmo_policy.ko
cmobench=./beside/cmobench
taken dir "a kernel for which the module with the policies was built is taken"
like "$(tr '\0' '\n' <got.cpio | grep -a -A3 "lib/modules/$release/updates/cmo_policy.ko" | tr -d '\n')" \
	'cmo_policy.ko.*ELF.*name=cmo_policy' "it is in the initramfs"
module cmo_policy '' 6.1.0 >beside/module/$release/cmo_policy.ko
boot dir
is "$status" 77 "if it is for another kernel, that is refused"
like "$(cat err)" "cmo_policy.ko: a module for Linux 6.1.0, but the kernel is Linux $release" "$(cat err)"
cmobench=$build/cmobench

# A name. The recipe is made up: it has a kernel 6.99, and says in its last line why it has no other.
mkdir beside/emulated/recipes
cat >beside/emulated/recipes/recipe.sh <<END
[ "\$1" != --offers ] || { echo "6.99      $release"; exit; }
echo "cmobench: \$1-\$2: fetching" >&2
[ "\$2" != 6.99 ] || { echo "$(pwd)/dir"; exit; }
echo "cmobench: \$1-\$2: there is no package linux-modules" >&2
exit 1
END
module virtio >dir/modules/virtio.ko
rm beside/module/$release/cmo_policy.ko
cmobench=./beside/cmobench XDG_CACHE_HOME=$(pwd)/cache
export XDG_CACHE_HOME
taken debian:6.99 "a kernel is taken by its name"
like "$(cat err)" '^cmobench: linux-debian-6\.99: fetching$' "and what the recipe says is passed on"
boot debian:7.99
is "$status $(tail -n 1 err)" "2 cmobench: probe: debian:7.99: linux-debian-7.99: there is no package linux-modules" \
	"one that cannot be had is refused, and why"
refused debian:sid 'a series of Linux is expected, as in debian:6.12'
refused debian:6.12.1 'a series of Linux is expected'
mkdir -p cache/cmobench
cp -r dir cache/cmobench/linux-debian-6.99-0123456789abcdef
config KVM=n | cat - dir/config | sort -u >cache/cmobench/linux-debian-6.99-0123456789abcdef/config
like "$("$cmobench" list kernels | paste -sd ' ')" \
	"here.*debian:6\.99  *$release, 4 KiB pages, mode nested .*lists.*debian:6\.99  *$release" "list kernels says what is here, and what can be had"
mkdir -p beside/module/$release
module cmo_policy >beside/module/$release/cmo_policy.ko
like "$("$cmobench" list kernels)" "$release, .*policies by the module" "and for which the module is built"
# An installed program has no recipes.
rm -r beside/emulated/recipes
taken debian:6.99 "without its recipe a kernel is taken from the cache"
refused debian:7.99 'not in the cache.*run "sh host/emulated/recipe.sh linux-debian 7.99" there'
like "$("$cmobench" list kernels)" 'sh host/emulated/recipe.sh linux-debian SERIES' "and list kernels says how to get others"
cmobench=$build/cmobench
unset XDG_CACHE_HOME

# A package
mkdir -p root/boot root/lib/modules/$release/kernel/drivers/virtio root/lib/modules/$release/kernel/drivers/char
cp Image root/boot/vmlinuz-$release
config VIRTIO_MMIO=m VIRTIO_CONSOLE=m >root/boot/config-$release
drivers=root/lib/modules/$release/kernel/drivers
module virtio | xz -c >$drivers/virtio/virtio.ko.xz
module virtio_ring >$drivers/virtio/virtio_ring.ko
module virtio-mmio virtio_ring,virtio >$drivers/virtio/virtio-mmio.ko
module virtio_console virtio,virtio-ring >$drivers/char/virtio_console.ko
module virtio_pci virtio >$drivers/virtio/virtio_pci.ko
# A name too long for a tar header.
long=$drivers/$(printf %0120d 0)
mkdir "$long"
module other >"$long/other.ko"
deb linux-image-test ''
taken linux-image-test.deb "a package with a kernel and modules is taken"
like "$(tr '\0' '\n' <got.cpio | grep -a '^virtio[a-z_-]*\.ko$' | paste -sd ' ')" \
	'^virtio_ring.ko virtio.ko virtio-mmio.ko virtio_console.ko$' "with the modules that it needs, each behind those that it depends on"
head -c 600 linux-image-test.deb >cut.deb
refused cut.deb 'cut short|cannot unpack'
config KVM=n >root/boot/config-$release
deb no-kvm ''
refused no-kvm.deb 'lacks CONFIG_KVM,'
rm $drivers/virtio/virtio-mmio.ko
config VIRTIO_MMIO=m >root/boot/config-$release
deb no-mmio ''
refused no-mmio.deb 'CONFIG_VIRTIO_MMIO=m'
cp bzImage root/boot/vmlinuz-$release
deb x86 ''
refused x86.deb 'x86'
rm -r root
deb linux-image-cloud 'initramfs-tools, linux-image-6.99.0-cloud (= 6.99-1)'
refused linux-image-cloud.deb 'package linux-image-cloud has no kernel.*take linux-image-6.99.0-cloud,'
deb doc ''
refused doc.deb 'package doc has no kernel'
tap_done
