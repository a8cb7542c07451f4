"""A parsed `dut.toml`: everything that was declared of a device before anybody looked at it."""

from __future__ import annotations

import dataclasses
import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from hoshitori.model.declaration_assessment import Assessment
from hoshitori.model.declaration_authorisation import Authorisation, AuthorisationScope
from hoshitori.model.declaration_device import DeviceIdentity, FirmwareFile, Sample
from hoshitori.model.declaration_ixit import (
    IXIT_TABLES,
    SINGLE_RECORD_TABLES,
    Row,
    RowAbsentError,
    SecretReference,
    SecretSource,
    UnknownTableError,
)
from hoshitori.model.declaration_scheme import (
    AccessPath,
    AlternativeClaim,
    Asset,
    AssociatedService,
    Claim,
    Document,
    IcsAnswer,
    Port,
    VulnerabilityFeed,
    VulnerabilityReport,
)
from hoshitori.model.predicate_parties import Label, SampleRole, Supplier
from hoshitori.model.subject import FieldValue

__all__ = [
    "IXIT_TABLES",
    "SCHEMA_VERSION",
    "SINGLE_RECORD_TABLES",
    "AccessPath",
    "AlternativeClaim",
    "Assessment",
    "Asset",
    "AssociatedService",
    "Authorisation",
    "AuthorisationScope",
    "Claim",
    "Declaration",
    "DeviceIdentity",
    "Document",
    "FirmwareFile",
    "IcsAnswer",
    "Port",
    "Row",
    "RowAbsentError",
    "Sample",
    "SecretReference",
    "SecretSource",
    "UnknownTableError",
    "VulnerabilityFeed",
    "VulnerabilityReport",
]

SCHEMA_VERSION = 1
"""The version of `dut.toml` that this release writes and reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the supplier and the laboratory say of a device: identity, samples, ICS, IXIT, authorisations, documents.

    Attributes:
        language: the language of its free text, `ja` or `en`.
        ics: one answer per question; a missing answer is never a "no".
        ixit: every IXIT row, in the order of the file.
    """

    schema_version: int
    language: str
    device: DeviceIdentity
    assessment: Assessment
    samples: tuple[Sample, ...]
    firmware: tuple[FirmwareFile, ...] = ()
    authorisations: tuple[Authorisation, ...] = ()
    ics: tuple[IcsAnswer, ...] = ()
    ixit: tuple[Row, ...] = ()
    assets: tuple[Asset, ...] = ()
    access_paths: tuple[AccessPath, ...] = ()
    ports: tuple[Port, ...] = ()
    services: tuple[AssociatedService, ...] = ()
    alternatives: tuple[AlternativeClaim, ...] = ()
    documents: tuple[Document, ...] = ()
    vulnerability_reports: tuple[VulnerabilityReport, ...] = ()
    vulnerability_feeds: tuple[VulnerabilityFeed, ...] = ()
    supplier: Supplier = field(default_factory=Supplier)
    label: Label | None = None

    @property
    def main_sample(self) -> Sample:
        """The unit that is judged; every declaration has exactly one."""
        return next(sample for sample in self.samples if sample.role is SampleRole.MAIN)

    def rows(self, table: str, **columns: FieldValue) -> tuple[Row, ...]:
        """Return the rows of an IXIT table whose columns have the given values, in the order of the file.

        Raises:
            UnknownTableError: if TS 103 701 has no table of that name.
        """
        if table not in IXIT_TABLES:
            raise UnknownTableError(f"{table!a} is no IXIT table", remedy="take a name of TS 103 701 such as 7-UpdMech")
        wanted = columns.items()
        return tuple(row for row in self.ixit if row.table == table and wanted <= row.fields.items())

    def row(self, reference: str) -> Row:
        """Return the row a link such as `28-LogIntf/LI-web` points to.

        Raises:
            RowAbsentError: if no such row is declared.
        """
        for row in self.ixit:
            if row.reference == reference:
                return row
        raise RowAbsentError(f"no row {reference!a} is declared")

    def answer(self, question: str) -> IcsAnswer | None:
        """Return the ICS answer to a question, or nothing where it was left open."""
        return next((answer for answer in self.ics if answer.id == question), None)

    def claimed(self, item: str, row: str = "") -> tuple[str, ...]:
        """Return the alternatives of an evaluation item claimed for a row, or for the device.

        A row without a claim of its own takes the one made for the device; none at all gives an empty tuple.
        """
        for subject in (row, ""):
            for alternative in self.alternatives:
                if alternative.item == item and alternative.row == subject:
                    return alternative.claimed
        return ()

    def document(self, identifier: str) -> Document | None:
        """Return the document of that id, or nothing."""
        return next((document for document in self.documents if document.id == identifier), None)

    def documents_on(self, topic: str) -> tuple[Document, ...]:
        """Return the documents cited for a topic, in the order of the file."""
        return tuple(document for document in self.documents if topic in document.topics)

    def secrets(self) -> Mapping[str, SecretReference]:
        """Return reference → where its value is found.

        The column named `secret` goes by its row alone (`1-AuthMech/AM-1`), any other by row and column
        (`1-AuthMech/AM-1/client_key`).
        """
        return {
            row.reference if column == "secret" else f"{row.reference}/{column}": reference
            for row in self.ixit
            for column, reference in row.secrets.items()
        }

    def canonical(self) -> bytes:
        """Return the one byte string of this declaration: JSON, keys sorted, UTF-8, no blanks, secrets as references.

        `hoshitori.schema.canonical_declaration.read_canonical` reads it back.
        """
        return json.dumps(_plain(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    """Return the wire form that `hoshitori.schema.wire` gives, which this room stands too low to import."""
    match value:
        case enum.Enum():
            return value.value
        case tuple():
            return [_plain(member) for member in cast("tuple[object, ...]", value)]
        case Mapping():
            return {str(key): _plain(member) for key, member in cast("Mapping[object, object]", value).items()}
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            members = ((one.name, getattr(value, one.name)) for one in dataclasses.fields(value))
            return {_camel(name): _plain(member) for name, member in members if member is not None}
        case _:
            return value


def _camel(name: str) -> str:
    first, *others = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in others)
