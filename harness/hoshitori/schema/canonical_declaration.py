"""The reader of a declaration's canonical bytes, as a bundle, a worker and the judge hold them.

It stands apart from the reader of TOML so that a short-lived process need not load that one.
"""

from __future__ import annotations

from typing import Final

from hoshitori.model.declaration import IXIT_TABLES, SCHEMA_VERSION, Declaration
from hoshitori.model.errors import HoshitoriError
from hoshitori.model.predicate_parties import SampleRole
from hoshitori.schema.strict_json import Limits, parse
from hoshitori.schema.wire import from_wire

LIMITS: Final = Limits(size=4 << 20, depth=8, values=200_000)
"""A declaration of one mebibyte of TOML stays well within these."""


class CanonicalError(HoshitoriError):
    """Bytes that are not the canonical form of any declaration."""

    code = "E_DECLARATION_CANONICAL"


def read_canonical(data: bytes, *, where: str = "declaration.json") -> Declaration:
    """Return the declaration whose `canonical()` is exactly `data`.

    Raises:
        HoshitoriError: if `data` is not JSON within bounds, not of this shape, or not in its one canonical form.
    """
    declaration = from_wire(Declaration, parse(data, limits=LIMITS, where=where), where=where)
    if declaration.schema_version != SCHEMA_VERSION:
        raise CanonicalError("a declaration of another version", where=where, remedy="use the release that wrote it")
    if sum(sample.role is SampleRole.MAIN for sample in declaration.samples) != 1:
        raise CanonicalError("it has no single main sample", where=where)
    if any(row.table not in IXIT_TABLES for row in declaration.ixit):
        raise CanonicalError("it has a table that TS 103 701 has not", where=where)
    if declaration.canonical() != data:
        raise CanonicalError("not in its canonical form", where=where)
    return declaration
