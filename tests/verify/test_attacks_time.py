"""Forged, moved and weakened time-stamps; certificates out of time (attack classes 14, 18 to 20, 49)."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hoshitori.bundle.authority import LocalTimestamper, response_with
from hoshitori.bundle.issue import Validity, issue_authority, issue_timestamper
from hoshitori.bundle.seal import SealedBundle
from hoshitori.bundle.signer import KeySigner
from hoshitori.bundle.timestamp import SHA256
from hoshitori.model.findings import Aspect, ExitCode
from hoshitori.model.trust import TrustedTimestamper, Window
from tests.bundle.laboratory import Laboratory
from tests.bundle.sample import NOW, report
from tests.verify.forge import ENVELOPE, code, put_together, take_apart, trust_with, verify, with_material

WIDE = Validity(start=NOW - timedelta(days=30), end=NOW + timedelta(days=300))


def stamped(sealed: SealedBundle, out: Path, *responses: bytes) -> Path:
    """The sample bundle with other time-stamps."""
    entries = take_apart(sealed.path)
    return put_together(
        out, with_material(entries, lambda material: dataclasses.replace(material, timestamps=responses))
    )


def envelope_of(sealed: SealedBundle) -> bytes:
    """What the first time-stamp is over."""
    return take_apart(sealed.path)[ENVELOPE]


def other_authority(clock: datetime = NOW) -> LocalTimestamper:
    """A time-stamp authority that nobody trusts."""
    authority = issue_authority("other", WIDE)
    signer = issue_timestamper(authority, "other TSA", "https://tsa.example/", WIDE)
    return timestamper(signer, clock)


def timestamper(signer: KeySigner, clock: datetime = NOW) -> LocalTimestamper:
    """An authority with a given certificate."""
    from cryptography.hazmat.primitives.asymmetric import ec

    assert isinstance(signer.key, ec.EllipticCurvePrivateKey)
    return LocalTimestamper(key=signer.key, certificate=signer.certificate, clock=lambda: clock)


def flip(data: bytes) -> bytes:
    """Change the last bit, which is the signature's."""
    return data[:-1] + bytes([data[-1] ^ 1])


Forge = Callable[[Laboratory, bytes], bytes]
FORGERIES: list[tuple[str, Forge]] = [
    ("another authority", lambda _, envelope: other_authority().stamp(envelope)),
    (
        "the trusted certificate with another's key",
        lambda lab, envelope: dataclasses.replace(lab.timestamper(), key=other_authority().key).stamp(envelope),
    ),
    ("another envelope", lambda lab, envelope: lab.timestamper().stamp(envelope + b" ")),
    ("a bad signature", lambda lab, envelope: flip(lab.timestamper().stamp(envelope))),
    (
        "SHA-1",
        lambda lab, envelope: response_with(
            lab.timestamper().token(hashlib.sha1(envelope, usedforsecurity=False).digest(), "1.3.14.3.2.26")
        ),
    ),
    (
        "a digest cut short",
        lambda lab, envelope: response_with(lab.timestamper().token(hashlib.sha256(envelope).digest()[:16], SHA256)),
    ),
    (
        "not granted",
        lambda lab, envelope: response_with(lab.timestamper().token(hashlib.sha256(envelope).digest(), SHA256), 2),
    ),
    ("another policy", lambda lab, envelope: dataclasses.replace(lab.timestamper(), policy="1.2.3").stamp(envelope)),
    ("before the certificate", lambda lab, envelope: lab.timestamper(NOW - timedelta(days=400)).stamp(envelope)),
    ("after the certificate", lambda lab, envelope: lab.timestamper(NOW + timedelta(days=9000)).stamp(envelope)),
    ("garbage", lambda lab, envelope: envelope[:100] + lab.trust[:1]),
]


@pytest.mark.parametrize(("name", "forge"), FORGERIES, ids=[name for name, _ in FORGERIES])
def test_forged_time_stamps(lab: Laboratory, sealed: SealedBundle, out: Path, name: str, forge: Forge) -> None:
    """A time-stamp by another, over something else, weakened, spoilt or out of time gives no time (19)."""
    findings = verify(stamped(sealed, out, forge(lab, envelope_of(sealed))), lab)

    assert code(findings, Aspect.TIME) == "E_TIME", name
    assert findings[Aspect.TIME].detail
    assert findings.exit_code() is ExitCode.REFUSED


def test_a_good_time_stamp_among_others(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """One that can be believed counts; the others are said to be ignored."""
    envelope = envelope_of(sealed)
    bad = other_authority().stamp(envelope)
    good = lab.timestamper().stamp(envelope + bad)
    findings = verify(stamped(sealed, out, bad, good), lab)

    assert code(findings, Aspect.TIME) == "TIME_SOME_IGNORED"
    assert "time-stamp 0" in findings[Aspect.TIME].detail
    assert findings.exit_code() is ExitCode.AUTHENTIC


def test_later_time_stamps_are_over_earlier_ones(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """A renewal covers the envelope and every earlier stamp; the earliest says when it was signed."""
    envelope = envelope_of(sealed)
    first = lab.timestamper().stamp(envelope)
    second = lab.timestamper(NOW + timedelta(days=100)).stamp(envelope + first)
    third = lab.timestamper(NOW + timedelta(days=200)).stamp(envelope + first + second)
    findings = verify(stamped(sealed, out, first, second, third), lab)

    assert findings.require().signed_at == "2026-11-21T03:00:00Z"
    assert code(verify(stamped(sealed, out, first, third), lab), Aspect.TIME) == "TIME_SOME_IGNORED"


def test_stronger_digests_count(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """A time-stamp may be over SHA-384 or SHA-512 as well."""
    envelope = envelope_of(sealed)
    for name, identifier in (("sha384", "2.16.840.1.101.3.4.2.2"), ("sha512", "2.16.840.1.101.3.4.2.3")):
        token = lab.timestamper().token(hashlib.new(name, envelope).digest(), identifier)
        assert not verify(stamped(sealed, out, response_with(token)), lab).refused


def test_a_report_dated_after_its_time_stamp(lab: Laboratory, out: Path) -> None:
    """A day of difference is clocks and zones; more is a contradiction."""
    lab.seal(out, at=NOW - timedelta(hours=24))
    assert code(verify(out, lab), Aspect.TIME) == "TIME_PLAN_OWN_WORD"
    lab.seal(out, at=NOW - timedelta(hours=24, seconds=1))
    assert code(verify(out, lab), Aspect.TIME) == "E_TIME_ORDER"


def test_an_authority_within_its_window(lab: Laboratory, sealed: SealedBundle) -> None:
    """The trust file's own window for an authority holds besides its certificate's."""
    entry: TrustedTimestamper = lab.scheme.trust.tsas[0]
    closed = dataclasses.replace(entry, valid_for=Window(start="2020-01-01T00:00:00Z", end="2026-11-21T02:59:59Z"))
    findings = verify(sealed.path, lab, trust_with(lab, tsas=(closed,)))

    assert code(findings, Aspect.TIME) == "E_TIME"


def test_an_authority_after_its_certificate(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """Where the trust file's window is wider, the certificate's own still holds."""
    wide = Window(start="2000-01-01T00:00:00Z", end="2099-01-01T00:00:00Z")
    entry = dataclasses.replace(lab.scheme.trust.tsas[0], valid_for=wide)
    for at in (NOW - timedelta(days=400), NOW + timedelta(days=9000)):
        response = lab.timestamper(at).stamp(envelope_of(sealed))
        findings = verify(stamped(sealed, out, response), lab, trust_with(lab, tsas=(entry,)))
        assert "not valid at that time" in findings[Aspect.TIME].detail


def test_without_an_authority(lab: Laboratory, sealed: SealedBundle) -> None:
    """Where the trust file names no authority there is no trusted time."""
    findings = verify(sealed.path, lab, trust_with(lab, tsas=()))

    assert "no time-stamp authority" in findings[Aspect.TIME].detail


def test_a_pinned_certificate_of_another_issuer(lab: Laboratory, sealed: SealedBundle) -> None:
    """The pinned certificate must be its stated issuer's work; an empty list of issuers is no root."""
    from hoshitori.bundle.certificate import certificate_der

    entry = lab.scheme.trust.tsas[0]
    stranger = base64.b64encode(certificate_der(issue_authority("x", WIDE).certificate)).decode()
    for issuers in ((stranger,), (stranger, *entry.issuers), ()):
        changed = dataclasses.replace(entry, issuers=issuers)
        assert code(verify(sealed.path, lab, trust_with(lab, tsas=(changed,))), Aspect.TIME) == "E_TIME"


@pytest.mark.parametrize("hours", [-49, 24_000])
def test_a_leaf_out_of_time(lab: Laboratory, sealed: SealedBundle, out: Path, hours: int) -> None:
    """The laboratory's certificate must be valid when its signature was stamped (14)."""
    wide = Window(start="2020-01-01T00:00:00Z", end="2036-01-01T00:00:00Z")
    signers = (dataclasses.replace(lab.scheme.trust.signers[0], valid_for=wide),)
    at = NOW + timedelta(hours=hours)
    response = lab.timestamper(at).stamp(envelope_of(sealed))
    findings = verify(stamped(sealed, out, response), lab, trust_with(lab, signers=signers), now=NOW)

    assert code(findings, Aspect.SIGNER) == "E_PATH"


def test_the_verifiers_clock_does_not_decide(lab: Laboratory, sealed: SealedBundle) -> None:
    """Long after all certificates ran out, a stamped bundle verifies as of then; the trust file is just stale (49)."""
    for now in (datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)):
        findings = verify(sealed.path, lab, now=now)
        assert not findings.refused
        assert findings.exit_code() is ExitCode.UNDECIDED
    assert verify(sealed.path, lab, now=datetime(1980, 1, 1, tzinfo=UTC)).exit_code() is ExitCode.AUTHENTIC


def test_backdating_with_a_stolen_key(lab: Laboratory, out: Path) -> None:
    """A report that claims an earlier day counts from its time-stamp, when the key was revoked already (20)."""
    from hoshitori.bundle.certificate import key_identifier, public_key_of
    from hoshitori.model.trust import RevocationReason, Revoked

    lab.seal(out, report(), at=NOW + timedelta(days=30))
    revoked = Revoked(
        spki="sha256:" + key_identifier(public_key_of(lab.signer.certificate)),
        from_="2026-12-01T00:00:00Z",
        reason=RevocationReason.KEY_COMPROMISE,
    )

    assert code(verify(out, lab, trust_with(lab, revoked=(revoked,))), Aspect.STATUS) == "E_REVOKED"
