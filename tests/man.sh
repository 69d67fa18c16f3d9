#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The man page: well-formed, and as complete as the program's own help: each verb, each option, each exit status.
set -u
. "$srcdir/tests/tap.sh"

cmobench=$build/cmobench
page=$srcdir/host/cmobench.1

# What other manuals a machine has is none of the page's affair.
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

# section VERB: its source
section() {
	sed -n "/^\.Ss cmobench $1\$/,/^\.S[sh] /p; /^\.Ss cmobench $1 /,/^\.S[sh] /p" "$page"
}
# Options, one a line, that a help text, and that a section has.
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
	# What probe and run have in common stands with run.
	[ "$verb" != probe ] || written run >run.written
	[ "$verb" = probe ] || : >run.written
	is "$(sort -u written run.written | comm -23 helped - | paste -sd ' ')" "" \
		"$verb: each of the $(grep -c . helped) options in --help is in the page"
	is "$(comm -13 helped written | paste -sd ' ')" "" "$verb: and the page has no others"
done
is "$(sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It \([0-9]*\)$/\1/p' "$page" | paste -sd ' ')" \
	"$(sed -n 's/^	STATUS_[A-Z]* = \([0-9]*\),.*/\1/p' "$srcdir/bench/cli/verb.h" | paste -sd ' ')" "each exit status is in it"
tap_done
