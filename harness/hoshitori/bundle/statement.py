"""The statement: in-toto Statement v1 with one digest, SHA-256, and one of our predicate types.

(https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md; narrower: closed keys, no other digest.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hoshitori.bundle.errors import EnvelopeError
from hoshitori.model.json_value import Json
from hoshitori.model.trust import StatementRole
from hoshitori.schema import strict_json

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"

PREDICATE_TYPES = {
    StatementRole.REPORT: "urn:hoshitori:conformity-report:v1",
    StatementRole.DECLARATION: "urn:hoshitori:vendor-declaration:v1",
    StatementRole.REVIEW: "urn:hoshitori:report-review:v1",
    StatementRole.DECISION: "urn:hoshitori:conformity-decision:v1",
}
"""The predicate type each role signs; names, so that no web domain has to stay ours."""

_MAXIMUM_SUBJECTS = 16
_LIMITS = strict_json.Limits(values=500_000)
"""Some ten times a report of two thousand results; read before anybody knows whose it is."""
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSubject:
    """One thing a statement is about, by name and SHA-256 in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is signed: subjects and, of a type, what is said about them."""

    subjects: tuple[StatementSubject, ...]
    predicate_type: str
    predicate: Json

    def to_bytes(self) -> bytes:
        """Return the payload of an envelope."""
        subjects: list[Json] = [{"name": one.name, "digest": {"sha256": one.sha256}} for one in self.subjects]
        return strict_json.dumps(
            {
                "_type": STATEMENT_TYPE,
                "subject": subjects,
                "predicateType": self.predicate_type,
                "predicate": self.predicate,
            }
        )


def parse_statement(payload: bytes, *, where: str) -> Statement:
    """Return the statement that a payload spells.

    Raises:
        EnvelopeError: if it departs from our form; the predicate's own schema is checked elsewhere.
    """
    try:
        value = strict_json.parse(payload, limits=_LIMITS, where=where)
    except strict_json.JsonError as error:
        raise EnvelopeError(error.message, where=where) from None
    match value:
        case {
            "_type": str(kind),
            "subject": list(subjects),
            "predicateType": str(predicate_type),
            "predicate": predicate,
            **rest,
        } if kind == STATEMENT_TYPE and not rest:
            pass
        case _:
            raise EnvelopeError("not an in-toto statement with its four keys", where=where)
    if not 1 <= len(subjects) <= _MAXIMUM_SUBJECTS:
        raise EnvelopeError(f"{len(subjects)} subjects, 1 to {_MAXIMUM_SUBJECTS} allowed", where=where)
    parsed = tuple(_subject(subject, where) for subject in subjects)
    if len({one.name for one in parsed}) != len(parsed):
        raise EnvelopeError("two subjects have the same name", where=where)
    return Statement(subjects=parsed, predicate_type=predicate_type, predicate=predicate)


def _subject(value: Json, where: str) -> StatementSubject:
    match value:
        case {"name": str(name), "digest": {"sha256": str(sha256), **others}, **rest} if (
            not rest and not others and _SHA256.match(sha256)
        ):
            return StatementSubject(name=name, sha256=sha256)
        case _:
            raise EnvelopeError("a subject is not a name and one SHA-256", where=where)


def statement_name(role: StatementRole) -> str:
    """Return the entry of a role's envelope."""
    return f"statements/{role.value}.dsse.json"


def material_name(role: StatementRole) -> str:
    """Return the entry of the material beside a role's envelope."""
    return f"material/{role.value}.json"
