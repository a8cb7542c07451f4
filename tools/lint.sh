#!/usr/bin/env bash
# Style, types and the layer contract; all of them run, then it ends with the number of those that failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

failed=0
check() {
    local name=$1
    shift
    local started=$SECONDS
    if "$@"; then
        printf 'lint: %s: ok (%s s)\n' "$name" $((SECONDS - started))
    else
        printf 'lint: %s: FAILED\n' "$name" >&2
        failed=$((failed + 1))
    fi
}

check 'ruff' .venv/bin/ruff check --quiet .
check 'format' .venv/bin/ruff format --check --quiet .
check 'mypy' .venv/bin/mypy --no-error-summary
check 'pyright' .venv/bin/pyright --warnings
check 'layers' .venv/bin/lint-imports --no-cache --no-logo
check 'shell scripts' shellcheck tools/*.sh .ci/run
exit $failed
