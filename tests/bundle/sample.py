"""A small report that holds together, its evidence, a catalogue it follows from, and a laboratory to sign it."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime
from typing import Any

from hoshitori.bundle.container_writer import BytesContent
from hoshitori.bundle.items import Evidence, ExternalEvidence
from hoshitori.model.case import CaseSpec, Selector
from hoshitori.model.catalogue import Alternative, Catalogue, Item, NotApplicable, Requirement, Text
from hoshitori.model.declaration import SCHEMA_VERSION, Claim, Declaration, IcsAnswer, Row
from hoshitori.model.declaration_assessment import Assessment
from hoshitori.model.declaration_device import DeviceIdentity, Sample
from hoshitori.model.observation import Observation, ObservationKey, State, Vantage
from hoshitori.model.plan import Plan, PlannedCase
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import (
    BundleIdentity,
    Environment,
    Guard,
    GuardKind,
    Harness,
    Inputs,
    Judge,
    LabMode,
    ObservationRecord,
    Period,
    PlanReference,
    ProfileReference,
    ProfileStatus,
    ResolvedSelector,
)
from hoshitori.model.predicate_parties import (
    Accreditation,
    Dut,
    Firmware,
    FirmwareLink,
    FirmwareRead,
    FirmwareSupplied,
    Kind,
    Organisation,
    Person,
    PersonRole,
    SampleRole,
    Versions,
)
from hoshitori.model.predicate_results import (
    Attempt,
    CaseRecord,
    Combination,
    Counts,
    Coverage,
    Expectation,
    ItemRecord,
    Limit,
    RequirementRecord,
    Round,
    ThresholdUsed,
)
from hoshitori.model.verdict import Cause, Verdict
from hoshitori.schema import strict_json
from hoshitori.schema.installed import catalogue_edition
from hoshitori.schema.wire import to_wire
from hoshitori.verify import KnownProfile

NOW = datetime(2026, 11, 21, 3, 0, 0, tzinfo=UTC)
LAB = "https://lab.example/"
PROFILE = "sample-1"
PIN = "4711-2026"
"""A secret long enough to be looked for in every spelling."""


def text(words: str) -> Text:
    """The same words in both languages."""
    return Text(ja=words, en=words)


def requirement(identifier: str, *items: Item, absent: tuple[NotApplicable, ...] = ()) -> Requirement:
    """A requirement of the sample catalogue."""
    words = text(identifier)
    return Requirement(
        id=identifier,
        title=words,
        explanation=words,
        shows=words,
        does_not_show=words,
        remedy=words,
        items=items,
        not_applicable=absent,
    )


def item(identifier: str, *alternatives: Alternative, per: str = "device", counter: tuple[str, ...] = ()) -> Item:
    """An evaluation item of the sample catalogue."""
    return Item(
        id=identifier,
        title=text(identifier),
        proof="device",
        basis="assumed",
        source="none",
        per=per,
        alternatives=alternatives,
        counter_evidence=counter,
    )


CATALOGUE = Catalogue(
    id=PROFILE,
    scheme="Sample",
    level="1",
    version="1",
    edition_of="SAMPLE-01",
    title=text("sample"),
    first_line=Text(ja="訓練用の見本です（照合済み：{attested}/{total}）。", en="A sample ({attested} of {total})."),
    trademark=text("none"),
    validity_years=2,
    requirements=(
        requirement(
            "R-1",
            item("1", Alternative(id="a", title=text("a"), cases=("tls_versions",)), per="11-SecComMech"),
        ),
        requirement("R-2", item("1", Alternative(id="a", title=text("a"), cases=("open_ports",)), counter=("extra",))),
        requirement(
            "R-3",
            item("1", Alternative(id="a", title=text("a"), cases=())),
            absent=(NotApplicable(claim="no-update", absence="no_update", title=text("none"), basis="assumed"),),
        ),
    ),
)
EDITION = catalogue_edition(CATALOGUE)


def known_profile(profile: str, /) -> KnownProfile | None:
    """A machine that knows the sample profile and no other."""
    return KnownProfile(edition=EDITION, catalogue=CATALOGUE) if profile == PROFILE else None


CLIENT = "https://maker.example/"
FIRMWARE = b"firmware image"
ROW = "11-SecComMech/C-1"

DECLARED = Declaration(
    schema_version=SCHEMA_VERSION,
    language="en",
    device=DeviceIdentity(
        maker="Sample Maker", model="CAM-1", versions=Versions(firmware="1.4.2", hardware="B"), virtual=True
    ),
    assessment=Assessment(
        kind=Kind.DEMO,
        lab=Organisation(name="Sample Laboratory", identity=LAB),
        client=Organisation(name="Sample Maker", identity=CLIENT),
        place="virtual",
    ),
    samples=(Sample(id="s-1", role=SampleRole.MAIN, serial="SN1", mac="02:00:00:00:00:01"),),
    ics=(IcsAnswer(id="no-update", claim=Claim.NOT_CLAIMED),),
    ixit=(Row(table="11-SecComMech", id="C-1", fields={"Description": "administration"}),),
)
DECLARATION = DECLARED.canonical()


def planned(case: str, requirement: str, role: str, *subjects: str) -> PlannedCase:
    """A case in the plan."""
    selector = Selector(kind="device")
    spec = CaseSpec(id=case, item=f"{requirement}/1", module="test_sample.py", title="", selector=selector, needs={})
    return PlannedCase(
        case=spec, role=role, requirement=requirement, item="1", subjects=subjects, after_discovery=not subjects
    )


def plan_of(declaration: bytes, *cases: PlannedCase) -> bytes:
    """A frozen plan."""
    plan = Plan(
        profile=PROFILE,
        profile_version="1",
        distribution="sample 1.0",
        edition=EDITION,
        code="cd" * 32,
        declaration=hashlib.sha256(declaration).hexdigest(),
        sample="s-1",
        firmware="1.4.2",
        cases=cases,
        observations=(),
        frozen_at="2026-11-21T01:00:00Z",
    )
    return strict_json.dumps(to_wire(plan))


CASES = (
    planned("tls_versions", "R-1", "criterion", ROW),
    planned("open_ports", "R-2", "criterion", "device"),
    planned("extra", "R-2", "counter-evidence"),
)
PLAN = plan_of(DECLARATION, *CASES)


def fact(**changes: Any) -> bytes:  # noqa: ANN401 — fields of a dataclass
    """What was observed, as it stands in e-0004."""
    seen = Observation(
        id="o-0001",
        key=ObservationKey(
            fact="tls-survey",
            subject="tcp/443",
            parameters={"deep": True, "retries": 2, "server": "name"},
            sample="s-1",
            firmware="1.4.2",
            state=State.SET_UP,
            vantage=Vantage.LAN,
        ),
        attempt=1,
        probe="survey_tls",
        probe_version="1",
        started_at="2026-11-21T02:00:00Z",
        ended_at="2026-11-21T02:00:09Z",
        fact={"versions": ["TLSv1.2", "TLSv1.3"]},
        effort={"handshakes": 89},
    )
    return strict_json.dumps(to_wire(dataclasses.replace(seen, **changes)))


FACT = fact()


def evidence(*, declaration: bytes = DECLARATION, plan: bytes = PLAN, observed: bytes = FACT) -> tuple[Evidence, ...]:
    """Three readable items, a sealed secret and a sealed capture."""
    return (
        Evidence(
            id="e-0001",
            role="declaration",
            content=BytesContent(declaration),
            media_type="application/json",
            label="declaration",
            suffix="json",
        ),
        Evidence(
            id="e-0002",
            role="plan",
            content=BytesContent(plan),
            media_type="application/json",
            label="plan",
            suffix="json",
        ),
        Evidence(
            id="e-0003",
            role="credential",
            content=BytesContent(PIN.encode()),
            media_type="text/plain",
            label="factory credential as observed",
            name="pin.txt",
            sealed=True,
        ),
        Evidence(
            id="e-0004",
            role="observation",
            content=BytesContent(observed),
            media_type="application/json",
            label="TLS survey",
            suffix="json",
        ),
        Evidence(
            id="e-0005",
            role="capture",
            content=BytesContent(bytes(range(256)) * 8),
            media_type="application/vnd.tcpdump.pcap",
            label="capture of the TLS survey",
            name="tls.pcapng.gz",
            suffix="pcapng.gz",
            sealed=True,
            retain_until="2028-11-20",
        ),
    )


def external() -> tuple[ExternalEvidence, ...]:
    """A capture that stays beside the bundle."""
    return (ExternalEvidence(id="e-0010", role="capture", label="48 h capture", size=5 << 30, sha256="ab" * 32),)


def observation() -> ObservationRecord:
    """An observation with its fact in e-0004 and its capture in e-0005."""
    return ObservationRecord(
        id="o-0001",
        fact="tls-survey",
        subject="tcp/443",
        sample="s-1",
        firmware="1.4.2",
        state=State.SET_UP,
        vantage=Vantage.LAN,
        probe="survey_tls",
        probe_version="1",
        attempt=1,
        round=1,
        started_at="2026-11-21T02:00:00Z",
        ended_at="2026-11-21T02:00:09Z",
        available=True,
        parameters={"retries": 2, "server": "name", "deep": True},
        effort={"handshakes": 89},
        item="e-0004",
        artefacts=("e-0005",),
    )


def passed(case: str, where: str, *, subject: str = "device") -> CaseRecord:
    """A criterion case that passed on o-0001."""
    return CaseRecord(
        case=case,
        requirement=where,
        item="1",
        alternative="a",
        subject=subject,
        role="criterion",
        proof="device",
        verdict=Verdict.PASS,
        rationale="",
        basis=("assumed",),
        sample="s-1",
        thresholds=("oldest-tls",),
        limits=("not-shown",),
        effort={"channels": 4},
        observations=("o-0001",),
        expectations=(
            Expectation(expected="tls-at-least", observed="TLS 1.2", held=True, observations=("o-0001",), at="t.py:9"),
        ),
        attempts=(
            Attempt(
                number=1,
                round=1,
                verdict=Verdict.PASS,
                started_at="2026-11-21T02:10:00Z",
                ended_at="2026-11-21T02:10:01Z",
                observations=("o-0001",),
            ),
        ),
    )


def report() -> ConformityReport:
    """Two requirements passed, one was not looked at."""
    return ConformityReport(
        kind=Kind.DEMO,
        bundle=BundleIdentity(
            id="urn:uuid:00000000-0000-4000-8000-000000000001", issued_at="2026-11-21T03:00:00Z", sequence=1
        ),
        valid_until="2028-11-20T00:00:00Z",
        lab=Organisation(name="Sample Laboratory", identity=LAB),
        client=Organisation(name="Sample Maker", identity=CLIENT),
        dut=Dut(maker="Sample Maker", model="CAM-1", versions=Versions(firmware="1.4.2", hardware="B"), virtual=True),
        samples=DECLARED.samples,
        firmware=Firmware(
            link=FirmwareLink.DECLARED_ONLY,
            read=FirmwareRead(version="1.4.2", observation="o-0001"),
            supplied=FirmwareSupplied(name="cam.img", sha256=hashlib.sha256(FIRMWARE).hexdigest(), size=len(FIRMWARE)),
        ),
        inputs=Inputs(declaration="e-0001"),
        profile=ProfileReference(
            id=PROFILE,
            version="1",
            edition=EDITION,
            code="cd" * 32,
            distribution="sample 1.0",
            standard="SAMPLE-01",
            status=ProfileStatus.DRAFT,
            attested=0,
            criteria=3,
            first_line=CATALOGUE.first_line,
        ),
        plan=PlanReference(
            item="e-0002", sha256=hashlib.sha256(PLAN).hexdigest(), frozen_at="2026-11-21T01:00:00Z", cases=3
        ),
        personnel=(
            Person(role=PersonRole.OPERATOR, name="scripted demonstration", identity="urn:sample:op", simulated=True),
        ),
        harness=Harness(name="hoshitori", version="0.1.0", sha256="ef" * 32),
        judge=Judge(
            interpreter="/usr/bin/python3",
            version="3.11.7",
            pytest="9.2.0",
            paths=("/usr/lib/python3",),
            plugins=(),
            isolated_network=True,
        ),
        environment=Environment(
            lab_mode=LabMode.ROOT_NAMESPACES,
            guard=Guard(kind=GuardKind.KERNEL, detail="nftables", tested=True, external_programs=True),
            bench="virtual",
            machine="x86_64",
            adapters={"power": "automatic"},
        ),
        place="virtual",
        periods=(Period(from_="2026-11-21T02:00:00Z", to="2026-11-21T02:30:00Z"),),
        methods=(),
        decision_rule="none",
        observations=(observation(),),
        selectors=(ResolvedSelector(case="tls_versions", selector="rows", subjects=("11-SecComMech/C-1",)),),
        rounds=(Round(number=1, sample="s-1", firmware="1.4.2", started_at="2026-11-21T02:00:00Z", closed=True),),
        results=(
            passed("tls_versions", "R-1", subject="11-SecComMech/C-1"),
            passed("open_ports", "R-2"),
            dataclasses.replace(passed("extra", "R-2"), role="counter-evidence", alternative=""),
        ),
        evaluation=(
            ItemRecord(requirement="R-1", item="1", subject="11-SecComMech/C-1", verdict=Verdict.PASS, claimed=("a",)),
            ItemRecord(requirement="R-2", item="1", subject="device", verdict=Verdict.PASS, claimed=("a",)),
            ItemRecord(
                requirement="R-3",
                item="1",
                subject="device",
                verdict=Verdict.INCONCLUSIVE,
                cause=Cause.UNAVAILABLE,
                claimed=("a",),
            ),
        ),
        requirements=(
            RequirementRecord(requirement="R-1", verdict=Verdict.PASS),
            RequirementRecord(requirement="R-2", verdict=Verdict.PASS),
            RequirementRecord(requirement="R-3", verdict=Verdict.INCONCLUSIVE, cause=Cause.UNAVAILABLE),
        ),
        summary=Counts(
            passed=2,
            failed=0,
            inconclusive=1,
            not_applicable=0,
            decided=2,
            of=3,
            overall=Verdict.INCONCLUSIVE,
        ),
        coverage=Coverage(
            covered=(Combination(sample="s-1", firmware="1.4.2", state="set-up", vantage="LAN"),), not_covered=()
        ),
        authorisations=(),
        thresholds=(ThresholdUsed(name="oldest-tls", value="TLSv1.2", unit="version", basis="assumed", source="none"),),
        limits=(Limit(text="not-shown", requirement="R-1"),),
        accreditation=(Accreditation(body="IAJ", number="1", profile=PROFILE, edition="SAMPLE-01"),),
    )
