#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the source tree and its build: each library is included by one file only, headers can be compiled alone,
# layout of the text, shell scripts, configure, a build outside the tree, installation. It needs the compilers, but no
# emulated host.
set -u
. "$srcdir/tests/tap.sh"

here=$(pwd)
# none TEXT WHAT: test that TEXT is empty; print it otherwise.
none() {
	is "$1" "" "$2"
}
variable() {
	sed -n "s/^$1 = //p" "$build/../config.mk"
}

cd "$srcdir" || exit 1
sources=$(find analysis bench guests host tests -name '*.[chS]')
# shellcheck disable=SC2086
none "$(grep -L SPDX-License-Identifier: $sources configure Makefile ./*/Dir.mk analysis/plot/*.gp host/emulated/*.sh tests/*.sh)" \
	"every file says its licence"
# confined HEADER FILES: test that only FILES include headers of a library.
confined() {
	# shellcheck disable=SC2086
	is "$(grep -l "^#include <$1" $sources | sort | paste -sd ' ')" "$2" "$1 is included by $2 only"
}
confined jansson.h 'analysis/archive/value.c host/run/archive.c'
confined hwloc host/place/pin.c
confined perf/ host/pmu/pmu.c
none "$(grep -nE '\b(json_t\b|hwloc_[a-z]+_t\b|struct perf_ev)' ./*/*.h ./*/*/*.h)" "no header of ours shows a library's types"

# Headers can be compiled alone. Those of the runner use KVM's registers, so they need the arm64 compiler.
compile() {
	printf '#include "%s"\n#include "%s"\n' "$2" "$2" >"$here/header.c"
	# shellcheck disable=SC2086
	$1 -std=gnu11 -D_GNU_SOURCE= -Wall -Wextra -Werror -I. -fsyntax-only "$here/header.c" 2>&1
}
cross_cc=$(variable CROSS_CC)
[ "$(variable host_arch)" != aarch64 ] || cross_cc=$(variable CC)
for header in $(printf '%s\n' $sources | grep '\.h$' | grep -v '/test/\|/fuzz/\|^tests/\|^guests/'); do
	none "$(compile "$cross_cc" "$header")" "$header stands alone"
done

# Layout, except of patches.
text=$(find . -name .git -prune -o -path ./build -prune -o -path ./results -prune -o -type f \
	\( -name '*.[chS]' -o -name '*.gp' -o -name '*.sh' -o -name '*.def' -o -name '*.lds' -o -name Dir.mk -o -name Makefile -o \
	-name configure -o -path ./tests/run \) -print)
# shellcheck disable=SC2086
none "$(grep -n '[[:space:]]$' $text)" "no blanks at the end of a line"
none "$(for file in $text; do [ -z "$(tail -c 1 "$file")" ] || echo "$file"; done)" "every file ends with a newline"
if command -v shellcheck >"$here/path"; then
	# Without the warnings about sourced files and about variables set by them or by the environment.
	# shellcheck disable=SC2086
	scripts=$(printf '%s\n' $text | grep '\.sh$')
	# shellcheck disable=SC2086
	none "$(shellcheck -s sh -S warning -e SC1090,SC1091,SC2154 configure tests/run $scripts 2>&1)" \
		"shellcheck has nothing to say"
else
	ok 0 "shellcheck # SKIP it is not installed"
fi
cd "$here" || exit 1

# configure: errors in its command line.
configure=$srcdir/configure
unset CC CFLAGS CPPFLAGS LDFLAGS CROSS_CC CROSS_CFLAGS CROSS_LDFLAGS GUEST_CC GUEST_CFLAGS SYSROOT EMULATOR
run() {
	output=$("$@" 2>&1)
	status=$?
}
mkdir refused && cd refused || exit 1
run "$configure" --help
is "$status" 0 "configure --help exits 0"
for option in --prefix --host --with-libperf --with-qemu --with-qemu-source --with-linux-source --install-deps \
	--enable-sanitizer CFLAGS GUEST_CC CROSS_CC; do
	like "$output" "$option" "it tells of $option"
done
for argument in --frobnicate frobnicate FROBNICATE=1 --with-qemu=/nowhere --prefix=relative --host=pdp11-dec-unix; do
	run "$configure" "$argument"
	is "$status" 2 "configure $argument exits 2"
	like "$output" "^configure: .*${argument%%=*}" "and names it: $output"
done
run "$configure" CFLAGS='-O2 -ffast-math'
is "$status" 1 "configure refuses -ffast-math"
run "$configure" CC=/nowhere/cc
is "$status" 1 "configure refuses a compiler that is not there"
is "$(ls)" config.log "refused, configure leaves nothing but its log"

# configure where nothing is installed lists everything that is missing at once. Then with an apt-get that fails.
mkdir bin
for tool in cat dirname env grep id mktemp mv rm sed sh sort tail tee tr uname; do
	ln -s "$(command -v $tool)" bin/
done
bare() {
	run env -i PATH="$(pwd)/bin" HOME="$HOME" sh "$configure" "$@"
}
bare
is "$status" 1 "configure stops if something is missing"
cross_packages='gcc-aarch64-linux-gnu libc6-dev-arm64-cross'
[ "$(uname -m)" != aarch64 ] || cross_packages=libhwloc-dev
for package in gcc libc6-dev libjansson-dev make xz-utils ninja-build flex $cross_packages; do
	like "$output" "Debian:.*\b$package\b" "$package is named"
done
like "$output" "./configure --install-deps" "and what to do is said"
is "$(ls)" "bin
config.log" "no config.mk was written"
bare --install-deps
is "$status" 1 "configure --install-deps stops where there is no apt-get"
like "$output" "Debian:.*\blibjansson-dev\b" "but lists what is missing"
printf '#!/bin/sh\necho "$@" >>%s/calls\necho "E: no such luck"\nexit 100\n' "$(pwd)" >bin/apt-get
printf '#!/bin/sh\nexec "$@"\n' >bin/sudo
chmod +x bin/apt-get bin/sudo
bare --install-deps
is "$status" 1 "configure --install-deps fails if apt-get does"
like "$output" "E: no such luck" "and shows why"
like "$(cat calls)" "^install -y --no-install-recommends .*\blibjansson-dev\b" "it asks for what is missing"
like "$(cat calls)" "^update" "and tries again with new lists"
like "$output" "^installing: .*\blibjansson-dev\b" "it lists what it installs"
like "$(cat calls)" "^install .*\bninja-build\b.*" "and what make run needs"
like "$(cat calls)" "^install .*\bflex\b.* mandoc" "and what make check needs"
rm calls
bare --install-deps=run
like "$(cat calls)" "^install .*\bninja-build\b.*" "configure --install-deps=run asks for what make run needs"
none "$(grep -w -e flex -e mandoc calls)" "and for nothing that only make check needs"
cd "$here" || exit 1

# A build outside the tree with other flags; the cache of the recipes is warm.
mkdir "out" && cd out || exit 1
run make -f "$srcdir/Makefile"
is "$status" 2 "make without config.mk fails"
like "$output" "run .*configure first" "and says what to do"
run "$configure" --prefix=/opt/cmobench "CC=$(variable CC)" CFLAGS=-O1
is "$status" 0 "configure works outside the source tree"
like "$output" "^checking for jansson >= 2.13\.\.\. ([0-9.]+ \(pkg-config\)|yes)$" "each probe has its answer: jansson"
like "$(cat config.mk)" "^CONFIGURE = '$srcdir/configure' .*'--prefix=/opt/cmobench' " "its command line is recorded"
like "$(cat config.log)" '^\$ .* -o ' "its commands are logged"
run make -j 2 V=1 CFLAGS=-O0
is "$status" 0 "make works outside the source tree"
[ "$status" = 0 ] || printf '%s\n' "$output" | tail -n 20 | sed 's/^/# /'
like "$output" "^[^ ]+.* -O0 .*-c .*native/bench/op.o" "V=1 shows commands, with the user's flags"
none "$(find "$srcdir" -path "$build" -prune -o -newer config.mk -name '*.[oda]' -print)" "the source tree stays clean"
run make
none "$(printf '%s\n' "$output" | grep '^  ')" "a second make has nothing to do"
touch -d '1 hour' config.mk
like "$(make -n 2>&1)" "-c -o build/native/bench/op.o" "new flags rebuild"
run make install DESTDIR="$(pwd)/root"
is "$status" 0 "make install works"
is "$(root/opt/cmobench/bin/cmobench --version | sed 's/ .*//')" cmobench "the installed program runs"
ok "$(cmp -s root/opt/cmobench/share/man/man1/cmobench.1 "$srcdir/host/cmobench.1"; echo $?)" "and has its man page"
run make uninstall DESTDIR="$(pwd)/root"
none "$(find root -type f)" "make uninstall takes away what install brought"
run make distclean
rm -r root
none "$(ls)" "make distclean leaves nothing"

tap_done
