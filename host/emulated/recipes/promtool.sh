# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# promtool: Prometheus' own reader of metrics, without the service that its package starts; for tests.

about="fetching Prometheus' promtool, seconds"

inputs() { suite; }

build() {
	fetch_once prometheus native fetch_prometheus
	dpkg-deb --fsys-tarfile "$fetched"/prometheus_*.deb | tar -x -C "$out" --strip-components=3 ./usr/bin/promtool
	note source "$(cat "$fetched/packages")"
	note source_sha256 "$(tr '\n' ' ' <"$fetched/SHA256SUMS")"
	"$out/promtool" --version
}

fetch_prometheus() {
	download prometheus && dpkg-deb -f prometheus_*.deb Package Version | sed 's/.*: //' | paste -sd = >packages
}
