# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# Image, config, release (uname -r): Debian's arm64 cloud kernel as it is; modules/ and modules/order: what our
# initramfs needs with it; headers/: to build modules with (make -C headers ARCH=arm64 CROSS_COMPILE=… M=…), on this
# machine, which need not be of that architecture nor distribution. Debian keeps images for longer than headers: an
# entry may have none. Parameter: a series of Linux, 6.12 (default), 6.1, 7.3, …; 6.12-16k is the kernel with 16 KiB
# pages. 6.12-system is the kernel that servers and boards have, 6.12-16k-system that with 16 KiB pages: in place of
# modules/ and headers/ they have lib/modules/RELEASE/, for a system with a disk. The newest of the series is taken from
# the machine's own distribution, else from those below.

about="fetching Debian's arm64 kernel and its headers, seconds"
kernel_sets="bin bin-bookworm bin-trixie bin-sid"

inputs() {
	suite
	tool_version "${CROSS_COMPILE}gcc"
	case ${parameter:-6.12} in
	[1-9].[0-9]* | [1-9].[0-9]*-16k | [1-9].[0-9]*-system) ;;
	*) fail "linux-debian: \"$parameter\": a series of Linux is expected, as in 6.12 or 6.12-16k" ;;
	esac
}

build() {
	series=${parameter:-6.12}
	series=${series%%-*}
	case $parameter in
	*-16k*) flavour=arm64-16k ;;
	*-system) flavour=arm64 ;;
	*) flavour=cloud-arm64 ;;
	esac
	lacking=$PWD/lacking
	fetch_once "linux-debian-$series-$flavour" "$kernel_sets" fetch_kernel || :
	if ! [ -d "$fetched" ] && [ -s "$lacking" ]; then
		refuse "Debian's lists have Linux $(head -n 1 "$lacking"), in which the modules are that it needs"
	fi
	[ -d "$fetched" ] || refuse "Debian's lists have no kernel $series of flavour $flavour: cmobench list kernels says which"
	note source "$(paste -sd ' ' "$fetched/packages")"
	note source_sha256 "$(tr '\n' ' ' <"$fetched/SHA256SUMS")"
	for deb in "$fetched"/*.deb; do
		dpkg-deb -x "$deb" root
	done
	release=$(cat "$fetched/release")
	echo "$release" >"$out/release"
	# Since 6.19 all is below /usr/lib/modules.
	cp "$(find root -name 'vmlinuz*' -type f)" "$out/Image"
	cp "$(find root -path "*/boot/config-$release" -o -path "*/$release/config")" "$out/config"

	case $parameter in *-system)
		system_modules
		return
		;;
	esac
	# Later ones need earlier ones. Whatever else an emulated host needs is built in.
	mkdir "$out/modules"
	for module in virtio_ring virtio virtio_mmio virtio_console; do
		file=$(find root -path "*/kernel/*/$module.ko*")
		case $file in
		'') continue ;;
		*.xz) xz -dc "$file" ;;
		*) cat "$file" ;;
		esac >"$out/modules/$module.ko"
		echo "$module.ko" >>"$out/modules/order"
	done
	if [ -d "root/usr/src/linux-headers-$release" ]; then
		linux_headers
	else
		note headers "none in the lists"
	fi
}

# The modules that a system needs which has a disk and no other device, and those whose files cmobench reads.
system_modules() {
	from=$(find root -path "*/modules/$release/kernel" -type d)
	mkdir -p "$out/lib/modules/$release/kernel"
	cp "${from%/kernel}"/modules.* "$out/lib/modules/$release/"
	for directory in arch/arm64 crypto drivers/block drivers/char drivers/cpufreq drivers/firmware \
		drivers/hwmon drivers/perf drivers/rtc drivers/thermal drivers/virtio fs/autofs fs/configfs fs/efivarfs fs/ext4 \
		fs/fuse fs/jbd2 fs/mbcache.ko fs/mbcache.ko.xz lib mm; do
		(cd "$from" && find "$directory" -name '*.ko*' 2>/dev/null) | while read -r module; do
			mkdir -p "$out/lib/modules/$release/kernel/${module%/*}"
			cp "$from/$module" "$out/lib/modules/$release/kernel/$module"
		done
	done
}

# Print the packages that a kernel is made of; $1: its release. names: what the lists have.
parts() {
	# Since 6.19 the package called image is empty.
	if grep -qxF "linux-binary-$1" names; then
		echo "linux-binary-$1 linux-modules-$1 linux-base-$1"
	else
		echo "linux-image-$1"
	fi
}

# Print the first part of a kernel that the lists do not have.
first_lacking() {
	for package in $(parts "$1"); do
		grep -qxF "$package" names || { echo "$package" && break; }
	done
}

# Packages of the newest kernel that has all of its parts and, if there is one, its headers. The file $lacking tells of
# those which have not.
fetch_kernel() {
	pattern="$(echo "$series" | sed 's/\./\\./g')[.+-][^-]*(-[0-9]+)?-$flavour"
	apt-cache pkgnames linux- >names &&
		sed -nE "s/^linux-(image|binary)-($pattern)\$/\2/p" names | sort -ruV >releases
	for release in $(while read -r name; do
		! grep -qxF "linux-headers-$name" names || echo "$name"
	done <releases) $(cat releases); do
		package=$(first_lacking "$release")
		if [ -n "$package" ]; then
			echo "$release, but no package $package" >>"$lacking"
			continue
		fi
		# shellcheck disable=SC2046 # a list
		set -- $(parts "$release")
		headers=linux-headers-$release
		if grep -qxF "$headers" names; then
			common=$(dependency "$headers" 'linux-headers-[^ ]*-common')
			grep -qxF "$common" names || continue
			set -- "$@" "$headers" "$common"
		fi
		echo "$release" >release
		dependency "$headers" 'linux-kbuild-[^ ]*' >kbuild
		download "$@" && for deb in *.deb; do dpkg-deb -W "$deb"; done >packages && rm names releases
		return
	done
	rm -f names releases
	return 1
}

# Print the series that the lists have, oldest first, and of each the kernel that would be fetched, or what it lacks.
offers() {
	names=$(mktemp -d)
	(cd "$names" && for set in $kernel_sets; do
		configuration=$cache/apt/$(suite)-$set/apt.conf
		[ ! -e "$configuration" ] || APT_CONFIG=$configuration apt-cache pkgnames linux- >names
		[ -e names ] || continue
		for release in $(sed -nE 's/^linux-(image|binary)-([0-9]+\.[0-9]+[.+].*-cloud-arm64)$/\2/p' names | sort -uV); do
			package=$(first_lacking "$release")
			printf '%s %s %s%s\n' "$set" "$(echo "$release" | sed -E 's/^([0-9]+\.[0-9]+).*/\1/')" "$release" \
				"${package:+, cannot be used: there is no package $package}"
		done
	done) | awk '
		{ set = $1; sub(/^[^ ]* /, ""); series = $1 }
		/cannot/ { lacking[series] = $0; next }
		!(series in from) { from[series] = set }
		from[series] == set { whole[series] = $0 }
		END {
			for (series in whole) print whole[series]
			for (series in lacking) if (!(series in whole)) print lacking[series]
		}' |
		sort -V | while read -r series rest; do printf '%-9s %s\n' "$series" "$rest"; done
	rm -r "$names"
}

# Print the package that $1 depends on and whose name matches $2.
dependency() {
	apt-cache show --no-all-versions "$1" 2>/dev/null | sed -nE "s/^Depends:.* ($2)( .*|,.*|)\$/\1/p" | tr -d ,
}

# Debian has the headers in three trees, with absolute paths between them. Make one.
linux_headers() {
	src=root/usr/src
	mv "$src/linux-headers-$release" flavour
	mv "$src"/linux-headers-*-common common
	kbuild=$(cat "$fetched/kbuild")
	fetch_once "$kbuild" "native native-bookworm native-trixie native-sid" fetch_kbuild
	for deb in "$fetched"/*.deb; do
		dpkg-deb -x "$deb" tools
	done
	note headers "$(paste -sd ' ' "$fetched/packages")"
	note headers_sha256 "$(tr '\n' ' ' <"$fetched/SHA256SUMS")"

	mkdir "$out/headers"
	tar -c -C common --exclude=./scripts --exclude=./tools --exclude=./include/dt-bindings Makefile arch include |
		tar -x -C "$out/headers"
	tar -c -C flavour .config Module.symvers arch include/generated include/config/auto.conf \
		include/config/kernel.release | tar -x -C "$out/headers"
	mv "tools/usr/lib/$kbuild/scripts" "$out/headers/scripts"
	mkdir -p "$out/headers/tools/bpf/resolve_btfids"
	wrap_modpost

	# Modules get no type information: that needs pahole and the kernel's own, and is for debugging. struct module is
	# as before.
	take_back DEBUG_INFO_BTF_MODULES auto.conf
	# The compiler may be older than the kernel's. -falign-functions is what Linux uses then; what it does not align
	# are cold functions, and none of a module's that is not traced needs that.
	if ! echo 'int i;' | "${CROSS_COMPILE}gcc" -x c -S -o /dev/null -fmin-function-alignment=8 - 2>/dev/null; then
		for option in CC_HAS_MIN_FUNCTION_ALIGNMENT CC_HAS_SANE_FUNCTION_ALIGNMENT; do
			take_back $option auto.conf
			take_back $option autoconf.h
		done
	fi
	# Not to be warned at every build that these are other tools.
	sed -i "s/^CONFIG_CC_VERSION_TEXT=.*/CONFIG_CC_VERSION_TEXT=$(tool_version "${CROSS_COMPILE}gcc")/" \
		"$out/headers/include/config/auto.conf"
	pahole=$("$out/headers/scripts/pahole-version.sh" pahole) || :
	sed -i "s/^CONFIG_PAHOLE_VERSION=.*/CONFIG_PAHOLE_VERSION=${pahole:-0}/" "$out/headers/include/config/auto.conf"
}

# Have $2 as if option $1 was not set: auto.conf is for make, autoconf.h for the compiler.
take_back() {
	sed -i -e "/^CONFIG_$1=/d" -e "/^#define CONFIG_$1 /d" "$(find "$out/headers/include" -name "$2")"
}

# The tools may be of a newer distribution; then its C library comes with them.
fetch_kbuild() {
	download "$kbuild" && dpkg-deb -x ./*.deb unpacked || return
	if ldd "unpacked/usr/lib/$kbuild/scripts/mod/modpost.real-lsb-64" 2>&1 | grep -q 'not found'; then
		download libc6 || return
	fi
	rm -r unpacked
	for deb in *.deb; do dpkg-deb -W "$deb"; done >packages
}

# modpost is the one for arm64's byte order and word size, and runs with the C library fetched for it, if one was.
wrap_modpost() {
	mod=$out/headers/scripts/mod
	loader=$(find tools -name 'ld-linux*' ! -type l)
	rm "$mod/modpost"
	if [ -z "$loader" ]; then
		mv "$mod/modpost.real-lsb-64" "$mod/modpost"
		return
	fi
	cp "$loader" "$mod/loader"
	cp "$(find tools -name libc.so.6)" "$mod/"
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\nexec "${0%%/*}/loader" --library-path "${0%%/*}" "${0%%/*}/modpost.real-lsb-64" "$@"\n' \
		>"$mod/modpost"
	chmod 755 "$mod/modpost" "$mod/loader"
}
