"""What an untouched bundle answers, and how answers become exit codes and a report."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from hoshitori.bundle.envelope import to_base64
from hoshitori.bundle.rewrite import withhold
from hoshitori.bundle.seal import SealedBundle, seal
from hoshitori.model.declaration import Claim, IcsAnswer
from hoshitori.model.errors import ArgumentError
from hoshitori.model.findings import Aspect, ExitCode, NotVerifiedError, State, worst_exit
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import PlanReference
from hoshitori.model.predicate_parties import Kind
from hoshitori.model.predicate_results import Counts, ItemRecord, RequirementRecord
from hoshitori.model.trust import (
    GrantedAccreditation,
    Latest,
    Rules,
    SchemeName,
    StatementRole,
    SuiteFrom,
    TimestampRule,
    Window,
    Withdrawn,
)
from hoshitori.model.verdict import Verdict
from hoshitori.verify import Expectations, check
from hoshitori.verify.inquiry import no_profiles
from hoshitori.verify.sentences import codes, plain, sentence
from tests.bundle.laboratory import Laboratory, resting_on
from tests.bundle.sample import (
    CASES,
    DECLARED,
    LAB,
    NOW,
    PLAN,
    PROFILE,
    evidence,
    external,
    passed,
    plan_of,
    planned,
    report,
)
from tests.verify.forge import ASKED, code, trust_with, verify


def test_an_untouched_bundle(lab: Laboratory, sealed: SealedBundle) -> None:
    """Each question has its answer; what was not asked says so; the outcome is no reason for refusal."""
    findings = verify(sealed.path, lab)

    assert [(one.aspect, one.state, one.code) for one in findings.findings] == [
        (Aspect.CONTAINER, State.OK, "CONTAINER_OK"),
        (Aspect.SIGNATURES, State.OK, "SIGNATURES_OK"),
        (Aspect.SIGNER, State.WARN, "SIGNER_TRAINING"),
        (Aspect.TIME, State.WARN, "TIME_PLAN_OWN_WORD"),
        (Aspect.STATUS, State.OK, "STATUS_OK"),
        (Aspect.COMPLETENESS, State.OK, "COMPLETE"),
        (Aspect.PRODUCT, State.NOT_CHECKED, "PRODUCT_NOT_ASKED"),
        (Aspect.OUTCOME, State.WARN, "OUTCOME_INCONCLUSIVE"),
    ]
    assert not findings.refused
    assert not findings.undecided
    assert findings.exit_code() is ExitCode.AUTHENTIC
    assert findings.exit_code(require_pass=True) is ExitCode.UNDECIDED
    assert findings.kind is Kind.DEMO
    assert findings.training


def test_a_verified_report(lab: Laboratory, sealed: SealedBundle) -> None:
    """Behind the findings stands the report, by whom it is signed, when, and what is shown first."""
    verified = verify(sealed.path, lab).require()

    assert verified.report == sealed.report
    assert verified.payload_sha256 == sealed.payload_sha256
    assert (verified.signer, verified.signed_at) == (LAB, "2026-11-21T03:00:00Z")
    assert (verified.withheld, verified.roles, verified.accreditation) == ((), (StatementRole.REPORT,), ())
    assert verified.first_line.ja == "訓練用の見本です（照合済み：0/3）。"
    assert verified.first_line.en == "A sample (0 of 3)."
    assert verify(sealed.path, lab).authentic() == verified
    assert verify(sealed.path, lab).unverified_report() == sealed.report


def test_two_signatures(lab: Laboratory, out: Path) -> None:
    """A bundle with a second, post-quantum signature verifies."""
    seal(
        report(),
        evidence(),
        signers=(lab.signer, lab.second),
        out=out,
        external=external(),
        timestamper=lab.timestamper(),
    )

    assert verify(out, lab).exit_code() is ExitCode.AUTHENTIC


def test_trust_is_pinned_or_said_not_to_be(lab: Laboratory, sealed: SealedBundle) -> None:
    """Without a fingerprint the summary says that nobody pinned the trust file."""
    assert not verify(sealed.path, lab).trust.pinned
    pinned = verify(sealed.path, lab, trust_root=lab.scheme.fingerprint)
    assert pinned.trust.pinned
    assert pinned.trust.training
    assert pinned.trust.scheme.startswith("訓練用")


AWAY = dataclasses.replace(DECLARED, ics=(IcsAnswer(id="no-update", claim=Claim.CLAIMED),)).canonical()
"""The sample's declaration, with updates said not to exist."""
ABSENCE = planned("no_update", "R-3", "absence", "device")


def test_a_scheme_in_earnest(lab: Laboratory, sealed: SealedBundle) -> None:
    """Under a scheme that is not for training the signer's finding is plain, and the report's kind still shows."""
    earnest = trust_with(lab, scheme=SchemeName(id="urn:x", name="Scheme"))
    findings = verify(sealed.path, lab, earnest)

    assert (code(findings, Aspect.SIGNER), findings[Aspect.SIGNER].state) == ("SIGNER_OK", State.OK)
    assert findings.kind is Kind.DEMO
    assert findings.training


def outcome(verdict: Verdict) -> ConformityReport:
    """The sample report with R-3 decided: nothing undecided is left."""
    good = report()
    third = RequirementRecord(requirement="R-3", verdict=verdict)
    absent = dataclasses.replace(passed("no_update", "R-3"), role="absence", alternative="", verdict=verdict)
    if verdict is Verdict.FAIL:
        broken = tuple(dataclasses.replace(one, held=False) for one in absent.expectations)
        absent = dataclasses.replace(absent, expectations=broken)
    stated = Verdict.NOT_APPLICABLE if verdict is Verdict.PASS else verdict
    return dataclasses.replace(
        good,
        requirements=(*good.requirements[:2], dataclasses.replace(third, verdict=stated)),
        evaluation=good.evaluation[:2],
        results=(*good.results, absent),
        summary=Counts(
            passed=2,
            failed=int(stated is Verdict.FAIL),
            inconclusive=0,
            not_applicable=int(stated is Verdict.NOT_APPLICABLE),
            decided=3,
            of=3,
            overall=Verdict.FAIL if stated is Verdict.FAIL else Verdict.PASS,
        ),
    )


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict.PASS, ("OUTCOME_PASS", State.OK, ExitCode.AUTHENTIC)),
        (Verdict.FAIL, ("OUTCOME_FAIL", State.FAIL, ExitCode.OUTCOME_FAIL)),
    ],
)
def test_outcomes(lab: Laboratory, out: Path, verdict: Verdict, expected: tuple[str, State, ExitCode]) -> None:
    """A failed device makes an authentic bundle; only `--require-pass` minds."""
    finding, state, required = expected
    plan = plan_of(AWAY, *CASES, ABSENCE)
    lab.seal(out, resting_on(outcome(verdict), plan), inputs=evidence(declaration=AWAY, plan=plan))
    findings = verify(out, lab)

    assert (findings[Aspect.OUTCOME].code, findings[Aspect.OUTCOME].state) == (finding, state)
    assert findings.exit_code() is ExitCode.AUTHENTIC
    assert findings.exit_code(require_pass=True) is required
    assert findings.require().report.summary.decided == 3
    if required is not ExitCode.AUTHENTIC:
        with pytest.raises(NotVerifiedError, match="OUTCOME_FAIL") as caught:
            findings.require(require_pass=True)
        assert caught.value.exit_code is required


def test_everything_not_applicable(lab: Laboratory, out: Path) -> None:
    """A report in which nothing applies has no PASS to show."""
    lonely = dataclasses.replace(
        outcome(Verdict.PASS),
        requirements=(RequirementRecord(requirement="R-3", verdict=Verdict.NOT_APPLICABLE),),
        results=(dataclasses.replace(passed("no_update", "R-3"), role="absence", alternative=""),),
        evaluation=(),
        summary=Counts(
            passed=0, failed=0, inconclusive=0, not_applicable=1, decided=1, of=1, overall=Verdict.NOT_APPLICABLE
        ),
    )
    plan = plan_of(AWAY, ABSENCE)
    lab.seal(out, resting_on(lonely, plan), inputs=evidence(declaration=AWAY, plan=plan))
    findings = verify(out, lab, profiles=no_profiles)

    assert code(findings, Aspect.OUTCOME) == "OUTCOME_NOT_APPLICABLE"
    assert findings.exit_code() is ExitCode.UNDECIDED


def test_an_unknown_profile_cannot_be_decided(lab: Laboratory, sealed: SealedBundle) -> None:
    """Without the catalogue, or with another edition of it, no recount was made: exit 4, and no report by `require`."""
    findings = check(sealed.path, lab.trust, now=NOW)

    assert code(findings, Aspect.COMPLETENESS) == "COMPLETE_PROFILE_UNKNOWN"
    assert findings.exit_code() is ExitCode.UNDECIDED
    assert findings.authentic().first_line.en == "A sample (0 of 3)."
    with pytest.raises(NotVerifiedError, match="COMPLETE_PROFILE_UNKNOWN") as caught:
        findings.require()
    assert caught.value.exit_code is ExitCode.UNDECIDED


def test_withheld_items_are_listed(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """A redacted copy is authentic, says how much is withheld, and has the same report."""
    withhold(sealed.path, ["e-0003", "e-0005"], out)
    findings = verify(out, lab)

    assert code(findings, Aspect.COMPLETENESS) == "COMPLETE_WITHHELD"
    assert "2" in findings[Aspect.COMPLETENESS].sentence.ja
    verified = findings.require()
    assert [item.label for item in verified.withheld] == ["factory credential as observed", "capture of the TLS survey"]
    assert verified.payload_sha256 == sealed.payload_sha256


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        (ASKED, "PRODUCT_OK"),
        (Expectations(sha256="AB" * 32), "E_PRODUCT"),
        (Expectations(model="CAM-2"), "E_PRODUCT"),
        (Expectations(model="cam-1"), "E_PRODUCT"),
        (Expectations(model="CAM-1", firmware="1.4"), "E_PRODUCT"),
        (Expectations(), "PRODUCT_NOT_ASKED"),
    ],
)
def test_is_it_about_this_product(lab: Laboratory, sealed: SealedBundle, expected: Expectations, answer: str) -> None:
    """A genuine bundle of another model or firmware is refused (attack class 21)."""
    findings = verify(sealed.path, lab, expectations=expected)

    assert code(findings, Aspect.PRODUCT) == answer
    assert findings.refused == (answer == "E_PRODUCT")


def test_the_firmware_file_at_hand(lab: Laboratory, sealed: SealedBundle, out: Path) -> None:
    """The digest asked for is that of the file supplied; without one nothing matches."""
    assert sealed.report.firmware.supplied
    wanted = Expectations(sha256=sealed.report.firmware.supplied.sha256.upper())
    bare = dataclasses.replace(report(), firmware=dataclasses.replace(report().firmware, supplied=None, read=None))
    lab.seal(out, bare)

    assert code(verify(sealed.path, lab, expectations=wanted), Aspect.PRODUCT) == "PRODUCT_OK"
    assert code(verify(out, lab, expectations=wanted), Aspect.PRODUCT) == "E_PRODUCT"


def test_a_stale_trust_file(lab: Laboratory, sealed: SealedBundle) -> None:
    """After the trust file's end nothing newer is known: exit 4, never silently green (attack class 23)."""
    findings = verify(sealed.path, lab, now=NOW + timedelta(days=500))

    assert findings.trust.stale
    assert code(findings, Aspect.STATUS) == "STATUS_STALE"
    assert findings.exit_code() is ExitCode.UNDECIDED


def test_a_report_out_of_date(lab: Laboratory, sealed: SealedBundle) -> None:
    """After its own validity a report is still authentic, and says so."""
    trust = trust_with(lab, expires="2036-01-01T00:00:00Z")
    findings = verify(sealed.path, lab, trust, now=NOW + timedelta(days=1000))

    assert code(findings, Aspect.STATUS) == "STATUS_EXPIRED"
    assert findings.exit_code() is ExitCode.AUTHENTIC


def test_a_withdrawn_report(lab: Laboratory, sealed: SealedBundle) -> None:
    """What was taken back is refused."""
    gone = Withdrawn(report="sha256:" + sealed.payload_sha256, at="2026-11-22T00:00:00Z", reason="mistake")
    other = dataclasses.replace(gone, report="sha256:" + "ab" * 32)
    findings = verify(sealed.path, lab, trust_with(lab, withdrawn=(other, gone)))

    assert code(findings, Aspect.STATUS) == "E_WITHDRAWN"
    assert "2026年11月22日00:00" in findings[Aspect.STATUS].sentence.ja
    assert "22 November 2026, 00:00" in findings[Aspect.STATUS].sentence.en
    assert findings.exit_code() is ExitCode.REFUSED
    assert not verify(sealed.path, lab, trust_with(lab, withdrawn=(other,))).refused


def test_a_superseded_report(lab: Laboratory, sealed: SealedBundle) -> None:
    """A newer report on the same product is named; one on another product is not (attack class 22)."""
    dut = sealed.report.dut
    newer = Latest(maker=dut.maker, model=dut.model, firmware=dut.versions.firmware, report="sha256:" + "ab" * 32)
    same = dataclasses.replace(newer, report="sha256:" + sealed.payload_sha256)
    other = dataclasses.replace(newer, model="CAM-2")

    assert code(verify(sealed.path, lab, trust_with(lab, latest=(newer,))), Aspect.STATUS) == "STATUS_SUPERSEDED"
    assert code(verify(sealed.path, lab, trust_with(lab, latest=(same, other))), Aspect.STATUS) == "STATUS_OK"


def test_accreditation_is_granted_or_not_shown(lab: Laboratory, sealed: SealedBundle) -> None:
    """What a report claims is shown only where the trust file grants that profile, edition and time."""
    window = Window(start="2026-01-01T00:00:00Z", end="2027-01-01T00:00:00Z")
    granted = GrantedAccreditation(body="IAJ", number="1", profile=PROFILE, edition="SAMPLE-01", valid_for=window)
    others = (
        dataclasses.replace(granted, number="2"),
        dataclasses.replace(granted, edition="SAMPLE-02"),
        dataclasses.replace(granted, valid_for=Window(start="2025-01-01T00:00:00Z", end="2026-01-01T00:00:00Z")),
    )
    entry = lab.scheme.trust.signers[0]

    def shown(*accreditation: GrantedAccreditation) -> tuple[GrantedAccreditation, ...]:
        signers = (dataclasses.replace(entry, accreditation=accreditation),)
        return verify(sealed.path, lab, trust_with(lab, signers=signers)).require().accreditation

    assert shown(*others, granted) == (granted,)
    assert shown(*others) == ()


def test_a_plan_stamped_before_the_first_packet(lab: Laboratory, out: Path) -> None:
    """With a time-stamp on the plan, its time is an authority's word; one after the first packet is a contradiction."""

    def planned(minutes: int, message: bytes = PLAN) -> ConformityReport:
        stamped = lab.timestamper(NOW - timedelta(minutes=minutes)).stamp(message)
        plan: PlanReference = dataclasses.replace(report().plan, timestamp=to_base64(stamped))
        return dataclasses.replace(report(), plan=plan)

    for changed, answer in (
        (planned(90), "TIME_OK"),
        (planned(30), "E_TIME_ORDER"),
        (planned(90, b"another plan"), "TIME_PLAN_OWN_WORD"),
    ):
        lab.seal(out, changed)
        assert code(verify(out, lab), Aspect.TIME) == answer
    lab.seal(out, without_observations(planned(30)))
    assert code(verify(out, lab, profiles=no_profiles), Aspect.TIME) == "TIME_OK"


def without_observations(changed: ConformityReport) -> ConformityReport:
    """A report whose run saw nothing."""
    return dataclasses.replace(
        changed,
        firmware=dataclasses.replace(changed.firmware, read=None),
        observations=(),
        results=(),
        evaluation=(),
        requirements=changed.requirements[2:],
        summary=Counts(
            passed=0, failed=0, inconclusive=1, not_applicable=0, decided=0, of=1, overall=Verdict.INCONCLUSIVE
        ),
    )


def test_without_a_time_stamp(lab: Laboratory, out: Path) -> None:
    """Where the scheme asks for one, a bundle without it is refused; else its time is the lab's own word (20)."""
    seal(report(), evidence(), signers=(lab.signer,), out=out, external=external())
    lenient = Rules(
        min_suite=lab.scheme.trust.rules.min_suite, timestamp=TimestampRule.OPTIONAL, require=(StatementRole.REPORT,)
    )

    assert code(verify(out, lab), Aspect.TIME) == "E_TIME"
    assert verify(out, lab).exit_code() is ExitCode.REFUSED
    findings = verify(out, lab, trust_with(lab, rules=lenient))
    assert code(findings, Aspect.TIME) == "TIME_CLAIMED"
    assert findings.require().signed_at is None
    later = verify(
        out, lab, trust_with(lab, rules=lenient, expires="2036-01-01T00:00:00Z"), now=NOW + timedelta(days=900)
    )
    assert code(later, Aspect.SIGNER) == "E_SIGNER_TIME", "without a time, trust is asked for now"


def test_a_scheme_may_ask_for_two_signatures(lab: Laboratory, sealed: SealedBundle) -> None:
    """From a date on a weaker suite is refused; before it, not."""
    rules = lab.scheme.trust.rules

    def answer(start: str) -> str:
        asked = dataclasses.replace(rules, min_suite=(*rules.min_suite, SuiteFrom(from_=start, suite="p256+mldsa65")))
        return code(verify(sealed.path, lab, trust_with(lab, rules=asked)), Aspect.SIGNATURES)

    assert answer("2026-11-21") == "E_SUITE_WEAK"
    assert answer("2026-11-22") == "SIGNATURES_OK"


def test_a_path_that_cannot_be_read(lab: Laboratory, tmp_path: Path) -> None:
    """A missing file is the caller's mistake, not the bundle's."""
    with pytest.raises(ArgumentError, match="cannot be read"):
        verify(tmp_path / "absent.hoshi", lab)


def test_what_is_no_bundle(lab: Laboratory, out: Path) -> None:
    """Anything else is refused at the first question, and the rest is said not to have been asked."""
    out.write_bytes(b"PK nothing of the kind")
    findings = verify(out, lab)

    assert [one.state for one in findings.findings] == [State.FAIL, *[State.NOT_CHECKED] * 7]
    assert findings.exit_code() is ExitCode.REFUSED
    for ask in (findings.require, findings.authentic):
        with pytest.raises(NotVerifiedError, match=r"NOT VERIFIED.*E_CONTAINER"):
            ask()
    assert findings.unverified_report() is None


def test_the_worst_of_many() -> None:
    """Many bundles end with the worst code in the order 2, 1, 4, 3, 0."""
    everything = tuple(ExitCode)

    assert worst_exit(everything) is ExitCode.ARGUMENTS
    assert worst_exit((ExitCode.OUTCOME_FAIL, ExitCode.UNDECIDED, ExitCode.AUTHENTIC)) is ExitCode.UNDECIDED
    assert worst_exit((ExitCode.UNDECIDED, ExitCode.REFUSED)) is ExitCode.REFUSED
    assert worst_exit((ExitCode.OUTCOME_FAIL, ExitCode.AUTHENTIC)) is ExitCode.OUTCOME_FAIL
    assert worst_exit(()) is ExitCode.AUTHENTIC


def test_sentences_are_plain() -> None:
    """Every code has a sentence in both languages; hostile names in one are bounded and printable (46)."""
    for one in codes():
        values = dict.fromkeys(PLACEHOLDERS, "<b>\x1b[31m\u202e" + "x" * 500)
        said = sentence(one, **values)
        for words in (said.ja, said.en):
            assert words.isprintable()
            assert "{" not in words
            assert len(words) < 700
    assert plain("a\nb") == "a\N{REPLACEMENT CHARACTER}b"


PLACEHOLDERS = (
    "identity", "time", "as_of", "until", "at", "count", "profile", "model", "firmware", "maker", "of", "decided",
    "absent", "failed", "version",
)  # fmt: skip
"""Every value a sentence may ask for."""


def test_an_item_is_as_good_as_its_record() -> None:
    """The sample's own evaluation is what its catalogue makes of it, so these tests start from the truth."""
    assert report().evaluation[0] == ItemRecord(
        requirement="R-1", item="1", subject="11-SecComMech/C-1", verdict=Verdict.PASS, claimed=("a",)
    )
