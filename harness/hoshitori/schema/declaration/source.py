"""The bytes of a declaration's file."""

from __future__ import annotations

from pathlib import Path

from hoshitori.schema.declaration.phrases import Phrase, same
from hoshitori.schema.declaration.problem import DeclarationError, Position, Problem
from hoshitori.schema.declaration.toml import LARGEST_FILE


def read_source(path: Path) -> bytes:
    """Return the file's bytes, one more than allowed at most.

    Raises:
        DeclarationError: if it cannot be read.
    """
    try:
        with path.open("rb") as file:
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
