"""Reading a trust file: its signatures, its root, its age; then what it grants, as certificates and times.

Rotation follows TUF's rule (spec §5.3.4): a change of root keys counts if the threshold of the old keys and that of
the new ones signed it. The file carries all its changes, so a fingerprint pinned once stays good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from hoshitori.bundle.certificate import PublicKey, key_identifier, load_certificate, signature_holds, supported_key
from hoshitori.bundle.envelope import Envelope, envelope_from_json, from_base64, parse_envelope
from hoshitori.bundle.trust_store import MAXIMUM_ROOT_SIGNATURES, root_fingerprint
from hoshitori.model.errors import HoshitoriError
from hoshitori.model.findings import TrustSummary
from hoshitori.model.instant import parse_date, parse_instant
from hoshitori.model.trust import (
    ROOT_CHANGE_TYPE,
    TRAINING_NAME,
    TRUST_TYPE,
    RootChange,
    RootKeys,
    TrustedAuthority,
    TrustedSigner,
    TrustedTimestamper,
    TrustFile,
    Window,
)
from hoshitori.schema import strict_json
from hoshitori.schema.loader import TRUST_SCHEMA, validate
from hoshitori.schema.wire import from_wire
from hoshitori.verify.errors import TrustError

WHERE = "trust file"
_FINGERPRINT = re.compile(r"(?:sha256:)?([0-9a-f]{64})\Z")
_MAXIMUM_CHANGES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A trusted certificate authority, parsed."""

    certificate: x509.Certificate
    entry: TrustedAuthority


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampAuthority:
    """A trusted time-stamp authority, parsed."""

    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]
    entry: TrustedTimestamper


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """A trust file whose signatures held."""

    file: TrustFile
    summary: TrustSummary
    authorities: tuple[Authority, ...]
    timestampers: tuple[TimestampAuthority, ...]

    def signer(self, identity: str) -> TrustedSigner | None:
        """Return the entry of exactly this identity."""
        return next((one for one in self.file.signers if one.identity == identity), None)


def within(window: Window, instant: datetime) -> bool:
    """Whether an instant lies in a window, both ends included."""
    return parse_instant(window.start) <= instant <= parse_instant(window.end)


def read_trust(data: bytes, *, pin: str | None, now: datetime, minimum_version: int = 0) -> Trust:
    """Return what a trust file says, once its signatures hold.

    Args:
        data: the bytes of `trust.json`.
        pin: fingerprint of its root or of an earlier one; None leaves it unpinned, which the summary says.
        now: to tell whether the file has expired.
        minimum_version: the oldest version accepted.

    Raises:
        TrustError: if the file is malformed, not signed by its root, not the pinned one or too old.
    """
    try:
        return _read(data, pin, now, minimum_version)
    except TrustError:
        raise
    except HoshitoriError as error:
        raise TrustError(
            error.message, where=error.where or WHERE, remedy="ask the scheme for its trust file"
        ) from None


def _read(data: bytes, pin: str | None, now: datetime, minimum_version: int) -> Trust:
    envelope = parse_envelope(data, where=WHERE, maximum_signatures=MAXIMUM_ROOT_SIGNATURES)
    if envelope.payload_type != TRUST_TYPE:
        raise TrustError("the envelope holds something else", where=WHERE)
    value = strict_json.parse(envelope.payload, where=WHERE)
    validate(TRUST_SCHEMA, value, where=WHERE)
    file = from_wire(TrustFile, value, where=WHERE)
    _check_signed(envelope, file.keys)
    _check_content(file)
    fingerprint = root_fingerprint(file.keys)
    if pin is not None and _normal(pin) not in {root_fingerprint(keys) for keys in _earlier_roots(file)}:
        raise TrustError(
            f"its root is {fingerprint}, not the pinned one",
            where=WHERE,
            remedy="get the trust file or the fingerprint again, by another way",
        )
    if file.version < minimum_version:
        raise TrustError(
            f"version {file.version} is older than {minimum_version}", where=WHERE, remedy="get a newer one"
        )
    summary = TrustSummary(
        scheme=file.scheme.name,
        version=file.version,
        fingerprint=fingerprint,
        pinned=pin is not None,
        training=file.scheme.training,
        as_of=file.issued_at,
        expires=file.expires,
        stale=now > parse_instant(file.expires),
    )
    return Trust(
        file=file,
        summary=summary,
        authorities=tuple(Authority(certificate=_certificate(one.cert), entry=one) for one in file.cas),
        timestampers=tuple(
            TimestampAuthority(
                certificate=_certificate(one.cert), issuers=tuple(map(_certificate, one.issuers)), entry=one
            )
            for one in file.tsas
        ),
    )


def _normal(pin: str) -> str:
    match = _FINGERPRINT.match(pin.strip().lower())
    if match is None:
        raise TrustError(f"{pin[:100]!a} is no fingerprint", where="trust root", remedy="give sha256: and 64 digits")
    return f"sha256:{match[1]}"


def _check_signed(envelope: Envelope, keys: RootKeys) -> None:
    """Refuse an envelope unless enough different root keys signed it; signatures of others are not counted."""
    known: dict[str, PublicKey] = {}
    for text in keys.root:
        key = _public_key(text)
        known[key_identifier(key)] = key
    if not 1 <= keys.threshold <= len(known) or len(known) != len(keys.root):
        raise TrustError(f"{keys.threshold} of {len(keys.root)} keys is not a root", where=WHERE)
    message = envelope.signed_bytes
    good = [
        one
        for one in envelope.signatures
        if one.keyid in known and signature_holds(known[one.keyid], one.signature, message)
    ]
    if len(good) < keys.threshold:
        raise TrustError(f"{len(good)} good signatures of its root, {keys.threshold} needed", where=WHERE)


def _earlier_roots(file: TrustFile) -> Iterator[RootKeys]:
    """Yield the current root and every earlier one that leads to it without a gap."""
    yield file.keys
    if len(file.root_changes) > _MAXIMUM_CHANGES:
        raise TrustError(f"more than {_MAXIMUM_CHANGES} changes of root", where=WHERE)
    current = file.keys
    for value in reversed(file.root_changes):
        envelope = envelope_from_json(value, where=WHERE, maximum_signatures=2 * MAXIMUM_ROOT_SIGNATURES)
        if envelope.payload_type != ROOT_CHANGE_TYPE:
            raise TrustError("a change of root is something else", where=WHERE)
        change = from_wire(RootChange, strict_json.parse(envelope.payload, where=WHERE), where=WHERE)
        if change.to != current:
            raise TrustError("a change of root does not lead to the present one", where=WHERE)
        _check_signed(envelope, change.to)
        _check_signed(envelope, change.from_)
        current = change.from_
        yield current


def _check_content(file: TrustFile) -> None:
    """Parse every time once, so that none can fail later, and refuse what contradicts itself."""
    windows = [one.valid_for for one in file.cas]
    windows += [one.valid_for for one in file.tsas]
    windows += [one.valid_for for one in file.signers]
    windows += [granted.valid_for for one in file.signers for granted in one.accreditation]
    windows.append(Window(start=file.issued_at, end=file.expires))
    for window in windows:
        if parse_instant(window.start) > parse_instant(window.end):
            raise TrustError(f"{window.start} is later than {window.end}", where=WHERE)
    for moment in (*(one.from_ for one in file.revoked), *(one.at for one in file.withdrawn)):
        parse_instant(moment)
    for rule in file.rules.min_suite:
        parse_date(rule.from_)
    if file.scheme.training != (TRAINING_NAME in file.scheme.name):
        raise TrustError(f"a training scheme is called {TRAINING_NAME}, and no other one is", where=WHERE)
    identities = [one.identity for one in file.signers]
    if len(set(identities)) != len(identities):
        raise TrustError("an identity is listed twice", where=WHERE)


def _public_key(text: str) -> PublicKey:
    try:
        return supported_key(serialization.load_der_public_key(from_base64(text, where=WHERE)))
    except (ValueError, UnsupportedAlgorithm):
        raise TrustError("a root key cannot be read", where=WHERE) from None


def _certificate(text: str) -> x509.Certificate:
    return load_certificate(from_base64(text, where=WHERE))
