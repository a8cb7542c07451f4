"""What is wrong with a declaration, told so that its author can mend it: line, key, expected, found."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hoshitori.model.errors import HoshitoriError
from hoshitori.schema.declaration.phrases import TITLES, Phrase

LONGEST_EXCERPT: Final = 60
"""How many characters of a found value are shown."""

MOST_PROBLEMS: Final = 100
"""How many problems are told at once; a file with more of them is better mended from the top."""


class Severity(enum.Enum):
    """Whether a problem forbids the run."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place in a text file, counted from 1; column in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of a declaration.

    Attributes:
        code: what kind of fault, the key of its text in both languages.
        key: the place as the author wrote it, `ixit.7-UpdMech[UM-1].delivery`.
        found: never holds a secret, never more than a short excerpt, control characters escaped.
    """

    code: str
    position: Position
    key: str
    expected: Phrase
    found: Phrase
    severity: Severity = Severity.ERROR

    def text(self, language: str = "en") -> str:
        """Return the problem as one line in English or, for `ja`, in Japanese."""
        title, where = TITLES[self.code], f"{self.position.line}:{self.position.column}"
        warning = self.severity is Severity.WARNING
        if language == "ja":
            mark = "注意：" if warning else ""
            return (
                f"{where}: {mark}{self.key}：{title.ja}（期待：{self.expected.ja}／実際：{self.found.ja}）[{self.code}]"
            )
        mark = "warning: " if warning else ""
        return (
            f"{where}: {mark}{self.key}: {title.en}; expected {self.expected.en}, found {self.found.en} [{self.code}]"
        )


class DeclarationError(HoshitoriError):
    """A declaration that cannot be used, with everything that is wrong with it."""

    code = "E_DECLARATION"

    def __init__(self, problems: Sequence[Problem], *, where: str) -> None:
        """Keep the problems in the order of the file; `where` names the file."""
        ordered = sorted(problems, key=lambda problem: (problem.position.line, problem.position.column, problem.code))
        self.problems: tuple[Problem, ...] = tuple(ordered[:MOST_PROBLEMS])
        self.left_out: int = max(0, len(ordered) - MOST_PROBLEMS)
        super().__init__(f"{len(ordered)} problems", where=where, remedy="docs/dut.md explains every table and column")

    def __str__(self) -> str:
        return self.text()

    def text(self, language: str = "en") -> str:
        """Return every problem, one a line, each beginning with file, line and column."""
        lines = [f"{self.where}:{problem.text(language)}" for problem in self.problems]
        if self.left_out:
            lines.append(f"ほか{self.left_out}件" if language == "ja" else f"and {self.left_out} more")
        return "\n".join(lines)


def excerpt(value: object) -> str:
    """Return a found value, quoted, shortened and with everything escaped that a terminal might obey."""
    if isinstance(value, str):
        shown = value[:LONGEST_EXCERPT] + ("…" if len(value) > LONGEST_EXCERPT else "")
        return '"' + "".join(one if one.isprintable() and one != '"' else ascii(one)[1:-1] for one in shown) + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:LONGEST_EXCERPT]
