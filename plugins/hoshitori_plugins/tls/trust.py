"""Whether a chain is trusted in the way the declaration says: own authority, pinned, public authority."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hoshitori.facts.tls import Chain, TrustCheck
from hoshitori.model.declaration import Declaration, Row
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.tls.certificates import is_authority, signed_by, valid_at

_LONGEST_CHAIN: Final = 8

Parsed = tuple[Chain, tuple[x509.Certificate, ...]]


def declared_channels(declaration: Declaration, target: Endpoint) -> tuple[Row, ...]:
    """Return the rows of 11-SecComMech that declare TLS at an endpoint."""
    interfaces = {
        row.reference
        for row in declaration.rows("28-LogIntf")
        if row.text("transport") == target.transport and row.number("port") == target.port
    }
    return tuple(
        row
        for row in declaration.rows("11-SecComMech")
        if row.text("protection") == "tls" and interfaces & set(row.texts("interface"))
    )


def check_trust(
    reach: Reach, rows: Sequence[Row], chains: Sequence[Parsed], now: datetime.datetime
) -> Iterator[TrustCheck]:
    """Yield, for each row and chain, whether the chain is trusted as the row says."""
    for row in rows:
        way = row.text("trust")
        if way in {"", "none"}:
            continue
        for chain, certificates in chains:
            held, why = _check(reach, row, way, certificates, now)
            yield TrustCheck(id=row.reference, way=way, chain=chain.id, held=held, why=why)


def _check(
    reach: Reach, row: Row, way: str, certificates: Sequence[x509.Certificate], now: datetime.datetime
) -> tuple[bool | None, str]:
    if not certificates:
        return None, "no certificate could be read"
    pins = {pin.lower() for pin in row.texts("pinned_sha256")}
    if way == "pinned" and pins:
        matched = next((place for place, one in enumerate(certificates) if pins & digests(one)), None)
        if matched is None:
            return False, "no certificate of the chain has a pinned digest"
        return True, f"certificate {matched} has a pinned digest"
    if way in {"own-ca", "pinned"} and (document := row.text("ca_document")):
        return _against_document(reach, document, certificates, now)
    return None, f"trust {way} cannot be checked without the network: no list of such authorities is kept here"


def _against_document(
    reach: Reach, document: str, certificates: Sequence[x509.Certificate], now: datetime.datetime
) -> tuple[bool | None, str]:
    try:
        anchors = x509.load_pem_x509_certificates(reach.document(document))
    except Unavailable as error:
        return None, error.reason
    except (ValueError, x509.InvalidVersion):
        return None, f"document {document} holds no certificate in PEM form"
    return chains_to(certificates, anchors, now)


def digests(certificate: x509.Certificate) -> set[str]:
    """Return the SHA-256 of a certificate and of its public key: either may be pinned."""
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    der = certificate.public_bytes(Encoding.DER)
    return {hashlib.sha256(data).hexdigest() for data in (der, spki)}


def chains_to(
    certificates: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate], now: datetime.datetime
) -> tuple[bool | None, str]:
    """Return whether the server's certificate leads to an anchor over those that were sent with it."""
    current = certificates[0]
    for step in range(_LONGEST_CHAIN):
        if not valid_at(current, now):
            return False, f"certificate {step} of the path is outside its validity"
        for anchor in anchors:
            if current == anchor or (current.issuer == anchor.subject and signed_by(current, anchor)):
                held = valid_at(anchor, now)
                return (
                    held,
                    "leads to the declared authority" if held else "the declared authority is outside its validity",
                )
        issuers = (one for one in certificates[1:] if one != current and is_authority(one))
        following = next((one for one in issuers if signed_by(current, one)), None)
        if following is None:
            return False, f"certificate {step} of the path was issued by nobody declared"
        current = following
    return False, f"no declared authority within {_LONGEST_CHAIN} steps"
