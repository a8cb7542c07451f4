"""The second question: do the signatures of an envelope hold, and are they the ones its payload says it carries?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography import x509

from hoshitori.bundle.certificate import (
    SUITES,
    PublicKey,
    algorithm_of,
    certificate_sha256,
    identities,
    key_identifier,
    load_certificate,
    public_key_of,
    signature_holds,
)
from hoshitori.bundle.envelope import IN_TOTO_TYPE, Envelope
from hoshitori.bundle.errors import EnvelopeError, SignerError
from hoshitori.bundle.material import Material
from hoshitori.bundle.statement import PREDICATE_TYPES, Statement, parse_statement, statement_name
from hoshitori.model.json_value import Json
from hoshitori.model.predicate import Suite
from hoshitori.model.trust import StatementRole
from hoshitori.verify.errors import RefusalError


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedStatement:
    """A statement whose signatures hold; whose they are is the next question.

    Attributes:
        certificates: of the signers, in the order of the signatures.
        identity: the URI that all of them name.
    """

    role: StatementRole
    envelope: Envelope
    statement: Statement
    predicate: Mapping[str, Json]
    suite: Suite
    certificates: tuple[x509.Certificate, ...]
    identity: str


def check_signatures(role: StatementRole, envelope: Envelope, material: Material) -> SignedStatement:
    """Return the statement in an envelope, once every signature holds and the payload names exactly these.

    Raises:
        RefusalError: with the code of what does not hold.
    """
    if envelope.payload_type != IN_TOTO_TYPE:
        raise RefusalError("E_PREDICATE_TYPE", f"payload type {envelope.payload_type[:100]!a}")
    signers = _signers(envelope, material)
    message = envelope.signed_bytes
    for one, (_, key) in zip(envelope.signatures, signers, strict=True):
        if not signature_holds(key, one.signature, message):
            raise RefusalError("E_SIGNATURE", f"the signature of key {one.keyid}")
    try:
        statement = parse_statement(envelope.payload, where=statement_name(role))
    except EnvelopeError as error:
        raise RefusalError("E_SCHEMA", str(error)) from None
    if statement.predicate_type != PREDICATE_TYPES[role] or not isinstance(statement.predicate, dict):
        raise RefusalError("E_PREDICATE_TYPE", f"predicate type {statement.predicate_type[:100]!a}")
    certificates = tuple(certificate for certificate, _ in signers)
    suite = _suite(statement.predicate, tuple(key for _, key in signers))
    if statement.predicate.get("signers") != ["sha256:" + certificate_sha256(one) for one in certificates]:
        raise RefusalError("E_SIGNERS", "the payload names other certificates")
    named = {identities(certificate) for certificate in certificates}
    if len(named) != 1 or len(identity := named.pop()) != 1:
        raise RefusalError("E_SIGNERS", "the certificates do not name one and the same identity")
    return SignedStatement(
        role=role,
        envelope=envelope,
        statement=statement,
        predicate=statement.predicate,
        suite=suite,
        certificates=certificates,
        identity=identity[0],
    )


def _signers(envelope: Envelope, material: Material) -> list[tuple[x509.Certificate, PublicKey]]:
    """Return the certificate and key of each signature; the keyid selects among them and grants nothing."""
    known: dict[str, list[tuple[x509.Certificate, PublicKey]]] = {}
    for data in material.certificates:
        try:
            certificate = load_certificate(data)
            key = public_key_of(certificate)
        except SignerError:
            continue
        known.setdefault(key_identifier(key), []).append((certificate, key))
    found: list[tuple[x509.Certificate, PublicKey]] = []
    for one in envelope.signatures:
        candidates = known.get(one.keyid, [])
        if len(candidates) != 1:
            raise RefusalError("E_KEYID", f"{len(candidates)} certificates for key {one.keyid}")
        found += candidates
    return found


def _suite(predicate: Mapping[str, Json], keys: tuple[PublicKey, ...]) -> Suite:
    algorithms = tuple(map(algorithm_of, keys))
    for suite, members in SUITES.items():
        if predicate.get("suite") == suite.value and members == algorithms:
            return suite
    signed = "+".join(algorithm.value for algorithm in algorithms)
    raise RefusalError("E_SUITE", f"signed with {signed}, the payload says {str(predicate.get('suite'))[:40]!a}")
