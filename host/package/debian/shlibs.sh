#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# shlibs.sh CC SYSROOT: prints, as debian/shlibs.local (deb-shlibs(5)), the packages of the libraries that a program for
# another machine was linked to: those that the recipe sysroot, whose entry is SYSROOT, fetched, and the C library of CC.
# dpkg does not know the former, and gives a cross compiler's package for the latter.
set -eu

sed -n 's/^source: //p' "$2/provenance" | tr ' ' '\n' |
	sed -n -E 's/^(libjansson|libhwloc)([0-9]+)=(.*)-[^-]*$/\1 \2 \1\2 (>= \3)/p'
glibc=$(echo '#include <features.h>' | "$1" -dM -E - | awk '$2 == "__GLIBC__" { major = $3 } $2 == "__GLIBC_MINOR__" { minor = $3 }
	END { print major "." minor }')
for library in 'libc 6' 'libm 6' 'ld-linux-aarch64 1'; do
	echo "$library libc6 (>= $glibc)"
done
