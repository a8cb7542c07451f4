"""The certificates of a chain, read by `cryptography`, and what anybody sees wrong with them."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
from collections.abc import Iterator, Sequence
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hoshitori.facts.tls import Certificate, Chain, ChainFault

_LONGEST_TEXT: Final = 200
_MOST_NAMES: Final = 40
_LEAST_RSA: Final = 2_048
_LEAST_EC: Final = 224
_OLD_HASHES: Final = frozenset({"md2", "md4", "md5", "sha1"})
_TROUBLE: Final = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, KeyError, OverflowError)

Told = tuple[ChainFault, str]


def read_chain(
    identifier: str, ders: Sequence[bytes], now: datetime.datetime, *, names: Sequence[str]
) -> tuple[Chain, tuple[x509.Certificate, ...]]:
    """Return a chain with its faults, and the certificates that could be parsed.

    Args:
        names: host names and addresses under which the server is meant to be reached; one fitting is enough.
    """
    parsed: list[x509.Certificate] = []
    facts: list[Certificate] = []
    told: list[Told] = []
    for place, der in enumerate(ders):
        try:
            certificate = x509.load_der_x509_certificate(der)
            facts.append(describe(str(place), certificate, der))
        except _TROUBLE as error:
            told.append((ChainFault.UNREADABLE, f"{place}: {plain(str(error))}"))
            continue
        parsed.append(certificate)
    told += _faults(parsed, now, names)
    faults = tuple(dict.fromkeys(fault for fault, _ in told))
    details = tuple(f"{fault.value}: {text}" for fault, text in told)
    return Chain(id=identifier, certificates=tuple(facts), faults=faults, details=details), tuple(parsed)


def read_certificate(der: bytes) -> x509.Certificate:
    """Return the certificate that a server showed.

    Raises:
        ValueError: if it is none, or of a version that X.509 does not have.
    """
    try:
        return x509.load_der_x509_certificate(der)
    except x509.InvalidVersion as error:
        raise ValueError(str(error)) from error


def public_key_digest(der: bytes) -> str:
    """Return the SHA-256 of a certificate's public key (SubjectPublicKeyInfo, RFC 5280), hexadecimal.

    Raises:
        ValueError: if certificate or key cannot be read.
    """
    try:
        key = read_certificate(der).public_key()
        data = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except _TROUBLE as error:
        raise ValueError(str(error)) from error
    return hashlib.sha256(data).hexdigest()


def describe(identifier: str, certificate: x509.Certificate, der: bytes) -> Certificate:
    """Return what a certificate says.

    Raises:
        ValueError: or another of `_TROUBLE`, if part of it cannot be read.
    """
    key, bits, curve = _key(certificate)
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Certificate(
        id=identifier,
        subject=plain(certificate.subject.rfc4514_string()),
        issuer=plain(certificate.issuer.rfc4514_string()),
        serial=f"{certificate.serial_number:x}",
        names=_names(certificate),
        not_before=_instant(certificate.not_valid_before_utc),
        not_after=_instant(certificate.not_valid_after_utc),
        key=key,
        key_bits=bits,
        curve=curve,
        signature=_hash(certificate),
        signature_algorithm=plain(getattr(certificate.signature_algorithm_oid, "_name", "")),
        self_signed=certificate.subject == certificate.issuer and signed_by(certificate, certificate) is not False,
        is_ca=is_authority(certificate),
        sha256=hashlib.sha256(der).hexdigest(),
        spki_sha256=hashlib.sha256(spki).hexdigest(),
    )


def signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool | None:
    """Return whether a certificate carries another's signature; nothing where the algorithm is unknown here."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except InvalidSignature:
        return False
    except ValueError:
        # names that do not match
        return False
    except (TypeError, UnsupportedAlgorithm):
        return None
    return True


def valid_at(certificate: x509.Certificate, now: datetime.datetime) -> bool:
    """Return whether a moment lies within the validity of a certificate."""
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def covers(certificate: x509.Certificate, name: str) -> bool:
    """Return whether a certificate is for a host name or an address (RFC 9525: alternative names alone count)."""
    found = _alternative_names(certificate)
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        wanted = name.lower().rstrip(".")
        return any(_matches(known.lower().rstrip("."), wanted) for known in found.get("DNS", ()))
    return str(address) in found.get("IP", ())


def plain(text: str) -> str:
    """Return a device's own words, escaped and bounded."""
    return text.encode("unicode_escape", "backslashreplace").decode("ascii")[:_LONGEST_TEXT]


def _matches(known: str, wanted: str) -> bool:
    if known.startswith("*."):
        return wanted.partition(".")[2] == known[2:] and "." in known[2:]
    return known == wanted


def _faults(chain: Sequence[x509.Certificate], now: datetime.datetime, names: Sequence[str]) -> Iterator[Told]:
    for place, certificate in enumerate(chain):
        if now < certificate.not_valid_before_utc:
            yield ChainFault.NOT_YET_VALID, f"{place}: not before {_instant(certificate.not_valid_before_utc)}"
        if now > certificate.not_valid_after_utc:
            yield ChainFault.EXPIRED, f"{place}: not after {_instant(certificate.not_valid_after_utc)}"
        yield from _weaknesses(place, certificate)
    if chain:
        if names and not any(covers(chain[0], name) for name in names):
            yield ChainFault.NAME_MISMATCH, f"0: for none of {plain(', '.join(names))}"
        yield from _links(chain)


def _weaknesses(place: int, certificate: x509.Certificate) -> Iterator[Told]:
    try:
        key, bits, _ = _key(certificate)
    except _TROUBLE:
        return
    least = {"RSA": _LEAST_RSA, "DSA": _LEAST_RSA, "EC": _LEAST_EC}.get(key, 0)
    if bits < least:
        yield ChainFault.SHORT_KEY, f"{place}: {key} of {bits} bits"
    own = certificate.subject == certificate.issuer
    # nobody trusts a root for its own signature
    if (not own or place == 0) and (digest := _hash(certificate)) in _OLD_HASHES:
        yield ChainFault.OLD_SIGNATURE_HASH, f"{place}: {digest}"


def _links(chain: Sequence[x509.Certificate]) -> Iterator[Told]:
    if chain[0].subject == chain[0].issuer:
        yield ChainFault.SELF_SIGNED, "0: subject and issuer are the same"
    for place, certificate in enumerate(chain[:-1]):
        issuer = chain[place + 1]
        if certificate.issuer != issuer.subject or signed_by(certificate, issuer) is False:
            yield ChainFault.BROKEN_LINK, f"{place}: not issued by {place + 1}"
        elif not is_authority(issuer):
            yield ChainFault.ISSUER_IS_NO_CA, f"{place + 1}: no CA"
    last = chain[-1]
    if last.subject != last.issuer and len(chain) == 1:
        yield ChainFault.ISSUER_NOT_SENT, f"{len(chain) - 1}: its issuer was not sent"


def _key(certificate: x509.Certificate) -> tuple[str, int, str]:
    key = certificate.public_key()
    match key:
        case rsa.RSAPublicKey():
            return "RSA", key.key_size, ""
        case dsa.DSAPublicKey():
            return "DSA", key.key_size, ""
        case ec.EllipticCurvePublicKey():
            return "EC", key.key_size, key.curve.name
        case ed25519.Ed25519PublicKey():
            return "Ed25519", 255, "ed25519"
        case ed448.Ed448PublicKey():
            return "Ed448", 448, "ed448"
        case _:
            return type(key).__name__.removesuffix("PublicKey"), 0, ""


def _hash(certificate: x509.Certificate) -> str:
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return ""
    return algorithm.name if algorithm is not None else ""


def is_authority(certificate: x509.Certificate) -> bool:
    """Return whether a certificate may issue others (RFC 5280 section 4.2.1.9)."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, *_TROUBLE):
        return False


def _alternative_names(certificate: x509.Certificate) -> dict[str, tuple[str, ...]]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        hosts = found.get_values_for_type(x509.DNSName)
        addresses = [str(address) for address in found.get_values_for_type(x509.IPAddress)]
    except (x509.ExtensionNotFound, *_TROUBLE):
        return {}
    return {"DNS": tuple(hosts[:_MOST_NAMES]), "IP": tuple(addresses[:_MOST_NAMES])}


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    found = _alternative_names(certificate)
    return tuple(plain(f"{kind}:{name}") for kind, names in found.items() for name in names)


def _instant(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
