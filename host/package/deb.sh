#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# deb.sh SRCDIR DIRECTORY [ARCHITECTURE], for make deb: builds Debian packages of the tarball that make dist left in
# DIRECTORY, for this machine or for ARCHITECTURE, amd64 or arm64, as DIRECTORY/deb/*.deb, and prints their names. Their
# version is that of the program, then the commit's time and name. Maintainer is who DEBFULLNAME and DEBEMAIL name, or the
# author of the commit. What others made, and what takes long, is in the cache of host/emulated/recipe.sh.
set -eu
umask 022

fail() { printf 'make deb: %s\n' "$*" >&2; exit 1; }

srcdir=$1 directory=$2
machine=$(dpkg --print-architecture)
architecture=${3:-$machine}
case $architecture in
"$machine" | arm64) ;;
*) fail "DEB_ARCH=$architecture: this machine builds packages for $machine and for arm64" ;;
esac
in_git() { git -c safe.directory='*' -C "$srcdir" "$@"; }
name=cmobench-$(sed -n 's/^#define CMOBENCH_VERSION "\(.*\)"$/\1/p' "$srcdir/host/os/version.h")

mkdir -p "$directory/deb"
tmp=$(mktemp -d "$directory/deb/tmp.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
tar -x -C "$tmp" -f "$directory/$name.tar.gz"
tree=$tmp/$name
commit=$(cat "$tree/COMMIT")
seconds=$(stat -c %Y "$tree/COMMIT")
cp -R "$tree/host/package/debian" "$tree/debian"

maintainer="${DEBFULLNAME:-$(in_git log -1 --format=%an)} <${DEBEMAIL:-$(in_git log -1 --format=%ae)}>"
sed -i "s/@MAINTAINER@/$(printf %s "$maintainer" | sed 's,[\\/&],\\&,g')/" "$tree/debian/control"
version=${name#*-}+git$(date -u -d "@$seconds" +%Y%m%d%H%M%S).$(printf %s "$commit" | tr - .)
cat >"$tree/debian/changelog" <<END
cmobench ($version) unstable; urgency=medium

  * Built from commit $commit.

 -- $maintainer  $(LC_ALL=C date -u -R -d "@$seconds")
END

# What was set for the make of this tree must not reach that of the packages.
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES CC CFLAGS CPPFLAGS LDFLAGS V
log=$directory/deb/$architecture.log
export CMOBENCH_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}"
echo "make deb: builds $version for $architecture; log: $log"
# Without this profile there would be an emulated host, whose QEMU is for this machine.
[ "$architecture" = "$machine" ] || export DEB_BUILD_PROFILES=cross
# ./configure has checked what is needed. dpkg-buildpackage would ask for more: a C++ compiler, libraries that the recipes bring.
(cd "$tree" && exec dpkg-buildpackage -b -uc -us -d -a"$architecture") >"$log" 2>&1 || {
	tail -n 20 "$log" >&2
	fail "the packages are not built: the above is the end of $log"
}
rm -f "$directory/deb"/*_"$architecture".deb
for deb in "$tmp"/*.deb; do
	mv "$deb" "$directory/deb/"
	echo "$directory/deb/${deb##*/}"
done
