"""Signing what others say beside a report: a vendor's declaration, a reviewer's approval, a scheme's decision."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hoshitori.bundle.certificate import certificate_der, certificate_sha256, suite_of
from hoshitori.bundle.container_writer import BytesContent, Content
from hoshitori.bundle.envelope import IN_TOTO_TYPE, Envelope
from hoshitori.bundle.errors import SealError
from hoshitori.bundle.material import Material
from hoshitori.bundle.signer import Signer, sign_envelope, signer_algorithm
from hoshitori.bundle.statement import PREDICATE_TYPES, Statement, StatementSubject, material_name, statement_name
from hoshitori.bundle.timestamp import Timestamper
from hoshitori.model.companions import Companion, DecisionStatement, DeclarationStatement, ReviewStatement
from hoshitori.model.trust import StatementRole
from hoshitori.schema.loader import (
    DECISION_SCHEMA,
    DECLARATION_STATEMENT_SCHEMA,
    REVIEW_SCHEMA,
    SchemaError,
    validate,
)
from hoshitori.schema.wire import to_wire

_PLACES: Mapping[type[Companion], tuple[StatementRole, str]] = {
    DeclarationStatement: (StatementRole.DECLARATION, DECLARATION_STATEMENT_SCHEMA),
    ReviewStatement: (StatementRole.REVIEW, REVIEW_SCHEMA),
    DecisionStatement: (StatementRole.DECISION, DECISION_SCHEMA),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCompanion:
    """A signed statement on its way into a bundle."""

    role: StatementRole
    envelope: Envelope
    material: Material

    def entries(self) -> dict[str, Content]:
        """Return its two entries."""
        return {
            statement_name(self.role): BytesContent(self.envelope.to_bytes()),
            material_name(self.role): BytesContent(self.material.to_bytes()),
        }


def sign_companion(
    predicate: Companion,
    subjects: Mapping[str, str],
    *,
    signers: Sequence[Signer],
    timestamper: Timestamper | None = None,
) -> SignedCompanion:
    """Return a statement beside a report, signed; its `suite` and `signers` are filled in here.

    Args:
        predicate: what is said.
        subjects: name → SHA-256: `report` and its payload, or for a declaration `dut` and `firmware`.
        signers: P-256, or P-256 and then ML-DSA-65, of the identity that speaks.
        timestamper: asked once; None leaves the time the signer's own word.

    Raises:
        SealError: if the statement does not fit its schema.
        SignerError: if the signers make no suite.
        TimestampError: if the authority does not answer.
    """
    role, schema = _PLACES[type(predicate)]
    filled = dataclasses.replace(
        predicate,
        suite=suite_of(tuple(map(signer_algorithm, signers))),
        signers=tuple("sha256:" + certificate_sha256(signer.certificate) for signer in signers),
    )
    wire = to_wire(filled)
    try:
        validate(schema, wire)
    except SchemaError as error:
        raise SealError(error.message, where=error.where) from None
    statement = Statement(
        subjects=tuple(StatementSubject(name=name, sha256=sha256) for name, sha256 in subjects.items()),
        predicate_type=PREDICATE_TYPES[role],
        predicate=wire,
    )
    envelope = sign_envelope(IN_TOTO_TYPE, statement.to_bytes(), tuple(signers))
    stamps = () if timestamper is None else (timestamper.stamp(envelope.to_bytes()),)
    certificates = tuple(certificate_der(signer.certificate) for signer in signers)
    return SignedCompanion(
        role=role, envelope=envelope, material=Material(certificates=certificates, timestamps=stamps)
    )
