# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Completes the words of cmobench in bash. The program says what can follow; where it says nothing, bash offers files.

_cmobench()
{
	local cut='' glue='' i word words=()

	# bash cuts words at = and :, which are characters of ours, and replaces the last piece only.
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ -n $glue || ( $word == [=:]* && $i -gt 1 ) ]]; then
			words[${#words[@]}-1]+=$word
		else
			words+=("$word")
		fi
		glue=
		[[ $word != [=:] ]] || glue=yes
	done
	word=${words[${#words[@]}-1]}
	case $word in
	[\'\"]*) words[${#words[@]}-1]=${word:1} ;;
	*[=:]*) cut=${word%"${word##*[=:]}"} ;;
	esac
	mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" complete "${words[@]}" 2>/dev/null)
	COMPREPLY=("${COMPREPLY[@]#"$cut"}")
	# An axis, whose values follow.
	[[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -o default -F _cmobench cmobench
