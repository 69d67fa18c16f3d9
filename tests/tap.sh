# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Test Anything Protocol for tests/*.sh, the least of it: sourced.

tap_number=0
tap_failures=0

# ok STATUS WHAT
ok() {
	tap_number=$((tap_number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_number - $2"
	else
		tap_failures=$((tap_failures + 1))
		echo "not ok $tap_number - $2"
	fi
}

# is GOT EXPECTED WHAT
is() {
	if [ "$1" = "$2" ]; then ok 0 "$3"; else
		ok 1 "$3"
		printf '# got:\n%s\n# expected:\n%s\n' "$1" "$2" | sed 's/^[^#]/#   &/'
	fi
}

# like GOT PATTERN WHAT: an extended regular expression somewhere in it.
like() {
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then ok 0 "$3"; else
		ok 1 "$3"
		printf '# got:\n%s\n# expected something like:\n%s\n' "$1" "$2" | sed 's/^[^#]/#   &/'
	fi
}

# alive PID: there is such a process and it is no zombie. kill -0 takes one for alive until its parent has waited for it,
# and who adopted an orphan may take a while to do so.
alive() {
	case $(sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null) in
	'' | [ZX]*) return 1 ;;
	esac
}

# tap_done: the plan, last.
tap_done() {
	echo "1..$tap_number"
	[ "$tap_failures" -eq 0 ]
	exit
}
