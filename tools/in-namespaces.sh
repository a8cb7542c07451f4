#!/usr/bin/env bash
# Runs a program where it may make network namespaces: as it is, for root or where users may have namespaces of
# their own; else through sudo, saying so; else as it is, with a warning.
# usage: tools/in-namespaces.sh PROGRAM [ARGUMENT …]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
export PATH=$PATH:/usr/sbin:/sbin:$PWD/.setup/unpacked/usr/sbin:$PWD/.setup/unpacked/usr/bin

if [ "$(id -u)" = 0 ] || unshare --user --map-root-user --mount --pid --fork --net true 2>/dev/null; then
    exec "$@"
fi
if ! command -v sudo >/dev/null; then
    echo "This system lets no user make network namespaces, and sudo is not there: going on with loopback only." >&2
    exec "$@"
fi
echo "This system lets no user make network namespaces (Ubuntu 24.04 is set up like that), and the lab's virtual" >&2
echo "network is made of them. So this runs through sudo, which may ask for your password. The host's own network" >&2
echo "is not touched." >&2
sudo --preserve-env=PATH,CI,HOSHITORI_REQUIRE_NETNS env "PATH=$PATH" "$@"
status=$?
# what root wrote in this checkout is yours again
sudo find . -xdev -user 0 -not -path './.git/*' -exec chown -h "$(id -u):$(id -g)" {} +
exit $status
