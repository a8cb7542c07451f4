"""From a run and its sheet to the report that is signed."""

from __future__ import annotations

import base64
import datetime
import hashlib
import platform
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

import hoshitori
from hoshitori.instrument import Adapter
from hoshitori.model.catalogue import Text
from hoshitori.model.instant import format_instant
from hoshitori.model.observation import Observation, State, Vantage
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import (
    BundleIdentity,
    CodeFile,
    Environment,
    Equipment,
    Guard,
    GuardKind,
    Harness,
    Inputs,
    Judge,
    LabMode,
    ObservationRecord,
    Period,
    PlanReference,
    Plugin,
    ProfileReference,
    ProfileStatus,
    ResolvedSelector,
)
from hoshitori.model.predicate_parties import (
    Dut,
    Person,
    PersonRole,
)
from hoshitori.model.predicate_results import Combination, Coverage, Method, Round, SetAside
from hoshitori.run.compose_firmware import firmware_of
from hoshitori.run.compose_results import case_records, counts, item_records, limits, requirement_records, thresholds
from hoshitori.run.evaluate import Evaluation
from hoshitori.run.evidence import Collected
from hoshitori.run.folder import RunContents
from hoshitori.run.scheduler import NO_PROBE
from hoshitori.run.subjects import OVER_IPV6, PORT_SURVEY
from hoshitori.schema.installed import LoadedProfile

_MODES = {
    "root": LabMode.ROOT_NAMESPACES,
    "rootless": LabMode.USER_NAMESPACES,
    "loopback": LabMode.LOOPBACK,
    "real": LabMode.PHYSICAL,
}
DECISION_RULE = (
    "DESIGN-4: FAIL > INCONCLUSIVE > PASS > NOT_APPLICABLE for all-of; PASS > INCONCLUSIVE > FAIL for any-of"
)
SIMULATED_ASSESSOR = "urn:hoshitori:scripted-demonstration"


def compose(
    contents: RunContents,
    evaluation: Evaluation,
    profile: LoadedProfile,
    collected: Collected,
    *,
    now: datetime.datetime,
    identifier: uuid.UUID,
) -> ConformityReport:
    """Return the report on a run; sealing fills in items, suite and signers."""
    declaration = contents.declaration
    observations = contents.observations
    assessment = declaration.assessment
    bench: dict[str, Any] = dict(contents.bodies("bench")[-1]) if contents.bodies("bench") else {}
    return ConformityReport(
        kind=assessment.kind,
        bundle=BundleIdentity(id=identifier.urn, issued_at=format_instant(now), sequence=1),
        valid_until=format_instant(_years_later(now, profile.catalogue.validity_years)),
        lab=assessment.lab,
        client=assessment.client,
        dut=Dut(
            maker=declaration.device.maker,
            model=declaration.device.model,
            versions=declaration.device.versions,
            virtual=declaration.device.virtual,
        ),
        samples=declaration.samples,
        firmware=firmware_of(contents),
        inputs=Inputs(declaration=collected.declaration, catalogue=collected.catalogue),
        profile=_profile(profile, collected.attested),
        plan=_plan(contents, collected),
        personnel=_personnel(assessment.personnel, observations),
        harness=_harness(contents, profile),
        judge=_judge(evaluation, profile),
        environment=_environment(contents, bench),
        place=assessment.place,
        periods=_periods(observations),
        methods=(Method(id=profile.id, edition=profile.edition, validation=collected.validation),),
        decision_rule=DECISION_RULE,
        observations=tuple(_observation(one, collected) for one in observations),
        selectors=_selectors(contents, evaluation),
        rounds=_rounds(contents),
        results=case_records(evaluation, profile.catalogue, contents),
        evaluation=item_records(evaluation),
        requirements=requirement_records(evaluation, profile.catalogue),
        summary=counts(evaluation),
        coverage=_coverage(contents, observations),
        authorisations=declaration.authorisations,
        thresholds=thresholds(evaluation, profile.catalogue),
        limits=limits(evaluation),
        set_aside=_set_aside(contents),
        deviations=assessment.deviations,
        equipment=(*assessment.equipment, *_bench_equipment(bench)),
        label=declaration.label,
        supplier=declaration.supplier,
    )


def _years_later(now: datetime.datetime, years: int) -> datetime.datetime:
    """Return the same day some years on, a leap day's eve where there is none; a day short of the full span."""
    day = datetime.timedelta(days=1)
    try:
        return now.replace(year=now.year + years) - day
    except ValueError:
        return now.replace(year=now.year + years, day=28) - day


def _profile(profile: LoadedProfile, attested: int) -> ProfileReference:
    catalogue = profile.catalogue
    criteria = len(catalogue.requirements)
    filled = {"attested": attested, "total": criteria}
    return ProfileReference(
        id=profile.id,
        version=catalogue.version,
        edition=profile.edition,
        code=profile.code,
        distribution=f"{profile.distribution} {profile.version}",
        standard=catalogue.edition_of,
        status=ProfileStatus.ATTESTED if attested == criteria else ProfileStatus.DRAFT,
        attested=attested,
        criteria=criteria,
        first_line=Text(ja=catalogue.first_line.ja.format(**filled), en=catalogue.first_line.en.format(**filled)),
    )


def _plan(contents: RunContents, collected: Collected) -> PlanReference:
    body = contents.bodies("plan")[0]
    token = bytes.fromhex(str(body["timestamp"]))
    return PlanReference(
        item=collected.plan,
        sha256=hashlib.sha256(contents.plan_bytes).hexdigest(),
        frozen_at=contents.plan.frozen_at,
        cases=len(contents.plan.cases),
        timestamp=base64.b64encode(token).decode() if token else None,
    )


def _personnel(declared: tuple[Person, ...], observations: tuple[Observation, ...]) -> tuple[Person, ...]:
    """Return who took part: those declared, and every script that answered in a person's place and was not declared."""
    known = {person.name for person in declared if person.simulated}
    names: dict[str, None] = {}
    for observation in observations:
        if observation.simulated and observation.fact is not None:
            names[str(observation.fact.get("person") or "scripted demonstration, not a person")] = None
    scripts = tuple(
        Person(role=PersonRole.ASSESSOR, name=name, identity=SIMULATED_ASSESSOR, simulated=True)
        for name in names
        if name not in known
    )
    return (*declared, *scripts)


def _harness(contents: RunContents, profile: LoadedProfile) -> Harness:
    used: dict[str, set[str]] = {}
    for observation in contents.observations:
        if observation.probe != NO_PROBE:
            used.setdefault(observation.probe_version, set()).add(observation.probe)
    used.setdefault(f"{profile.distribution} {profile.version}", set()).add(profile.id)
    plugins = tuple(
        Plugin(
            distribution=name.rpartition(" ")[0], version=name.rpartition(" ")[2], entry_points=tuple(sorted(points))
        )
        for name, points in sorted(used.items())
    )
    return Harness(name="hoshitori", version=metadata.version("hoshitori"), sha256=_code_digest(), plugins=plugins)


def _code_digest() -> str:
    """Return one digest over Hoshitori's own source files."""
    root = Path(hoshitori.__file__).parent
    total = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _judge(evaluation: Evaluation, profile: LoadedProfile) -> Judge:
    environment = evaluation.environment
    return Judge(
        interpreter=environment.interpreter,
        version=environment.version,
        pytest=environment.pytest,
        paths=environment.paths,
        plugins=environment.plugins,
        isolated_network=environment.isolated_network,
        files=tuple(CodeFile(path=name, sha256=digest) for name, digest in profile.files),
    )


def _environment(contents: RunContents, bench: dict[str, Any]) -> Environment:
    guards = contents.bodies("guard")
    dropped = contents.bodies("guard-counters")
    kind = GuardKind(str(guards[-1]["kind"])) if guards else GuardKind.NONE
    detail = str(guards[-1]["detail"]) if guards else "no guard was set"
    if dropped:
        detail += f"; {dropped[-1]['dropped']} packets stopped"
    adapters: dict[str, Adapter] = bench.get("adapters", {})
    return Environment(
        lab_mode=_MODES[str(bench.get("mode", "loopback"))],
        guard=Guard(
            kind=kind,
            detail=detail,
            tested=bool(guards and guards[-1].get("tested", False)),
            external_programs=kind is GuardKind.KERNEL,
        ),
        bench=contents.declaration.assessment.environment,
        machine=f"{platform.system()} {platform.release()} {platform.machine()}",
        adapters={name: str(way) for name, way in adapters.items()},
    )


def _bench_equipment(bench: dict[str, Any]) -> tuple[Equipment, ...]:
    named: dict[str, str] = bench.get("equipment", {})
    return tuple(
        Equipment(id=f"bench-{number}", name=name, version=version)
        for number, (name, version) in enumerate(sorted(named.items()), 1)
    )


def _periods(observations: tuple[Observation, ...]) -> tuple[Period, ...]:
    if not observations:
        return ()
    return (
        Period(
            from_=min(observation.started_at for observation in observations),
            to=max(observation.ended_at for observation in observations),
        ),
    )


def _observation(observation: Observation, collected: Collected) -> ObservationRecord:
    missing = observation.missing
    return ObservationRecord(
        id=observation.id,
        fact=observation.key.fact,
        subject=observation.key.subject,
        sample=observation.key.sample,
        firmware=observation.key.firmware,
        state=observation.key.state,
        vantage=observation.key.vantage,
        probe=observation.probe,
        probe_version=observation.probe_version,
        attempt=observation.attempt,
        round=observation.round,
        started_at=observation.started_at,
        ended_at=observation.ended_at,
        available=observation.available,
        target=observation.target,
        parameters=observation.key.parameters,
        effort=observation.effort,
        item=collected.observations[observation.id],
        artefacts=collected.artefacts[observation.id],
        cause=missing.cause if missing else None,
        reason=missing.reason if missing else "",
        controlled=observation.controlled,
        simulated=observation.simulated,
        remarks=observation.remarks,
    )


def _selectors(contents: RunContents, evaluation: Evaluation) -> tuple[ResolvedSelector, ...]:
    last = evaluation.resolved[max(evaluation.resolved)]
    kinds = {planned.case.id: planned.case.selector for planned in contents.plan.cases}
    return tuple(
        ResolvedSelector(
            case=resolved.case,
            selector=" ".join(
                part
                for part in (kinds[resolved.case].kind, kinds[resolved.case].table, kinds[resolved.case].fact)
                if part
            ),
            subjects=resolved.subjects,
        )
        for resolved in last
    )


def _rounds(contents: RunContents) -> tuple[Round, ...]:
    closed = {int(body["round"]): str(body["at"]) for body in contents.bodies("round-closed")}
    return tuple(
        Round(
            number=int(body["round"]),
            sample=contents.plan.sample,
            firmware=contents.plan.firmware,
            started_at=str(body["at"]),
            closed=int(body["round"]) in closed,
            ended_at=closed.get(int(body["round"])),
            parent=contents.plan.parent or None,
        )
        for body in contents.bodies("round")
    )


def _set_aside(contents: RunContents) -> tuple[SetAside, ...]:
    return tuple(
        SetAside(
            round=int(body["round"]),
            reason=str(body["reason"]),
            by=str(body["by"]),
            at=str(body["at"]),
            observations=tuple(str(one) for one in body["observations"]),
        )
        for body in contents.bodies("set-aside")
    )


def _coverage(contents: RunContents, observations: tuple[Observation, ...]) -> Coverage:
    plan = contents.plan
    covered = {
        (o.key.sample, o.key.firmware, o.key.state.value, o.key.vantage.value)
        for o in observations
        if o.available and o.key.vantage is not Vantage.DOCUMENT
    }
    states = [(state.value, Vantage.LAN.value) for state in State]
    vantages = [
        (State.INITIALISED.value, vantage.value)
        for vantage in Vantage
        if vantage not in (Vantage.LAN, Vantage.DOCUMENT)
    ]
    possible = {
        (unit.id, plan.firmware, *where) for unit in contents.declaration.samples for where in states + vantages
    }
    return Coverage(
        covered=tuple(Combination(sample=s, firmware=f, state=t, vantage=v) for s, f, t, v in sorted(covered)),
        not_covered=tuple(
            Combination(sample=s, firmware=f, state=t, vantage=v) for s, f, t, v in sorted(possible - covered)
        ),
        declared_not_seen=declared_not_seen(contents, observations),
        impossible=tuple(sorted(name for name, way in plan.adapters.items() if way == "impossible")),
    )


def declared_not_seen(contents: RunContents, observations: tuple[Observation, ...]) -> tuple[str, ...]:
    """Return declared ports that no port survey of theirs saw open."""
    surveyed: set[str] = set()
    seen: set[str] = set()
    for observation in observations:
        if observation.key.fact == PORT_SURVEY and observation.fact is not None:
            surveyed.add(str(observation.key.parameters.get("transport", "")))
            for field in ("open", "open_or_filtered"):
                seen |= {str(entry.get("id", "")).removesuffix(OVER_IPV6) for entry in observation.fact.get(field, ())}
    declared = [f"{port.transport}/{port.number}" for port in contents.declaration.ports if port.transport in surveyed]
    return tuple(name for name in declared if name not in seen)
