"""The person at the bench, asked on the terminal to do what no adapter does."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TextIO

from hoshitori.model.errors import BenchError

_LONGEST_LINE: Final = 500
_TERMINAL: Final = Path("/dev/tty")


class Person(Protocol):
    """Someone who can be asked to do something, and says when it is done."""

    def do(self, task: str) -> None:
        """Have a task done.

        Raises:
            BenchError: if nobody is there, or it cannot be done.
        """

    def tell(self, question: str) -> str:
        """Ask for one line of text.

        Raises:
            BenchError: if nobody is there.
        """
        ...


class PersonAtTerminal:
    """Whoever sits at this terminal; one task at a time."""

    def __init__(self, terminal: Callable[[], TextIO] | None = None) -> None:
        """Speak on `terminal`, by default the controlling one even where output is redirected."""
        self._open = terminal or _open_terminal
        self._guard = threading.Lock()

    def do(self, task: str) -> None:
        """Have a task done: Enter says that it is, `no` that it cannot be."""
        if self._ask(f"\n>> {task}\n>> [Enter] when done, 'no' if it cannot be done: ").lower() in {"n", "no"}:
            raise BenchError("the operator said that it cannot be done", where="operator")

    def tell(self, question: str) -> str:
        """Ask for one line of text."""
        return self._ask(f"\n>> {question}: ")

    def _ask(self, prompt: str) -> str:
        with self._guard, self._open() as terminal:
            terminal.write(prompt)
            terminal.flush()
            line = terminal.readline(_LONGEST_LINE)
        if not line:
            raise BenchError("the operator's terminal was closed", where="operator")
        return line.strip()


def _open_terminal() -> TextIO:
    try:
        return _TERMINAL.open("r+", encoding="utf-8", errors="replace", buffering=1)
    except OSError as error:
        if sys.stdin.isatty():
            return open(sys.stdin.fileno(), "r+", encoding="utf-8", closefd=False)  # a descriptor
        raise BenchError(
            "this instrument is worked by a person, and there is no terminal to ask at",
            where="operator",
            remedy="run at a terminal, or declare the adapter impossible in the bench file",
        ) from error
