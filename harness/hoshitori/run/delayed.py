"""A cut that comes later, in the middle of what the bench is doing then."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from hoshitori.model.errors import BenchError


@dataclass(slots=True)
class DelayedCut:
    """One armed cut of a supply at a time; whoever arms it joins it before the supply comes back."""

    _thread: threading.Thread | None = field(default=None, init=False)
    _disarmed: threading.Event = field(default_factory=threading.Event, init=False)
    _failure: list[Exception] = field(default_factory=list[Exception], init=False)

    def arm(self, cut: Callable[[], None], milliseconds: int) -> None:
        """Have `cut` called after so many milliseconds; returns at once.

        Raises:
            BenchError: if an earlier one is still to come, or the delay is no time.
        """
        if self._thread is not None:
            raise BenchError("a cut is already to come", where="cut_after")
        if not 0 <= milliseconds <= _LONGEST_MILLISECONDS:
            raise BenchError(f"{milliseconds} ms is no delay of a cut", where="cut_after")
        self._disarmed.clear()
        self._failure.clear()
        self._thread = threading.Thread(target=self._cut_later, args=(cut, milliseconds), daemon=True)
        self._thread.start()

    def disarm(self) -> None:
        """Give up a cut that has not begun; one that has is waited for."""
        self._disarmed.set()
        self._join()

    def settle(self) -> None:
        """Wait until the armed cut is done; without one nothing happens.

        Raises:
            BenchError: if it went wrong.
        """
        self._join()
        if self._failure:
            raise BenchError(f"the cut that was to come failed: {self._failure.pop()}", where="cut_after")

    def _join(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _cut_later(self, cut: Callable[[], None], milliseconds: int) -> None:
        if self._disarmed.wait(milliseconds / 1000):
            return
        try:
            cut()
        except Exception as error:  # noqa: BLE001  # whatever it is, it is told when the supply is to come back
            self._failure.append(error)


_LONGEST_MILLISECONDS = 3_600_000
