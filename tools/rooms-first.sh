#!/usr/bin/env bash
# Runs the tests of the rooms that decide first, under coverage: they fail where one of the rooms' branches is taken
# by none of their own tests (pyproject.toml, [tool.coverage]). Then it runs all other tests, whatever came of those.
# usage: tools/rooms-first.sh PYTEST [ARGUMENT …]
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

rooms=(tests/model tests/bundle tests/verify)
"$@" "${rooms[@]}" --cov    # in this order: a word after --cov would be what it measures
decided=$?
[ $decided = 0 ] || echo "the tests of ${rooms[*]} failed (above); all others run all the same" >&2
"$@" "${rooms[@]/#/--ignore=}" || exit
exit $decided
