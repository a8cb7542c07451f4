"""The sheet as it fills in: requirements are judged as soon as they have all they need, beside the observing."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator, Mapping, Sequence

from hoshitori.model.errors import HoshitoriError
from hoshitori.model.observation import Observation
from hoshitori.model.verdict import Decision
from hoshitori.run.outlook import Outlook
from hoshitori.run.scheduler import Events

Judge = Callable[[Sequence[Observation]], Mapping[str, Decision]]
"""Judges some observations as if their round were closed; requirement → decision."""


class Preview:
    """Passes a run's events on, and tells what a requirement comes to once nothing it needs is missing.

    Judging goes on in a thread, one judgement at a time, over what is on record when it begins. It says what the final
    sheet will say: nothing a settled requirement rests on is observed again in its round.
    """

    def __init__(self, events: Events, judge: Judge) -> None:
        """Pass on to `events`."""
        self._events = events
        self._judge = judge
        self._observations: list[Observation] = []
        self._told: set[str] = set()
        self._settled: tuple[str, ...] = ()
        self._changed = threading.Condition()
        self._over = False
        self._thread = threading.Thread(target=self._work, name="preview", daemon=True)

    @contextlib.contextmanager
    def running(self) -> Generator[None]:
        """Judge for as long as the block lasts; what is being judged as it ends is not waited for."""
        self._thread.start()
        try:
            yield
        finally:
            with self._changed:
                self._over = True
                self._changed.notify()

    def observing(self, outlook: Outlook) -> None:
        """An observation begins; what has become settled is judged meanwhile."""
        self._events.observing(outlook)
        with self._changed:
            self._settled = outlook.settled
            self._changed.notify()

    def progress(self, done: int, total: int) -> None:
        """The observation under way tells how far it is."""
        self._events.progress(done, total)

    def observed(self, observation: Observation) -> None:
        """An observation is on record."""
        with self._changed:
            self._observations.append(observation)
        self._events.observed(observation)

    def remark(self, text: str) -> None:
        """Something worth telling the engineer."""
        self._events.remark(text)

    def decided(self, requirement: str, decision: Decision) -> None:
        """A requirement is decided."""
        self._events.decided(requirement, decision)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._over or set(self._settled) - self._told)
                if self._over:
                    return
                settled = [name for name in self._settled if name not in self._told]
                observations = tuple(self._observations)
            try:
                decisions = self._judge(observations)
            except HoshitoriError as error:
                self._events.remark(f"no preview of the sheet: {error}")
                return
            self._told.update(settled)
            for name in settled:
                if name in decisions:
                    self._events.decided(name, decisions[name])
