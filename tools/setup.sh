#!/usr/bin/env bash
# Makes this checkout ready to use: the system programs of tools/packages.txt, then .venv with Hoshitori in it.
# usage: tools/setup.sh demo|test|slow|bench
# Ends 0 when all is there, 2 when something is missing that it cannot install. A second run changes nothing and is quick.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

door=${1:-test}
case $door in
    demo) doors="demo"; extras="run,lab" ;;
    test) doors="demo test"; extras="run,lab,dev" ;;
    slow) doors="demo test slow"; extras="run,lab,dev" ;;
    bench) doors="demo test bench"; extras="run,lab,dev" ;;
    *) echo "usage: tools/setup.sh demo|test|slow|bench" >&2; exit 2 ;;
esac

list=tools/packages.txt
unpacked=.setup/unpacked        # programs that could not be installed beside what the system has
log=$PWD/.setup/apt.log
mkdir -p .setup
PATH=$PATH:/usr/sbin:/sbin:$PWD/$unpacked/usr/sbin:$PWD/$unpacked/usr/bin
say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$@" >&2; exit 2; }

# the lines of the list that this door needs: package, program, why
wanted() {
    awk -v doors=" $doors " '!/^#/ && NF > 3 && index(doors, " " $1 " ") { $1 = ""; print substr($0, 2) }' "$list"
}

missing_programs() {
    wanted | while read -r package program why; do
        command -v "$program" >/dev/null 2>&1 || printf '%s %s %s\n' "$package" "$program" "$why"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

is_debian() {
    [ -r /etc/os-release ] || return 1
    # shellcheck source=/dev/null
    (. /etc/os-release; case " ${ID:-} ${ID_LIKE:-} " in *" debian "*|*" ubuntu "*) exit 0 ;; *) exit 1 ;; esac) &&
        command -v apt-get >/dev/null
}

# Debian starts a daemon when it installs it and again at every boot. Hoshitori starts its own copies inside
# namespaces, so the host gets neither: no start during the installation, no unit enabled by it.
hold_daemons() {
    [ -e /usr/sbin/policy-rc.d ] && return
    say "no service is started meanwhile (a policy-rc.d that says so, removed afterwards)"
    as_root sh -c 'printf "#!/bin/sh\nexit 101\n" > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d'
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
}

installed() {
    dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' | awk '$1 == "ii" { print $2 }' | sort -u
}

disable_units() {
    command -v systemctl >/dev/null || return 0
    local package unit
    for package in "$@"; do
        { dpkg -L "$package" 2>/dev/null | grep -E '/systemd/system/[^/@]+\.(service|socket)$' || true; } | while read -r unit; do
            unit=$(basename "$unit")
            if [ "$(systemctl is-enabled "$unit" 2>/dev/null)" = enabled ]; then
                say "$unit is not to start at boot: disabled"
                as_root systemctl disable --quiet "$unit" || true
            fi
        done
    done
}

# what the installer says goes to a file, and is shown when it fails
quietly() {
    "$@" >>"$log" 2>&1 || { tail -n 30 "$log" >&2; stop "failed: $*" "the whole output is in $log"; }
}

apt_install() {
    say "apt-get install $*"
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends --no-remove "$@"
}

# Some packages shut out what the system already has (chrony and systemd's own clock service): those are only
# unpacked, beside the checkout, and nothing of the system's is replaced.
would_remove() {
    LC_ALL=C apt-get -s install --no-install-recommends "$1" 2>/dev/null | grep -q '^Remv'
}

unpack_into() {
    (cd "$1" && rm -f "$2"_*.deb && apt-get download -q "$2" && dpkg-deb -x "$2"_*.deb unpacked && rm -f "$2"_*.deb)
}

unpack() {
    local package=$1 depends
    say "$package would replace a program of this system: unpacked into $unpacked instead"
    depends=$(apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
        "$package" | awk '$1 == "Depends:" && $2 ~ /^lib/ { print $2 }')
    # shellcheck disable=SC2086  # a list of package names
    [ -z "$depends" ] || apt_install --no-upgrade $depends
    mkdir -p "$unpacked"
    quietly unpack_into .setup "$package"
}

install_programs() {
    local missing packages=() beside=() package before
    missing=$(missing_programs)
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        missing=$(printf '%s\n%s' "$missing" "python3-venv python3 makes the folder that Python packages are installed into")
    fi
    missing=$(printf '%s\n' "$missing" | sed '/^$/d')
    [ -n "$missing" ] || return 0

    say "these programs are missing:"
    printf '%s\n' "$missing" | while read -r package program why; do
        printf '    %-16s %-14s %s\n' "$package" "$program" "$why"
    done
    is_debian || stop "this system is neither Debian nor Ubuntu: install the programs above yourself, then run this again." \
        "The first column is Debian's name of the package, the second the program that is looked for."
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || stop "installing them needs root, and sudo is not there: run this once as root."
        say "installing them needs root: sudo may ask for your password"
    fi

    before=$(installed)
    hold_daemons
    say "apt-get update"
    quietly as_root apt-get update -q
    for package in $(printf '%s\n' "$missing" | cut -d' ' -f1 | sort -u); do
        if would_remove "$package"; then beside+=("$package"); else packages+=("$package"); fi
    done
    [ ${#packages[@]} = 0 ] || apt_install "${packages[@]}"
    for package in ${beside[@]+"${beside[@]}"}; do unpack "$package"; done
    # shellcheck disable=SC2046  # a list of package names
    disable_units $(comm -13 <(printf '%s\n' "$before") <(installed))

    hash -r
    missing=$(missing_programs)
    [ -z "$missing" ] || stop "still missing after the installation:" "$missing"
}

install_python() {
    local python=${PYTHON:-python3} stamp=.venv/.setup-$door wanted have
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "$python is older than 3.11: name a newer one, as in  PYTHON=python3.12 make $door"
    wanted=$(cat pyproject.toml tests/thirdparty/acme/pyproject.toml tools/setup.sh <("$python" -VV) <(pwd) | sha256sum | cut -d' ' -f1)
    have=$(cat "$stamp" 2>/dev/null || true)
    if [ "$have" = "$wanted" ] && .venv/bin/python -c 'import hoshitori' 2>/dev/null; then return 0; fi

    say "installing Hoshitori and its Python packages ($extras) into .venv"
    # a virtual environment belongs to the place and the interpreter it was made with
    if ! .venv/bin/python -c 'import pip' 2>/dev/null || ! [ "$(.venv/bin/python -VV)" = "$("$python" -VV)" ]; then
        rm -rf .venv
        "$python" -m venv .venv
    fi
    .venv/bin/python -m pip install -q --disable-pip-version-check -e ".[$extras]"
    # the third party's project that the tests keep working; it stands on what was just installed
    [ "$door" = demo ] || .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps -e tests/thirdparty/acme
    # the programs that probe and judge write no bytecode themselves, and start a hundred times in a run
    .venv/bin/python -m compileall -q harness plugins profiles lab
    printf '%s\n' "$wanted" > "$stamp"
    # what has more also has less
    case $door in bench) cp "$stamp" .venv/.setup-test; cp "$stamp" .venv/.setup-demo ;; test) cp "$stamp" .venv/.setup-demo ;; esac
}

install_programs
install_python
