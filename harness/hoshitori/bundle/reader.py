"""Reading a bundle: its entries by what they are. Nothing here is verified; `hoshitori.verify` does that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from hoshitori.bundle.container import MIMETYPE_NAME
from hoshitori.bundle.container_reader import Container
from hoshitori.bundle.envelope import MAXIMUM_ENVELOPE, Envelope, parse_envelope
from hoshitori.bundle.errors import ContainerError, EnvelopeError
from hoshitori.bundle.items import (
    MAXIMUM_DISCLOSURE,
    Disclosure,
    commitment_of,
    content_name,
    disclosure_name,
    parse_disclosure,
)
from hoshitori.bundle.material import MAXIMUM_MATERIAL, Material, parse_material
from hoshitori.bundle.statement import material_name, parse_statement, statement_name
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import Item, ItemClass
from hoshitori.model.trust import StatementRole
from hoshitori.schema.wire import from_wire


class BundleReader:
    """An open bundle."""

    def __init__(self, container: Container) -> None:
        """Take over an open container."""
        self._container = container

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the bundle at `path`.

        Raises:
            OSError: if it cannot be read.
            ContainerError: if it is not a bundle's strict ZIP.
        """
        return cls(Container.open(path))

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def names(self) -> frozenset[str]:
        """Every entry but the media type."""
        return frozenset(self._container.entries) - {MIMETYPE_NAME}

    @property
    def roles(self) -> tuple[StatementRole, ...]:
        """The roles whose envelopes are in the bundle."""
        return tuple(role for role in StatementRole if statement_name(role) in self.names)

    def envelope_bytes(self, role: StatementRole) -> bytes:
        """Return a role's envelope as it stands in the bundle, which is what time-stamps are over.

        Raises:
            ContainerError: if there is none or it is too large.
        """
        return self._container.read(statement_name(role), limit=MAXIMUM_ENVELOPE)

    def envelope(self, role: StatementRole) -> Envelope:
        """Return a role's envelope.

        Raises:
            ContainerError: if there is none or it is too large.
            EnvelopeError: if it is malformed.
        """
        return parse_envelope(self.envelope_bytes(role), where=statement_name(role))

    def material(self, role: StatementRole) -> Material:
        """Return the material beside a role's envelope; none at all is empty material.

        Raises:
            ContainerError: if it is too large.
            MaterialError: if it is malformed.
        """
        name = material_name(role)
        if name not in self.names:
            return Material()
        return parse_material(self._container.read(name, limit=MAXIMUM_MATERIAL), where=name)

    def unverified_report(self) -> ConformityReport:
        """Return what the report says, believed by nobody yet.

        Raises:
            HoshitoriError: if there is none or it is malformed.
        """
        envelope = self.envelope(StatementRole.REPORT)
        statement = parse_statement(envelope.payload, where=statement_name(StatementRole.REPORT))
        return from_wire(ConformityReport, statement.predicate, where="predicate")

    def is_open(self, item: Item) -> bool:
        """Whether an item's bytes are in the bundle: public, or sealed and not withheld."""
        if item.class_ is ItemClass.PUBLIC:
            return item.path in self.names
        return item.class_ is ItemClass.SEALED and content_name(item.id) in self.names

    def disclosure(self, item: Item) -> Disclosure:
        """Return a sealed item's disclosure record, held against the signed commitment.

        Raises:
            ContainerError: if it is not in the bundle.
            EnvelopeError: if it is malformed or another one than committed to.
        """
        name = disclosure_name(item.id)
        data = self._container.read(name, limit=MAXIMUM_DISCLOSURE)
        if commitment_of(data) != item.commitment:
            raise EnvelopeError("the disclosure is not the one committed to", where=name)
        record = parse_disclosure(data, where=name)
        if record.id != item.id:
            raise EnvelopeError("the disclosure is about another item", where=name)
        return record

    def stream(self, item: Item) -> Iterator[bytes]:
        """Yield an item's bytes; the last piece comes only after all of them proved to be the signed ones.

        Raises:
            ContainerError: if they are not in the bundle, or are others.
            EnvelopeError: if a disclosure does not fit.
        """
        if item.class_ is ItemClass.SEALED:
            record = self.disclosure(item)
            name, size, sha256 = content_name(item.id), record.size, record.sha256
        elif item.path is not None and item.size is not None and item.sha256 is not None:
            name, size, sha256 = item.path, item.size, item.sha256
        else:
            raise ContainerError("the item is not part of the bundle", where=item.id)
        digest, total, held = hashlib.sha256(), 0, b""
        for piece in self._container.stream(name):
            digest.update(piece)
            total += len(piece)
            yield held
            held = piece
        if total != size or digest.hexdigest() != sha256:
            raise ContainerError("the item's bytes are not the signed ones", where=name)
        yield held

    def read(self, item: Item, *, limit: int = 256 << 20) -> bytes:
        """Return an item's bytes, proved to be the signed ones; at most `limit` bytes.

        Raises:
            ContainerError: as `stream`, or if there are more.
            EnvelopeError: as `stream`.
        """
        pieces: list[bytes] = []
        total = 0
        for piece in self.stream(item):
            total += len(piece)
            if total > limit:
                raise ContainerError(f"more than {limit} bytes", where=item.id)
            pieces.append(piece)
        return b"".join(pieces)
