# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # read and set by recipe.sh
# promtool: Prometheus' own reader of metrics, without the service that a package of it starts; for tests.

about="fetching Prometheus' promtool, seconds"

inputs() { suite; }

build() {
	fetch_once promtool native fetch_promtool
	dpkg-deb --fsys-tarfile "$fetched"/*.deb | tar -x -C "$out" --strip-components=3 ./usr/bin/promtool
	note_fetched
	"$out/promtool" --version
}

# Debian 13 has it in a package of its own, Debian 12 in prometheus.
fetch_promtool() {
	{ download promtool || download prometheus; } && downloaded >packages
}
