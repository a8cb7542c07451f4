"""What every test stands on: repeatable properties, and namespaces where a test asks for them."""

import functools
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

from tests.twin_runs import PROGRAM, TwinRuns, clear, make_room

__all__ = ["PROGRAM"]

RUNS = TwinRuns()
ROOMS: list[Path] = []
"""The folder of the twins' runs, where this process made it."""

SLOW = (
    "tests/run/test_resume.py",
    "tests/run/test_stranger.py",
    "tests/cli/test_third_party.py",
    "tests/plugins/ports/test_port_survey.py",
    "tests/plugins/login/test_daemon_logins.py",
    "tests/plugins/snmp/test_snmp_users.py",
    "tests/plugins/snmp/test_snmp_survey.py",
    "tests/lab/instruments/test_whole_bench.py",
    "tests/plugins/ports/test_ipv6_survey.py",
    "tests/lab/instruments/test_loopback.py",
    "tests/lab/instruments/test_preflight.py",
    "tests/plugins/storage/test_stored_values.py",
    "tests/plugins/throttling/test_guessing.py",
    "tests/lab/instruments/test_delivery.py",
    "tests/plugins/service/test_service_identity.py",
    "tests/lab/device/test_web.py",
)
"""The files that take longest: begun first, none of them keeps one process busy when the others are done."""
WAITING = {"twin_runs", "demo"}
"""Fixtures that wait for what runs beside the tests: whoever wants them comes last, when most of it is there."""

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
            timeout=120,
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes long, and last what waits for the twins' runs; files stay whole, and so does their order."""
    ranks: dict[str, int] = {name: number - len(SLOW) for number, name in enumerate(SLOW)}
    for item in items:
        if WAITING & set(getattr(item, "fixturenames", ())):
            ranks[item.nodeid.partition("::")[0]] = 1
    items.sort(key=lambda item: ranks.get(item.nodeid.partition("::")[0], 0))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the twins' long waits at once where their tests were collected; other tests run meanwhile."""
    names: list[set[str]] = [set(getattr(item, "fixturenames", ())) for item in session.items]
    wanted = [item for item, fixtures in zip(session.items, names, strict=True) if "twin_runs" in fixtures]
    if session.config.option.collectonly or namespaces_refused() is not None:
        return
    calls = [getattr(item, "callspec", None) for item in wanted]
    parameters = [call.params for call in calls if call is not None]
    twins = [str(one["twin"]) for one in parameters if "twin" in one]
    parts = [str(one["twin_in_part"]) for one in parameters if "twin_in_part" in one]
    RUNS.start([*twins, *(["good"] if any("demo" in fixtures for fixtures in names) else [])], parts)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Do not take a twin's run away from tests in another process that still want it."""
    del session
    if "PYTEST_XDIST_WORKER" in os.environ and exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        RUNS.finish()


@pytest.fixture(scope="session")
def twin_runs() -> TwinRuns:
    """The twins of the lab, each run at most once from boot to bundle; needs the marker `netns`."""
    return RUNS


@pytest.fixture(scope="session")
def demo() -> Path:
    """The folder of one finished demo, taken once for all tests that look at it; needs the marker `netns`."""
    ran = RUNS.of("good")
    assert ran.exit_code in {0, 3, 4}, ran.told
    (ran.folder / "terminal.txt").write_text(ran.output, encoding="utf-8")
    return ran.folder


def pytest_configure() -> None:
    """Make room for the twins' runs before any other process of these tests is started."""
    made = make_room()
    ROOMS.extend([made] if made is not None else [])


def pytest_unconfigure() -> None:
    """End what still runs, and leave no folder behind."""
    RUNS.close()
    for room in ROOMS:
        clear(room)
