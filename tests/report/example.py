"""A report in which everything stands that a report can say: each verdict, waivers, a label, hostile words."""

from __future__ import annotations

import dataclasses

from hoshitori.model.catalogue import Alternative, Catalogue, Item, NotApplicable, Requirement, Text, Threshold
from hoshitori.model.findings import Aspect, Finding, Findings, State, TrustSummary, VerifiedReport
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import Item as Evidence
from hoshitori.model.predicate_evidence import ItemClass
from hoshitori.model.predicate_parties import Label, Person, PersonRole, Snapshot, Source, Supplier, SupplierFact
from hoshitori.model.predicate_results import (
    CaseRecord,
    Counts,
    Coverage,
    Expectation,
    ItemRecord,
    RequirementRecord,
    SetAside,
    ThresholdUsed,
    Waiver,
)
from hoshitori.model.verdict import Cause, Verdict
from hoshitori.report.view import ReportView
from tests.bundle import sample

ROW = "7-UpdMech/UM-1"
PASSED, FAILED, OPEN, ABSENT, BARE = "R-1", "R-2", "R-3", "R-4", "R-5"


def both(words: str) -> Text:
    """Words that tell their language."""
    return Text(ja=f"{words}（日）", en=f"{words} (en)")


def requirement(identifier: str, *items: Item, absent: tuple[NotApplicable, ...] = ()) -> Requirement:
    """A requirement whose every text can be told apart."""
    return Requirement(
        id=identifier,
        title=both(f"title of {identifier}"),
        explanation=both(f"explanation of {identifier}"),
        shows=both(f"shows of {identifier}"),
        does_not_show=both(f"limits of {identifier}"),
        remedy=both(f"remedy of {identifier}"),
        items=items,
        not_applicable=absent,
        etsi=("5.1-1",),
        source="a guide",
    )


def item(identifier: str, *alternatives: Alternative, per: str = "device", **beside: tuple[str, ...]) -> Item:
    """An evaluation item."""
    return Item(
        id=identifier,
        title=both(f"item {identifier}"),
        proof="device",
        basis="assumed",
        source="ours",
        per=per,
        alternatives=alternatives,
        **beside,  # type: ignore[arg-type]  # counter_evidence and notes
    )


def way(identifier: str, *cases: str) -> Alternative:
    """An alternative."""
    return Alternative(id=identifier, title=both(f"way {identifier}"), cases=cases)


CATALOGUE = Catalogue(
    id="example-1",
    scheme="Example",
    level="1",
    version="1",
    edition_of="EX-1",
    title=both("example"),
    first_line=Text(ja="見本であり、ラベルではありません（0/5）。", en="An example and no label (0 of 5)."),
    trademark=both("a trademark of nobody"),
    validity_years=2,
    requirements=(
        requirement(PASSED, item("1", way("quick", "fast_case"), way("slow", "slow_case"), per="7-UpdMech")),
        requirement(
            FAILED, item("1", way("", "strict_case"), counter_evidence=("counter_case",), notes=("note_case",))
        ),
        requirement(OPEN, item("1", way("", "open_case")), item("2", way("", "fine_case"))),
        requirement(
            ABSENT,
            item("1", way("")),
            absent=(NotApplicable(claim="none", absence="absence_case", title=both("none there"), basis="assumed"),),
        ),
        requirement(BARE, item("1", way(""))),
    ),
    thresholds={
        "least": Threshold(value=8, unit="characters", basis="assumed", source="ours", title=both("least length"))
    },
    texts={
        "refused": both("{image} is refused"),
        "fine": both("all is fine"),
        "no-answer": both("nobody answered"),
        "one-vantage": both("seen from one side"),
        "signer-open": both("signer not verified"),
    },
    sheet_remarks={"note_case": "signer-open"},
)


def case(name: str, where: str, verdict: Verdict, **changes: object) -> CaseRecord:
    """A case's record on o-0001."""
    held = verdict is not Verdict.FAIL
    plain = CaseRecord(
        case=name,
        requirement=where,
        item="1",
        subject="device",
        role="criterion",
        proof="device",
        verdict=verdict,
        rationale="",
        observations=("o-0001",),
        expectations=(Expectation(expected="fine", observed="as seen", held=held, observations=("o-0001",)),),
    )
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]  # fields of a CaseRecord


RESULTS = (
    case(
        "fast_case",
        PASSED,
        Verdict.PASS,
        subject=ROW,
        alternative="quick",
        limits=("one-vantage",),
        thresholds=("least",),
    ),
    case("slow_case", PASSED, Verdict.FAIL, subject=ROW, alternative="slow"),
    case(
        "strict_case",
        FAILED,
        Verdict.FAIL,
        expectations=(
            Expectation(
                expected="refused",
                observed="1.0 → 2.0 installed",
                held=False,
                observations=("o-0001",),
                values={"image": "BIT_FLIP"},
            ),
        ),
    ),
    case("counter_case", FAILED, Verdict.FAIL, role="counter-evidence", subject="tcp/23", simulated=True),
    case("note_case", FAILED, Verdict.FAIL, role="note"),
    case(
        "open_case",
        OPEN,
        Verdict.INCONCLUSIVE,
        cause=Cause.UNANSWERED,
        rationale="no-answer",
        expectations=(),
        impossible_adapter="power",
    ),
    case("fine_case", OPEN, Verdict.PASS, item="2"),
    case("absence_case", ABSENT, Verdict.PASS, item="absence", role="absence"),
)

EVALUATION = (
    ItemRecord(
        requirement=PASSED, item="1", subject=ROW, verdict=Verdict.PASS, claimed=("quick", "slow"), failed=("slow",)
    ),
    ItemRecord(requirement=FAILED, item="1", subject="device", verdict=Verdict.FAIL, claimed=("",)),
    ItemRecord(requirement=OPEN, item="1", subject="device", verdict=Verdict.INCONCLUSIVE, cause=Cause.UNANSWERED),
    ItemRecord(requirement=OPEN, item="2", subject="device", verdict=Verdict.PASS, claimed=("",)),
    ItemRecord(requirement=BARE, item="1", subject="device", verdict=Verdict.INCONCLUSIVE, cause=Cause.UNAVAILABLE),
)

REQUIREMENTS = (
    RequirementRecord(requirement=PASSED, verdict=Verdict.PASS, document_only=True),
    RequirementRecord(requirement=FAILED, verdict=Verdict.FAIL, remarks=("signer-open",)),
    RequirementRecord(requirement=OPEN, verdict=Verdict.INCONCLUSIVE, cause=Cause.UNANSWERED),
    RequirementRecord(requirement=ABSENT, verdict=Verdict.NOT_APPLICABLE, reason="it has none of these"),
    RequirementRecord(requirement=BARE, verdict=Verdict.INCONCLUSIVE, cause=Cause.UNAVAILABLE),
)


def report() -> ConformityReport:
    """The report itself, on the sample laboratory's device."""
    plain = sample.report()
    return dataclasses.replace(
        plain,
        profile=dataclasses.replace(plain.profile, first_line=CATALOGUE.first_line),
        results=RESULTS,
        evaluation=EVALUATION,
        requirements=REQUIREMENTS,
        summary=Counts(passed=1, failed=1, inconclusive=2, not_applicable=1, decided=3, of=5, overall=Verdict.FAIL),
        coverage=Coverage(
            covered=plain.coverage.covered,
            not_covered=(dataclasses.replace(plain.coverage.covered[0], vantage="Bluetooth"),),
            declared_not_seen=("udp/68",),
            impossible=("power",),
        ),
        thresholds=(ThresholdUsed(name="least", value=8, unit="characters", basis="assumed", source="ours"),),
        waivers=(Waiver(requirement=FAILED, reason="used offline", approver="the office", until="2027-03-31"),),
        set_aside=(SetAside(round=1, reason="a broken switch", by="the reviewer", at="2026-11-21T02:00:00Z"),),
        personnel=(
            Person(role=PersonRole.OPERATOR, name="the operator", identity="urn:example:operator"),
            Person(role=PersonRole.ASSESSOR, name="a script", identity="urn:example:script", simulated=True),
        ),
        label=Label(
            registration="100001",
            level=1,
            status="有効",
            issued="2025-05-20",
            expires="2027-05-19",
            models=("CAM-1", "CAM-2"),
            snapshot=Snapshot(at="2026-11-20T00:00:00Z", sha256="sha256:" + "12" * 32),
            recorded_by="the laboratory",
        ),
        supplier=Supplier(factory=SupplierFact(value="the factory", by=Source.DECLARED)),
        items=(
            Evidence(id="e-0004", class_=ItemClass.PUBLIC, role="observation", path="items/e-0004.json", size=40),
            Evidence(id="e-0005", class_=ItemClass.SEALED, role="capture", label="capture", commitment="sha256:00"),
        ),
    )


TRUST = TrustSummary(
    scheme="an example's scheme",
    version=3,
    fingerprint="sha256:" + "9a" * 32,
    pinned=False,
    training=True,
    as_of="2026-11-20T03:00:00Z",
    expires="2027-11-20T03:00:00Z",
    stale=False,
)


def findings(
    *bad: Aspect, trust: TrustSummary = TRUST, told: ConformityReport | None = None, read: bool = True
) -> Findings:
    """The findings on the example; the aspects named are refused."""
    said = told or report()
    answers = tuple(
        Finding(
            aspect=aspect,
            state=State.FAIL if aspect in bad else State.OK,
            code=("E_" if aspect in bad else "OK_") + aspect.name,
            sentence=both(f"sentence on {aspect.value}"),
            detail=f"detail of {aspect.value}",
        )
        for aspect in Aspect
    )
    verified = VerifiedReport(
        report=said,
        findings=answers,
        payload_sha256="sha256:" + "77" * 32,
        signer=said.lab.identity,
        signed_at="2026-11-21T03:00:00Z",
        accreditation=(),
        withheld=said.items[1:],
        roles=(),
        trust=trust,
        first_line=CATALOGUE.first_line,
    )
    return Findings(
        path="example.hoshi",
        trust=trust,
        findings=answers,
        kind=said.kind,
        training=trust.training,
        _verified=verified if read else None,
        _unverified=said if read else None,
    )


def view(*, told: ConformityReport | None = None, signed: bool = True) -> ReportView:
    """The example as a format gets it."""
    said = told or report()
    if not signed:
        return ReportView(report=said, catalogue=CATALOGUE)
    found = findings(told=said)
    return ReportView(report=said, catalogue=CATALOGUE, verified=found.authentic(), findings=found)
