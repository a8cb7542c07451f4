#!/usr/bin/env bash
# Style, types and the layer contract; all of them run, side by side, then it ends with the number of those that failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

said=$(mktemp -d) || exit
trap 'rm -rf "$said"' EXIT
names=() pids=()
check() {
    names+=("$1")
    shift
    (
        SECONDS=0
        "$@" >"$said/${#names[@]}" 2>&1
        status=$?
        echo "$SECONDS" >"$said/${#names[@]}.seconds"
        exit $status
    ) &
    pids+=($!)
}

check 'ruff' .venv/bin/ruff check --quiet .
check 'format' .venv/bin/ruff format --check --quiet .
check 'mypy' .venv/bin/mypy --no-error-summary
check 'pyright' .venv/bin/pyright --warnings
check 'layers' .venv/bin/lint-imports --no-cache --no-logo
check 'shell scripts' shellcheck tools/*.sh .ci/run

failed=0
for number in "${!pids[@]}"; do
    wait "${pids[number]}"
    status=$?
    file=$said/$((number + 1))
    cat "$file"
    if [ $status = 0 ]; then
        printf 'lint: %s: ok (%s s)\n' "${names[number]}" "$(cat "$file.seconds")"
    else
        printf 'lint: %s: FAILED\n' "${names[number]}" >&2
        failed=$((failed + 1))
    fi
done
exit $failed
