#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# initramfs.sh -o OUTPUT -i INIT -p PROGRAM [-x FILE]... [-L DIR]...
#
# Packs the initramfs of the emulated host: INIT as /init, PROGRAM as /bin/cmobench, each executable FILE as /bin/NAME,
# the shared libraries and the loader that they need, empty mount points, nothing else. Libraries are searched in each
# DIR, then where CC finds them. The launcher adds the kernel's modules. The same input gives the same bytes. The result
# is not compressed, because under emulation unpacking costs more than it saves.
#
# From the environment: CC (for arm64), OBJCOPY (for arm64), READELF.
set -eu
umask 022

fail() { printf 'initramfs.sh: %s\n' "$*" >&2; exit 1; }

output='' init='' program='' more='' directories=''
while getopts o:i:p:x:L: option; do
	case $option in
	o) output=$OPTARG ;;
	i) init=$OPTARG ;;
	p) program=$OPTARG ;;
	x) more="$more $OPTARG" ;;
	L) directories="$directories $OPTARG" ;;
	*) exit 2 ;;
	esac
done
[ -n "$output" ] && [ -n "$init" ] && [ -n "$program" ] || fail "-o, -i and -p are needed"
cc=${CC:-aarch64-linux-gnu-gcc}
objcopy=${OBJCOPY:-aarch64-linux-gnu-objcopy}
readelf=${READELF:-readelf}

root=$(mktemp -d)
trap 'rm -rf "$root" "$output.tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir -p "$root/bin" "$root/dev" "$root/lib" "$root/mnt" "$root/proc" "$root/sys" "$root/tmp" "$root/var/tmp"

# Print the path of a library.
find_library() {
	for directory in $directories; do
		if [ -e "$directory/$1" ]; then
			echo "$directory/$1"
			return
		fi
	done
	# The compiler prints the bare name if it has no such file.
	# shellcheck disable=SC2086 # a command and its flags
	path=$($cc -print-file-name="$1")
	if [ "$path" = "$1" ] || [ ! -e "$path" ]; then
		fail "$file needs $1, which is neither in$directories nor where $cc looks"
	fi
	echo "$path"
}

# Copy a program's libraries into /lib, where the loader looks by default.
add_libraries() {
	for library in $("$readelf" -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p'); do
		[ ! -e "$root/lib/$library" ] || continue
		path=$(find_library "$library")
		"$objcopy" --strip-unneeded "$path" "$root/lib/$library"
		add_libraries "$path"
	done
}

# add_program FILE NAME: copy FILE to NAME, with its libraries and loader.
add_program() {
	file=$1
	"$objcopy" --strip-all "$file" "$root/$2"
	add_libraries "$file"
	loader=$("$readelf" -lW "$file" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
	if [ -n "$loader" ]; then
		[ "${loader%/*}" = /lib ] || fail "$file asks for the loader $loader, which is not in /lib"
		[ -e "$root$loader" ] || "$objcopy" --strip-unneeded "$(find_library "${loader##*/}")" "$root$loader"
	fi
}

add_program "$init" init
add_program "$program" bin/cmobench
for executable in $more; do
	add_program "$executable" "bin/${executable##*/}"
done
find "$root/init" "$root/bin" "$root/lib" -type f -exec chmod 755 {} +
find "$root" -exec touch -h -d @0 {} +
(cd "$root" && find . -mindepth 1 | LC_ALL=C sort | cpio --quiet --create --format=newc --owner=0:0 --reproducible) \
	>"$output.tmp"
mv "$output.tmp" "$output"
