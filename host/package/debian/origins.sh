#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# origins.sh CACHE: prints what the packages of cmobench have of other projects, by the records that host/emulated/recipe.sh
# keeps of its entries in CACHE: the Debian source packages, how they were configured, and digests.
set -eu

for entry in qemu linux-debian+6.12 libperf+arm64 sysroot; do
	[ -e "$1/$entry/provenance" ] || continue
	printf '%s\n' "$entry"
	sed -n -E 's/^(source|headers|source_sha256|headers_sha256|configure): /  &/p' "$1/$entry/provenance"
done
