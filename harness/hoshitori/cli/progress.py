"""How a run goes, told on standard error: live on a terminal, line by line elsewhere, or not at all."""

from __future__ import annotations

import sys
import threading
import time
from typing import Final, TextIO

from hoshitori.cli.printing import visible
from hoshitori.model.observation import Observation, ObservationKey
from hoshitori.model.verdict import Decision
from hoshitori.report.layout import cut
from hoshitori.report.speaker import Speaker
from hoshitori.report.wording import VERDICT_MARKS, VERDICTS
from hoshitori.run.outlook import Outlook, Pending

_WIDTH: Final = 79
_SECOND: Final = 1_000
_MINUTE: Final = 60


class TerminalEvents:
    """Tells what is being observed, what is next, how long still, and the sheet as it fills in."""

    def __init__(self, *, quiet: bool = False, stream: TextIO | None = None, language: str = "ja") -> None:
        """Tell on `stream`, or say nothing but what went wrong where `quiet`."""
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._live = self._stream.isatty() and not quiet
        self._speaker = Speaker(language)
        self._started = time.monotonic()
        self._outlook: Outlook | None = None
        self._began = self._started
        self._lock = threading.Lock()

    def observing(self, outlook: Outlook) -> None:
        """An observation begins."""
        self._outlook = outlook
        self._began = time.monotonic()
        self._draw(0)

    def progress(self, done: int, total: int) -> None:
        """The observation under way tells how far it is."""
        if total > 0:
            self._draw(100 * done // total)

    def observed(self, observation: Observation) -> None:
        """An observation is on record."""
        if self._quiet:
            return
        mark = "○" if observation.available else "－"
        text = f"{mark} {self._named(observation.key)}"
        if observation.missing is not None:
            text += f": {self._speaker.reason(observation.missing.reason)}"
        self._line(text)

    def remark(self, text: str) -> None:
        """Something worth telling."""
        if not self._quiet:
            self._line(f"· {text}")

    def decided(self, requirement: str, decision: Decision) -> None:
        """A requirement has all it needs."""
        if not self._quiet:
            verdict = self._speaker.text(VERDICTS[decision.verdict])
            told = self._speaker.word("progress-decided", requirement=requirement, verdict=verdict)
            self._line(f"{VERDICT_MARKS[decision.verdict]} {told}")

    def _named(self, key: ObservationKey) -> str:
        told = self._speaker.join(self._speaker.parameter(name, value) for name, value in key.parameters.items())
        return " ".join(
            part for part in (self._speaker.fact(key.fact), told, self._speaker.subject(key.subject)) if part
        )

    def _draw(self, percent: int) -> None:
        outlook = self._outlook
        if not self._live or outlook is None:
            return
        known = outlook.done + 1 + len(outlook.upcoming)
        parts = [f"[{outlook.done + 1}/{known}] {self._named(outlook.now.key)}", f"{percent} %" if percent else ""]
        parts += [self._left(outlook), self._next(outlook.upcoming[:1])]
        text = " · ".join(part for part in parts if part)
        with self._lock:
            self._stream.write("\r\x1b[2K" + cut(visible(text), _WIDTH))
            self._stream.flush()

    def _left(self, outlook: Outlook) -> str:
        spent = int((time.monotonic() - self._began) * _SECOND)
        now = max(0, outlook.now.milliseconds - spent)
        seconds = (outlook.milliseconds_left - outlook.now.milliseconds + now) // _SECOND
        return self._speaker.word("progress-left", minutes=seconds // _MINUTE, seconds=seconds % _MINUTE)

    def _next(self, upcoming: tuple[Pending, ...]) -> str:
        return self._speaker.word("progress-next", what=self._named(upcoming[0].key)) if upcoming else ""

    def _line(self, text: str) -> None:
        elapsed = int(time.monotonic() - self._started)
        start = "\r\x1b[2K" if self._live else ""
        with self._lock:
            self._stream.write(f"{start}{elapsed:4d} s  {visible(text)}\n")
            self._stream.flush()
