#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the folders of the source ("rooms"): tests/rooms must allow every #include, every permission there must be
# used, no room may have too many files, and neither rooms nor files may depend on each other in a circle. A file
# depends on another if its object needs a symbol that the other's object defines; the objects are those that are
# built already.
set -u
. "$srcdir/tests/tap.sh"

here=$(pwd)
most_files=24
cd "$srcdir" || exit 1
# Kernel code lives in the kernel's house.
sources=$(find analysis bench guests host tests -path host/kernel -prune -o -name '*.[chS]' -print | LC_ALL=C sort)

# judge RULES: print what violates the rules among the includes on stdin, a "FILE HEADER" each.
judge() {
	awk -v rules="$1" '
	function room_of(path) { sub(/\/[^\/]*$/, "", path); return path }
	# Return the name in the rule of `room` that allows it to include from `wanted`; "" if there is none.
	function permission(room, wanted,    i, count, names, hall) {
		count = split(may[room], names, " ")
		for (i = 1; i <= count; i++) {
			if (names[i] == wanted) return names[i]
			hall = names[i]
			if (sub(/\/\*$/, "", hall) && (wanted == hall || index(wanted, hall "/") == 1)) return names[i]
		}
		return ""
	}
	BEGIN {
		while ((getline line < rules) > 0) {
			if (line ~ /^# Floor/) { split(line, words, " "); level = words[3] }
			if (line ~ /^# Tests/) level = "above all"
			if (line ~ /^(#|$)/) continue
			room = line; sub(/:.*/, "", room)
			floor[room] = level
			sub(/^[^:]*: */, "", line)
			may[room] = line
		}
	}
	{
		from = room_of($1); to = room_of($2)
		if (!(from in may)) { if (!told[from]++) print from " has no line in tests/rooms"; next }
		seen[from] = 1
		if (from == to) next
		name = permission(from, to)
		if (name == "") print $1 " includes " $2
		else used[from " " name] = 1
	}
	END {
		for (room in may) {
			if (!(room in seen)) { print room " has a line in tests/rooms and no file"; continue }
			count = split(may[room], names, " ")
			for (i = 1; i <= count; i++) {
				if (!((room " " names[i]) in used)) print room " may include " names[i] " and does not"
				if (floor[room] ~ /^[0-9]/ && floor[names[i]] + 0 >= floor[room] + 0)
					print names[i] " is not on a floor below " room
			}
		}
	}'
}

# Each file counts as including a header of its own room, so that rooms without any include are checked as well.
includes() {
	# shellcheck disable=SC2086 # a list
	awk 'FNR == 1 { print FILENAME, FILENAME }
	/^#include ".*"/ { sub(/^#include "/, ""); sub(/".*/, ""); print FILENAME, $0 }' $sources
}

# Print the members of each circle among the arrows on stdin ("USER USED" each).
circles() {
	tsort 2>&1 >/dev/null | sed 's/^tsort: //'
}

# wrong INCLUDE PATTERN WHAT: test that judge complains if this include is added.
wrong() {
	echo "$1" >"$here/wrong"
	like "$(cat "$here/includes" "$here/wrong" | judge tests/rooms)" "^$2\$" "$3"
}

includes >"$here/includes"
is "$(judge tests/rooms <"$here/includes")" "" "tests/rooms allows every #include, and nothing that is not used"
wrong 'bench/op.c host/vm/vm.h' 'bench/op.c includes host/vm/vm.h' "an include that is not allowed is named"
wrong 'attic/x.c bench/op.h' 'attic has no line in tests/rooms' "a room without a line is named"
like "$(grep -v '^bench/suite/.* bench/model/' "$here/includes" | judge tests/rooms)" \
	'^bench/suite may include bench/model and does not$' "a permission that is not used is named"

sed 's/^bench\/model: bench$/bench\/model: bench guests/' tests/rooms >"$here/upside-down"
like "$({ cat "$here/includes"; echo 'bench/model/x.c guests/x.h'; } | judge "$here/upside-down")" \
	'^guests is not on a floor below bench/model$' "a room that includes its own floor is named"

crowded() {
	grep -v '/test/' | sed 's|/[^/]*$||' | sort | uniq -c |
		awk -v most=$most_files '$1 > most { print $2 ": " $1 " files" }'
}
is "$(printf '%s\n' "$sources" | crowded)" "" "no room has more than $most_files files"
like "$({ printf '%s\n' "$sources"; for i in $(seq $most_files); do echo "bench/x$i.c"; done; } | crowded)" \
	'^bench: [0-9]* files$' "a crowded room is named"

awk '{ sub(/\/[^\/]*$/, "", $1); sub(/\/[^\/]*$/, "", $2); if ($1 != $2) print $1, $2 }' "$here/includes" |
	grep -v '/test \|/fuzz ' >"$here/rooms"
is "$(circles <"$here/rooms")" "" "no rooms include each other in a circle"
like "$({ cat "$here/rooms"; echo "bench host/vm"; } | circles | tr '\n' ' ')" 'loop: .*bench' "a circle of rooms is named"

# header_arrows: print "USER USED" for each header and each header that it includes.
sed -n 's/^\(.*\.h\) \(.*\.h\)$/\1 \2/p' "$here/includes" | awk '$1 != $2' >"$here/headers"
is "$(circles <"$here/headers")" "" "no headers include each other in a circle"

# symbols DIRECTORY: print "FILE U SYMBOL" or "FILE D SYMBOL" for the symbols of each object whose source exists,
# without those of tests.
symbols() {
	printf '%s\n' "$sources" | awk -v directory="$1" '
	/^(analysis|bench|host)\/.*\.[cS]$/ && !/\/(test|fuzz)\// {
		object = $0; sub(/\.[cS]$/, ".o", object); print directory "/" object, $0
	}' >"$here/objects"
	# With -A each symbol follows the path of its object and a colon.
	cut -d ' ' -f 1 "$here/objects" | xargs ls -d 2>/dev/null | xargs -r nm -A -P | awk -v objects="$here/objects" '
	BEGIN { while ((getline line <objects) > 0) { split(line, part, " "); source[part[1] ":"] = part[2] } }
	$1 in source && $3 ~ /^[A-Z]$/ { print source[$1], $3, $2 }'
}
# Print which file uses which other, from the symbols on stdin.
uses() {
	awk '$2 == "U" { used[$1 " " $3] = 1; next }
	$2 ~ /^[TDBRCVW]$/ { owner[$3] = $1 }
	END {
		for (use in used) {
			split(use, part, " ")
			if (part[2] in owner && owner[part[2]] != part[1]) print part[1], owner[part[2]]
		}
	}'
}
for variant in native arm64; do
	symbols "$build/$variant" >"$here/symbols"
	if [ ! -s "$here/symbols" ]; then
		ok 0 "files of $variant # SKIP they are not built"
		continue
	fi
	uses <"$here/symbols" >"$here/files"
	is "$(circles <"$here/files")" "" "no files of $variant depend on each other in a circle"
done
like "$(printf '%s\n' 'a.o D a' 'a.o U b' 'b.o D b' 'b.o U a' | uses | circles | tr '\n' ' ')" 'loop: .*a\.o' \
	"a circle of files is named"

# What a test or a trial leaves can be committed by mistake.
known='.clang-format .clang-tidy .editorconfig .gitignore CONTRIBUTING.md COPYING Makefile README.md configure'
if [ -e .git ] && command -v git >/dev/null; then
	is "$(git ls-files | grep -v / | LC_ALL=C sort | paste -sd ' ')" "$known" "no other file is at the top of the tree"
	is "$(git ls-files | grep -E '[.](jsonl|partial|o|so|err|out|log)$')" "" "and no output is committed anywhere"
else
	ok 0 "the files at the top of the tree # SKIP this is no git checkout"
fi
tap_done
