#compdef cmobench
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Completes the words of cmobench in zsh, as _cmobench. The program says what can follow; where it says nothing, zsh
# offers files.

_cmobench() {
	local -a typed found axes

	typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
	found=("${(@f)$(${(Q)words[1]} complete "${typed[@]}" 2>/dev/null)}")
	found=(${found:#})
	if (( ! $#found )); then
		_files
		return
	fi
	# An axis ends in =, and its values follow.
	axes=(${(M)found:#*=})
	found=(${found:#*=})
	(( ! $#axes )) || compadd -S '' -a axes
	(( ! $#found )) || compadd -a found
}
