#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the man page: it must be well-formed and have each verb, option and exit status that the program's help has. It
# needs no emulated host.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
page=$srcdir/host/cmobench.1

# Which other manuals this machine has does not matter.
if command -v mandoc >path; then
	is "$(mandoc -Tlint "$page" 2>&1 | grep -v 'mandoc\.db\|referenced manual not found')" "" "mandoc finds nothing wrong"
	sed 's/^\.Ed$/.Edd/' "$page" >broken.1
	like "$(mandoc -Tlint broken.1 2>&1)" "ERROR" "(and it would)"
else
	ok 0 "mandoc # SKIP it is not installed"
fi
if command -v groff >path; then
	is "$(groff -ww -mdoc -Tascii "$page" 2>&1 >page.txt)" "" "groff finds nothing wrong"
	is "$(LC_ALL=C tr -d '\n\t -~\033\010' <page.txt)" "" "and it is plain ASCII"
else
	ok 0 "groff # SKIP it is not installed"
fi

# section VERB: print the source of its section.
section() {
	sed -n "/^\.Ss cmobench $1\$/,/^\.S[sh] /p; /^\.Ss cmobench $1 /,/^\.S[sh] /p" "$page"
}
# Print the options of a help text, and of a section, one a line.
helped() {
	"$cmobench" "$1" --help 2>&1 | grep -oE -- '(^|[[:blank:]])--?[a-z][a-z-]*' | tr -d ' \t' | grep -v '^--help$' | sort -u
}
written() {
	section "$1" | grep '^\.It Fl ' | grep -oE '(Fl|,) -?[a-z][a-z-]*' | sed 's/^[^ ]* /-/' | sort -u
}

verbs=$("$cmobench" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')
is "$(sed -n 's/^\.Ss cmobench \([a-z]*\).*/\1/p' "$page" | paste -sd ' ')" "$(echo "$verbs" | paste -sd ' ')" \
	"each verb has its section, in the order of --help"
for verb in $verbs; do
	section "$verb" | head -n 1 | grep -q . || continue
	helped "$verb" >helped
	written "$verb" >written
	# Options that probe and run share are described under run.
	[ "$verb" != probe ] || written run >run.written
	[ "$verb" = probe ] || : >run.written
	is "$(sort -u written run.written | comm -23 helped - | paste -sd ' ')" "" \
		"$verb: each of the $(grep -c . helped) options in --help is in the page"
	is "$(comm -13 helped written | paste -sd ' ')" "" "$verb: and the page has no others"
done
is "$(sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It \([0-9]*\)$/\1/p' "$page" | paste -sd ' ')" \
	"$(sed -n 's/^	STATUS_[A-Z]* = \([0-9]*\),.*/\1/p' "$srcdir/bench/cli/verb.h" | paste -sd ' ')" "each exit status is in it"
# The emulated host's init reads words of the kernel's command line so, which have small letters.
(cd "$srcdir" && grep -rhoE 'getenv\("[A-Z_]*"\)' host bench analysis --include='*.c' | grep -o '[A-Z_]*[A-Z]') | grep -v '^HOME$' |
	sort -u >variables
is "$(sed -n 's/^\.It Ev //p' "$page" | sort -u | comm -23 variables - | paste -sd ' ')" "" "each variable of the environment that is read is in it"
tap_done
