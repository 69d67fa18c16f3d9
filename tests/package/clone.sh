# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # set by tests/run
# Sourced by tests of what is made of a commit.

in_git() { git -c safe.directory='*' -c user.name=test -c user.email=test@example.org "$@"; }

# is_checkout: is this tree a git checkout, of which a clone can be made?
is_checkout() { [ -e "$srcdir/.git" ] && in_git -C "$srcdir" rev-parse >path 2>&1; }

# make_clone: make the directory clone, a clone of this tree with what is not committed yet, as a commit.
make_clone() {
	in_git clone -q "$srcdir" clone
	in_git -C "$srcdir" diff --binary HEAD >changes
	(cd "$srcdir" && in_git ls-files -z --others --exclude-standard | tar -c --null -T - -f -) | tar -x -C clone
	[ ! -s changes ] || in_git -C clone apply --whitespace=nowarn ../changes
	in_git -C clone add -A
	in_git -C clone commit -q -m test >path
}

# run COMMAND...: set $output and $status.
run() {
	output=$("$@" 2>&1)
	status=$?
}

# make_debs [VARIABLE=VALUE]...: make deb in the clone, by the configuration of this tree; sets $output and $status. One
# that was installed for needs no more packages.
make_debs() {
	[ -e clone/config.mk ] || grep -v '^INSTALLS = ' "$build/../config.mk" >clone/config.mk
	run env DEBFULLNAME='A Tester' DEBEMAIL=tester@debian.org DEB_BUILD_OPTIONS="parallel=$(nproc)" \
		make -C clone --no-print-directory -o config.mk deb "$@"
	[ "$status" = 0 ] || printf '%s\n' "$output" | tail -n 30 | sed 's/^/# /'
}
