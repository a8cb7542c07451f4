"""One mode of guessing: so many at once, from so many addresses, until it is clear what rate can be kept up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from hoshitori.facts.throttling import GuessingMode
from hoshitori.probe import Reach
from hoshitori_plugins.login.attempt import Answered, Login, random_value

DAY_MILLISECONDS: Final = 86_400_000
_STEADY_GAPS: Final = 3
_SHORTEST_DELAY_MILLISECONDS: Final = 1_000
"""Below it an answer may merely take its time, and a lock may still come: then many more guesses are made."""
_STEADY_MILLISECONDS: Final = 5_500
_STEADY_FACTOR_PERCENT: Final = 150
_SLACK_MILLISECONDS: Final = 150
_FAST_MILLISECONDS: Final = 20_000
_FAST_GUESSES: Final = 100
_LOCKS: Final = 2
_EARLIEST: Final = 3
"""The end of an address's latest lock counts for its rate only in the later two thirds of what was measured."""
_CHECKS: Final = 5
"""Locks at whose beginning the right value is tried: a lock that looks sound once may be hollow the next time."""
_BREAKS: Final = 3
"""Rounds that ended without any answer while the right value opened: then it is the value that is not answered."""
_SHORTEST_POLL_MILLISECONDS: Final = 100
_LONGEST_POLL_MILLISECONDS: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a mode guesses, and its bounds.

    Attributes:
        sources: own addresses to come from, in turn; an empty one lets the system choose.
        milliseconds: after which it stops whatever it has seen.
        guesses: likewise.
    """

    at_once: int
    sources: tuple[str, ...]
    milliseconds: int
    guesses: int

    @property
    def id(self) -> str:
        """The name of the mode."""
        plural = "es" if len(self.sources) > 1 else ""
        return f"{self.at_once}-at-once-{len(self.sources)}-address{plural}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try: from which address, whether it was looked at, and when it began and ended."""

    source: str
    looked: bool
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a mode has seen so far; times are milliseconds since its start.

    Attributes:
        ends: when each wrong value that was looked at was answered.
        stretch_began: since when no try has been looked at; None while tries are.
        breaks: when tries ended without an answer; `breaks_let_in` of the rounds with nothing else were followed by
            the right value being let in at once.
        hollow: whether a lock was shown to be none: the right value was let in while wrong ones were told to wait, or
            were not answered at all.
        measured: until when the rate is measured, and `counted` the guesses made by then; `now` is the end.
    """

    ends: list[int] = field(default_factory=list[int])
    quickest: int = DAY_MILLISECONDS
    locked: int = 0
    breaks: list[int] = field(default_factory=list[int])
    breaks_let_in: int = 0
    stretches: list[int] = field(default_factory=list[int])
    stretch_began: int | None = None
    hollow: bool = False
    accepts_anything: bool = False
    measured: int = 0
    counted: int = 0
    now: int = 0
    tries: list[Try] = field(default_factory=list["Try"])

    def add(self, answered: Answered, start: int, end: int) -> None:
        """Count one try."""
        if answered is Answered.LOCKED and not self.hollow:
            self.locked += 1
        elif answered is Answered.DROPPED and self.breaks_let_in < _BREAKS:
            self.breaks.append(end)
        else:
            self.accepts_anything = self.accepts_anything or answered is Answered.OPENED
            self.ends.append(end)
            self.quickest = min(self.quickest, end - start)

    def note_round(self, start: int, end: int, looked: bool) -> None:  # noqa: FBT001  # whether any try was looked at
        """Follow the stretches in which no try is looked at; measure to the end of the latest, or to now."""
        self.now = end
        if not looked:
            self.stretch_began = start if self.stretch_began is None else self.stretch_began
        elif self.stretch_began is not None:
            self.stretches.append(start - self.stretch_began)
            self.stretch_began = None
            self.measured, self.counted = start, sum(one <= start for one in self.ends)
        if not self.stretches:
            self.measured, self.counted = end, len(self.ends)

    def note_break(self, *, let_in: bool) -> None:
        """Note whether the right value opened right after a round without any answer.

        Once that came about often enough, to drop a try is how the device says no: all dropped ones were guesses.
        """
        self.breaks_let_in += let_in
        if self.breaks_let_in >= _BREAKS:
            self.hollow = True
            self.ends = sorted([*self.ends, *self.breaks])
            self.breaks, self.stretches, self.stretch_began = [], [], None

    @property
    def dropped(self) -> int:
        """How many tries ended without an answer and were no guesses."""
        return len(self.breaks)

    @property
    def steady(self) -> bool:
        """Whether the latest answers came at even distances for long enough: a delay that each failure costs."""
        if self.stretches:
            return False
        times = [0, *sorted(self.ends)]
        gaps = [after - before for before, after in pairwise(times)][-_STEADY_GAPS:]
        if len(gaps) < _STEADY_GAPS or times[-1] < _STEADY_MILLISECONDS:
            return False
        if min(gaps) < _SHORTEST_DELAY_MILLISECONDS:
            return False
        return max(gaps) <= min(gaps) * _STEADY_FACTOR_PERCENT // 100 + _SLACK_MILLISECONDS

    @property
    def fast(self) -> bool:
        """Whether so many guesses went through without a lock that no more are needed."""
        return len(self.ends) >= _FAST_GUESSES and self.ends[-1] >= _FAST_MILLISECONDS and not self.stretches


def guess(login: Login, reach: Reach, user: str, plan: Plan, right_opens: Callable[[str], bool]) -> Tally:
    """Guess until the rate is clear or the plan's bounds are reached.

    `right_opens` tries the right value at once from a source address; it is asked when a lock begins (the first
    five), and whenever the device answers none of a round's tries.
    """
    tally, began, checks, openings = Tally(), reach.milliseconds(), 0, 0

    def once(source: str) -> tuple[Answered, int, int]:
        start = reach.milliseconds() - began
        answered = login.attempt(user, random_value(), source=source)
        return answered, start, reach.milliseconds() - began

    with ThreadPoolExecutor(plan.at_once) as threads:
        width = plan.at_once
        while True:
            sources = [plan.sources[number % len(plan.sources)] for number in range(width)]
            start = reach.milliseconds() - began
            answers = list(threads.map(once, sources))
            looked = any(answered in {Answered.REFUSED, Answered.OPENED} for answered, _, _ in answers)
            turned_away = [
                source for source, (answered, *_) in zip(sources, answers, strict=True) if answered is Answered.LOCKED
            ]
            if turned_away and not tally.hollow and tally.stretch_began is None and checks < _CHECKS:
                # A right value that is let in while wrong ones are told to wait shows that they are looked at, unless
                # the wait was just over: so a wrong one must still be told to wait, or it must happen twice.
                checks += 1
                if right_opens(turned_away[-1]):
                    openings += 1
                    tally.hollow = openings > 1 or once(turned_away[-1])[0] is Answered.LOCKED
            for source, (answered, at, end) in zip(sources, answers, strict=True):
                tally.add(answered, at, end)
                looked_at = answered in {Answered.REFUSED, Answered.OPENED}
                tally.tries.append(Try(source=source, looked=looked_at, start=at, end=end))
            if tally.breaks_let_in < _BREAKS and all(answered is Answered.DROPPED for answered, *_ in answers):
                tally.note_break(let_in=right_opens(sources[-1]))
            now = reach.milliseconds() - began
            tally.note_round(start, now, looked or tally.hollow)
            reach.spend(tries=len(answers))
            reach.progress(min(now, plan.milliseconds), plan.milliseconds)
            if _clear(tally, plan, now):
                return tally
            width = _next_width(width, plan.at_once, now - start)
            if tally.stretch_began is not None:
                # A tenth of the stretch so far: what is measured of a lock is then at most a tenth too long.
                age = now - tally.stretch_began
                reach.wait(min(max(age // 10, _SHORTEST_POLL_MILLISECONDS), _LONGEST_POLL_MILLISECONDS))


def measured(plan: Plan, tally: Tally, *, silent_milliseconds: int, recovery_milliseconds: int) -> GuessingMode:
    """Return what a mode showed.

    `silent_milliseconds` is how long the right value was refused afterwards like a wrong one: the guesses before were
    then at most guesses, and their price is that time too. `recovery_milliseconds` is how long the device went on not
    looking after the mode had ended in a lock.
    """
    outlasted = tally.stretch_began is not None
    if outlasted or silent_milliseconds:
        guesses, milliseconds = len(tally.ends), tally.now + silent_milliseconds + recovery_milliseconds
    else:
        guesses, milliseconds = tally.counted, tally.measured
    open_stretch = [milliseconds - tally.stretch_began] if tally.stretch_began is not None else []
    return GuessingMode(
        id=plan.id,
        at_once=plan.at_once,
        addresses=len(plan.sources),
        guesses=guesses,
        locked=tally.locked,
        dropped=tally.dropped,
        silenced=len(tally.ends) if silent_milliseconds else 0,
        milliseconds=max(milliseconds, 1),
        quickest_milliseconds=tally.quickest if tally.ends else 0,
        longest_lock_milliseconds=max([*tally.stretches, *open_stretch, silent_milliseconds]),
        lock_outlasted=outlasted,
        guesses_a_day=max(
            guesses * DAY_MILLISECONDS // max(milliseconds, 1),
            0 if outlasted or silent_milliseconds or tally.hollow else _by_address(plan, tally),
        ),
    )


def _by_address(plan: Plan, tally: Tally) -> int:
    """Return the guesses a day that the addresses get together, each measured over its own locks.

    Locks of several addresses are out of step: where one is over, the guesses of another may be still to come. A lock
    that an address was in from the beginning is the price of an earlier mode's guesses, not of this one's.
    """
    if len(plan.sources) == 1:
        return 0
    rate = 0
    for source in plan.sources:
        own = [one for one in tally.tries if one.source == source]
        looked = [one for one in own if one.looked]
        began = looked[0].start if looked and not own[0].looked else 0
        # tries of one round run side by side: only one that began after another had been turned away ends a lock
        reopened = [
            after.start
            for before, after in pairwise(own)
            if after.looked and not before.looked and before.end <= after.start
        ]
        ends = reopened[-1] if reopened else 0
        if ends <= began or ends * _EARLIEST < tally.measured:
            began, ends = 0, tally.measured
        rate += sum(one.end <= ends for one in looked) * DAY_MILLISECONDS // max(ends - began, 1)
    return rate


def _clear(tally: Tally, plan: Plan, now: int) -> bool:
    if tally.accepts_anything or now >= plan.milliseconds or len(tally.ends) >= plan.guesses:
        return True
    return len(tally.stretches) >= _LOCKS or (tally.stretch_began is None and (tally.steady or tally.fast))


def _next_width(width: int, at_once: int, milliseconds: int) -> int:
    """Return how many tries the next round has: more where a round was over in no time, so that rounds cost nothing."""
    if milliseconds < 500:  # noqa: PLR2004  # half a second
        return min(width * 2, at_once * 8)
    return max(width // 2, at_once) if milliseconds > 2_000 else width  # noqa: PLR2004  # two seconds


def plans(own: Sequence[str], *, milliseconds: int, guesses: int) -> tuple[Plan, ...]:
    """Return the modes: one at once from one address, four at once from as many as the bench has.

    Four at once from one address alone would show nothing more: whoever has two gets no less.
    """
    modes = [(1, own[:1]), (4, own)]
    return tuple(
        Plan(at_once=count, sources=tuple(sources), milliseconds=milliseconds, guesses=guesses)
        for count, sources in modes
    )
