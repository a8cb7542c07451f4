"""Signers: whoever holds a private key and turns signed bytes into a signature.

A key is named by a URI. `file:` reads an unencrypted PKCS#8 PEM on this machine; other schemes (hardware tokens,
external commands) fit the same Protocol. P-256 means ECDSA with SHA-256 and a deterministic nonce (RFC 6979), so that
the same report gives the same bundle; ML-DSA-65 is pure with an empty context (FIPS 204) and randomised.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, mldsa

from hoshitori.bundle.certificate import Algorithm, algorithm_of, key_identifier, public_key_of, supported_key
from hoshitori.bundle.envelope import Envelope, Signature, pre_authentication_encoding
from hoshitori.bundle.errors import SignerError

PrivateKey = ec.EllipticCurvePrivateKey | mldsa.MLDSA65PrivateKey


class Signer(Protocol):
    """Something that signs with the key of one certificate."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate whose key signs."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`; DER for ECDSA.

        Raises:
            SignerError: if the key cannot be used now.
        """
        ...


@dataclass(frozen=True, slots=True)
class KeySigner:
    """A signer whose private key is in this process's memory."""

    key: PrivateKey
    certificate: x509.Certificate

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`."""
        return sign_with(self.key, message)


def sign_with(key: PrivateKey, message: bytes) -> bytes:
    """Return the signature of a private key over `message`."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    return key.sign(message)


def signer_algorithm(signer: Signer) -> Algorithm:
    """Return the algorithm a signer signs with."""
    return algorithm_of(public_key_of(signer.certificate))


def sign_envelope(payload_type: str, payload: bytes, signers: tuple[Signer, ...]) -> Envelope:
    """Return the envelope of `payload` with one signature of each signer, in their order."""
    message = pre_authentication_encoding(payload_type, payload)
    return Envelope(
        payload_type=payload_type,
        payload=payload,
        signatures=tuple(
            Signature(keyid=key_identifier(public_key_of(signer.certificate)), signature=signer.sign(message))
            for signer in signers
        ),
    )


def signer_from_uri(uri: str) -> Signer:
    """Return the signer that a key URI names.

    `file:lab.pem` is a PEM with private key and certificate; `file:key.pem?certificate=lab.crt` keeps them apart.

    Raises:
        SignerError: if the scheme is unknown, a file is missing, open to others or malformed, or key and certificate
            do not belong together.
    """
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc or not parts.path:
        raise SignerError("not a key URI that is understood", where=uri, remedy="write file:PATH")
    path = Path(unquote(parts.path))
    certificate = parse_qs(parts.query).get("certificate", [str(path)])[0]
    return file_signer(path, Path(certificate))


def file_signer(key_path: Path, certificate_path: Path) -> KeySigner:
    """Return the signer of a key file and a certificate file, both PEM.

    Raises:
        SignerError: as `signer_from_uri`.
    """
    key = read_private_key(key_path)
    try:
        certificate = x509.load_pem_x509_certificates(certificate_path.read_bytes())[0]
    except OSError as error:
        raise SignerError(f"cannot be read: {error.strerror}", where=str(certificate_path)) from None
    except (ValueError, x509.InvalidVersion):
        raise SignerError(
            "no certificate in PEM",
            where=str(certificate_path),
            remedy="put it into the key's file or name it as ?certificate=PATH",
        ) from None
    if key_identifier(public_key_of(certificate)) != key_identifier(supported_key(key.public_key())):
        raise SignerError(
            "the certificate is for another key",
            where=str(certificate_path),
            remedy=f"name the one that was issued for {key_path}, as ?certificate=PATH",
        )
    return KeySigner(key, certificate)


def read_private_key(path: Path) -> PrivateKey:
    """Return the private key in a PEM file.

    Raises:
        SignerError: if it is missing, readable by others, encrypted, malformed or of another type.
    """
    try:
        with path.open("rb") as file:
            if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SignerError("the key file is open to others", where=str(path), remedy="chmod 600 it")
            data = file.read()
        key = serialization.load_pem_private_key(data, password=None)
    except OSError as error:
        raise SignerError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except TypeError:
        raise SignerError("the key is encrypted", where=str(path), remedy="give an unencrypted PKCS#8 file") from None
    except (ValueError, UnsupportedAlgorithm):
        raise SignerError("no private key in PEM", where=str(path), remedy="give a PKCS#8 file in PEM") from None
    if isinstance(key, mldsa.MLDSA65PrivateKey) or (
        isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)
    ):
        return key
    raise SignerError(
        "the key is neither P-256 nor ML-DSA-65",
        where=str(path),
        remedy="sign with a P-256 key (ECDSA), and with one of ML-DSA-65 beside it if you like",
    )


def private_key_pem(key: PrivateKey) -> bytes:
    """Return a private key as unencrypted PKCS#8 PEM; whoever writes it keeps it from others."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
