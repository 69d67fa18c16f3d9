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
none "$(grep -L SPDX-License-Identifier: $sources configure Makefile ./*/Dir.mk analysis/plot/*.gp analysis/site/*.js host/emulated/*.sh \
	host/package/*.* host/package/debian/*.sh host/package/debian/control host/package/debian/rules tests/*.sh tests/*/*.sh)" \
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
	--list-deps --enable-sanitizer CFLAGS GUEST_CC CROSS_CC; do
	like "$output" "$option" "it tells of $option"
done
for argument in --frobnicate frobnicate FROBNICATE=1 --with-qemu=/nowhere --prefix=relative --host=pdp11-dec-unix --install-deps=all; do
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
like "$output" "^for make check: apt-get does not know how much that is$" "says that it does not know how much that is"
like "$(cat calls)" "^install .*\bninja-build\b.*" "and what make run needs"
like "$(cat calls)" "^install .*\bflex\b.* mandoc" "and what make check needs"
rm calls
bare --install-deps=run
like "$(cat calls)" "^install .*\bninja-build\b.*" "configure --install-deps=run asks for what make run needs"
none "$(grep -w -e flex -e mandoc -e debhelper calls)" "and for nothing that only make check needs"
rm calls
bare --install-deps=deb
like "$(cat calls)" "^install -y .*\bdebhelper dh-dkms\b" "configure --install-deps=deb asks for what make deb needs"
like "$(cat calls)" "^install -y .*\bninja-build\b" "and for what builds the emulated host"
none "$(grep -w -e flex -e mandoc -e lintian calls)" "and for nothing that only make check needs"

# On a real machine make run needs little. apt-get tells how much it is before it installs.
cat >bin/apt-get <<END
#!/bin/sh
echo "\$@" >>$(pwd)/calls
case "\$*" in *--print-uris*) ;; *) exit 100 ;; esac
echo "0 upgraded, 12 newly installed, 0 to remove and 136 not upgraded."
echo "Need to get 44.2 MB of archives."
echo "After this operation, 180 MB of additional disk space will be used."
END
uname=$(command -v uname) id=$(command -v id)
# machine ARCHITECTURE UID: what uname and id print from now on.
machine() {
	rm -f bin/uname bin/id
	printf '#!/bin/sh\ncase $* in -m) echo %s ;; *) exec %s "$@" ;; esac\n' "$1" "$uname" >bin/uname
	printf '#!/bin/sh\ncase $* in -u) echo %s ;; *) exec %s "$@" ;; esac\n' "$2" "$id" >bin/id
	chmod +x bin/uname bin/id
}
machine aarch64 0
rm calls
bare --install-deps=metal
is "$(sed -n 's/^install -y --no-install-recommends //p' calls | sort -u)" \
	"binutils gcc libc6-dev libhwloc-dev libjansson-dev make util-linux xz-utils" \
	"configure --install-deps=metal on arm64 asks for a compiler, two libraries and small tools"
like "$output" "^for make run on a machine with arm64 KVM: 12 packages with what they depend on, 44.2 MB to download, 180 MB on disk$" \
	"and tells how much that is"
is "$(printf '%s\n' "$output" | grep -n -e '^for make run on' -e '^cannot' -e 'cannot install' | head -n 1 | sed 's/.*:for/for/; s/ on a.*//')" \
	"for make run" "before it installs"
rm calls
bare --list-deps
is "$status" 0 "configure --list-deps succeeds, whatever is missing"
for goal in "make run on a machine with arm64 KVM" "make run in an emulated host" "make deb" "make check"; do
	like "$output" "^$goal lacks here: .*\blibjansson-dev\b" "and says what $goal lacks"
done
none "$(grep -v -e --print-uris calls)" "it installs nothing"

# A user who is not root and has no sudo.
machine aarch64 1000
rm bin/sudo calls
bare --install-deps=metal
is "$status" 1 "configure --install-deps stops where what is needed cannot be installed"
like "$output" "^configure: you are not root, and there is no sudo; for make run .*, ask for: apt-get install .*\blibjansson-dev\b" \
	"and says what to ask for"
none "$(printf '%s\n' "$output" | grep -i -e 'not found' -e 'messages of apt-get')" "without running a sudo that is not there"
none "$(printf '%s\n' "$output" | grep -e 'for make check (' -e 'for the emulated host (')" "and says of nothing else that it is missing"
cd "$here" || exit 1

# What only some tests want stops nobody.
mkdir nojq && cd nojq || exit 1
mkdir bin
for directory in /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
	cp -s "$directory"/* bin/ 2>/dev/null
done
rm -f bin/jq bin/sudo
machine "$(uname -m)" 1000
run env PATH="$(pwd)/bin" "$configure" --install-deps=check
is "$status" 0 "configure --install-deps goes on if only tests lack something"
is "$(printf '%s\n' "$output" | grep -c '^not installed, .*apt-get install .*\bjq\b')" 1 "and says so in one line"
like "$(cat config.mk)" "^CHECK_MISSING = .*\bjq\b" "which the tests know"
cd "$here" || exit 1

# Where make run measures: host/kvm.sh, with a file in place of /dev/kvm. A user who may not use KVM gets no emulator.
mkdir kvm && cd kvm || exit 1
mkdir bin
machine aarch64 1000
kvm() {
	run env PATH="$(pwd)/bin:$PATH" sh "$srcdir/host/kvm.sh" "$@"
}
kvm "$(pwd)/bin/uname"
is "$output" yes "a machine whose /dev/kvm can be opened is measured on"
kvm /nowhere/kvm
like "$output" "^no /nowhere/kvm is not there: this kernel has (no )?KVM" "one without is not, and the reason is said"
machine x86_64 1000
kvm "$(pwd)/bin/uname"
is "$output" no "and no other architecture than arm64"
machine aarch64 1000
if [ "$("$id" -u)" = 0 ]; then
	# The user nobody cannot go through the directories of the one who runs the tests.
	theirs=$(mktemp -d -p /tmp) && chmod 755 "$theirs" && cp -r bin "$srcdir/host/kvm.sh" "$theirs" || exit 1
	touch "$theirs/device" && chown 0:daemon "$theirs/device"
	forbidden() {
		chmod "$1" "$theirs/device"
		run setpriv --reuid=65534 --regid=65534 --clear-groups env PATH="$theirs/bin:$PATH" sh "$theirs/kvm.sh" "$theirs/device"
	}
	forbidden 660
	like "$output" "^forbidden .*: ask for: usermod -aG daemon [a-z]+ \(as root\), then log in anew" \
		"who may not open it is told of its group"
	forbidden 600
	like "$output" "^forbidden .*: only root may" "or that only root may"
	forbidden 666
	is "$output" yes "everybody may open some"
	rm -r "$theirs"
else
	ok 0 "who may not open /dev/kvm # SKIP not root"
fi
run make -f "$srcdir/Makefile" run kvm='forbidden pi may not open it: ask'
is "$status" 2 "make run where KVM is forbidden fails"
like "$output" "^make run: pi may not open it: ask$" "and says why"
like "$output" " Error 77$" "with status 77"
is "$(ls)" bin "before anything is configured or built"
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
run make run-begin kvm='no /dev/kvm is not there: because'
like "$output" "^make run: /dev/kvm is not there: because\.$" "make run says why it emulates on an arm64 machine without KVM"
like "$output" "minutes of" "and how long that takes"
run make run-begin kvm=no
none "$(printf '%s\n' "$output" | grep -e 'minutes of')" "on others it emulates as a matter of course"
if [ "$(id -u)" = 0 ] && git -C "$srcdir" rev-parse >"$here/path" 2>&1; then
	# make of root in a clone that is somebody else's.
	git -c safe.directory='*' clone -q "$srcdir" "$here/theirs" && cp config.mk "$here/theirs" && chown -R nobody "$here/theirs"
	run make -C "$here/theirs" build/commit.c -o config.mk
	like "$(cat "$here/theirs/build/commit.c")" "build_commit = \"[0-9a-f]{12}" "a clone of another user's has a commit, too"
	rm -rf "$here/theirs"
else
	ok 0 "a clone of another user's # SKIP not root, or no clone"
fi
touch -d '1 hour' config.mk
like "$(make -n 2>&1)" "-c -o build/native/bench/op.o" "new flags rebuild"
run make install DESTDIR="$(pwd)/root"
is "$status" 0 "make install works"
is "$(root/opt/cmobench/bin/cmobench --version | sed 's/ .*//')" cmobench "the installed program runs"
like "$(root/opt/cmobench/bin/cmobench --version)" \
	"^cmobench [0-9.]+, archive schema $(sed -n 's/^#define ARCHIVE_SCHEMA //p' "$srcdir/bench/archive/archive.h"), commit [^ ,]+, guest ([0-9a-f]{64}|none)$" \
	"and says its version, its schema, its commit and its guest"
commit=unknown
if [ -e "$srcdir/.git" ]; then
	commit=$(git -c safe.directory='*' -C "$srcdir" describe --always --abbrev=12 --dirty 2>"$here/path") || commit=unknown
elif [ -e "$srcdir/COMMIT" ]; then
	commit=$(cat "$srcdir/COMMIT")
fi
like "$(root/opt/cmobench/bin/cmobench --version)" ", commit $commit," "which is $commit"
ok "$(cmp -s root/opt/cmobench/share/man/man1/cmobench.1 "$srcdir/host/cmobench.1"; echo $?)" "and has its man page"
ok "$(cmp -s root/opt/cmobench/share/bash-completion/completions/cmobench "$srcdir/host/package/cmobench.bash" &&
	cmp -s root/opt/cmobench/share/zsh/site-functions/_cmobench "$srcdir/host/package/cmobench.zsh"; echo $?)" \
	"and completes in bash and zsh"
run make uninstall DESTDIR="$(pwd)/root"
none "$(find root -type f)" "make uninstall takes away what install brought"
run make distclean
rm -r root
none "$(ls)" "make distclean leaves nothing"

tap_done
