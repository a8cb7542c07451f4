"""What we ask of a certificate: its digests, its identity, and which of our two algorithms its key is for."""

from __future__ import annotations

import enum
import hashlib
import warnings
from collections.abc import Generator
from contextlib import contextmanager

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, mldsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from hoshitori.bundle.errors import SignerError
from hoshitori.model.predicate import Suite

PublicKey = ec.EllipticCurvePublicKey | mldsa.MLDSA65PublicKey


class Algorithm(enum.Enum):
    """The two signature algorithms; the key's type decides, never a message."""

    P256 = "p256"
    MLDSA65 = "mldsa65"


SUITES = {
    Suite.P256: (Algorithm.P256,),
    Suite.P256_MLDSA65: (Algorithm.P256, Algorithm.MLDSA65),
}
"""Which signatures a suite has, in the order they stand in the envelope."""


@contextmanager
def no_leniency() -> Generator[None]:
    """Turn into errors the warnings with which libraries still read what the standards forbid.

    Raises:
        SignerError: where such a warning was given (a negative serial number, say).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            yield
        except Warning as warning:
            raise SignerError(f"not as the standards ask: {warning}") from None


def load_certificate(data: bytes) -> x509.Certificate:
    """Return the certificate that `data` spells in DER.

    Raises:
        SignerError: if it is none, or one that is only read with a warning.
    """
    try:
        with no_leniency():
            return x509.load_der_x509_certificate(data)
    except (ValueError, x509.InvalidVersion):
        raise SignerError("a certificate cannot be read") from None


def suite_of(algorithms: tuple[Algorithm, ...]) -> Suite:
    """Return the suite these algorithms make.

    Raises:
        SignerError: if there is none; a report is always signed with P-256.
    """
    for suite, members in SUITES.items():
        if members == algorithms:
            return suite
    given = ", ".join(algorithm.value for algorithm in algorithms) or "none"
    raise SignerError(f"no suite has the signatures {given}", remedy="sign with p256, or with p256 and then mldsa65")


def supported_key(key: CertificatePublicKeyTypes | object) -> PublicKey:
    """Return `key` if it is of one of our two types.

    Raises:
        SignerError: for any other type or curve.
    """
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, mldsa.MLDSA65PublicKey):
        return key
    raise SignerError("the key is neither P-256 nor ML-DSA-65")


def algorithm_of(key: PublicKey) -> Algorithm:
    """Return which algorithm a key is for."""
    return Algorithm.P256 if isinstance(key, ec.EllipticCurvePublicKey) else Algorithm.MLDSA65


def public_key_of(certificate: x509.Certificate) -> PublicKey:
    """Return the key that a certificate is for.

    Raises:
        SignerError: if it cannot be read or is of another type.
    """
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise SignerError("the certificate's key cannot be read") from None
    return supported_key(key)


def signature_holds(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` was made with the private half of `key`."""
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        else:
            key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def subject_public_key_info(key: PublicKey) -> bytes:
    """Return a key's SubjectPublicKeyInfo in DER (RFC 5280 §4.1)."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def key_identifier(key: PublicKey) -> str:
    """Return the SHA-256 of a key's SubjectPublicKeyInfo in hexadecimal: the keyid of its signatures."""
    return hashlib.sha256(subject_public_key_info(key)).hexdigest()


def certificate_der(certificate: x509.Certificate) -> bytes:
    """Return a certificate in DER."""
    return certificate.public_bytes(serialization.Encoding.DER)


def certificate_sha256(certificate: x509.Certificate) -> str:
    """Return a certificate's SHA-256 in hexadecimal, by which signed statements name it."""
    return hashlib.sha256(certificate_der(certificate)).hexdigest()


def identities(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the URIs a certificate names as subject alternative names; the common name never counts.

    A malformed extension counts as none.
    """
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return ()
    return tuple(names.get_values_for_type(x509.UniformResourceIdentifier))
