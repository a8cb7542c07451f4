"""A bounded reader of TOML: bytes to plain values, with the place of every key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Final, cast

from hoshitori.model.json_value import Json
from hoshitori.schema.declaration.phrases import Phrase, same
from hoshitori.schema.declaration.place import Path, Places, key_text, locate
from hoshitori.schema.declaration.problem import Position, Problem

LARGEST_FILE: Final = 1 << 20
"""Bytes of a whole declaration."""

DEEPEST: Final = 16
"""Tables and lists inside one another."""

MOST_VALUES: Final = 20_000
"""Keys and list entries in all; a real declaration has some hundreds."""

MOST_DOTS_IN_A_LINE: Final = 500
"""A dotted key takes `tomllib` time in the square of its parts; no key or sentence needs this many."""

LARGEST_INTEGER: Final = 2**53

_START: Final = Position(line=1, column=1)
_WHERE = re.compile(r"\(at line (\d+), column (\d+)\)")


class Stamp(str):
    """A TOML date or time as text, told apart from text that only looks like one.

    An instant is RFC 3339 in UTC with whole seconds; a local date `YYYY-MM-DD`.
    """

    __slots__ = ()


class Unreadable(Exception):  # noqa: N818  # it carries what makes the file unreadable; it is no fault of the program
    """That a file is no TOML within bounds, as one problem."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem."""
        super().__init__(problem.code)
        self.problem = problem


Note = tuple[str, Path, Phrase, Phrase]
"""Code, path, expected and found of a problem that is not yet named."""


def read_toml(data: bytes) -> tuple[dict[str, Json], Places, list[Note]]:
    """Return the values, the places of their keys, and notes on what no declaration may hold (fractions, huge numbers).

    Raises:
        Unreadable: if it is too large, not UTF-8, not TOML or nested too deeply.
    """
    text = _decode(data)
    try:
        raw = tomllib.loads(text)
        _count(raw)
        places = locate(text)
    except RecursionError:
        raise _too_deep(_START) from None
    except (ValueError, OverflowError) as error:
        raise Unreadable(_syntax(str(error), text)) from None
    notes: list[Note] = []
    values = _plain(raw, (), places, notes)
    return cast("dict[str, Json]", values), places, notes


def _decode(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        limit = Phrase(f"{LARGEST_FILE}バイト以下", f"at most {LARGEST_FILE} bytes")
        raise Unreadable(_problem("too-large", _START, limit, Phrase(f"{len(data)}バイト", f"{len(data)} bytes")))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = Phrase(f"{data[error.start]:#04x} というバイト", f"the byte {data[error.start]:#04x}")
        raise Unreadable(_problem("encoding", Position(line=line, column=1), same("UTF-8"), byte)) from None
    for number, content in enumerate(text.split("\n"), start=1):
        if (dots := content.count(".")) > MOST_DOTS_IN_A_LINE:
            limit = Phrase(f"1行に点は{MOST_DOTS_IN_A_LINE}個まで", f"at most {MOST_DOTS_IN_A_LINE} dots in a line")
            raise Unreadable(_problem("too-large", Position(line=number, column=1), limit, same(str(dots))))
    return text


def _count(raw: dict[str, object]) -> None:
    """Refuse a file of very many values before anything is done with each."""
    total, waiting = 0, [cast("object", raw)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += cast("dict[str, object]", value).values()
        elif isinstance(value, list):
            waiting += cast("list[object]", value)
        total += 1
        if total > MOST_VALUES:
            limit = Phrase(f"値は{MOST_VALUES}個まで", f"at most {MOST_VALUES} values")
            raise Unreadable(_problem("too-large", _START, limit, Phrase("それより多い", "more")))


def _syntax(message: str, text: str) -> Problem:
    match = _WHERE.search(message)
    if match:
        position = Position(line=int(match[1]), column=int(match[2]))
    else:
        position = Position(line=max(1, text.rstrip("\n").count("\n") + 1), column=1)
    told = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in _WHERE.sub("", message)[:200]).strip()
    return _problem("syntax", position, same("TOML 1.0"), same(told))


def _too_deep(position: Position, key: str = "") -> Unreadable:
    limit = Phrase(f"{DEEPEST}段以下", f"at most {DEEPEST} levels")
    return Unreadable(_problem("too-deep", position, limit, Phrase("それより深い", "more"), key))


def _problem(code: str, position: Position, expected: Phrase, found: Phrase, key: str = "") -> Problem:
    return Problem(code=code, position=position, key=key or "dut.toml", expected=expected, found=found)


def _plain(value: object, path: Path, places: Places, notes: list[Note]) -> Json:  # noqa: PLR0911 — one for each type of TOML
    """Return a value without TOML's own types, noting what JSON on our wire cannot hold."""
    if len(path) > DEEPEST:
        raise _too_deep(places.of(path), key_text(path, {}))
    match value:
        case Mapping():
            table = cast("Mapping[str, object]", value)
            return {key: _plain(member, (*path, key), places, notes) for key, member in table.items()}
        case list():
            members = cast("list[object]", value)
            return [_plain(member, (*path, index), places, notes) for index, member in enumerate(members)]
        case str() | bool():
            return value
        case int():
            if abs(value) > LARGEST_INTEGER:
                limit = Phrase(f"±{LARGEST_INTEGER}以内", f"a whole number within ±{LARGEST_INTEGER}")
                found = Phrase("それより大きな数", "a larger one")
                notes.append(("large-number", path, limit, found))
                return 0
            return value
        case float():
            expected = Phrase("整数、または引用符で囲んだ文字列", "a whole number, or text in quotes")
            notes.append(("fraction", path, expected, same(str(value))))
            return 0
        case datetime() if value.tzinfo is not None:
            return Stamp(_in_utc(value))
        case date() | time():
            return Stamp(value.isoformat())
        case _:
            raise TypeError(f"tomllib gave a {type(value).__name__}")


def _in_utc(value: datetime) -> str:
    try:
        return value.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"
    except OverflowError:
        return value.isoformat()
