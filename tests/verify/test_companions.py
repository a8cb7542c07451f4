"""Statements beside a report: each holds by itself and is about this report (attack classes 5, 6, 24, 44)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from hoshitori.bundle.certificate import key_identifier, public_key_of
from hoshitori.bundle.companion import SignedCompanion, sign_companion
from hoshitori.bundle.rewrite import attach
from hoshitori.bundle.scheme import create_scheme, issue_identity
from hoshitori.bundle.seal import SealedBundle, seal
from hoshitori.bundle.signer import file_signer
from hoshitori.model.companions import DecisionStatement, DeclarationStatement, ReviewStatement
from hoshitori.model.findings import Aspect, Findings
from hoshitori.model.predicate import Suite
from hoshitori.model.predicate_parties import Organisation, Person, PersonRole
from hoshitori.model.trust import RevocationReason, Revoked, StatementRole
from tests.bundle.laboratory import Laboratory
from tests.bundle.sample import DECLARATION, FIRMWARE, LAB, NOW, PROFILE, evidence, external, report
from tests.verify.forge import code, put_together, take_apart, trust_with, verify

MAKER, REVIEWER, SCHEME = "https://maker.example/", "https://lab.example/reviewer", "https://scheme.example/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """A scheme with everybody in it."""

    lab: Laboratory
    keys: dict[str, Laboratory]

    def signer(self, identity: str) -> Laboratory:
        """Whoever signs in the name of an identity."""
        return self.keys[identity]


@pytest.fixture(scope="module")
def parties(tmp_path_factory: pytest.TempPathFactory) -> Parties:
    """A laboratory, its reviewer, a maker and a scheme's owner under one root."""
    folder = tmp_path_factory.mktemp("parties")
    scheme = create_scheme(folder, identifier=SCHEME, name="見本", now=NOW - timedelta(days=2), training=True)
    roles = {
        LAB: StatementRole.REPORT,
        MAKER: StatementRole.DECLARATION,
        REVIEWER: StatementRole.REVIEW,
        SCHEME: StatementRole.DECISION,
    }
    for number, (identity, role) in enumerate(roles.items()):
        scheme = issue_identity(
            scheme,
            folder / f"{number}.pem",
            name=identity,
            identity=identity,
            scopes=(PROFILE,),
            now=NOW - timedelta(days=1),
            roles=(role,),
        )
    keys = {identity: file_signer(folder / f"{n}.pem", folder / f"{n}.pem") for n, identity in enumerate(roles)}
    labs = {identity: Laboratory(scheme=scheme, signer=key, second=key) for identity, key in keys.items()}
    return Parties(lab=labs[LAB], keys=labs)


@pytest.fixture(scope="module")
def base(parties: Parties, tmp_path_factory: pytest.TempPathFactory) -> SealedBundle:
    """A bundle with a report alone."""
    return parties.lab.seal(tmp_path_factory.mktemp("base") / "base.hoshi")


def review(**changes: object) -> ReviewStatement:
    """An approval by the laboratory's reviewer."""
    good = ReviewStatement(
        suite=Suite.P256,
        signers=(),
        outcome="approved",
        reviewer=Organisation(name="Reviewer", identity=REVIEWER),
        lab=Organisation(name="Sample Laboratory", identity=LAB),
        reviewed_at="2026-11-21T03:30:00Z",
    )
    return replace(good, **changes)  # type: ignore[arg-type]


def decision() -> DecisionStatement:
    """A grant by the scheme."""
    return DecisionStatement(
        suite=Suite.P256,
        signers=(),
        decision="granted",
        scheme=Organisation(name="Scheme", identity=SCHEME),
        certificate_number="1",
        decided_at="2026-11-21T04:00:00Z",
        valid_until="2028-11-20T00:00:00Z",
    )


def declaration() -> DeclarationStatement:
    """The maker's word for its declaration."""
    return DeclarationStatement(
        suite=Suite.P256,
        signers=(),
        maker=Organisation(name="Maker", identity=MAKER),
        dut=report().dut,
        declared_at="2026-11-20T04:00:00Z",
    )


DECLARED = {"dut": hashlib.sha256(DECLARATION).hexdigest(), "firmware": hashlib.sha256(FIRMWARE).hexdigest()}


def sign(
    parties: Parties,
    identity: str,
    predicate: ReviewStatement | DecisionStatement | DeclarationStatement,
    subjects: dict[str, str],
) -> SignedCompanion:
    """A statement in the name of an identity."""
    by = parties.signer(identity)
    return sign_companion(predicate, subjects, signers=(by.signer,), timestamper=by.timestamper())


def answer(parties: Parties, base: SealedBundle, companion: SignedCompanion, out: Path) -> Findings:
    """The findings on the base bundle with a statement added."""
    attach(base.path, companion, out)
    return verify(out, parties.lab)


def test_review_and_decision(parties: Parties, base: SealedBundle, out: Path, tmp_path: Path) -> None:
    """A report that was reviewed and decided on says so; the scheme may ask for both."""
    about = {"report": base.payload_sha256}
    attach(base.path, sign(parties, REVIEWER, review(), about), tmp_path / "reviewed.hoshi")
    attach(tmp_path / "reviewed.hoshi", sign(parties, SCHEME, decision(), about), out)
    rules = dataclasses.replace(
        parties.lab.scheme.trust.rules,
        require=(StatementRole.REPORT, StatementRole.REVIEW, StatementRole.DECISION),
    )
    strict = trust_with(parties.lab, rules=rules)

    assert verify(out, parties.lab, strict).require().roles == (
        StatementRole.REPORT,
        StatementRole.REVIEW,
        StatementRole.DECISION,
    )
    assert code(verify(tmp_path / "reviewed.hoshi", parties.lab, strict), Aspect.COMPLETENESS) == "E_REQUIRED"


def sealed_with(parties: Parties, companion: SignedCompanion, statement: str | None, out: Path) -> Findings:
    """The findings on a report that names a vendor's declaration."""
    inputs = dataclasses.replace(report().inputs, statement=statement)
    seal(
        dataclasses.replace(report(), inputs=inputs),
        evidence(),
        signers=(parties.lab.signer,),
        out=out,
        external=external(),
        timestamper=parties.lab.timestamper(),
        companions=(companion,),
    )
    return verify(out, parties.lab)


def test_a_vendors_declaration(parties: Parties, out: Path) -> None:
    """The maker's declaration is about the declaration and firmware in the bundle, and the report names it."""
    companion = sign(parties, MAKER, declaration(), DECLARED)
    named = "sha256:" + companion.envelope.payload_sha256

    assert not sealed_with(parties, companion, named, out).refused
    for other in (None, "sha256:" + "ab" * 32):
        assert code(sealed_with(parties, companion, other, out), Aspect.COMPLETENESS) == "E_COMPANION"


def test_a_declaration_of_something_else(parties: Parties, out: Path) -> None:
    """Another declaration, firmware or product is refused."""
    other_product = replace(declaration(), dut=replace(report().dut, model="CAM-2"))
    for predicate, subjects in (
        (declaration(), {**DECLARED, "dut": "ab" * 32}),
        (declaration(), {**DECLARED, "firmware": "ab" * 32}),
        (declaration(), {"dut": DECLARED["dut"]}),
        (other_product, DECLARED),
    ):
        companion = sign(parties, MAKER, predicate, subjects)
        findings = sealed_with(parties, companion, "sha256:" + companion.envelope.payload_sha256, out)
        assert code(findings, Aspect.COMPLETENESS) == "E_COMPANION"
        assert "E_SUBJECT" in findings[Aspect.COMPLETENESS].detail


def test_without_firmware_the_declaration_stands_alone(parties: Parties, out: Path) -> None:
    """Where no firmware was supplied a declaration has one subject."""
    companion = sign(parties, MAKER, declaration(), {"dut": DECLARED["dut"]})
    bare = dataclasses.replace(
        report(),
        firmware=replace(report().firmware, supplied=None),
        inputs=replace(report().inputs, statement="sha256:" + companion.envelope.payload_sha256),
    )
    seal(
        bare,
        evidence(),
        signers=(parties.lab.signer,),
        out=out,
        external=external(),
        timestamper=parties.lab.timestamper(),
        companions=(companion,),
    )

    assert not verify(out, parties.lab).refused


Make = Callable[[Parties, SealedBundle], SignedCompanion]
WRONG: list[tuple[str, Make, str]] = [
    ("another report", lambda p, _: sign(p, REVIEWER, review(), {"report": "ab" * 32}), "E_SUBJECT"),
    (
        "one subject more",
        lambda p, b: sign(p, REVIEWER, review(), {"report": b.payload_sha256, "x": "ab" * 32}),
        "E_SUBJECT",
    ),
    (
        "in another's name",
        lambda p, b: sign(
            p,
            REVIEWER,
            review(reviewer=Organisation(name="x", identity="https://lab.example/other")),
            {"report": b.payload_sha256},
        ),
        "E_SIGNERS",
    ),
    (
        "of another laboratory",
        lambda p, b: sign(
            p,
            REVIEWER,
            review(lab=Organisation(name="x", identity="https://other.example/")),
            {"report": b.payload_sha256},
        ),
        "E_SIGNERS",
    ),
    ("by the maker", lambda p, b: sign(p, MAKER, review(), {"report": b.payload_sha256}), "E_SIGNER_ROLE"),
    (
        "a decision by the laboratory",
        lambda p, b: sign(p, LAB, decision(), {"report": b.payload_sha256}),
        "E_SIGNER_ROLE",
    ),
]


@pytest.mark.parametrize(("name", "make", "reason"), WRONG, ids=[name for name, _, _ in WRONG])
def test_statements_that_do_not_hold(
    parties: Parties, base: SealedBundle, out: Path, name: str, make: Make, reason: str
) -> None:
    """A statement about another report, in another's name or outside its signer's role is refused."""
    findings = answer(parties, base, make(parties, base), out)

    assert code(findings, Aspect.COMPLETENESS) == "E_COMPANION", name
    assert reason in findings[Aspect.COMPLETENESS].detail


def test_a_reviewer_who_operated(parties: Parties, out: Path, tmp_path: Path) -> None:
    """Whoever ran the test does not approve it."""
    operator = Person(role=PersonRole.OPERATOR, name="Operator", identity=REVIEWER)
    own = parties.lab.seal(tmp_path / "own.hoshi", dataclasses.replace(report(), personnel=(operator,)))
    findings = answer(parties, own, sign(parties, REVIEWER, review(), {"report": own.payload_sha256}), out)

    assert "operator" in findings[Aspect.COMPLETENESS].detail


def test_a_revoked_reviewer(parties: Parties, base: SealedBundle, out: Path) -> None:
    """A companion's key counts as the report's does."""
    attach(base.path, sign(parties, REVIEWER, review(), {"report": base.payload_sha256}), out)
    key = "sha256:" + key_identifier(public_key_of(parties.signer(REVIEWER).signer.certificate))
    revoked = Revoked(spki=key, from_="2026-11-01T00:00:00Z", reason=RevocationReason.PRIVILEGE_WITHDRAWN)
    findings = verify(out, parties.lab, trust_with(parties.lab, revoked=(revoked,)))

    assert "E_REVOKED" in findings[Aspect.COMPLETENESS].detail


def test_spoilt_statements(parties: Parties, base: SealedBundle, out: Path) -> None:
    """A malformed companion spoils the bundle, and a removed one does not go unnoticed where it is asked for."""
    attach(base.path, sign(parties, REVIEWER, review(), {"report": base.payload_sha256}), out)
    entries = take_apart(out)
    for name, data in (
        ("statements/review.dsse.json", b"{}"),
        ("material/review.json", b"{}"),
        ("statements/review.dsse.json", json.dumps(json.loads(entries["statements/review.dsse.json"])).encode()[:-1]),
    ):
        findings = verify(put_together(out, {**entries, name: data}), parties.lab)
        assert code(findings, Aspect.COMPLETENESS) == "E_COMPANION"
    findings = verify(
        put_together(out, {name: data for name, data in entries.items() if "review" not in name}), parties.lab
    )
    assert not findings.refused
