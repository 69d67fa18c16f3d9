# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# KVM selftests of the kernel's source, for arm64, static. Without a parameter: demand_paging_test and
# kvm_page_table_test of Linux 6.12. With parameter 7.3: cmo_memslots, which the series in host/kernel/series/ add.

about="building the kernel's KVM selftests, a minute"

inputs() {
	selftests_parameter
	suite
	tool_version "${CROSS_COMPILE}gcc"
	tool_version "${CROSS_COMPILE}ld"
	[ -z "$selftests_patch" ] || cat "$selftests_patch"
	[ -z "${LINUX_SOURCE:-}" ] || given_source "$LINUX_SOURCE"
}

# Set $linux_series, $programs and $selftests_patch from the parameter.
selftests_parameter() {
	case ${parameter:-} in
	'')
		linux_series=6.12 programs='demand_paging_test kvm_page_table_test' selftests_patch=
		;;
	7.3)
		# A source that was given stands for 6.12.
		linux_series=7.3 programs=arm64/cmo_memslots LINUX_SOURCE=
		selftests_patch=$(echo "$top"/host/kernel/series/inject/*selftests*.patch)
		;;
	*)
		fail "kvm-selftests: the parameter is 7.3, or there is none"
		;;
	esac
}

build() {
	selftests_parameter
	unpack_linux source Makefile Kbuild arch/arm64/Makefile arch/arm64/include arch/arm64/tools include scripts \
		tools/arch tools/build tools/include tools/lib/rbtree.c tools/scripts tools/testing/selftests/kvm \
		tools/testing/selftests/cgroup/lib tools/testing/selftests/lib.mk tools/testing/selftests/rseq \
		'*/tools/testing/selftests/*.h' usr/include
	[ -z "$selftests_patch" ] || patch -d source -p1 --forward --batch <"$selftests_patch"
	set -- ARCH=arm64 CROSS_COMPILE="$CROSS_COMPILE" -j "$jobs"
	# What headers_install would copy, without its rsync.
	make -C source "$@" headers
	mkdir object
	note configure "make -C tools/testing/selftests/kvm ARCH=arm64 EXTRA_CFLAGS=-static"
	# shellcheck disable=SC2046,SC2086 # lists
	make -C source/tools/testing/selftests/kvm "$@" OUTPUT="$PWD/object" EXTRA_CFLAGS=-static \
		$(printf "$PWD/object/%s " $programs)
	for program in $programs; do
		"${CROSS_COMPILE}strip" -o "$out/${program##*/}" "object/$program"
	done
}
