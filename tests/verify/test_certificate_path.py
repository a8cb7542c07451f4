"""From a certificate to a trusted authority, under our own leaf profile (attack classes 14 to 17)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hoshitori.bundle.certificate import certificate_der, identities
from hoshitori.bundle.envelope import to_base64
from hoshitori.bundle.issue import DOCUMENT_SIGNING, Validity, issue_authority, issue_signer, new_key
from hoshitori.bundle.signer import KeySigner
from hoshitori.model.instant import format_instant
from hoshitori.model.trust import StatementRole, TrustedAuthority, Window
from hoshitori.verify.certificate_path import check_path
from hoshitori.verify.errors import PathError
from hoshitori.verify.trust_file import Authority
from tests.bundle.sample import LAB, NOW

VALIDITY = Validity(start=NOW - timedelta(days=10), end=NOW + timedelta(days=10))
ROOT = issue_authority("authority", VALIDITY)
KEY = ec.generate_private_key(ec.SECP256R1())
Extensions = dict[str, tuple[x509.ExtensionType, bool]]


def usage(**changes: bool) -> x509.KeyUsage:
    """A KeyUsage of digitalSignature alone, or with changes."""
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{**dict.fromkeys(names, False), "digital_signature": True, **changes})


def names(*values: x509.GeneralName) -> x509.SubjectAlternativeName:
    """A subject alternative name."""
    return x509.SubjectAlternativeName(values)


GOOD: Extensions = {
    "constraints": (x509.BasicConstraints(ca=False, path_length=None), True),
    "usage": (usage(), True),
    "purpose": (x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), True),
    "names": (names(x509.UniformResourceIdentifier(LAB)), False),
}
PublicKeys = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey


def leaf(
    extensions: Extensions | None = None,
    *,
    key: PublicKeys | None = None,
    issuer: KeySigner = ROOT,
    validity: Validity = VALIDITY,
) -> x509.Certificate:
    """A certificate with these extensions."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LAB)]))
        .issuer_name(issuer.certificate.subject)
        .public_key(key or KEY.public_key())
        .serial_number(7)
        .not_valid_before(validity.start)
        .not_valid_after(validity.end)
    )
    for value, critical in (GOOD if extensions is None else extensions).values():
        builder = builder.add_extension(value, critical=critical)
    return builder.sign(issuer.key, hashes.SHA256() if isinstance(issuer.key, ec.EllipticCurvePrivateKey) else None)


def trusted(signer: KeySigner = ROOT, roles: tuple[StatementRole, ...] = (StatementRole.REPORT,)) -> Authority:
    """An authority as the trust file lists it."""
    window = Window(start=format_instant(VALIDITY.start), end=format_instant(VALIDITY.end))
    entry = TrustedAuthority(cert=to_base64(certificate_der(signer.certificate)), roles=roles, valid_for=window)
    return Authority(certificate=signer.certificate, entry=entry)


def identity(certificate: x509.Certificate, *authorities: Authority) -> str:
    """The identity a certificate stands for."""
    check_path(certificate, authorities or (trusted(),), StatementRole.REPORT, NOW)
    return identities(certificate)[0]


def refuse(certificate: x509.Certificate, reason: str, *authorities: Authority) -> None:
    """Assert that a certificate stands for nobody."""
    with pytest.raises(PathError, match=reason):
        identity(certificate, *authorities)


def test_a_good_leaf() -> None:
    """The profile's leaf stands for its URI, and so does what the issuing functions make."""
    assert identity(leaf()) == LAB
    assert identity(issue_signer(ROOT, "lab", LAB, VALIDITY).certificate) == LAB


def test_post_quantum_leaves_and_authorities() -> None:
    """ML-DSA-65 works at either end of the path."""
    from hoshitori.bundle.certificate import Algorithm

    root = issue_authority("pq", VALIDITY, key=new_key(Algorithm.MLDSA65))
    for key in (new_key(Algorithm.MLDSA65), new_key()):
        assert identity(issue_signer(root, "lab", LAB, VALIDITY, key=key).certificate, trusted(root)) == LAB


URI = x509.UniformResourceIdentifier
DEPARTURES: list[tuple[str, Callable[[], Extensions], str]] = [
    (
        "an authority as leaf",
        lambda: {**GOOD, "constraints": (x509.BasicConstraints(ca=True, path_length=0), True)},
        "authority",
    ),
    ("no constraints", lambda: without("constraints"), "does not lead"),
    ("constraints not critical", lambda: {**GOOD, "constraints": (GOOD["constraints"][0], False)}, "does not lead"),
    ("no usage", lambda: without("usage"), "does not lead"),
    ("usage not critical", lambda: {**GOOD, "usage": (usage(), False)}, "does not lead"),
    (
        "no signing",
        lambda: {**GOOD, "usage": (usage(digital_signature=False, content_commitment=True), True)},
        "KeyUsage",
    ),
    ("signs certificates", lambda: {**GOOD, "usage": (usage(key_cert_sign=True), True)}, "does not lead"),
    ("signs lists", lambda: {**GOOD, "usage": (usage(crl_sign=True), True)}, "KeyUsage"),
    ("agrees keys", lambda: {**GOOD, "usage": (usage(key_agreement=True), True)}, "KeyUsage"),
    ("no purpose", lambda: without("purpose"), "does not lead"),
    ("another purpose", lambda: purposes(ExtendedKeyUsageOID.CLIENT_AUTH), "does not lead"),
    ("one more purpose", lambda: purposes(DOCUMENT_SIGNING, ExtendedKeyUsageOID.CLIENT_AUTH), "ExtendedKeyUsage"),
    ("any purpose", lambda: purposes(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE), "does not lead"),
    ("no name", lambda: without("names"), "does not lead"),
    ("two names", lambda: {**GOOD, "names": (names(URI(LAB), URI("https://other.example/")), False)}, "one URI"),
    ("a host name", lambda: {**GOOD, "names": (names(x509.DNSName("lab.example")), False)}, "one URI"),
    (
        "something critical",
        lambda: {**GOOD, "x": (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True)},
        "not understood|1.2.3",
    ),
]


def without(name: str) -> Extensions:
    """The profile's extensions but one."""
    return {key: value for key, value in GOOD.items() if key != name}


def purposes(*oids: x509.ObjectIdentifier) -> Extensions:
    """The profile's extensions with other purposes."""
    return {**GOOD, "purpose": (x509.ExtendedKeyUsage(oids), True)}


@pytest.mark.parametrize(("name", "extensions", "reason"), DEPARTURES, ids=[name for name, _, _ in DEPARTURES])
def test_departures_from_the_leaf_profile(name: str, extensions: Callable[[], Extensions], reason: str) -> None:
    """Each departure from the profile is refused, whatever path validation by itself thinks of it (15, 16)."""
    assert name
    refuse(leaf(extensions()), reason)


def test_an_unknown_extension_that_is_not_critical() -> None:
    """What may be ignored is ignored."""
    extra = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00")

    assert identity(leaf({**GOOD, "x": (extra, False)})) == LAB


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()).public_key(),
        ec.generate_private_key(ec.SECP521R1()).public_key(),
        rsa.generate_private_key(65537, 2048).public_key(),
        ed25519.Ed25519PrivateKey.generate().public_key(),
    ],
    ids=["p384", "p521", "rsa", "ed25519"],
)
def test_other_kinds_of_key(key: PublicKeys) -> None:
    """Only P-256 and ML-DSA-65 keys stand for anybody (15)."""
    refuse(leaf(key=key), "neither")


def test_out_of_time() -> None:
    """Leaf and authority must be valid at the moment, by certificate and by trust file (14)."""
    for start, end in ((-9, -1), (1, 9)):
        validity = Validity(start=NOW + timedelta(days=start), end=NOW + timedelta(days=end))
        refuse(leaf(validity=validity), "does not lead")
        old = issue_authority("authority", validity)
        refuse(leaf(issuer=old), "does not lead", trusted(old))
    window = Window(start="2020-01-01T00:00:00Z", end="2021-01-01T00:00:00Z")
    closed = dataclasses.replace(trusted(), entry=dataclasses.replace(trusted().entry, valid_for=window))
    refuse(leaf(), "not trusted at that time", closed)


def test_authorities() -> None:
    """An unknown authority, one for another role, a namesake and a leaf as authority vouch for nothing (17)."""
    stranger = issue_authority("stranger", VALIDITY)
    namesake = issue_authority("authority", VALIDITY)
    as_issuer = KeySigner(KEY, leaf())
    refuse(leaf(issuer=stranger), "no trusted authority")
    refuse(leaf(issuer=namesake), "does not lead")
    refuse(leaf(), "may not issue", trusted(roles=(StatementRole.REVIEW,)))
    refuse(leaf(issuer=as_issuer), "does not lead", trusted(as_issuer))


BASIC = x509.BasicConstraints
ISSUERS: list[tuple[str, list[tuple[x509.ExtensionType, bool]]]] = [
    ("cA must be asserted", [(BASIC(ca=False, path_length=None), True), (usage(key_cert_sign=True), True)]),
    ("may not sign certificates", [(BASIC(ca=True, path_length=0), True), (usage(), True)]),
    ("missing required", [(BASIC(ca=True, path_length=0), True)]),
    ("missing required", [(usage(key_cert_sign=True), True)]),
    ("criticality", [(BASIC(ca=True, path_length=0), False), (usage(key_cert_sign=True), True)]),
]


@pytest.mark.parametrize(("reason", "extensions"), ISSUERS)
def test_authorities_that_are_none(reason: str, extensions: list[tuple[x509.ExtensionType, bool]]) -> None:
    """Even in the trust file, a certificate that may not issue others vouches for nothing."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(9)
        .not_valid_before(VALIDITY.start)
        .not_valid_after(VALIDITY.end)
    )
    for value, critical in extensions:
        builder = builder.add_extension(value, critical=critical)
    issuer = KeySigner(KEY, builder.sign(KEY, hashes.SHA256()))

    refuse(leaf(issuer=issuer), reason, trusted(issuer))


def test_the_right_one_of_two_namesakes() -> None:
    """A renewed authority under the same name is found among the trusted ones."""
    namesake = issue_authority("authority", VALIDITY)

    assert identity(leaf(), trusted(namesake), trusted()) == LAB


def test_an_authority_with_another_kind_of_key() -> None:
    """An authority that could not have signed under our profile is none."""
    key = ec.generate_private_key(ec.SECP384R1())
    signer = issue_authority("p384", VALIDITY, key=key)

    refuse(leaf(issuer=signer), "neither", trusted(signer))


def test_a_longer_path() -> None:
    """One step and no more: an authority below an authority vouches for nothing."""
    below = KeySigner(
        KEY,
        leaf(
            {
                "constraints": (x509.BasicConstraints(ca=True, path_length=0), True),
                "usage": (usage(digital_signature=False, key_cert_sign=True), True),
            }
        ),
    )

    refuse(leaf(issuer=below), "no trusted authority")


def test_what_cannot_be_read() -> None:
    """A certificate with malformed extensions stands for nobody."""
    der = certificate_der(leaf())
    spoilt = der.replace(LAB.encode(), b"\xff" * len(LAB))
    twice = certificate_der(leaf()).replace(b"\x55\x1d\x25", b"\x55\x1d\x11")

    for data in (spoilt, twice):
        refuse(x509.load_der_x509_certificate(data), "cannot be read|does not lead")
