#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the completion of command lines, in bash and in zsh: every verb and option of the help texts, and every name that
# "list" prints, is offered where it can stand; where a file stands, the shell is left to offer files.
set -u
. "$srcdir/tests/tap.sh"

mkdir bin
ln -s "$build/cmobench" bin/cmobench
PATH=$(pwd)/bin:$PATH

# Each asks its shell to complete the last of its arguments, as when they were typed behind "cmobench ", and prints what it
# offers, one a line; "(files)": it offers files. bash gets its words cut as readline cuts them.
ask_bash() {
	bash --norc -c '
		. "$0/host/package/cmobench.bash"
		COMP_WORDS=(cmobench)
		for word; do
			[[ $word != [\"\x27]* ]] || { COMP_WORDS+=("$word"); continue; }
			[[ -n $word ]] || COMP_WORDS+=("")
			while [[ -n $word ]]; do
				piece=${word%%[=:]*}
				[[ -n $piece ]] || piece=${word:0:1}
				COMP_WORDS+=("$piece") word=${word#"$piece"}
			done
		done
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		compopt() { :; }
		_cmobench cmobench
		[[ ${#COMPREPLY[@]} != 0 ]] || COMPREPLY=("(files)")
		printf "%s\n" "${COMPREPLY[@]}"' "$srcdir" "$@"
}
ask_zsh() {
	zsh -f -c '
		compadd() {
			local -a names
			names=(${(P)@[-1]})
			print -rl -- $names
		}
		_files() { print "(files)"; }
		. "$0/host/package/cmobench.zsh"
		words=(cmobench "$@") CURRENT=$(($# + 1)) PREFIX=${argv[-1]##[^[:alnum:]-]}
		_cmobench' "$srcdir" "$@"
}
# offers WHAT EXPECTED WORD...: test what the shell offers, in any order.
offers() {
	what=$1 expected=$2
	shift 2
	is "$("ask_$shell" "$@" 2>&1 | sort | paste -sd ' ')" "$(printf '%s\n' "$expected" | tr ' ' '\n' | grep . | sort | paste -sd ' ')" \
		"$shell, $what: $*"
}
# Print what cmobench list has in a table, as words; and the options of a verb's help, with their short forms.
listed() { cmobench list "$1" | sed -n 's/^  \([a-z0-9_-]*\) .*/\1/p' | paste -sd ' '; }
helped() { cmobench "$1" --help | grep -oE -- '(^|[[:blank:]])--?[a-z][a-z-]*' | tr -d ' \t' | sort -u; }
# Add the prefix to each word of a list.
each() { for word in $2; do printf '%s%s ' "$1" "$word"; done; }

verbs=$(cmobench --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | paste -sd ' ')
refusing=$(sed -n 's/^[A-Z]*([a-z_]*, "\([a-z0-9-]*\)", REFUSE,.*/\1/p; s/.*{ "\([a-z0-9-]*\)", SEVERITY_REFUSE,.*/\1/p' \
	"$srcdir/host/os/findings.def" "$srcdir/host/findings/settings.def" | paste -sd ' ')
for shell in bash zsh; do
	if ! command -v $shell >path; then
		ok 0 "$shell # SKIP it is not installed"
		continue
	fi
	offers "the verbs" "$verbs --help --version" ''
	offers "a verb" "report" rep
	for verb in $verbs; do
		# A text of help has -o, or --output, or both.
		"ask_$shell" "$verb" - >offered
		is "$(helped "$verb" | grep -v -x -F -f offered | paste -sd ' ')" "" "$shell, $verb: each of $(helped "$verb" | wc -l) options in --help"
		is "$(grep -e '^--' offered | grep -v -e '^--help$' -e '^--output$' | grep -c -v -x -F -e "$(helped "$verb")")" 0 \
			"$shell, $verb: and no others"
	done
	offers "policies" "all current $(listed policies | sed 's/ unknown$//')" run --policy ''
	offers "a list of them" "inject,upgrade inject,upgrade_ro inject,upstream" run --policy inject,up
	offers "suites" "$(listed suites)" run --suite ''
	offers "tables" "backings counters kernels mixes ops policies scenarios slots states suites" list ''
	formats=$(cmobench report --help | sed -n '/^  --format/,/^  --gbench/s/^  *\(--format FORMAT *\)\{0,1\}\([a-z]*\)[:( ].*/\2/p' | grep . | paste -sd ' ')
	offers "formats" "$formats" report --format ''
	offers "plots" "heat" plot --only he
	offers "terminals" "dumb png svg" plot --term ''
	offers "modes" "nested nvhe" run --mode n
	offers "findings that refuse" "$refusing" run --allow ''
	offers "axes" "stage2=" run --filter st
	offers "what fleet prints" "jobs plan" fleet ''
	offers "a plan" "(files)" fleet plan ''
	offers "an archive" "(files)" report ''
	offers "a file" "(files)" run -o ''
	offers "what is no verb" "(files)" frobnicate --fo
done

# What each shell does of its own.
shell=bash
offers "ops, behind = only" "dc_civac dc_cvac dc_cvadp dc_cvap dc_cvau" run --filter op=dc_c
is "$(ask_bash run --filter "'op=ldr slot=rw" | paste -sd '|')" "op=ldr slot=rw|op=ldr slot=rw_log" \
	"bash, slots in the second term of what is quoted"
offers "a value behind the option's =" "json" report --format=j
shell=zsh
if command -v zsh >path; then
	offers "ops" "$(each op= "$(listed ops)")" run --filter op=
	offers "a value behind the option's =" "--format=json" report --format=j
	offers "of a quoted word" "op=ldr" run --filter "'op=ld"
	mkdir site && cp "$srcdir/host/package/cmobench.zsh" site/_cmobench
	is "$(zsh -f -c 'fpath=($PWD/site $fpath); autoload -Uz compinit; compinit -u -d dump; print $_comps[cmobench]' 2>&1)" \
		_cmobench "zsh finds it by its first line"
	is "$(zsh -f -c 'fpath=($PWD/site); autoload -Uz _cmobench; compadd() { print -rl -- ${(P)@[-1]} }; _files() { :; }
		words=(cmobench chec) CURRENT=2 PREFIX=chec; _cmobench; _cmobench' 2>&1 | paste -sd ' ')" "check check" \
		"and loads it at the first call as at each"
fi
tap_done
