"""A JSON reader that refuses whatever two readers could understand differently.

Everything from a device, a bundle or somebody's file is read here: duplicate keys, `NaN`, floats, integers beyond
2**53, lone surrogates, byte-order marks, deep nesting and oversized input are errors, never guesses (RFC 8259 §4, §6,
RFC 7493). The writer gives exactly one byte string per value: keys sorted by code point, UTF-8, no blanks.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import NoReturn, cast

from hoshitori.model.errors import HoshitoriError
from hoshitori.model.json_value import Json

__all__ = ["LARGEST_INTEGER", "Json", "JsonError", "Limits", "dumps", "parse"]

LARGEST_INTEGER = 2**53
"""The largest magnitude every JSON reader keeps exact (RFC 8259 §6)."""

_LARGEST_INTEGER_DIGITS = len(str(LARGEST_INTEGER))
_MEBIBYTE = 1 << 20


class JsonError(HoshitoriError):
    """JSON that is malformed, ambiguous or larger than its place allows."""

    code = "E_JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a document may be.

    Attributes:
        size: bytes of the whole document.
        depth: containers inside one another; a bare scalar has depth 0.
        values: upper bound of containers plus separators, so that memory stays in proportion to real documents.
    """

    size: int = 16 * _MEBIBYTE
    depth: int = 16
    values: int = 1_000_000


DEFAULT_LIMITS = Limits()


def parse(data: bytes, *, limits: Limits = DEFAULT_LIMITS, where: str = "JSON") -> Json:
    """Return the value that `data` spells.

    Raises:
        JsonError: if `data` is not JSON, is ambiguous or exceeds `limits`; `where` names the document.
    """
    if len(data) > limits.size:
        _refuse(f"{len(data)} bytes, at most {limits.size} allowed", where)
    if sum(map(data.count, (b"[", b"{", b","))) > limits.values:
        _refuse(f"more than {limits.values} values", where)
    try:
        text = data.decode("utf-8")
        value = cast(
            "Json",
            json.loads(
                text,
                object_pairs_hook=_unique,
                parse_float=_no_float,
                parse_int=_integer,
                parse_constant=_no_float,
            ),
        )
    except JsonError as error:
        _refuse(error.message, where)
    except UnicodeDecodeError as error:
        _refuse(f"not UTF-8 at byte {error.start}", where)
    except json.JSONDecodeError as error:
        _refuse(f"{error.msg} at line {error.lineno}, column {error.colno}", where)
    except RecursionError:
        _refuse(f"nested deeper than {limits.depth}", where)
    try:
        _check(value, limits.depth)
    except JsonError as error:
        _refuse(error.message, where)
    return value


def dumps(value: object, *, depth: int = DEFAULT_LIMITS.depth) -> bytes:
    """Return the one canonical byte string of a JSON value; tuples count as arrays.

    Raises:
        JsonError: if the value holds a float, an integer beyond 2**53, a lone surrogate, a key that is not a string
            or anything else JSON lacks.
    """
    _check(value, depth)
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()


def _refuse(message: str, where: str) -> NoReturn:
    raise JsonError(message, where=where) from None


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise JsonError(f"key {twice[:80]!a} occurs twice")
    return value


def _no_float(text: str) -> NoReturn:
    raise JsonError(f"{text[:40]} is not a whole number")


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > _LARGEST_INTEGER_DIGITS or text == "-0" or abs(int(text)) > LARGEST_INTEGER:
        raise JsonError(f"{text[:40]} is not an integer within 2**53")
    return int(text)


def _check(value: object, depth: int) -> None:
    """Refuse what `json` lets through: nesting, surrogates, foreign types, and a key some readers treat as magic."""
    match value:
        case None | bool():
            pass
        case str():
            _check_text(value)
        case int():
            _integer(str(value))
        case dict() | list() | tuple() if depth == 0:
            raise JsonError("nested too deeply")
        case dict():
            for key, member in cast("dict[object, object]", value).items():
                _check_key(key)
                _check(member, depth - 1)
        case list() | tuple():
            for member in cast("list[object]", value):
                _check(member, depth - 1)
        case _:
            raise JsonError(f"a {type(value).__name__} has no JSON form here")


def _check_key(key: object) -> None:
    if not isinstance(key, str) or key == "__proto__":
        raise JsonError(f"{key!a} cannot be a key")
    _check_text(key)


def _check_text(text: str) -> None:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise JsonError("a lone surrogate is not text")
