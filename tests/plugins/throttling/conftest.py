"""The clock and the bounds of all guessing here: rates come out of what a device does, in no time."""

import pytest

from hoshitori.run.reach import WorkerReach
from hoshitori_plugins.throttling import guessing as guessing_module
from hoshitori_plugins.throttling import probe as probe_module
from tests.plugins.webservers import CLOCK


@pytest.fixture(autouse=True)
def standing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Device and probe go by a clock that only they move: rates do not depend on how busy this machine is."""

    def milliseconds(_: WorkerReach) -> int:
        return CLOCK.milliseconds()

    def wait(_: WorkerReach, milliseconds: int) -> None:
        CLOCK.wait(milliseconds)

    monkeypatch.setattr(CLOCK, "stands", True)
    monkeypatch.setattr(WorkerReach, "milliseconds", milliseconds)
    monkeypatch.setattr(WorkerReach, "wait", wait)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the bounds small: what is tested is what is counted, not how long."""
    monkeypatch.setattr(guessing_module, "_STEADY_MILLISECONDS", 1_500)
    monkeypatch.setattr(guessing_module, "_FAST_MILLISECONDS", 2_000)
    monkeypatch.setattr(guessing_module, "_FAST_GUESSES", 20)
    monkeypatch.setattr(probe_module, "_MODE_MILLISECONDS", 3_000)
    monkeypatch.setattr(probe_module, "_SHORT_MODE_MILLISECONDS", 1_000)
    monkeypatch.setattr(probe_module, "_MOST_GUESSES", 60)
    monkeypatch.setattr(probe_module, "_RECOVERY_MILLISECONDS", 1_500)
    monkeypatch.setattr(probe_module, "_BEFORE_MILLISECONDS", 1_500)
