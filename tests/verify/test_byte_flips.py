"""No byte of a bundle can be changed unnoticed, and no bytes at all bring the verifier down (classes 1, 4, 31, 38)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hoshitori.bundle.seal import SealedBundle
from hoshitori.model.findings import Aspect, ExitCode
from tests.bundle.laboratory import Laboratory
from tests.verify.forge import ENVELOPE, MATERIAL, put_together, take_apart, trust_with, verify, with_material

X509_V3 = bytes.fromhex("a003020102")
"""The version of a certificate as RFC 5280 has it written: [0] EXPLICIT INTEGER 2."""


@settings(max_examples=200)
@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_byte(lab: Laboratory, sealed: SealedBundle, position: int, change: int) -> None:
    """A changed byte anywhere in a bundle is refused."""
    data = bytearray(sealed.path.read_bytes())
    data[position % len(data)] ^= change
    path = sealed.path.with_name("flipped.hoshi")
    path.write_bytes(data)

    assert verify(path, lab).exit_code() is ExitCode.REFUSED


@settings(max_examples=150)
@given(st.sampled_from(["envelope", "item", "sealed", "disclosure"]), st.integers(min_value=0), st.integers(1, 255))
def test_any_byte_behind_a_mended_container(
    lab: Laboratory, sealed: SealedBundle, where: str, position: int, change: int
) -> None:
    """With container and CRCs put right again, signatures and digests still notice every byte."""
    name = {
        "envelope": ENVELOPE,
        "item": "items/e-0004.json",
        "sealed": "sealed/e-0003.bin",
        "disclosure": "sealed/e-0003.disc.json",
    }[where]
    entries = take_apart(sealed.path)
    data = bytearray(entries[name])
    data[position % len(data)] ^= change
    path = put_together(sealed.path.with_name("mended.hoshi"), {**entries, name: bytes(data)})

    assert verify(path, lab).exit_code() is ExitCode.REFUSED


@settings(max_examples=150)
@given(st.integers(min_value=0), st.integers(1, 255))
def test_any_byte_of_the_material(lab: Laboratory, sealed: SealedBundle, position: int, change: int) -> None:
    """Unsigned material widens nothing: a changed byte is refused, or leaves report, signer and time as they were."""
    entries = take_apart(sealed.path)
    data = bytearray(entries[MATERIAL])
    data[position % len(data)] ^= change
    path = put_together(sealed.path.with_name("material.hoshi"), {**entries, MATERIAL: bytes(data)})
    findings = verify(path, lab)

    if not findings.refused:
        verified, before = findings.require(), verify(sealed.path, lab).require()
        assert (verified.report, verified.signer, verified.signed_at) == (
            before.report,
            before.signer,
            before.signed_at,
        )


@settings(max_examples=100)
@given(st.binary(max_size=400))
@example(b"")
@example(b"\x30\x84\xff\xff\xff\xff")
@example(b"\x30\x80" * 200)
def test_hostile_certificates_and_time_stamps(lab: Laboratory, sealed: SealedBundle, data: bytes) -> None:
    """Whatever stands where a certificate or a time-stamp should, the answer is a refusal and no crash."""
    entries = take_apart(sealed.path)
    for changed in (
        with_material(entries, lambda material: dataclasses.replace(material, certificates=(data,))),
        with_material(entries, lambda material: dataclasses.replace(material, timestamps=(data,))),
    ):
        path = put_together(sealed.path.with_name("hostile.hoshi"), changed)
        assert verify(path, lab).exit_code() is ExitCode.REFUSED


@settings(max_examples=100)
@given(st.integers(min_value=0), st.integers(1, 255))
def test_any_byte_of_a_time_stamp(lab: Laboratory, sealed: SealedBundle, position: int, change: int) -> None:
    """A changed byte of a time-stamp never gives another time."""

    def flip(stamp: bytes) -> bytes:
        data = bytearray(stamp)
        data[position % len(data)] ^= change
        return bytes(data)

    entries = take_apart(sealed.path)
    changed = with_material(
        entries, lambda material: dataclasses.replace(material, timestamps=tuple(map(flip, material.timestamps)))
    )
    findings = verify(put_together(sealed.path.with_name("stamp.hoshi"), changed), lab)

    assert findings[Aspect.TIME].code in {"E_TIME", "TIME_PLAN_OWN_WORD"}
    if not findings.refused:
        assert findings.require().signed_at == "2026-11-21T03:00:00Z"


def test_a_time_stamp_with_a_certificate_of_no_version(lab: Laboratory, sealed: SealedBundle) -> None:
    """A certificate inside a time-stamp that claims a version X.509 does not have leaves the time unproven."""
    entries = take_apart(sealed.path)

    def changed(stamp: bytes) -> bytes:
        assert X509_V3 in stamp
        return stamp.replace(X509_V3, X509_V3[:-1] + b"\x03")

    material = with_material(
        entries, lambda material: dataclasses.replace(material, timestamps=tuple(map(changed, material.timestamps)))
    )
    findings = verify(put_together(sealed.path.with_name("version.hoshi"), material), lab)

    assert findings[Aspect.TIME].code == "E_TIME"


def test_the_same_question_has_the_same_answer(lab: Laboratory, sealed: SealedBundle) -> None:
    """Verifying is a function of bundle, trust file and time."""
    assert verify(sealed.path, lab) == verify(sealed.path, lab)
    assert verify(Path(sealed.path), lab, trust_with(lab)) == verify(sealed.path, lab)
