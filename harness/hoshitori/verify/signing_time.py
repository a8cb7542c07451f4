"""The fourth question: when was it signed, by a clock that the trust file knows?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import rfc3161_client
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from hoshitori.bundle.certificate import no_leniency
from hoshitori.bundle.errors import SignerError, TimestampError
from hoshitori.bundle.timestamp import TokenFacts, read_response, token_facts
from hoshitori.verify.trust_file import TimestampAuthority, Trust, within

_HASHES = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}
"""Digests a time-stamp may be over; SHA-1 and MD5 are not among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningTime:
    """What the time-stamps of one envelope say.

    Attributes:
        earliest: time of the earliest one that can be believed, UTC; None where there is none.
        ignored: why each of the others cannot be.
    """

    earliest: datetime | None
    ignored: tuple[str, ...]


def signing_time(envelope: bytes, timestamps: tuple[bytes, ...], trust: Trust) -> SigningTime:
    """Return when an envelope existed: its first time-stamp is over it, each later one also over those before."""
    believed: list[datetime] = []
    ignored: list[str] = []
    message = envelope
    for number, data in enumerate(timestamps):
        try:
            believed.append(believed_time(message, data, trust))
        except TimestampError as error:
            ignored.append(f"time-stamp {number}: {error.message}")
        message += data
    return SigningTime(earliest=min(believed, default=None), ignored=tuple(ignored))


def believed_time(message: bytes, data: bytes, trust: Trust) -> datetime:
    """Return the time of a response over `message` by an authority that the trust file pins.

    Raises:
        TimestampError: if it is malformed, over something else or by nobody known.
    """
    response = read_response(data)
    facts = token_facts(response)
    digest = _HASHES.get(facts.imprint_algorithm)
    if digest is None:
        raise TimestampError(f"it is over the digest algorithm {facts.imprint_algorithm}")
    if facts.imprint != digest(message).digest():
        raise TimestampError("it is over something else")
    refusals: list[str] = []
    for authority in trust.timestampers:
        refusal = _refusal(authority, response, facts)
        if refusal is None:
            return facts.generated_at
        refusals.append(refusal)
    raise TimestampError("; ".join(refusals) or "no time-stamp authority is trusted")


def _refusal(
    authority: TimestampAuthority, response: rfc3161_client.TimeStampResponse, facts: TokenFacts
) -> str | None:
    """Return why a response is not this authority's word, None if it is."""
    if facts.policy not in authority.entry.policies:
        return f"policy {facts.policy} is not one the trust file names"
    if not within(authority.entry.valid_for, facts.generated_at):
        return "the authority was not trusted at that time"
    certificate = authority.certificate
    if not certificate.not_valid_before_utc <= facts.generated_at <= certificate.not_valid_after_utc:
        return "the authority's certificate was not valid at that time"
    builder = rfc3161_client.VerifierBuilder(tsa_certificate=certificate, roots=list(authority.issuers))
    try:
        with no_leniency():
            builder.build().verify(response, facts.imprint)
            certificate.verify_directly_issued_by(authority.issuers[0])
    except (
        SignerError,
        rfc3161_client.VerificationError,
        InvalidSignature,
        UnsupportedAlgorithm,
        x509.InvalidVersion,
        ValueError,
    ) as error:
        return f"its signature does not hold: {error}"
    return None
