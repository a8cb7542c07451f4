"""A JSON document that somebody named on the command line: read with a bound, and of one kind or refused."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from hoshitori.model.errors import ArgumentError, HoshitoriError
from hoshitori.schema import strict_json
from hoshitori.schema.wire import from_wire

Kind = TypeVar("Kind")


def read_named(path: Path, kind: type[Kind], *, largest: int, called: str, made_by: str) -> tuple[Kind, bytes]:
    """Return the document in a file, and the file's bytes.

    Args:
        largest: bytes it may have.
        called: what it should be, with its article ("an attestation").
        made_by: the command line that makes one.

    Raises:
        ArgumentError: if it cannot be read, is too large or something else.
    """
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise ArgumentError(
            f"cannot be read: {error.strerror}", where=str(path), remedy=f"name {called}; `{made_by}` makes one"
        ) from error
    if len(data) > largest:
        raise ArgumentError(
            f"more than {largest} bytes, so it is not {called}", where=str(path), remedy=f"`{made_by}` makes one"
        )
    try:
        return from_wire(kind, strict_json.parse(data, where=str(path)), where=str(path)), data
    except HoshitoriError as error:
        raise ArgumentError(f"not {called}: {error}", where=str(path), remedy=f"`{made_by}` makes one") from error
