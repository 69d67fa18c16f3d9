# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # set by recipe.sh
#
# Functions for recipe.sh that get packages and sources from the machine's own Debian mirror without touching its apt
# configuration, lists or package state. Our apt state is under $cache/apt, what was fetched under $cache/sources, which
# is searched first.

# Print the distribution as the cache keys name it: "debian-bookworm".
suite() { (. /etc/os-release && echo "${ID:-unknown}-${VERSION_CODENAME:-unknown}"); }

# Print the deb822 stanza or one-line options that a source comes from, for its Signed-By; $1: FILE:NUMBER.
signed_by() {
	file=${1%:*}
	number=${1##*:}
	case $file in
	*.sources)
		awk -v number="$number" '
			/^[ \t]*$/ { if (inside) count++; inside = 0; wanted = 0; next }
			/^#/ { next }
			{ inside = 1 }
			count + 1 != number { next }
			/^[^ \t]/ { wanted = tolower($0) ~ /^signed-by:/ }
			wanted { print }' "$file"
		;;
	*)
		sed -n "${number}s/.*\[[^]]*signed-by=\([^] ]*\).*/Signed-By: \1/p" "$file"
		;;
	esac
}

# Print apt sources made from those of the machine. $1: bin (arm64 and architecture-independent packages), native (this
# machine's architecture) or src; of the machine's own distribution or, as in bin-trixie, of that one, which we take to
# be on the same mirror.
apt_sources() {
	codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
	case $1 in *-*) wanted=${1#*-} ;; *) wanted=$codename ;; esac
	case $1 in src) types='deb-src' ;; *) types=deb ;; esac
	# shellcheck disable=SC2016 # apt-get's own variables
	apt-get indextargets --format '$(SOURCESENTRY) $(REPO_URI) $(RELEASE) $(CODENAME)' 'Created-By: Packages' \
		'Component: main' | sort -u | while read -r source uri release release_codename; do
		# If the machine's sources say "stable", only a fetched Release file has the codename.
		case " $release $release_codename " in
		*" $codename "*) suites=$wanted ;;
		*" $codename-updates "*) suites=$wanted-updates ;;
		*" $codename-security "*) suites=$wanted-security ;;
		*) continue ;;
		esac
		# Debian 12 has QEMU 10 and Linux 6.12 in its backports, on the same mirror as the main suite.
		case $1:$suites in
		src:bookworm) suites=bookworm-backports ;;
		*:bookworm | *-trixie:trixie) suites="$suites $suites-backports" ;;
		*:sid-*) continue ;;
		esac
		printf '%s\n' "Types: $types" "URIs: $uri" "Suites: $suites" "Components: main" \
			"Architectures: $(apt_architecture "$1")"
		# The keys of every distribution.
		all_keys=/usr/share/keyrings/debian-archive-keyring.gpg
		if [ "$wanted" != "$codename" ] && [ -e "$all_keys" ]; then
			echo "Signed-By: $all_keys"
		else
			signed_by "$source"
		fi
		echo
	done
}

apt_architecture() {
	case $1 in native*) dpkg --print-architecture ;; *) echo arm64 ;; esac
}

# Complain that there is nothing to fetch from, and say what to do.
no_mirror() {
	say "$*: give what Debian's packages would provide: see configure --help" \
		"(--with-qemu-source, --with-linux-source, SYSROOT)"
	return 1
}

# Make $cache/apt/DISTRIBUTION-SET ready for apt; $1: the set, see apt_sources. Sets APT_CONFIG. Needs the lock of
# with_apt.
apt_prepare() {
	apt=$cache/apt/$(suite)-$1
	unset APT_CONFIG
	mkdir -p "$apt/empty" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/sources"
	apt_sources "$1" >"$apt/sources/cmobench.sources"
	if ! [ -s "$apt/sources/cmobench.sources" ]; then
		no_mirror "no apt source of this machine has the main suite of $(suite)"
		return
	fi
	: >"$apt/status"
	# Take over the machine's settings (proxies and the like) without its hooks, paths, pins and additional lists.
	{
		apt-config dump | grep -Ev -e '^(Dir|DPkg|Unattended-Upgrade|Acquire::(IndexTargets|Languages))(::| )' \
			-e '^APT::(Update|Periodic|NeverAutoRemove|Architecture|Architectures|Default-Release)(::| )' \
			-e '^APT::(Install-|Sandbox)'
		cat <<-END
			Dir "/";
			Dir::State "$apt";
			Dir::State::lists "$apt/lists";
			Dir::State::status "$apt/status";
			Dir::Cache "$apt/cache";
			Dir::Etc::main "$apt/empty/none";
			Dir::Etc::parts "$apt/empty";
			Dir::Etc::sourcelist "$apt/empty/none";
			Dir::Etc::sourceparts "$apt/sources";
			Dir::Etc::preferences "$apt/empty/none";
			Dir::Etc::preferencesparts "$apt/empty";
			APT::Architecture "$(apt_architecture "$1")";
			APT::Architectures { "$(apt_architecture "$1")"; };
			APT::Install-Recommends "false";
			Acquire::Languages "none";
			Debug::NoLocking "true";
			quiet "1";
		END
		# The user _apt may have no access to the cache.
		[ "$(id -u)" != 0 ] || echo 'APT::Sandbox::User "root";'
	} >"$apt/apt.conf"
	export APT_CONFIG="$apt/apt.conf"
	# Lists younger than an hour are not updated.
	if [ -z "$(find "$apt/updated" -mmin -60 2>/dev/null)" ]; then
		apt_update
	fi
}

apt_update() {
	rm -f "$apt/updated"
	apt-get --error-on=any update && : >"$apt/updated" && apt_fresh=yes
}

# Run a function with the lists of a set ready, of the first one of the sets $1 with which it succeeds. If it fails,
# update the lists, which may be outdated, and try once more.
with_apt() {
	case $(suite) in
	debian-*) ;;
	*) no_mirror "this is not Debian but $(suite)" || return ;;
	esac
	mkdir -p "$cache/lock"
	(
		flock 8
		sets=$1
		shift
		for set in $sets; do
			apt_fresh=
			apt_prepare "$set" || continue
			# In an "||" the shell does not stop at an error: these functions chain by "&&".
			"$@" && exit 0
			[ -z "$apt_fresh" ] && apt_update && "$@" && exit 0
		done
		exit 1
	) 8>"$cache/lock/apt"
}

# Fetch once: run a function in a new directory, keep what it leaves there as $cache/sources/DISTRIBUTION/NAME, whose
# path is put into $fetched. $1: NAME; $2: sets of lists, see apt_sources; $3…: the function.
fetch_once() {
	fetched=$cache/sources/$(suite)/$1
	[ ! -d "$fetched" ] || return 0
	mkdir -p "$cache/sources/$(suite)" "$cache/tmp" "$cache/lock"
	(
		set +f # a recipe may have turned patterns off, for lists of its own
		flock 7
		[ ! -d "$fetched" ] || exit 0
		rm -rf "$cache/tmp/fetch-$1"
		mkdir "$cache/tmp/fetch-$1"
		(cd "$cache/tmp/fetch-$1" && shift && with_apt "$@") || { rm -rf "$cache/tmp/fetch-$1"; exit 1; }
		mv -T "$cache/tmp/fetch-$1" "$fetched"
	) 7>"$cache/lock/fetch-$1"
}

# Download packages into the current directory, and record which.
download() {
	apt-get download "$@" && sha256sum -- *.deb >SHA256SUMS
}

# Print the packages in the current directory: "NAME=VERSION NAME=VERSION".
downloaded() {
	for deb in ./*.deb; do
		dpkg-deb -f "$deb" Package Version | sed 's/.*: //' | paste -sd =
	done | paste -sd ' '
}

# Note as the origin of an entry what was fetched, of which the file packages has what downloaded prints.
note_fetched() {
	note source "$(cat "$fetched/packages")"
	note source_sha256 "$(tr '\n' ' ' <"$fetched/SHA256SUMS")"
}

# Unpack Linux from $LINUX_SOURCE or Debian's linux-source of the series $linux_series, 6.12 if that is not set;
# $1: target directory; $2…: members, see unpack_tar.
unpack_linux() {
	into=$1
	shift
	if [ -n "${LINUX_SOURCE:-}" ]; then
		unpack_given "$LINUX_SOURCE" "$into" "$@"
		return
	fi
	series=${linux_series:-6.12}
	fetch_linux_source
	note source "$(cat "$fetched/version")"
	note source_sha256 "$(cat "$fetched/sha256")"
	unpack_tar "$fetched/linux-source-$series.tar.xz" "$into" "$@"
}

# Fetch Debian's source of Linux $series; $fetched has linux-source-$series.tar.xz. The machine's own distribution may
# lack the series.
fetch_linux_source() {
	fetch_once "linux-source-$series" "bin bin-bookworm bin-trixie bin-sid" download_linux_source || :
	[ -d "$fetched" ] || fail "the lists of Debian have no linux-source-$series"
}

download_linux_source() {
	download "linux-source-$series" &&
		dpkg-deb -W "linux-source-$series"_*.deb >version &&
		dpkg-deb --fsys-tarfile "linux-source-$series"_*.deb |
		tar -x --strip-components=3 "./usr/src/linux-source-$series.tar.xz" &&
		rm "linux-source-$series"_*.deb SHA256SUMS &&
		sha256sum <"linux-source-$series.tar.xz" | cut -d ' ' -f 1 >sha256
}

unpack_given() {
	note source "$1"
	if [ -d "$1" ]; then
		mkdir -p "$2"
		tar -c -C "$1" --exclude=./.git --exclude='*.o' . | tar -x -C "$2"
	else
		note source_sha256 "$(sha256sum <"$1" | cut -d ' ' -f 1)"
		unpack_tar "$@"
	fi
}

# $1: tarball; $2: where to; $3…: members, named without the tarball's top directory, whatever that is called; or
# patterns, starting with "*"; or options of tar.
unpack_tar() {
	tarball=$1 into=$2
	shift 2
	mkdir -p "$into"
	top_directory=$(tar -tf "$tarball" 2>/dev/null | head -n 1)
	for member; do
		shift
		case $member in
		-* | \**) set -- "$@" "$member" ;;
		*) set -- "$@" "${top_directory%%/*}/$member" ;;
		esac
	done
	tar -xf "$tarball" -C "$into" --strip-components=1 --wildcards "$@"
}
