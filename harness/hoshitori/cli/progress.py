"""How a run goes, told on standard error: live on a terminal, line by line elsewhere, or not at all."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from hoshitori.cli.printing import visible
from hoshitori.model.observation import Observation, ObservationKey

_WIDTH = 100


class TerminalEvents:
    """Tells what is being observed, how far it is, and what came of it."""

    def __init__(self, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        """Tell on `stream`, or say nothing but what went wrong where `quiet`."""
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._live = self._stream.isatty() and not quiet
        self._started = time.monotonic()
        self._now = ""

    def observing(self, key: ObservationKey, title: str, done: int, known: int) -> None:
        """An observation begins."""
        parameters = " ".join(f"{name}={value}" for name, value in key.parameters.items())
        self._now = f"[{done + 1}/{known}] {key.fact} {parameters} {key.subject} — {title}"
        self._draw(self._now)

    def progress(self, done: int, total: int) -> None:
        """The observation under way tells how far it is."""
        if self._live and total:
            self._draw(f"{self._now} {100 * done // total} %")

    def observed(self, observation: Observation) -> None:
        """An observation is on record."""
        if self._quiet:
            return
        mark = "○" if observation.available else "－"
        parameters = " ".join(f"{name}={value}" for name, value in observation.key.parameters.items())
        text = f"{mark} {observation.key.fact} {parameters} {observation.key.subject}"
        if observation.missing is not None:
            text += f": {observation.missing.reason}"
        self._line(text)

    def remark(self, text: str) -> None:
        """Something worth telling."""
        if not self._quiet:
            self._line(f"· {text}")

    def _draw(self, text: str) -> None:
        if self._live:
            self._stream.write("\r\x1b[2K" + visible(text)[:_WIDTH])
            self._stream.flush()

    def _line(self, text: str) -> None:
        elapsed = int(time.monotonic() - self._started)
        start = "\r\x1b[2K" if self._live else ""
        self._stream.write(f"{start}{elapsed:4d} s  {visible(text)}\n")
        self._stream.flush()
