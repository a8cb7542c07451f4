"""Forged, moved, stripped and confused signatures (attack classes 1 to 12, 17, 40, 44, 45, 50)."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hoshitori.bundle.certificate import certificate_der, certificate_sha256, key_identifier, public_key_of
from hoshitori.bundle.issue import Validity, issue_authority, issue_signer
from hoshitori.bundle.scheme import create_scheme, issue_identity
from hoshitori.bundle.seal import SealedBundle, seal
from hoshitori.bundle.signer import KeySigner, file_signer
from hoshitori.model.findings import Aspect, ExitCode
from hoshitori.model.trust import RevocationReason, Revoked, StatementRole
from tests.bundle.laboratory import Laboratory
from tests.bundle.sample import LAB, NOW, PROFILE, evidence, external, report
from tests.verify.forge import (
    ENVELOPE,
    MATERIAL,
    Entries,
    code,
    edit_envelope,
    flipped,
    payload_of,
    put_together,
    sign_again,
    spoilt,
    take_apart,
    trust_with,
    verify,
    with_material,
)

VALIDITY = Validity(start=NOW - timedelta(days=30), end=NOW + timedelta(days=300))


def setting(**values: object) -> Callable[[Any], object]:
    """A change that sets keys of an object."""

    def change(value: dict[str, object]) -> None:
        value.update(values)

    return change


def refused(path: Path, lab: Laboratory, expected: str, aspect: Aspect = Aspect.SIGNATURES) -> None:
    """Assert that a bundle is refused under a code, and gives no report."""
    findings = verify(path, lab)
    assert code(findings, aspect) == expected, findings[aspect].detail
    assert findings.exit_code() is ExitCode.REFUSED


def test_a_changed_payload(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """A payload other than the signed one is refused before it is read (1, 2)."""
    entries = take_apart(sealed.path)
    payload = payload_of(entries)
    payload["predicate"]["summary"]["overall"] = "PASS"
    changed = edit_envelope(entries, payload=base64.b64encode(json.dumps(payload).encode()).decode())

    refused(put_together(out, changed), lab, "E_SIGNATURE")
    assert verify(out, lab).unverified_report() is None


def test_another_spelling_of_the_payload(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """The exact bytes are signed, not what they mean."""
    entries = take_apart(sealed.path)
    respelled = json.dumps(payload_of(entries), indent=1).encode()

    refused(put_together(out, edit_envelope(entries, payload=base64.b64encode(respelled).decode())), lab, "E_SIGNATURE")


ENVELOPES: list[tuple[Callable[[Any], dict[str, Any]], str]] = [
    (lambda one: {"signatures": [{**one, "sig": flipped(one["sig"])}]}, "E_SIGNATURE"),
    (lambda one: {"signatures": [{**one, "sig": ""}]}, "E_SIGNATURE"),
    (lambda one: {"signatures": [{**one, "keyid": "00" * 32}]}, "E_KEYID"),
    (lambda one: {"signatures": [{**one, "alg": "none"}]}, "E_ENVELOPE"),
    (lambda one: {"signatures": [one, one]}, "E_ENVELOPE"),
    (lambda one: {"signatures": [one][:0]}, "E_ENVELOPE"),
    (lambda one: {"signatures": [one], "crit": ["x"]}, "E_ENVELOPE"),
    (lambda one: {"signatures": [one], "payloadType": "application/vnd.in-toto+yaml"}, "E_PREDICATE_TYPE"),
]


@pytest.mark.parametrize(
    ("change", "expected"),
    ENVELOPES,
)
def test_spoilt_envelopes(
    lab: Laboratory,
    sealed: SealedBundle,
    out: Path,
    change: Callable[[dict[str, str]], dict[str, Any]],
    expected: str,
) -> None:
    """Flipped, empty, relabelled, doubled, stripped signatures and foreign keys in the envelope are refused."""
    entries = take_apart(sealed.path)
    signature = json.loads(entries[ENVELOPE])["signatures"][0]

    refused(put_together(out, edit_envelope(entries, **change(signature))), lab, expected)


def test_an_envelope_from_another_bundle(lab: Laboratory, sealed: SealedBundle, out: Path, tmp_path: Path) -> None:
    """A report moved beside other evidence, and a signature moved to another report, are refused (1, 6)."""
    other = lab.seal(
        tmp_path / "other.hoshi", dataclasses.replace(report(), dut=dataclasses.replace(report().dut, model="CAM-2"))
    )
    entries, others = take_apart(sealed.path), take_apart(other.path)
    signatures = json.loads(others[ENVELOPE])["signatures"]

    refused(put_together(out, edit_envelope(entries, signatures=signatures)), lab, "E_SIGNATURE")
    moved = {**entries, ENVELOPE: others[ENVELOPE]}
    refused(put_together(out, moved), lab, "E_TIME", Aspect.TIME)


def foreign(key: KeySigner | None = None) -> KeySigner:
    """A signer under an authority of the forger's own, with the laboratory's identity."""
    return issue_signer(
        issue_authority("forger", VALIDITY), "Sample Laboratory", LAB, VALIDITY, key=key.key if key else None
    )


def test_an_authority_of_the_forgers_own(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """A chain that travels in the bundle vouches for nothing (17)."""
    entries = take_apart(sealed.path)
    payload = payload_of(entries)
    signer = foreign()
    payload["predicate"]["signers"] = ["sha256:" + certificate_sha256(signer.certificate)]
    forged = sign_again(entries, payload, (signer,), lab.timestamper())

    refused(put_together(out, forged), lab, "E_PATH", Aspect.SIGNER)


def test_a_certificate_swapped_for_another_on_the_same_key(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """The payload names its signers' certificates, so another one on the same key is refused (50)."""
    entries = take_apart(sealed.path)
    other = foreign(lab.signer)
    swapped = with_material(
        entries, lambda material: dataclasses.replace(material, certificates=(certificate_der(other.certificate),))
    )

    assert key_identifier(public_key_of(other.certificate)) == json.loads(entries[ENVELOPE])["signatures"][0]["keyid"]
    refused(put_together(out, swapped), lab, "E_SIGNERS")


CERTIFICATES: list[Callable[[tuple[bytes, ...]], tuple[bytes, ...]]] = [
    lambda certificates: certificates[:0],
    lambda certificates: certificates * 2,
    lambda certificates: (b"garbage" + certificates[0],),
    lambda certificates: (certificates[0][:-1],),
]


@pytest.mark.parametrize(
    "change",
    CERTIFICATES,
)
def test_certificates_missing_or_doubled(
    lab: Laboratory, sealed: SealedBundle, out: Path, change: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]
) -> None:
    """A keyid selects exactly one certificate, or the envelope is refused (11)."""
    spoiled = with_material(
        take_apart(sealed.path),
        lambda material: dataclasses.replace(material, certificates=change(material.certificates)),
    )

    refused(put_together(out, spoiled), lab, "E_KEYID")


def test_without_material(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """A bundle without certificates, or with malformed material, is refused."""
    entries = take_apart(sealed.path)

    refused(put_together(out, {**entries, MATERIAL: b"{}"}), lab, "E_ENVELOPE")
    del entries[MATERIAL]
    refused(put_together(out, entries), lab, "E_KEYID")


def test_without_a_report(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """A bundle without a report is refused."""
    entries = take_apart(sealed.path)
    del entries[ENVELOPE]

    refused(put_together(out, entries), lab, "E_ENVELOPE")


@pytest.fixture
def hybrid(lab: Laboratory, tmp_path: Path) -> Entries:
    """The entries of a bundle with two signatures."""
    path = tmp_path / "hybrid.hoshi"
    seal(
        report(), evidence(), signers=(lab.signer, lab.second), out=path, external=external(),
        timestamper=lab.timestamper(),
    )  # fmt: skip
    return take_apart(path)


def test_a_signature_stripped(lab: Laboratory, hybrid: Entries, out: Path) -> None:
    """The payload names its suite, so neither of two signatures can be taken off, nor their order changed (10)."""
    signatures = json.loads(hybrid[ENVELOPE])["signatures"]
    for kept in (signatures[:1], signatures[1:], signatures[::-1]):
        refused(put_together(out, edit_envelope(hybrid, signatures=kept)), lab, "E_SUITE")


def test_a_second_signature_that_does_not_hold(lab: Laboratory, hybrid: Entries, out: Path) -> None:
    """Every signature must hold; one good one does not carry the other."""
    first, second = json.loads(hybrid[ENVELOPE])["signatures"]
    spoiled = edit_envelope(hybrid, signatures=[first, {**second, "sig": flipped(second["sig"])}])

    refused(put_together(out, spoiled), lab, "E_SIGNATURE")


def test_a_suite_that_is_none(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """An unknown suite, a stronger one than was signed with, and none at all are refused (8, 9)."""
    for suite in ("none", "p256+mldsa65", "hs256", None, 1):
        refused(spoilt(lab, sealed.path, setting(suite=suite), out), lab, "E_SUITE")


def test_two_identities_in_one_envelope(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """Two signatures are one signer's, or the envelope is refused (7, 50)."""
    authority = file_signer(lab.scheme.folder / "authority.pem", lab.scheme.folder / "authority.pem")
    other = issue_signer(authority, "other", "https://other.example/", VALIDITY, key=lab.second.key)
    entries = take_apart(sealed.path)
    payload = payload_of(entries)
    signers = (lab.signer, other)
    payload["predicate"]["suite"] = "p256+mldsa65"
    payload["predicate"]["signers"] = ["sha256:" + certificate_sha256(one.certificate) for one in signers]

    refused(put_together(out, sign_again(entries, payload, signers, lab.timestamper())), lab, "E_SIGNERS")


PAYLOADS: list[tuple[Callable[[Any], object], str]] = [
    (lambda payload: payload.update(predicateType="urn:hoshitori:report-review:v1"), "E_PREDICATE_TYPE"),
    (lambda payload: payload.update(predicateType="urn:hoshitori:conformity-report:v2"), "E_PREDICATE_TYPE"),
    (lambda payload: payload.update(predicate=[]), "E_PREDICATE_TYPE"),
    (lambda payload: payload.update(_type="https://in-toto.io/Statement/v0.1"), "E_SCHEMA"),
    (lambda payload: payload["subject"][0]["digest"].update(sha1="ab" * 20), "E_SCHEMA"),
    (lambda payload: payload["subject"][0]["digest"].update(sha256="AB" * 32), "E_SCHEMA"),
    (lambda payload: payload["subject"][0]["digest"].update(sha256="ab" * 32), "E_SUBJECT"),
    (lambda payload: payload["subject"].pop(), "E_SUBJECT"),
    (lambda payload: payload["predicate"]["inputs"].update(declaration="e-0003"), "E_SUBJECT"),
    (lambda payload: payload["predicate"]["inputs"].update(declaration="e-0099"), "E_SUBJECT"),
    (lambda payload: payload["predicate"].update(signers=["sha256:" + "ab" * 32]), "E_SIGNERS"),
    (lambda payload: payload["predicate"]["lab"].update(identity="https://other.example/"), "E_SIGNERS"),
]


@pytest.mark.parametrize(
    ("change", "expected"),
    PAYLOADS,
)
def test_a_laboratory_that_signs_something_else(
    lab: Laboratory, sealed: SealedBundle, out: Path, change: Callable[[Any], object], expected: str
) -> None:
    """Another type, other subjects and another's name are refused though the signature holds (3, 5, 40, 44)."""
    entries = take_apart(sealed.path)
    payload = payload_of(entries)
    change(payload)

    refused(put_together(out, sign_again(entries, payload, (lab.signer,), lab.timestamper())), lab, expected)


@pytest.mark.parametrize(
    "data",
    [
        b"not json",
        b"",
        b'{"_type":1',
        b"[" * 100_000,
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b"\xef\xbb\xbf{}",
    ],
)
def test_a_payload_that_cannot_be_read(lab: Laboratory, sealed: SealedBundle, out: Path, data: bytes) -> None:
    """Signed nonsense is refused, not passed over (3, 34, 35, 36)."""
    forged = sign_again(take_apart(sealed.path), data, (lab.signer,), lab.timestamper())

    refused(put_together(out, forged), lab, "E_SCHEMA")


def test_a_report_at_anothers_place(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """A report's envelope where a review should stand is refused (5)."""
    entries = take_apart(sealed.path)
    entries["statements/review.dsse.json"] = entries[ENVELOPE]
    entries["material/review.json"] = entries[MATERIAL]

    refused(put_together(out, entries), lab, "E_COMPANION", Aspect.COMPLETENESS)


def test_outside_role_scope_and_time(lab: Laboratory, sealed: SealedBundle) -> None:
    """A known laboratory that may not report, not on this profile, or not then, is refused (44)."""
    entry = lab.scheme.trust.signers[0]
    window = dataclasses.replace(entry.valid_for, end="2026-11-20T00:00:00Z")
    for changed, expected in (
        (dataclasses.replace(entry, roles=(StatementRole.REVIEW,)), "E_SIGNER_ROLE"),
        (dataclasses.replace(entry, scopes=("other",)), "E_SIGNER_SCOPE"),
        (dataclasses.replace(entry, valid_for=window), "E_SIGNER_TIME"),
        (dataclasses.replace(entry, identity="https://LAB.example/"), "E_SIGNER_UNKNOWN"),
        (dataclasses.replace(entry, identity="https://lab.example"), "E_SIGNER_UNKNOWN"),
    ):
        findings = verify(sealed.path, lab, trust_with(lab, signers=(changed,)))
        assert code(findings, Aspect.SIGNER) == expected
        assert findings.exit_code() is ExitCode.REFUSED
        assert LAB in findings[Aspect.SIGNER].sentence.en


@pytest.mark.parametrize(
    ("start", "expected"), [("2026-11-21T03:00:00Z", "E_REVOKED"), ("2026-11-21T03:00:01Z", "STATUS_OK")]
)
def test_a_revoked_key(lab: Laboratory, sealed: SealedBundle, start: str, expected: str) -> None:
    """A revoked key counts only for what a trusted time shows to be older (18)."""
    key = "sha256:" + key_identifier(public_key_of(lab.signer.certificate))
    revoked = Revoked(spki=key, from_=start, reason=RevocationReason.KEY_COMPROMISE)
    other = dataclasses.replace(revoked, spki="sha256:" + "ab" * 32)
    findings = verify(sealed.path, lab, trust_with(lab, revoked=(other, revoked)))

    assert code(findings, Aspect.STATUS) == expected


def test_a_laboratory_of_another_scheme(lab: Laboratory, sealed: SealedBundle, tmp_path: Path) -> None:
    """A genuine bundle means nothing to a scheme that does not know its laboratory."""
    other = create_scheme(tmp_path, identifier="urn:other", name="other", now=NOW)
    other = issue_identity(other, tmp_path / "lab.pem", name="L", identity=LAB, scopes=(PROFILE,), now=NOW)
    findings = verify(sealed.path, lab, other.trust_path.read_bytes())

    assert code(findings, Aspect.TIME) == "E_TIME"
    assert code(findings, Aspect.SIGNER) == "E_PATH"


def test_a_stranger_is_not_listened_to(lab: Laboratory, sealed: SealedBundle) -> None:
    """Of a report by nobody known not even the product is read: no kind, no findings on it, no report."""
    findings = verify(sealed.path, lab, trust_with(lab, signers=()))

    assert code(findings, Aspect.SIGNER) == "E_SIGNER_UNKNOWN"
    assert [findings[one].code for one in (Aspect.COMPLETENESS, Aspect.PRODUCT, Aspect.OUTCOME)] == ["NOT_CHECKED"] * 3
    assert (findings.kind, findings.unverified_report()) == (None, None)
