"""How long traffic is observed before the capture is read."""

from hoshitori.run.observation_time import ObservationTime


class Clock:
    """A clock that only pauses move."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        """Go on by so many seconds."""
        self.pauses.append(seconds)
        self.now += seconds


def waited(asked: int, gone: float) -> tuple[list[float], list[str]]:
    """Return the pauses, and what was told, where so much of the time that was asked for is gone."""
    clock, told = Clock(), list[str]()
    time = ObservationTime(asked, clock=lambda: clock.now, pause=clock.pause)
    clock.now += gone
    time.wait(told.append)
    time.wait(told.append)
    return clock.pauses, told


def test_what_is_left_is_waited_for_once() -> None:
    """An hour was asked for and ten minutes are gone: fifty minutes, told, and nothing more afterwards."""
    pauses, [told] = waited(3600, 600.0)

    assert pauses == [3000.0]
    assert "another 3000 s" in told


def test_nobody_waits_unasked() -> None:
    """Without a wish, or after it is met, nothing is waited for and nothing told."""
    assert waited(0, 0.0) == ([], [])
    assert waited(60, 61.0) == ([], [])
