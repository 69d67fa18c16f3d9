#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards make deb: packages for this machine and for arm64 that lintian has no errors in, with what is needed and nothing
# else, and a program that knows its commit and boots the emulated host from where it was unpacked. What cannot be built is
# refused in one line. DKMS builds the module from its package. tests/full/deb.sh installs them.
set -u
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/package/clone.sh"

if ! is_checkout; then
	echo "1..0 # SKIP $srcdir is no git checkout"
	exit 0
fi
if ! command -v dh >path || ! command -v dh_dkms >path; then
	echo "1..0 # SKIP dh or dh_dkms is not installed"
	exit 0
fi
make_clone
commit=$(in_git -C clone describe --always --abbrev=12)
date=$(TZ=UTC in_git -C clone log -1 --date=format-local:%Y%m%d%H%M%S --format=%cd)
version=$(sed -n 's/^#define CMOBENCH_VERSION "\(.*\)"$/\1/p' clone/host/os/version.h)+git$date.$commit
machine=$(dpkg --print-architecture)

# What is refused, in one line of ours and one of make's, before anything is built.
refused() {
	like "$(printf '%s\n' "$output" | grep -v '^build/cmobench-')" "^$1" "$2"
	is "$status $(printf '%s\n' "$output" | grep -v '^build/cmobench-' | grep -c -v '^make: \*\*\*')" "2 ${3:-1}" "and so said in ${3:-one line}"
	is "$(ls clone/build/deb 2>/dev/null)" "" "nothing is left"
}
make_debs DEB_ARCH=sparc
refused "make deb: DEB_ARCH=sparc: this machine builds packages for" "another architecture is refused"
make_debs DEB_MISSING=debhelper
refused "these packages are missing: debhelper" "and a machine without the tools" 2
touch clone/stray
make_debs
refused 'make dist: not committed: stray: commit' "and what is not committed"
rm clone/stray
mv clone/.git git
make_debs
refused 'make dist: .* is no git checkout' "and a tree that is no checkout"
mv git clone/.git

# deb PACKAGE ARCHITECTURE: its path.
deb() { echo "clone/build/deb/${1}_${version}_$2.deb"; }
# files PACKAGE ARCHITECTURE: what is in it.
files() { dpkg-deb --fsys-tarfile "$(deb "$1" "$2")" | tar -t | grep -v '/$' | sed 's/^\.//' | LC_ALL=C sort; }
field() { dpkg-deb -f "$(deb "$1" "$2")" "$3"; }

# Those for this machine, then those for arm64.
of_machine='cmobench-emulated cmobench' of_arm64='cmobench-dkms cmobench'
[ "$machine" != arm64 ] || of_machine='cmobench-dkms cmobench-emulated cmobench'
make_debs
is "$status $(printf '%s\n' "$output" | grep '\.deb$')" "0 $(for name in $of_machine; do deb "$name" "$machine" | sed 's|^clone/||'; done)" \
	"make deb prints the names of the packages for $machine"
[ "$status" = 0 ] || tap_done
all=$(for name in $of_machine; do deb "$name" "$machine"; done)
if [ "$machine" != arm64 ]; then
	make_debs DEB_ARCH=arm64
	is "$status $(printf '%s\n' "$output" | grep '\.deb$')" "0 $(for name in $of_arm64; do deb "$name" arm64 | sed 's|^clone/||'; done)" \
		"with DEB_ARCH=arm64, for arm64"
	[ "$status" = 0 ] || tap_done
	all="$all
$(for name in $of_arm64; do deb "$name" arm64; done)"
fi
is "$(ls clone/build/deb/*.deb)" "$(printf '%s\n' "$all" | LC_ALL=C sort)" "all of them are there"
if command -v lintian >path; then
	# shellcheck disable=SC2046,SC2086 # lists
	lintian --tag-display-limit 0 --fail-on error $([ "$(id -u)" != 0 ] || echo --allow-root) $all >tags 2>&1
	is "$? $(grep '^E:' tags)" "0 " "lintian has no errors"
	sed 's/^/# /' tags
else
	ok 0 "lintian # SKIP it is not installed"
fi

# What is in them.
for name in $of_machine; do
	is "$(dpkg-deb -I "$(deb "$name" "$machine")" | sed -n -E 's/.* (preinst|postinst|prerm|postrm|config) .*/\1/p' | paste -sd ' ')" \
		"$([ "$name" != cmobench-dkms ] || echo "postinst prerm")" "$name: scripts that run at installation"
done
program='/usr/bin/cmobench
/usr/share/bash-completion/completions/cmobench
/usr/share/doc/cmobench/changelog.gz
/usr/share/doc/cmobench/copyright
/usr/share/man/man1/cmobench.1.gz
/usr/share/zsh/vendor-completions/_cmobench'
module='/usr/share/doc/cmobench-dkms/changelog.gz
/usr/share/doc/cmobench-dkms/copyright
/usr/src/cmobench-cmo-policy-1/Kbuild
/usr/src/cmobench-cmo-policy-1/cmo_policy.c
/usr/src/cmobench-cmo-policy-1/dkms.conf'
is "$(files cmobench "$machine")" "$program" "what is in cmobench for $machine"
is "$(files cmobench arm64)" "$program" "what is in cmobench for arm64"
is "$(files cmobench-dkms arm64)" "$module" "what is in cmobench-dkms"
release=$(cat "$build/emulated/kernel/release")
emulated=/usr/lib/cmobench/emulated
# shellcheck disable=SC2046 # lists
is "$(files cmobench-emulated "$machine" | grep -v ^/usr/share/doc/)" "$(printf '%s\n' \
	$emulated/initramfs.cpio $emulated/profile.so $emulated/qemu-system-aarch64 \
	$(printf "$emulated/kernel/%s " Image config release) \
	$(cd "$build/emulated/kernel" && printf "$emulated/kernel/%s " modules/*) \
	"/usr/lib/cmobench/module/$release/cmo_policy.ko" /usr/share/lintian/overrides/cmobench-emulated | LC_ALL=C sort)" "what is in cmobench-emulated"
documents=$(files cmobench-emulated "$machine" | sed -n 's|^/usr/share/doc/cmobench-emulated/||p')
is "$(printf '%s\n' "$documents" | sed -n 's|^qemu/||p')" "$(cd "$srcdir/host/emulated/qemu" && printf '%s\n' * | LC_ALL=C sort)" \
	"with the patches that QEMU has"
for document in ORIGINS README.Debian copyright licences/libhwloc15 licences/libjansson4 licences/libudev1 qemu.sh; do
	ok "$(printf '%s\n' "$documents" | grep -qxE "$document(\.gz)?"; echo $?)" "and $document"
done

# What they need.
like "$(field cmobench "$machine" Depends)" '^libc6 \(.*libjansson4 \(' "cmobench for $machine needs two libraries or three"
like "$(field cmobench arm64 Depends)" '^libc6 \(.*libhwloc15 \(.*libjansson4 \(' "for arm64 three"
is "$(field cmobench arm64 Depends | grep -c cross)" 0 "none of which is of a cross compiler"
like "$(field cmobench-emulated "$machine" Depends)" "^cmobench \(= $(printf %s "$version" | sed 's/[.+]/\\&/g')\).*libfdt1.*libglib2\.0-0" \
	"cmobench-emulated needs the program of the same build, and what QEMU needs"
like "$(field cmobench-dkms arm64 Depends)" '^dkms ' "cmobench-dkms needs DKMS"

# What they do, from where they are unpacked.
mkdir "un packed"
for name in $of_machine; do dpkg-deb -x "$(deb "$name" "$machine")" "un packed"; done
installed="un packed/usr/bin/cmobench"
guest=$("$build/cmobench" --version | sed 's/.* //')
like "$("$installed" --version)" "^cmobench ${version%+*}, .*, commit $commit, guest $guest$" "the program knows that it is of $commit"
origins=$(cat "un packed/usr/share/doc/cmobench-emulated/ORIGINS")
like "$origins" "source: qemu_[0-9]" "ORIGINS has the version of QEMU"
like "$origins" "source: .*linux-image-$(printf %s "$release" | sed 's/[.+]/\\&/g')[[:blank:]][0-9]" "and of Linux"
"$installed" run --emulated --policy all --samples 16 --filter 'op=dc_ivac slot=ro' -o x.cmo.jsonl 2>ran
is "$?" 0 "it measures in its emulated host, under all policies: $(tail -n 1 ran)"
is "$(jq -r 'select(.type == "cell") | .policy' x.cmo.jsonl | sort -u | wc -l)" 9 "each of which the module has"
is "$(head -n 1 x.cmo.jsonl | jq -r .cmobench.commit)" "$commit" "by a program of the same commit"

# Print the kernel that a module is for. A kernel whose modules are compressed gets a compressed one.
kernel_of() {
	case $1 in *.xz) xz -dc "$1" ;; *.zst) zstd -qdc "$1" ;; *) cat "$1" ;; esac 2>&1 | tr '\0' '\n' | sed -n 's/^vermagic=\([^ ]*\).*/\1/p'
}

# DKMS, which is a script, builds the module for Debian's kernels of an arm64 machine. It must not make a key on this one.
dpkg-deb -x "$(deb cmobench-dkms arm64)" module
mkdir tree modules
for kernel in 6.1 6.12 7.3; do
	headers=$build/cache/linux-debian+$kernel/headers
	release=$(cat "$build/emulated/kernels/debian-$kernel/release")
	sign_file=/nonexistent ARCH=arm64 CROSS_COMPILE=$([ "$machine" = arm64 ] || echo aarch64-linux-gnu-) "$build/cache/dkms/root/usr/sbin/dkms" build \
		-m cmobench-cmo-policy -v 1 -a aarch64 -k "$release" --kernelsourcedir "$headers" --sourcetree "$(pwd)/module/usr/src" \
		--dkmstree "$(pwd)/tree" --installtree "$(pwd)/modules" >dkms.log 2>&1
	is "$?" 0 "dkms build for $release"
	tree=tree/cmobench-cmo-policy/1/$release/aarch64/module
	is "$(kernel_of "$tree"/cmo_policy.ko*)" "$release" "makes its module"
	sed 's/^/# /' dkms.log
done
tap_done
