#!/usr/bin/env bash
# Fetches Debian's cloud kernel for the tests that need a machine of their own, unpacked into .setup/kernel.
# usage: tools/kernel.sh
# Nothing is installed. Ends 0 when it is there, 2 when it cannot be had; those tests are skipped then.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

kernel=.setup/kernel
if compgen -G "$kernel/boot/vmlinuz-*-cloud-amd64" >/dev/null || compgen -G "/boot/vmlinuz-*-cloud-amd64" >/dev/null; then
    exit 0
fi
stop() { printf 'kernel: %s\n' "$@" >&2; exit 2; }
for program in apt-get apt-cache dpkg-deb; do
    command -v "$program" >/dev/null || stop "$program is not on this system"
done
package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | awk '/Depends: linux-image/ { print $2; exit }')
[ -n "$package" ] || stop "no package linux-image-cloud-amd64: run apt-get update"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && apt-get -q download "$package" >/dev/null 2>&1) || stop "$package cannot be downloaded"
mkdir -p .setup
rm -rf "$kernel.new"
dpkg-deb -x "$folder"/*.deb "$kernel.new" || stop "$package cannot be unpacked"
rm -rf "$kernel"
mv "$kernel.new" "$kernel"
