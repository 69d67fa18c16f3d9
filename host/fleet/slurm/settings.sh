# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
# What prolog.sh and epilog.sh share: the settings of a node that "cmobench run --tune" would change, which takes root.
# They are those of host/findings/settings.def. root and state are others in a test.

root=${CMOBENCH_ROOT:-}
state=${CMOBENCH_STATE:-/run/cmobench-fleet}

# settings: print each that this node has, and what it shall be: "PATH VALUE".
settings() {
	while read -r pattern value; do
		for path in "$root"$pattern; do [ ! -e "$path" ] || echo "$path $value"; done
	done <<-END
		/sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor performance
		/sys/devices/system/cpu/cpufreq/boost 0
		/sys/kernel/mm/transparent_hugepage/enabled madvise
		/sys/kernel/mm/ksm/run 0
		/proc/sys/kernel/numa_balancing 0
		/proc/sys/vm/compaction_proactiveness 0
		/proc/sys/kernel/printk 3
	END
}

# value_of PATH: print the chosen one of several, which is in brackets, or the first word.
value_of() { sed -n '1{ s/.*\[\(.*\)\].*/\1/; s/[[:blank:]].*//; p }' "$1"; }

# noted: print all of them as they are now, and whether the module with the policies is loaded.
noted() {
	settings | while read -r path value; do echo "$path $(value_of "$path")"; done
	[ ! -e "$root/sys/module/cmo_policy" ] || echo "module cmo_policy"
}
