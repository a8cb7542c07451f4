"""Sealing: from a report and its evidence to a signed, time-stamped bundle on disk."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from hoshitori.bundle.certificate import certificate_der, certificate_sha256, identities, suite_of
from hoshitori.bundle.companion import SignedCompanion
from hoshitori.bundle.container_writer import BytesContent, Content, measure, write_container
from hoshitori.bundle.envelope import IN_TOTO_TYPE, MAXIMUM_ENVELOPE
from hoshitori.bundle.errors import EnvelopeError, SealError, SecretFoundError
from hoshitori.bundle.items import (
    SALT_BYTES,
    Evidence,
    ExternalEvidence,
    external_item,
    public_item,
    random_salt,
    sealed_item,
)
from hoshitori.bundle.material import Material
from hoshitori.bundle.secret_search import SecretSearch
from hoshitori.bundle.signer import Signer, sign_envelope, signer_algorithm
from hoshitori.bundle.statement import (
    PREDICATE_TYPES,
    Statement,
    StatementSubject,
    material_name,
    parse_statement,
    statement_name,
)
from hoshitori.bundle.timestamp import Timestamper
from hoshitori.model.consistency import faults
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import Item, SchemaReference
from hoshitori.model.trust import StatementRole
from hoshitori.schema import strict_json
from hoshitori.schema.loader import REPORT_SCHEMA, REPORT_SCHEMA_VERSION, SchemaError, schema_sha256, validate
from hoshitori.schema.wire import to_wire


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBundle:
    """A bundle on disk.

    Attributes:
        report: as signed, with schema, suite, signers and items filled in.
        payload_sha256: by which reviews, later reports and the trust file name this report.
    """

    path: Path
    report: ConformityReport
    payload_sha256: str
    envelope_sha256: str


def seal(
    report: ConformityReport,
    evidence: Iterable[Evidence],
    *,
    signers: Sequence[Signer],
    out: Path,
    timestamper: Timestamper | None = None,
    certificates: Sequence[x509.Certificate] = (),
    external: Iterable[ExternalEvidence] = (),
    companions: Iterable[SignedCompanion] = (),
    secrets: Iterable[str] = (),
    salt: Callable[[str], bytes] = random_salt,
) -> SealedBundle:
    """Sign `report` over its evidence and write the bundle to `out`.

    Args:
        report: its `schema`, `suite`, `signers` and `items` are filled in here.
        evidence: every item the report names, readable or sealed.
        signers: P-256, or P-256 and then ML-DSA-65, both of the lab's identity.
        out: replaced as a whole, or left alone.
        timestamper: asked once, over the finished envelope; None leaves the time the lab's own word.
        certificates: intermediate ones to travel along; the signers' own do anyway.
        external: files that stay beside the bundle.
        companions: statements of others that exist already, such as the vendor's declaration.
        secrets: texts that must not stand in the public part in any spelling; well-known words are no secrets.
        salt: where salts come from, by item id.

    Raises:
        SecretFoundError: if the public part holds one of `secrets`; nothing is written.
        SealError: if report, evidence and signers do not belong together; nothing is written.
        SignerError: if a key cannot be used, or the signers make no suite.
        TimestampError: if the authority does not answer.
        OSError: if the disk refuses; what was at `out` is still there.
    """
    items, contents, public = _collect(list(evidence), list(external), salt)
    report = dataclasses.replace(
        report,
        schema=SchemaReference(version=REPORT_SCHEMA_VERSION, sha256=schema_sha256(REPORT_SCHEMA)),
        suite=suite_of(tuple(signer_algorithm(signer) for signer in signers)),
        signers=tuple("sha256:" + certificate_sha256(signer.certificate) for signer in signers),
        items=items,
    )
    _check(report, signers)
    payload = report_statement(report).to_bytes()
    _check_readable(payload)
    _refuse_secrets(SecretSearch(secrets), {"the report": BytesContent(payload), **public})
    envelope = sign_envelope(IN_TOTO_TYPE, payload, tuple(signers)).to_bytes()
    if len(envelope) > MAXIMUM_ENVELOPE:
        raise SealError(f"the signed report has {len(envelope)} bytes, at most {MAXIMUM_ENVELOPE} fit")
    material = Material(
        certificates=tuple(certificate_der(one) for one in (*(s.certificate for s in signers), *certificates)),
        timestamps=() if timestamper is None else (timestamper.stamp(envelope),),
    )
    contents[statement_name(StatementRole.REPORT)] = BytesContent(envelope)
    contents[material_name(StatementRole.REPORT)] = BytesContent(material.to_bytes())
    for companion in companions:
        contents.update(companion.entries())
    write_container(out, contents)
    return SealedBundle(
        path=out,
        report=report,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        envelope_sha256=hashlib.sha256(envelope).hexdigest(),
    )


def report_statement(report: ConformityReport) -> Statement:
    """Return the statement that carries a report.

    Raises:
        SealError: as `report_subjects`.
    """
    return Statement(
        subjects=report_subjects(report),
        predicate_type=PREDICATE_TYPES[StatementRole.REPORT],
        predicate=to_wire(report),
    )


def report_subjects(report: ConformityReport) -> tuple[StatementSubject, ...]:
    """Return what a report is about: the device as declared and, where a file was supplied, its firmware.

    Raises:
        SealError: if the declaration is not among the public items.
    """
    declaration = next((item for item in report.items if item.id == report.inputs.declaration), None)
    if declaration is None or declaration.sha256 is None:
        raise SealError("the declaration is not among the public items", where=report.inputs.declaration)
    subjects = (StatementSubject(name="dut", sha256=declaration.sha256),)
    if report.firmware.supplied is None:
        return subjects
    return (*subjects, StatementSubject(name="firmware", sha256=report.firmware.supplied.sha256))


def _collect(
    evidence: Sequence[Evidence], external: Sequence[ExternalEvidence], salt: Callable[[str], bytes]
) -> tuple[tuple[Item, ...], dict[str, Content], dict[str, Content]]:
    """Return the items in the order of their ids, all entries, and those of them that are public."""
    items = [external_item(one) for one in external]
    contents: dict[str, Content] = {}
    public: dict[str, Content] = {}
    for one in evidence:
        if one.sealed:
            salted = salt(one.id)
            if len(salted) != SALT_BYTES:
                raise SealError(f"a salt of {len(salted)} bytes", where=one.id)
            item, entries = sealed_item(one, measure(one.content), salted)
        else:
            item, entries = public_item(one, measure(one.content))
            public.update(entries)
        items.append(item)
        contents.update(entries)
    return tuple(sorted(items, key=lambda item: item.id)), contents, public


def _check(report: ConformityReport, signers: Sequence[Signer]) -> None:
    wire = to_wire(report)
    try:
        strict_json.dumps(wire)
        validate(REPORT_SCHEMA, wire)
    except (strict_json.JsonError, SchemaError) as error:
        raise SealError(error.message, where=error.where) from None
    found = faults(report)
    if found:
        told = "; ".join(f"{fault.where}: {fault.detail}" for fault in found[:10])
        raise SealError(f"the report contradicts itself: {told}", where=found[0].where)
    for signer in signers:
        if identities(signer.certificate) != (report.lab.identity,):
            raise SealError(
                "the signing certificate names another identity than the report's laboratory",
                where=report.lab.identity,
                remedy="sign with the laboratory's own key, or correct the laboratory's identity",
            )


def _check_readable(payload: bytes) -> None:
    """Refuse a payload that a verifier would find too large."""
    try:
        parse_statement(payload, where="report")
    except EnvelopeError as error:
        raise SealError(error.message, where=error.where, remedy="report fewer results or shorter texts") from None


def _refuse_secrets(search: SecretSearch, public: dict[str, Content]) -> None:
    for name, content in public.items():
        if search.found_in(content):
            raise SecretFoundError(
                "a secret would become public", where=name, remedy="seal the item, or scrub it before sealing"
            )
