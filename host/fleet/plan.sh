# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # fleet, set by who sources this: the folder of this file
# What parallel.sh, slurm/submit.sh and result.sh share. Where they cannot, they end after a line that says why.

# find_program CMOBENCH: set cmobench to the whole path of the program: CMOBENCH, or if that is empty the one that is built
# beside this folder, else the one in PATH.
find_program() {
	cmobench=$1
	if [ -z "$cmobench" ]; then
		cmobench=$fleet/../../build/cmobench
		[ -x "$cmobench" ] || cmobench=cmobench
	fi
	command -v "$cmobench" >/dev/null || { echo "${0##*/}: $cmobench: no such program: give cmobench with -c" >&2; exit 1; }
	cmobench=$(command -v "$cmobench")
	cmobench=$(cd "$(dirname "$cmobench")" && pwd)/${cmobench##*/}
}

# list_jobs PLAN DIR: make the list of the plan's jobs, DIR/jobs. Jobs of an earlier start may be reading the old one.
list_jobs() {
	list=$("$cmobench" fleet jobs "$1") || exit
	mkdir -p "$2" || exit 1
	printf '%s\n' "$list" >"$2/jobs.new" && mv "$2/jobs.new" "$2/jobs" || exit 1
}
