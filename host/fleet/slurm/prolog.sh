#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Prolog of a node that measures (slurm.conf: Prolog=PATH), which Slurm runs as root before each job: notes the node's
# settings, then tunes it, so that jobs need neither root nor --tune for that. What speaks against measuring here nonetheless
# is in /run/cmobench-fleet/probe, if cmobench is in root's PATH. What it does, epilog.sh undoes. Without a note of what was
# there it fails, and Slurm drains the node.
set -u
. "$(dirname "$0")/settings.sh"

mkdir -p "$state" || exit 1
# A node that went down during a job has that job's note: it is what the settings were before cmobench.
[ -s "$state/before" ] || { noted >"$state/new" && mv "$state/new" "$state/before"; } || exit 1
settings | while read -r path value; do
	[ "$(value_of "$path")" = "$value" ] || echo "$value" >"$path"
done
! command -v cmobench >/dev/null || cmobench probe >"$state/probe" 2>&1
exit 0
