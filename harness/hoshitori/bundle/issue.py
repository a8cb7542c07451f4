"""Issuing keys and certificates for a scheme: its authority, its laboratories, its time-stamp authority.

The leaf profile is the verifier's: P-256 or ML-DSA-65, no authority, digitalSignature only, document signing only
(RFC 9336), exactly one URI as identity, issued directly by the scheme's authority.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, mldsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hoshitori.bundle.certificate import Algorithm
from hoshitori.bundle.signer import KeySigner, PrivateKey

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning (RFC 9336)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """From when to when a certificate is valid, UTC, both included."""

    start: datetime
    end: datetime


def new_key(algorithm: Algorithm = Algorithm.P256) -> PrivateKey:
    """Return a fresh private key."""
    if algorithm is Algorithm.P256:
        return ec.generate_private_key(ec.SECP256R1())
    return mldsa.MLDSA65PrivateKey.generate()


def issue_authority(name: str, validity: Validity, *, key: PrivateKey | None = None) -> KeySigner:
    """Return a new self-signed authority that may issue leaves and nothing below them."""
    key = key or new_key()
    subject = _name(name)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = (
        _builder(subject, subject, key, validity)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    )
    return KeySigner(key, builder.sign(key, _hash(key)))


def issue_signer(
    authority: KeySigner, name: str, identity: str, validity: Validity, *, key: PrivateKey | None = None
) -> KeySigner:
    """Return a new identity that may sign statements; `identity` is a URI such as `https://lab.example/`."""
    return _leaf(authority, _name(name), identity, validity, key=key or new_key(), usage=DOCUMENT_SIGNING)


def issue_timestamper(
    authority: KeySigner, name: str, identity: str, validity: Validity, *, key: PrivateKey | None = None
) -> KeySigner:
    """Return a new time-stamp authority's identity (RFC 3161 §2.3: one extended key usage, critical)."""
    usage = ExtendedKeyUsageOID.TIME_STAMPING
    return _leaf(authority, _name(name), identity, validity, key=key or new_key(), usage=usage)


def _leaf(
    authority: KeySigner,
    subject: x509.Name,
    identity: str,
    validity: Validity,
    *,
    key: PrivateKey,
    usage: x509.ObjectIdentifier,
) -> KeySigner:
    issuer = authority.key.public_key()
    builder = (
        _builder(subject, authority.certificate.subject, key, validity)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(identity)]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
    )
    return KeySigner(key, builder.sign(authority.key, _hash(authority.key)))


def _builder(subject: x509.Name, issuer: x509.Name, key: PrivateKey, validity: Validity) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity.start)
        .not_valid_after(validity.end)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _hash(key: PrivateKey) -> hashes.SHA256 | None:
    return hashes.SHA256() if isinstance(key, ec.EllipticCurvePrivateKey) else None
