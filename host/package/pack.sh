#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pack.sh PARENT NAME SECONDS TARBALL: packs PARENT/NAME so that the same files give the same bytes, whoever packs them:
# sorted by name, each of SECONDS since 1970, owner 0. TARBALL appears when it is whole.
set -eu

trap 'rm -f "$4.tmp" "$4.tmp.gz"' EXIT
LC_ALL=C tar -c -C "$1" -f "$4.tmp" --format=ustar --sort=name --mtime="@$3" --owner=0 --group=0 --numeric-owner \
	--mode=u+rw,go-w,a+rX "$2"
gzip -9 -n "$4.tmp"
mv "$4.tmp.gz" "$4"
