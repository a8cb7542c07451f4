"""How fast a device is asked: faster while it keeps up, half as fast when it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FLOOR: Final = 50
"""Packets a second below which slowing down helps nobody."""


@dataclass(slots=True, kw_only=True)
class Pace:
    """A rate that follows what the device bears.

    Attributes:
        rate: packets a second now.
        ceiling: the rate that is never exceeded.
        grow_percent: by how much it grows at a time; less after each loss.
        settle_us: how long a rate must have been borne before it grows, microseconds.
        moment_us: the longest pause that is made up for by a burst afterwards, microseconds.
        tolerated: losses in a thousand that are put down to the wire, not to the rate.
    """

    rate: int
    ceiling: int
    grow_percent: int = 100
    settle_us: int = 5_000
    tolerated: int = 20
    moment_us: int = 5_000
    _changed_at: int = -(10**12)
    _budget_us: int = 0
    _last_us: int = -1
    _alike: int = 0
    _borne: int = 0

    def allowance(self, now_us: int, most: int) -> int:
        """Return how many packets may go now, at most `most`; they count as sent."""
        if self._last_us < 0:
            self._last_us = now_us
        # never save up more than a moment's worth: a pause must not end in a burst
        self._budget_us = min(self._budget_us + now_us - self._last_us, max(self.moment_us, 1_500_000 // self.rate))
        self._last_us = now_us
        count = min(most, self._budget_us * self.rate // 1_000_000)
        self._budget_us -= count * 1_000_000 // self.rate
        return count

    def judge(self, now_us: int, sent_at_us: int, *, asked: int, lost: int) -> None:
        """Take note of how many of the packets sent at a time got lost."""
        if sent_at_us < self._changed_at or not asked:
            return
        loss = lost * 1_000 // asked
        if loss > self.tolerated:
            self._slow_down(now_us, loss)
        elif now_us - self._changed_at >= self.settle_us:
            self.rate = min(self.ceiling, self.rate + max(1, self.rate * self.grow_percent // 100))
            self._changed_at = now_us

    def _slow_down(self, now_us: int, loss: int) -> None:
        """Halve the rate, unless halving it has not helped: then the wire loses packets at any rate.

        Behind a limit, half the rate brings as many answers as before; over a lossy wire it brings half as many.
        """
        borne = self.rate * (1_000 - loss) // 1_000
        self._alike = self._alike + 1 if loss < 500 and 0 < borne * 100 < self._borne * 62 else 0
        self._borne = borne
        self._changed_at = now_us
        if self._alike >= 2:
            self.tolerated = loss * 3 // 2
            self.rate = min(self.ceiling, self.rate * 8)
            self._alike = 0
            return
        self.rate = max(FLOOR, self.rate // 2)
        # growing again is for later, and slower: what was just too fast is not to be tried again at once
        self.grow_percent = max(2, self.grow_percent // 2)
