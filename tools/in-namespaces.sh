#!/usr/bin/env bash
# Runs a program where it may make network namespaces: as it is, for root; as root of a user namespace of its own
# where users may have those; else through sudo, saying so; else as it is, with a warning.
# usage: tools/in-namespaces.sh PROGRAM [ARGUMENT …]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
export PATH=$PATH:/usr/sbin:/sbin:$PWD/.setup/unpacked/usr/sbin:$PWD/.setup/unpacked/usr/bin

[ "$(id -u)" != 0 ] || exec "$@"

# --map-auto: also the user's subordinate ids, which the virtual devices' daemons run under
own_root=(unshare --user --map-auto --map-root-user --mount)
if "${own_root[@]}" --pid --fork --net true 2>/dev/null; then
    LOGNAME=$(id -un)    # temporary folders are named after the user, also where that is called root
    export LOGNAME
    # shellcheck disable=SC2016  # expanded by the inner shell; ip keeps its namespaces' names below /run
    exec "${own_root[@]}" -- sh -c 'mount -t tmpfs tmpfs /run && exec "$@"' sh "$@"
fi

if ! command -v sudo >/dev/null; then
    echo "This system lets no user make network namespaces, and sudo is not there: going on with loopback only." >&2
    echo "Started by root, the same command has the whole lab." >&2
    exec "$@"
fi
echo "This system lets no user make network namespaces (Ubuntu 24.04 is set up like that), and the lab's virtual" >&2
echo "network is made of them. So this runs through sudo, which may ask for your password. The host's own network" >&2
echo "is not touched." >&2
sudo --preserve-env=CI,HOSHITORI_REQUIRE_NETNS env "PATH=$PATH" "$@"
status=$?
# what root wrote in this checkout is yours again
sudo find . -xdev -user 0 -not -path './.git/*' -exec chown -h "$(id -u):$(id -g)" {} +
exit $status
