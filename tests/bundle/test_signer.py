"""Keys and certificates: what may sign, and how a key is named."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, rsa, x25519

from hoshitori.bundle.certificate import (
    Algorithm,
    certificate_der,
    identities,
    key_identifier,
    load_certificate,
    public_key_of,
    signature_holds,
    suite_of,
)
from hoshitori.bundle.errors import SignerError
from hoshitori.bundle.signer import (
    KeySigner,
    private_key_pem,
    read_private_key,
    sign_envelope,
    signer_algorithm,
    signer_from_uri,
)
from hoshitori.model.predicate import Suite
from tests.bundle.laboratory import Laboratory
from tests.bundle.sample import LAB


def write(path: Path, data: bytes) -> Path:
    """Write a file that only its owner can read."""
    path.touch(0o600)
    path.write_bytes(data)
    return path


def test_both_algorithms_sign(lab: Laboratory) -> None:
    """A signature of either kind holds over its message and over nothing else."""
    for signer, algorithm in ((lab.signer, Algorithm.P256), (lab.second, Algorithm.MLDSA65)):
        key = public_key_of(signer.certificate)
        signature = signer.sign(b"message")

        assert signer_algorithm(signer) is algorithm
        assert signature_holds(key, signature, b"message")
        assert not signature_holds(key, signature, b"another")
        assert not signature_holds(key, signature + b"\x00", b"message")
        assert not signature_holds(key, b"", b"message")


def test_p256_signatures_are_deterministic(lab: Laboratory) -> None:
    """The same message gives the same signature, so the same report gives the same bundle."""
    assert lab.signer.sign(b"message") == lab.signer.sign(b"message")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees(lab: Laboratory, tmp_path: Path) -> None:
    """An envelope's P-256 signature holds for `openssl dgst` over the encoded bytes, by hand."""
    envelope = sign_envelope("application/vnd.in-toto+json", b"{}", (lab.signer,))
    key = public_key_of(lab.signer.certificate)
    (tmp_path / "key.pem").write_bytes(
        key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    (tmp_path / "signature").write_bytes(envelope.signatures[0].signature)
    (tmp_path / "message").write_bytes(envelope.signed_bytes)

    told = subprocess.run(
        ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "message"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
    )

    assert told.stdout.strip() == "Verified OK"


def test_degenerate_signatures_do_not_hold(lab: Laboratory) -> None:
    """(0, 0), values beyond the group and other spellings of DER are no signatures (attack class 12)."""
    key = public_key_of(lab.signer.certificate)
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

    r, s = decode_dss_signature(lab.signer.sign(b"message"))
    for pair in ((0, 0), (0, s), (r, 0), (r + order, s), (r, s + order), (order, order)):
        assert not signature_holds(key, encode_dss_signature(*pair), b"message")
    good = encode_dss_signature(r, s)
    for other in (good + b"\x00", b"\x30\x81" + good[1:], good[:-1], r.to_bytes(32) + s.to_bytes(32)):
        assert not signature_holds(key, other, b"message")
    assert signature_holds(key, encode_dss_signature(r, order - s), b"message"), (
        "the mirrored one is the same identity's"
    )


def test_suites() -> None:
    """P-256 alone or followed by ML-DSA-65 is a suite, and nothing else is."""
    assert suite_of((Algorithm.P256,)) is Suite.P256
    assert suite_of((Algorithm.P256, Algorithm.MLDSA65)) is Suite.P256_MLDSA65
    for others in ((), (Algorithm.MLDSA65,), (Algorithm.MLDSA65, Algorithm.P256), (Algorithm.P256,) * 2):
        with pytest.raises(SignerError):
            suite_of(others)


def test_a_key_uri_names_one_file_or_two(lab: Laboratory, tmp_path: Path) -> None:
    """Key and certificate stand in one PEM, or apart."""
    together = lab.scheme.folder / "lab.pem"
    key = write(tmp_path / "a key.pem", private_key_pem(lab.signer.key))
    certificate = tmp_path / "lab.crt"
    certificate.write_bytes(lab.signer.certificate.public_bytes(serialization.Encoding.PEM))

    for uri in (f"file:{together}", f"file:{tmp_path}/a%20key.pem?certificate={certificate}"):
        assert signer_from_uri(uri).certificate == lab.signer.certificate
    with pytest.raises(SignerError, match="no certificate"):
        signer_from_uri(f"file:{key}")


@pytest.mark.parametrize("uri", ["lab.pem", "pkcs11:token=x", "file://host/lab.pem", "file:", "https://x/", ""])
def test_other_uris_are_not_understood(uri: str) -> None:
    """What is not there yet is said to be unknown."""
    with pytest.raises(SignerError, match="not a key URI"):
        signer_from_uri(uri)


def test_files_that_cannot_be_used(lab: Laboratory, tmp_path: Path) -> None:
    """Missing, public, encrypted, malformed and foreign keys are refused with a reason."""
    pem = private_key_pem(lab.signer.key)
    encrypted = lab.signer.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"x")
    )
    cases: list[tuple[str, bytes, str]] = [
        ("garbage.pem", b"garbage", "no private key"),
        ("encrypted.pem", encrypted, "encrypted"),
    ]
    for name, data, reason in cases:
        with pytest.raises(SignerError, match=reason):
            read_private_key(write(tmp_path / name, data))
    with pytest.raises(SignerError, match="cannot be read"):
        read_private_key(tmp_path / "absent.pem")
    public = write(tmp_path / "public.pem", pem)
    public.chmod(0o640)
    with pytest.raises(SignerError, match="open to others"):
        read_private_key(public)
    key = write(tmp_path / "key.pem", pem)
    with pytest.raises(SignerError, match="cannot be read"):
        signer_from_uri(f"file:{key}?certificate={tmp_path}/absent.crt")
    with pytest.raises(SignerError, match="another key"):
        signer_from_uri(f"file:{key}?certificate={lab.scheme.folder / 'lab-pq.pem'}")


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP521R1()),
        ed25519.Ed25519PrivateKey.generate(),
        x25519.X25519PrivateKey.generate(),
        mldsa.MLDSA44PrivateKey.generate(),
    ],
    ids=["rsa", "p521", "ed25519", "x25519", "mldsa44"],
)
def test_other_kinds_of_key(key: rsa.RSAPrivateKey, tmp_path: Path) -> None:
    """Only P-256 and ML-DSA-65 sign; the file with any other key is named."""
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    with pytest.raises(SignerError, match="neither P-256 nor ML-DSA-65") as refused:
        read_private_key(write(tmp_path / "key.pem", pem))
    assert refused.value.where == str(tmp_path / "key.pem")
    assert "sign with a P-256 key" in refused.value.remedy


def test_identities_come_from_the_alternative_name_alone(lab: Laboratory) -> None:
    """The common name never counts (attack class 16)."""
    assert identities(lab.signer.certificate) == (LAB,)
    root = lab.scheme.folder / "authority.pem"
    assert identities(x509.load_pem_x509_certificates(root.read_bytes())[0]) == ()


def test_a_certificate_whose_key_cannot_be_read(lab: Laboratory) -> None:
    """An unreadable key in a certificate is an error, not a crash."""
    point = public_key_of(lab.signer.certificate).public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    spoilt = certificate_der(lab.signer.certificate).replace(point, b"\x04" + b"\x01" * 64)

    with pytest.raises(SignerError, match="cannot be read"):
        public_key_of(x509.load_der_x509_certificate(spoilt))


def test_a_certificate_that_is_only_read_with_a_warning(lab: Laboratory) -> None:
    """What a library tolerates for now, such as a negative serial number, is refused."""
    data = bytearray(certificate_der(lab.signer.certificate))
    serial = lab.signer.certificate.serial_number
    spelled = serial.to_bytes(serial.bit_length() // 8 + 1)
    data[data.index(spelled)] |= 0x80

    with pytest.raises(SignerError, match="standards"):
        load_certificate(bytes(data))
    with pytest.raises(SignerError, match="cannot be read"):
        load_certificate(b"garbage")


def test_a_key_identifier_is_the_digest_of_the_public_key(lab: Laboratory) -> None:
    """The keyid of an envelope is that of its signer's public key."""
    envelope = sign_envelope("t", b"p", (lab.signer, lab.second))

    assert [one.keyid for one in envelope.signatures] == [
        key_identifier(public_key_of(signer.certificate)) for signer in (lab.signer, lab.second)
    ]
    assert isinstance(lab.signer, KeySigner)
    assert len(certificate_der(lab.signer.certificate)) < 1000
