#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# speed.sh PROGRAM DIRECTORY: the bootstrap's time beside scipy's, if that is there. Exit status 3: more than 0.25 s.
set -eu

ours=$("$1")
echo "BCa of a trimmed mean, 9999 resamples of 4096 values: $ours s (noise: a shared machine; target 0.25)"
if theirs=$(/usr/bin/python3 "$2/speed.py" 2>/dev/null); then
	echo "scipy.stats.bootstrap, the same: $theirs s, $(awk "BEGIN { printf \"%.1f\", $theirs / $ours }") times as long"
else
	echo "scipy.stats.bootstrap: not installed (python3-scipy)"
fi
awk "BEGIN { exit $ours > 0.25 ? 3 : 0 }"
