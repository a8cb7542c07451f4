"""The maker's side: certificate authorities, signing keys, and what is put into each unit before it is shipped.

The maker's keys follow from a public seed, so that the demo's declaration can name their certificates; they protect
nothing. A unit's own keys are random, made once, and kept apart from its data.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hoshitori_lab.device.build import MAKER_ROMANISED, Certificate

SEED: Final = "hoshitori-training"
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ALWAYS: Final = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2044, 12, 31, tzinfo=UTC))
_PAST: Final = (datetime(2019, 4, 1, tzinfo=UTC), datetime(2021, 3, 31, tzinfo=UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """A key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def key_pem(self) -> bytes:
        """The private key, PKCS #8, unencrypted."""
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def derived_key(seed: str, label: str) -> ec.EllipticCurvePrivateKey:
    """A P-256 key that anyone who knows the seed can make again."""
    digest = hashlib.sha512(f"{seed}\0{label}".encode()).digest()
    return ec.derive_private_key(int.from_bytes(digest, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def authority(seed: str, label: str) -> Issuer:
    """One of the maker's certificate authorities, the same bytes for the same seed."""
    key = derived_key(seed, label)
    return Issuer(key=key, certificate=_certify(subject=f"{label} (training)", key=key, issuer=None, is_authority=True))


def update_signer(seed: str) -> Issuer:
    """Who signs the firmware images; its authority is ``authority(seed, "Update CA")``."""
    key = derived_key(seed, "update signer")
    issuer = authority(seed, "Update CA")
    return Issuer(
        key=key,
        certificate=_certify(
            subject="Firmware signer (training)", key=key, issuer=issuer, usage=ExtendedKeyUsageOID.CODE_SIGNING
        ),
    )


def provision(
    keys: Path,
    *,
    address: str,
    serial: str,
    certificate: Certificate = Certificate.CHAINED,
    legacy: bool = False,
    shared: bool = False,
    seed: str = SEED,
) -> None:
    """Make a unit's keys where there are none; a unit that has them keeps them.

    ``keys/device`` is the unit's own key store, ``keys/operator`` what its owner was given, ``keys/maker`` public.
    With ``shared`` every unit gets the same keys, as no maker should do.
    """
    marker = keys / "device" / "unit.json"
    unit = {"address": address, "serial": serial, "certificate": certificate.value, "legacy": legacy}
    if marker.exists() and json.loads(marker.read_text(encoding="utf-8")) == unit:
        return
    for name in ("device", "operator", "maker"):
        (keys / name).mkdir(parents=True, exist_ok=True)
    maker, client_authority = (
        authority(seed, "Device CA"),
        authority(seed if shared else secrets.token_hex(16), "Client CA"),
    )

    def key_pair(label: str) -> ec.EllipticCurvePrivateKey:
        return derived_key(seed, label) if shared else ec.generate_private_key(ec.SECP256R1())

    def edwards(label: str) -> ed25519.Ed25519PrivateKey:
        digest = hashlib.sha256(f"{seed}\0{label}".encode()).digest()
        made = ed25519.Ed25519PrivateKey
        return made.from_private_bytes(digest) if shared else made.generate()

    _write(keys / "maker" / "device-authority.pem", maker.pem)
    _write(keys / "maker" / "update-authority.pem", authority(seed, "Update CA").pem)
    if not (keys / "device" / "cloud-authority.pem").exists():
        _write(keys / "device" / "cloud-authority.pem", authority(seed, "Service CA").pem)
    pinned = certificate is Certificate.SELF_SIGNED
    # A pin stands in the declaration, so what is pinned must come out the same again.
    web_key = derived_key(SEED, f"web {serial}") if pinned else key_pair("web")
    web = _device_certificate(maker, web_key, address=address, serial=serial, kind=certificate)
    _write(keys / "device" / "web.pem", web.pem)
    _write(keys / "device" / "web.key", web.key_pem)
    broker = _device_certificate(maker, key_pair("broker"), address=address, serial=serial, kind=Certificate.CHAINED)
    _write(keys / "device" / "broker.pem", broker.pem)
    _write(keys / "device" / "broker.key", broker.key_pem)
    _write(keys / "device" / "client-authority.pem", client_authority.pem)
    _write(keys / "operator" / "snmp.secret", secret := secrets.token_hex(12).encode())
    _write(keys / "device" / "snmp.secret", secret)
    _write(keys / "device" / "storage.secret", secrets.token_hex(32).encode())
    key = key_pair("operator")
    client = Issuer(
        key=key,
        certificate=_certify(
            subject="operator", key=key, issuer=client_authority, usage=ExtendedKeyUsageOID.CLIENT_AUTH
        ),
    )
    _write(keys / "operator" / "mqtt.pem", client.pem)
    _write(keys / "operator" / "mqtt.key", client.key_pem)
    ssh = edwards("operator ssh")
    _write(keys / "operator" / "ssh_ed25519", _openssh(ssh))
    _write(
        keys / "device" / "authorized_keys",
        ssh.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
        + b" operator\n",
    )
    _write(keys / "device" / "ssh_host_ed25519", _openssh(edwards("ssh host")))
    _write(keys / "device" / "ssh_host_ecdsa", _openssh(key_pair("ssh host")))
    if legacy:
        _legacy_channel(keys / "device")
    _write(marker, json.dumps(unit).encode())


def _openssh(key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """A private key in OpenSSH's own form."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )


def _device_certificate(
    maker: Issuer, key: ec.EllipticCurvePrivateKey, *, address: str, serial: str, kind: Certificate
) -> Issuer:
    names: list[x509.GeneralName] = [
        x509.DNSName(f"{serial.lower()}.local"),
        x509.IPAddress(ipaddress.ip_address(address)),
    ]
    issuer = None if kind is Certificate.SELF_SIGNED else maker
    period = _PAST if kind is Certificate.EXPIRED else _ALWAYS
    return Issuer(
        key=key,
        certificate=_certify(
            subject=serial, key=key, issuer=issuer, names=names, usage=ExtendedKeyUsageOID.SERVER_AUTH, period=period
        ),
    )


def _legacy_channel(folder: Path) -> None:
    """The RSA key and certificate of a channel so old that it knows no elliptic curves."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "maintenance channel")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(x509.random_serial_number()).not_valid_before(_ALWAYS[0]).not_valid_after(_ALWAYS[1])
    )
    _write(folder / "legacy.pem", builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    _write(
        folder / "legacy.key",
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        ),
    )


def _certify(
    *,
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: Issuer | None,
    is_authority: bool = False,
    names: list[x509.GeneralName] | None = None,
    usage: x509.ObjectIdentifier | None = None,
    period: tuple[datetime, datetime] = _ALWAYS,
) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, MAKER_ROMANISED),
            x509.NameAttribute(NameOID.COMMON_NAME, subject),
        ]
    )
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    serial = int.from_bytes(hashlib.sha256(subject.encode() + point).digest()[:16], "big") >> 1
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name if issuer is None else issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(period[0])
        .not_valid_after(period[1])
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(_key_usage(is_authority=is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer is not None:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    return builder.sign(key if issuer is None else issuer.key, hashes.SHA256(), ecdsa_deterministic=True)


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)
