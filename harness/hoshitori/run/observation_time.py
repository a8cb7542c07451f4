"""How long a device's traffic is observed before anything is read from the capture."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class ObservationTime:
    """The least time of capture that the operator asked for, counted from when this is made.

    Attributes:
        seconds: 0 where nothing was asked for.
        clock, pause: in seconds.
    """

    seconds: int = 0
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.clock()

    def wait(self, remark: Callable[[str], None]) -> None:
        """Wait for what is left of it, telling how long that is."""
        left = self._began + self.seconds - self.clock()
        if left > 0:
            remark(f"watching the device's traffic for another {left:.0f} s, as --watch asks")
            self.pause(left)
