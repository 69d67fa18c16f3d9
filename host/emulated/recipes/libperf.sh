# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# libperf, static, from the kernel's sources: include/ and lib/libperf.a. Parameter: arm64 or native.

about='building it from the kernel sources; fetching those, 152 MB, takes longest'

libperf_prefix() {
	case $parameter in
	arm64) echo "$CROSS_COMPILE" ;;
	native) ;;
	*) fail "libperf: arm64 or native?" ;;
	esac
}

inputs() {
	suite
	tool_version "$(libperf_prefix)gcc"
	[ -z "${LINUX_SOURCE:-}" ] || given_source "$LINUX_SOURCE"
}

build() {
	unpack_linux linux tools/arch tools/build tools/include tools/lib/api tools/lib/perf tools/lib/str_error_r.c \
		tools/lib/zalloc.c tools/scripts
	prefix=$(libperf_prefix)
	arch=$parameter
	[ "$arch" != native ] || arch=$(uname -m)
	mkdir object
	set -- -C linux/tools/lib/perf ARCH="$arch" CROSS_COMPILE="$prefix" O="$PWD/object"
	note configure "make $* install_lib install_headers"
	make "$@" -j "$jobs" prefix=/usr DESTDIR="$PWD/root" install_lib install_headers
	cp -R root/usr/include "$out/include"
	mkdir "$out/lib"
	# Of libapi, libperf uses a little; one archive with both is what a user of libperf should need.
	"${prefix}ar" -M <<-SCRIPT
		CREATE $out/lib/libperf.a
		ADDLIB object/libperf.a
		ADDLIB object/libapi.a
		SAVE
		END
	SCRIPT
}
