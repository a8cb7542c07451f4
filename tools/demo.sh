#!/usr/bin/env bash
# The demo in a fresh folder. That a verdict is FAIL (3) or INCONCLUSIVE (4) is what a run may find, not a fault of it.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

rm -rf out/demo
mkdir -p out
tools/in-namespaces.sh .venv/bin/hoshitori demo --out out/demo
status=$?
case $status in
    0 | 3 | 4) ;;
    *) echo "make demo: hoshitori demo ended with $status" >&2; exit $status ;;
esac
cat <<'NEXT'

Next: check the evidence as somebody who was not there, and judge it again without the device:
    .venv/bin/hoshitori verify out/demo/evidence.hoshi --trust out/demo/trust.json
    .venv/bin/hoshitori rejudge out/demo/evidence.hoshi
NEXT
