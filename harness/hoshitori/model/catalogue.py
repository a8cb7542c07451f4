"""A profile's catalogue: requirements, evaluation items, alternatives and thresholds as data (`profile.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hoshitori.model.subject import FieldValue

Basis = Literal["official", "secondary", "assumed"]
Proof = Literal["document", "device", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text for people in both languages, of equal rank."""

    ja: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in `ja` or `en`."""
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number or a list a verdict may rest on, with what stands behind it."""

    value: int | str | tuple[str, ...]
    unit: str
    basis: Basis
    source: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One of the ways in which an evaluation item may be met: all-of its criterion cases.

    Attributes:
        cases: ids of its criterion cases; empty means that no case looks at it yet (INCONCLUSIVE).
        where: columns by which a row claims it without saying so again; empty where only a declaration's
            `[[alternative]]` does.
    """

    id: str
    title: Text
    cases: tuple[str, ...] = ()
    proof: Proof | None = None
    where: Mapping[str, FieldValue] = field(default_factory=dict[str, FieldValue])


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An evaluation item (評価項目): judged per device or per row, any-of the alternatives claimed.

    Attributes:
        id: its number within the requirement (`1`); cases and claims call it `S1.1-08/1`.
        per: `device`, or the IXIT table whose rows it is judged for, narrowed by `where`.
    """

    id: str
    title: Text
    proof: Proof
    basis: Basis
    source: str
    per: str = "device"
    where: Mapping[str, FieldValue] = field(default_factory=dict[str, FieldValue])
    alternatives: tuple[Alternative, ...] = ()
    counter_evidence: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplicable:
    """A condition under which a requirement does not apply, and the absence case that checks the claim.

    Attributes:
        absence: empty where no case can check it yet; then the claim leaves the requirement INCONCLUSIVE.
    """

    claim: str
    absence: str = ""
    title: Text
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement of the scheme: all-of its items, in our own words."""

    id: str
    title: Text
    explanation: Text
    shows: Text
    does_not_show: Text
    remedy: Text
    items: tuple[Item, ...]
    not_applicable: tuple[NotApplicable, ...] = ()
    etsi: tuple[str, ...] = ()
    basis: Basis = "assumed"
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A profile's catalogue.

    Attributes:
        status: `draft` until a lab has held every criterion against the official text.
        first_line: printed first on every face, with `{attested}` and `{total}` to fill in (DESIGN §7).
        texts: texts by id: expectations, limits, questions, remarks on the sheet.
        sheet_remarks: texts shown on a requirement's line when a note case FAILs: case id to text id.
        validity_years: the longest `validUntil` after the report's issue.
    """

    id: str
    scheme: str
    level: str
    version: str
    edition_of: str
    title: Text
    first_line: Text
    trademark: Text
    validity_years: int
    status: Literal["draft", "attested"] = "draft"
    requirements: tuple[Requirement, ...]
    thresholds: Mapping[str, Threshold] = field(default_factory=dict[str, Threshold])
    texts: Mapping[str, Text] = field(default_factory=dict[str, Text])
    sheet_remarks: Mapping[str, str] = field(default_factory=dict[str, str])

    def case_ids(self) -> frozenset[str]:
        """Return every case that the catalogue names."""
        named: set[str] = set()
        for requirement in self.requirements:
            named.update(condition.absence for condition in requirement.not_applicable if condition.absence)
            for item in requirement.items:
                named.update(item.counter_evidence)
                named.update(item.notes)
                for alternative in item.alternatives:
                    named.update(alternative.cases)
        return frozenset(named)

    def claims(self) -> frozenset[str]:
        """Return every ICS answer that the declaration must give."""
        return frozenset(c.claim for requirement in self.requirements for c in requirement.not_applicable)
