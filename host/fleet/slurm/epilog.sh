#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Epilog of a node that measures (slurm.conf: Epilog=PATH), which Slurm runs as root when a job has ended, however it did:
# puts the settings back that prolog.sh noted, and unloads the module with the policies, as Slurm also kills the process of
# cmobench that restores settings. It then looks whether all is as it was, and drains the node if it is not.
set -u
. "$(dirname "$0")/settings.sh"

[ -e "$state/before" ] || exit 0
while read -r path value; do
	[ ! -e "$path" ] || [ "$(value_of "$path")" = "$value" ] || echo "$value" >"$path"
done <"$state/before"
if [ -e "$root/sys/module/cmo_policy" ] && ! grep -q '^module ' "$state/before"; then rmmod cmo_policy; fi

noted >"$state/after"
if cmp -s "$state/before" "$state/after"; then
	rm "$state/before"
	exit 0
fi
changed=$(diff "$state/before" "$state/after" | sed -n 's/^> //p; s/^< \(.*\)/was \1/p' | paste -sd ',')
exec scontrol update NodeName="${SLURMD_NODENAME:-$(uname -n)}" State=DRAIN Reason="cmobench: not put back: $changed"
