# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Functions that print the Test Anything Protocol, sourced by tests/*.sh.

# The kernel with the policy patch. It boots fast, and its costs repeat to the instruction.
# shellcheck disable=SC2034 # for the tests
lean=${build:-}/emulated/kernels/lean

tap_number=0
tap_failures=0

# ok STATUS WHAT: print the result of one test, which passed if STATUS is 0.
ok() {
	tap_number=$((tap_number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_number - $2"
	else
		tap_failures=$((tap_failures + 1))
		echo "not ok $tap_number - $2"
	fi
}

# is GOT EXPECTED WHAT: test that two texts are equal.
is() {
	if [ "$1" = "$2" ]; then ok 0 "$3"; else
		ok 1 "$3"
		printf '# got:\n%s\n# expected:\n%s\n' "$1" "$2" | sed 's/^[^#]/#   &/'
	fi
}

# like GOT PATTERN WHAT: test that a text matches an extended regular expression.
like() {
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then ok 0 "$3"; else
		ok 1 "$3"
		printf '# got:\n%s\n# expected something like:\n%s\n' "$1" "$2" | sed 's/^[^#]/#   &/'
	fi
}

# alive PID: true if the process exists and is no zombie. kill -0 also succeeds for a zombie, and whoever adopted an
# orphan may take a while to wait for it.
alive() {
	case $(sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null) in
	'' | [ZX]*) return 1 ;;
	esac
}

# tap_done: print the plan and exit, after the last test.
tap_done() {
	echo "1..$tap_number"
	[ "$tap_failures" -eq 0 ]
	exit
}
