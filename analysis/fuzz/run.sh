#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run.sh BUILD VARIANT SECONDS TARGET...: run libFuzzer on each target for SECONDS, from the seeds and the corpus of
# earlier runs in BUILD/fuzz/corpus. Findings go to BUILD/fuzz/found; once mended, add them to the target's found/.
set -eu

build=$1 variant=$2 seconds=$3
shift 3
mkdir -p "$build/fuzz/found"
for target; do
	corpus=$build/fuzz/corpus/$target
	mkdir -p "$corpus"
	"$build/$variant/analysis/fuzz/seed" "$corpus"
	"$build/fuzz/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=600 -malloc_limit_mb=600 -max_len=65536 \
		-print_final_stats=1 -verbosity=0 -artifact_prefix="$build/fuzz/found/" "$corpus" 2>"$build/fuzz/log" || {
		tail -n 40 "$build/fuzz/log" >&2
		exit 1
	}
	echo "$target: $seconds s, $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/fuzz/log") inputs," \
		"$(find "$corpus" -type f | wc -l) kept, $(sed -n 's/^stat::peak_rss_mb: *//p' "$build/fuzz/log") MB at most:" \
		"nothing found"
done
