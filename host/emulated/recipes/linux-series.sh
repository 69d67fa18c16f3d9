# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# plain/: Linux as lean as KVM allows, without any patch of ours; SERIES-N/: the same with the first N patches of
# host/kernel/series/SERIES that change the kernel. Each is a kernel directory, as the recipe linux makes them. Parameter:
# the series of Linux that the patches are for, 7.3 (default).

. "$recipes/linux.sh"
about="building Linux without and with the series for the kernel's list; about 8 minutes on 2 cores"

inputs() {
	parameter=${parameter:-7.3}
	linux_parameter
	suite
	tool_version "${CROSS_COMPILE}gcc"
	tool_version "${CROSS_COMPILE}ld"
	linux_fragments
	cat "$recipes/linux.sh"
	for patch in "$top"/host/kernel/series/*/*.patch; do
		! changes_kernel "$patch" || cat "$patch"
	done
}

# Others change documentation and tests.
changes_kernel() { grep -q '^--- a/arch/' "$1"; }

build() {
	parameter=${parameter:-7.3}
	linux_parameter
	linux_unpack
	linux_configure
	export KCFLAGS=-Werror
	linux_image "$out/plain"
	for directory in "$top"/host/kernel/series/*; do
		name=${directory##*/}
		number=0
		applied=
		for patch in "$directory"/*.patch; do
			changes_kernel "$patch" || continue
			patch -d source -p1 --forward --batch --fuzz=0 <"$patch"
			number=$((number + 1))
			applied="$patch $applied"
			linux_image "$out/$name-$number"
		done
		for patch in $applied; do
			patch -d source -p1 --reverse --batch --fuzz=0 <"$patch"
		done
	done
}
