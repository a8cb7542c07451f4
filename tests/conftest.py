"""What every test stands on: repeatable properties, and namespaces where a test asks for them."""

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

PROGRAM = str(Path(sys.executable).with_name("hoshitori"))

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, print_blob=True)
settings.load_profile("repeatable")


@functools.cache
def namespaces_refused() -> str | None:
    """Why this process can make no network namespace, or None where it can."""
    if os.geteuid() != 0:
        return "not root; `make test` starts the tests so that they may"
    try:
        trial = subprocess.run(
            ["unshare", "--mount", "--pid", "--fork", "--net", "true"],
            capture_output=True,
            check=False,
            text=True,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if trial.returncode == 0 else trial.stderr.strip()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test that needs namespaces out where there are none; fail it where they were promised."""
    if item.get_closest_marker("netns") is None:
        return
    refused = namespaces_refused()
    if refused is None:
        return
    if os.environ.get("HOSHITORI_REQUIRE_NETNS"):
        pytest.fail(f"HOSHITORI_REQUIRE_NETNS is set, yet namespaces are refused: {refused}", pytrace=False)
    pytest.skip(f"no network namespaces here: {refused}")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one finished demo, taken once for all tests that look at it; needs the marker `netns`."""
    out = tmp_path_factory.mktemp("demo") / "demo"
    result = subprocess.run(
        [PROGRAM, "demo", "--out", str(out)],
        capture_output=True,
        check=False,
        text=True,
        timeout=900,
    )
    assert result.returncode in {0, 3, 4}, result.stdout + result.stderr
    (out / "terminal.txt").write_text(result.stdout, encoding="utf-8")
    return out
