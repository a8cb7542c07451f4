"""The other statements in a bundle: each must hold by itself and be about this report or this declaration."""

from __future__ import annotations

from datetime import datetime

from hoshitori.bundle.errors import BundleError
from hoshitori.bundle.reader import BundleReader
from hoshitori.model.companions import DecisionStatement, DeclarationStatement, ReviewStatement
from hoshitori.model.json_value import Json
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_parties import PersonRole
from hoshitori.model.trust import StatementRole
from hoshitori.schema.loader import (
    DECISION_SCHEMA,
    DECLARATION_STATEMENT_SCHEMA,
    REVIEW_SCHEMA,
    SchemaError,
    validate,
)
from hoshitori.schema.wire import WireError, from_wire
from hoshitori.verify.errors import RefusalError
from hoshitori.verify.signatures import SignedStatement, check_signatures
from hoshitori.verify.signer import check_not_revoked, check_signer, check_suite
from hoshitori.verify.signing_time import signing_time
from hoshitori.verify.trust_file import Trust


def check_companions(bundle: BundleReader, report: ConformityReport, payload: str, trust: Trust, now: datetime) -> None:
    """Check every statement beside the report; `payload` is the SHA-256 of the report's payload.

    Raises:
        RefusalError: `E_COMPANION` if one does not hold, or is about something else.
    """
    for role in bundle.roles:
        if role is not StatementRole.REPORT:
            try:
                signed = _signed(role, bundle, report.profile.id, trust, now)
                _check_identity(signed, report)
                _check_subjects(signed, report, payload)
            except (RefusalError, BundleError, SchemaError, WireError) as error:
                raise RefusalError("E_COMPANION", f"{role.value}: {error.code} {error}") from None


def _signed(role: StatementRole, bundle: BundleReader, profile: str, trust: Trust, now: datetime) -> SignedStatement:
    material = bundle.material(role)
    signed = check_signatures(role, bundle.envelope(role), material)
    time = signing_time(bundle.envelope_bytes(role), material.timestamps, trust)
    check_signer(signed, profile, trust, time.earliest, now)
    check_not_revoked(signed, trust, time.earliest)
    check_suite(signed, trust, time.earliest or now)
    return signed


def _check_identity(signed: SignedStatement, report: ConformityReport) -> None:
    identity = _named_identity(signed.role, dict(signed.predicate), report)
    if identity != signed.identity:
        raise RefusalError("E_SIGNERS", f"signed by {signed.identity}, in the name of {identity}")


def _named_identity(role: StatementRole, predicate: dict[str, Json], report: ConformityReport) -> str:
    """Return in whose name a statement speaks, once its content fits its schema and the report."""
    if role is StatementRole.DECLARATION:
        validate(DECLARATION_STATEMENT_SCHEMA, predicate)
        declaration = from_wire(DeclarationStatement, predicate)
        if declaration.dut != report.dut:
            raise RefusalError("E_SUBJECT", "the declaration is about another product")
        return declaration.maker.identity
    if role is StatementRole.REVIEW:
        validate(REVIEW_SCHEMA, predicate)
        review = from_wire(ReviewStatement, predicate)
        operators = {one.identity for one in report.personnel if one.role is PersonRole.OPERATOR}
        if review.reviewer.identity in operators or review.lab.identity != report.lab.identity:
            raise RefusalError("E_SIGNERS", "the reviewer is an operator of the report, or of another laboratory")
        return review.reviewer.identity
    validate(DECISION_SCHEMA, predicate)
    return from_wire(DecisionStatement, predicate).scheme.identity


def _check_subjects(signed: SignedStatement, report: ConformityReport, payload: str) -> None:
    subjects = {subject.name: subject.sha256 for subject in signed.statement.subjects}
    if signed.role is not StatementRole.DECLARATION:
        if subjects != {"report": payload}:
            raise RefusalError("E_SUBJECT", "it is about another report")
        return
    declared = next((item.sha256 for item in report.items if item.id == report.inputs.declaration), None)
    supplied = report.firmware.supplied
    expected = {"dut": declared} | ({"firmware": supplied.sha256} if supplied else {})
    if subjects != expected or report.inputs.statement != "sha256:" + signed.envelope.payload_sha256:
        raise RefusalError("E_SUBJECT", "it is about another declaration, or not the one the report names")
