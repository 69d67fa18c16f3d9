# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# The kernel's own demand_paging_test and kvm_page_table_test, for arm64, static.

about="building the kernel's KVM selftests, a minute"

inputs() {
	suite
	tool_version "${CROSS_COMPILE}gcc"
	tool_version "${CROSS_COMPILE}ld"
	[ -z "${LINUX_SOURCE:-}" ] || given_source "$LINUX_SOURCE"
}

build() {
	unpack_linux source Makefile Kbuild arch/arm64/Makefile arch/arm64/include arch/arm64/tools include scripts \
		tools/arch tools/build tools/include tools/lib/rbtree.c tools/scripts tools/testing/selftests/kvm \
		tools/testing/selftests/lib.mk tools/testing/selftests/rseq '*/tools/testing/selftests/*.h' usr/include
	set -- ARCH=arm64 CROSS_COMPILE="$CROSS_COMPILE" -j "$jobs"
	# What headers_install would copy, without its rsync.
	make -C source "$@" headers
	mkdir object
	note configure "make -C tools/testing/selftests/kvm ARCH=arm64 EXTRA_CFLAGS=-static"
	make -C source/tools/testing/selftests/kvm "$@" OUTPUT="$PWD/object" EXTRA_CFLAGS=-static \
		"$PWD/object/demand_paging_test" "$PWD/object/kvm_page_table_test"
	for program in demand_paging_test kvm_page_table_test; do
		"${CROSS_COMPILE}strip" -o "$out/$program" "object/$program"
	done
}
