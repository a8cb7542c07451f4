"""The bytes of a declaration and of the files beside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from hoshitori.schema.declaration.phrases import Phrase, same
from hoshitori.schema.declaration.problem import DeclarationError, Position, Problem
from hoshitori.schema.declaration.toml import LARGEST_FILE


def read_source(path: Path) -> bytes:
    """Return the file's bytes, one more than allowed at most.

    Raises:
        DeclarationError: if it cannot be read.
    """
    try:
        with open_without_waiting(path) as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        problem = Problem(
            code="unreadable",
            position=Position(line=1, column=1),
            key="dut.toml",
            expected=Phrase("読めるファイル", "a readable file"),
            found=same(getattr(error, "strerror", None) or "not a path"),
        )
        raise DeclarationError([problem], where=str(path)) from None


def open_without_waiting(path: Path) -> BinaryIO:
    """Open a file for reading; a pipe that nobody writes to is opened at once, and empty.

    Raises:
        OSError: if it cannot be opened.
        ValueError: if the path holds a null character.
    """
    return open(path, "rb", opener=_open)


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
