#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bundle.sh -p PROGRAM -s SRCDIR -o DIRECTORY [-L DIR]..., for make bundle: packs the arm64 PROGRAM, which looks for
# libraries in lib beside it, with those that it needs but the C library's, as
# DIRECTORY/cmobench-VERSION-arm64.tar.gz, and says which C library it needs. Libraries are searched in each DIR, then
# where CC finds them.
#
# From the environment: CC and OBJCOPY, OBJDUMP (for arm64).
set -eu
umask 022

fail() { printf 'make bundle: %s\n' "$*" >&2; exit 1; }

program='' srcdir='' directory='' directories=''
while getopts p:s:o:L: option; do
	case $option in
	p) program=$OPTARG ;;
	s) srcdir=$OPTARG ;;
	o) directory=$OPTARG ;;
	L) directories="$directories $OPTARG" ;;
	*) exit 2 ;;
	esac
done
version=$(sed -n 's/^#define CMOBENCH_VERSION "\(.*\)"$/\1/p' "$srcdir/host/os/version.h")
name=cmobench-$version-arm64

tmp=$(mktemp -d "$directory/bundle.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
root=$tmp/$name
mkdir -p "$root/lib" "$root/licences"

# Print the path of a library.
find_library() {
	for place in $directories; do
		if [ -e "$place/$1" ]; then
			echo "$place/$1"
			return
		fi
	done
	# The compiler prints the bare name if it has no such file.
	# shellcheck disable=SC2086 # a command and its flags
	path=$($CC -print-file-name="$1")
	[ -e "$path" ] || fail "$1 is neither in$directories nor where $CC looks"
	echo "$path"
}

# Copy the licence of a library: Debian's package libNAME has it, which is named after the library and its version.
add_licence() {
	package=$(printf '%s\n' "$1" | sed 's/\.so\././; s/\.\([0-9]*\)$/\1/')
	for text in "${2%/usr/lib/*}/usr/share/doc/$package"*/copyright "/usr/share/doc/$package"*/copyright; do
		if [ -e "$text" ]; then
			cp "$text" "$root/licences/$1"
			return
		fi
	done
	echo "make bundle: the licence of $1 was not found: add it before you give the bundle to others" >&2
}

# Copy the libraries that a file needs. Those of the C library, and its loader, must be the target's own.
add_libraries() {
	for library in $("$OBJDUMP" -p "$1" | sed -n 's/^ *NEEDED *//p'); do
		case $library in
		libc.so.* | libm.so.* | libpthread.so.* | libdl.so.* | librt.so.* | ld-linux-aarch64.so.*) continue ;;
		esac
		[ ! -e "$root/lib/$library" ] || continue
		found=$(find_library "$library") || exit 1
		"$OBJCOPY" --strip-unneeded "$found" "$root/lib/$library"
		add_licence "$library" "$found"
		add_libraries "$root/lib/$library"
	done
}

"$OBJCOPY" --strip-all "$program" "$root/cmobench"
add_libraries "$root/cmobench"
cp "$srcdir/COPYING" "$srcdir/host/cmobench.1" "$srcdir/host/package/cmobench.bash" "$srcdir/host/package/cmobench.zsh" "$root/"
glibc=$(for file in "$root/cmobench" "$root"/lib/*; do "$OBJDUMP" -p "$file"; done | grep -oE 'GLIBC_[0-9.]+' | sort -uV |
	sed -n '$s/.*_//p')
needs="glibc $glibc or later"
cat >"$root/README" <<END
cmobench $version for arm64 Linux with $needs. It runs from any folder, as it is: ./cmobench probe
lib/ has the libraries that it needs besides, from the machine that made this, licences/ their licences. The sources are at the
commit that ./cmobench --version names. Manual: man ./cmobench.1
Completion: . ./cmobench.bash in bash, . ./cmobench.zsh and compdef _cmobench cmobench in zsh.
END

# The time of the commit; of the tarball that has it; else none.
seconds=$(git -c safe.directory='*' -C "$srcdir" log -1 --format=%ct 2>/dev/null || stat -c %Y "$srcdir/COMMIT" 2>/dev/null || echo 0)
sh "${0%/*}/pack.sh" "$tmp" "$name" "$seconds" "$directory/$name.tar.gz"
echo "$directory/$name.tar.gz: needs $needs"
