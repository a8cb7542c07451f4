"""The lab's certificate authority and the certificate of its servers, of their own for each unit."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerIdentity:
    """Where the authority's certificate lies for the device to trust, and what the lab's servers show.

    Attributes:
        authority: PEM file of the authority's certificate.
        chain: PEM file of the servers' key and certificate.
    """

    authority: Path
    chain: Path

    @property
    def false_chains(self) -> Mapping[str, Path]:
        """Keys and certificates that nobody should accept, by what is wrong with them."""
        return {name: self.chain.with_name(f"lab-{name}.pem") for name in ("self-signed", "wrong-name", "expired")}

    def context(self, chain: Path | None = None) -> ssl.SSLContext:
        """Return a server's TLS context, 1.2 or later, with the genuine certificate or another."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(chain or self.chain)
        return context


def identity_in(folder: Path, names: tuple[str, ...]) -> ServerIdentity:
    """Return the identity kept in a folder, made there once: the unit's papers name its authority by digest.

    One that belongs to other names, or is about to expire, is made anew.
    """
    identity = ServerIdentity(authority=folder / "lab-authority.pem", chain=folder / "lab-servers.pem")
    if not _is_good(identity, names):
        _make(identity, names)
    return identity


def _is_good(identity: ServerIdentity, names: tuple[str, ...]) -> bool:
    try:
        server = x509.load_pem_x509_certificate(identity.chain.read_bytes())
        x509.load_pem_x509_certificate(identity.authority.read_bytes())
        shown = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        server.extensions.get_extension_for_class(x509.KeyUsage)
        whole = all(chain.stat().st_size for chain in identity.false_chains.values())
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    left = server.not_valid_after_utc - dt.datetime.now(dt.UTC)
    return whole and list(shown) == _general(names) and left > dt.timedelta(days=1)


def _make(identity: ServerIdentity, names: tuple[str, ...]) -> None:
    """Make an authority and one certificate for all the names, valid from yesterday for ten years."""
    now = dt.datetime.now(dt.UTC)
    period = (now - dt.timedelta(days=1), now + dt.timedelta(days=3_650))
    past = (now - dt.timedelta(days=400), now - dt.timedelta(days=35))
    issuer_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name("Lab CA (training)")
    authority = (
        _builder(issuer, issuer, issuer_key.public_key(), period)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    own = _name(names[0])
    shown = {
        identity.chain: _server(own, issuer, server_key, issuer_key, names, period),
        identity.false_chains["self-signed"]: _server(own, own, server_key, server_key, names, period),
        identity.false_chains["wrong-name"]: _server(own, issuer, server_key, issuer_key, ("other.example",), period),
        identity.false_chains["expired"]: _server(own, issuer, server_key, issuer_key, names, past),
    }
    key = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    identity.authority.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    for chain, certificate in shown.items():
        chain.touch(mode=0o600)
        chain.write_bytes(key + certificate.public_bytes(serialization.Encoding.PEM))


def _server(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    names: tuple[str, ...],
    period: tuple[dt.datetime, dt.datetime],
) -> x509.Certificate:
    return (
        _builder(subject, issuer, key.public_key(), period)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.SubjectAlternativeName(_general(names)), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )


def _general(names: tuple[str, ...]) -> list[x509.GeneralName]:
    return [x509.IPAddress(ipaddress.ip_address(one)) if one[0].isdigit() else x509.DNSName(one) for one in names]


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Return what a key is for: strict readers (Python 3.13's ssl) refuse an authority that does not say it."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    period: tuple[dt.datetime, dt.datetime],
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(period[0])
        .not_valid_after(period[1])
    )
