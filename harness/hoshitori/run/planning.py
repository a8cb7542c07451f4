"""From declaration, catalogue and cases to a plan: what will be judged, what must be seen, what cannot be."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from hoshitori.model.case import CaseSpec, NeedSpec
from hoshitori.model.catalogue import Catalogue, Item, Requirement
from hoshitori.model.claims import claimed_alternatives, claimed_away, rows_of
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import ArgumentError, ProfileError
from hoshitori.model.instant import format_instant
from hoshitori.model.observation import Impact, Observation, ObservationKey
from hoshitori.model.plan import Plan, PlannedCase, PlannedObservation, UncoveredItem
from hoshitori.run.authority import refusal
from hoshitori.run.registry import RegisteredProbe
from hoshitori.run.subjects import UnresolvedSelectorError, need_key, select
from hoshitori.schema import strict_json
from hoshitori.schema.installed import LoadedProfile
from hoshitori.schema.wire import to_wire


def make_plan(
    profile: LoadedProfile,
    cases: Sequence[CaseSpec],
    declaration: Declaration,
    probes: Mapping[str, RegisteredProbe],
    *,
    adapters: Mapping[str, str],
    address: str,
    now: datetime.datetime,
    parent: str = "",
) -> Plan:
    """Return the plan of a run.

    Raises:
        ProfileError: if catalogue and cases do not fit each other.
        ArgumentError: if the declaration leaves a question of the profile open; all of them are named.
    """
    check_profile(profile.catalogue, cases)
    check_declaration(profile.catalogue, declaration)
    sample, firmware = declaration.main_sample.id, declaration.device.versions.firmware
    absent = claimed_away(profile.catalogue, declaration)
    planned = tuple(_planned_case(case, role, where, declaration, sample, firmware)
                    for case, role, where in _uses(profile.catalogue, cases, absent, declaration))  # fmt: skip
    return Plan(
        profile=profile.id,
        profile_version=profile.version,
        distribution=profile.distribution,
        edition=profile.edition,
        code=profile.code,
        declaration=hashlib.sha256(declaration.canonical()).hexdigest(),
        sample=sample,
        firmware=firmware,
        cases=planned,
        observations=_observations(planned, declaration, probes, adapters, address, now, sample, firmware),
        uncovered=_uncovered(profile.catalogue, absent),
        not_applicable={requirement: claim for requirement, (claim, _) in absent.items()},
        adapters=dict(adapters),
        frozen_at=format_instant(now),
        parent=parent,
    )


def plan_digest(plan: Plan) -> str:
    """Return the SHA-256 of a plan's canonical form."""
    return hashlib.sha256(plan_bytes(plan)).hexdigest()


def plan_bytes(plan: Plan) -> bytes:
    """Return a plan's canonical form."""
    return strict_json.dumps(to_wire(plan))


def check_profile(catalogue: Catalogue, cases: Sequence[CaseSpec]) -> None:
    """Refuse a profile whose catalogue and cases name different things.

    Raises:
        ProfileError: naming all differences.
    """
    collected = {case.id for case in cases}
    named = catalogue.case_ids()
    items = {f"{r.id}/{item.id}" for r in catalogue.requirements for item in r.items}
    faults = [f"case {name} is in profile.toml and nowhere else" for name in sorted(named - collected) if name]
    faults += [f"case {name} is in no item of profile.toml" for name in sorted(collected - named)]
    faults += [
        f"case {case.id} says item {case.item}, which does not exist" for case in cases if case.item not in items
    ]
    criteria = {
        name
        for requirement in catalogue.requirements
        for item in requirement.items
        for alternative in item.alternatives
        for name in alternative.cases
    }
    faults += [
        f"case {case.id} is a criterion and may not be left out by if_any()"
        for case in cases
        if case.selector.optional and case.id in criteria
    ]
    if faults:
        raise ProfileError("; ".join(faults), where=catalogue.id, remedy="make profile.toml and the cases agree")


def check_declaration(catalogue: Catalogue, declaration: Declaration) -> None:
    """Refuse a declaration that leaves open what the profile must know before the run.

    Raises:
        ArgumentError: naming every open question.
    """
    faults = [f"no ICS answer to {claim}" for claim in sorted(catalogue.claims()) if declaration.answer(claim) is None]
    absent = claimed_away(catalogue, declaration)
    for requirement in catalogue.requirements:
        if requirement.id in absent:
            continue
        for item in requirement.items:
            known = {alternative.id for alternative in item.alternatives}
            faults += _silent_columns(item, f"{requirement.id}/{item.id}", declaration)
            for row in rows_of(item, declaration):
                claimed = claimed_alternatives(item, requirement.id, row, declaration)
                where = f"{requirement.id}/{item.id} on {row}"
                if not claimed and known:
                    faults.append(f"no alternative claimed for {where} (one of {', '.join(sorted(known))})")
                faults += [
                    f"{where} claims {name}, which is none of {', '.join(sorted(known))}"
                    for name in claimed
                    if name not in known
                ]
    if faults:
        raise ArgumentError("; ".join(faults), where="declaration", remedy="complete dut.toml; see docs/dut.md")


def _silent_columns(item: Item, name: str, declaration: Declaration) -> list[str]:
    """Return the rows that leave a column empty by which an item chooses its rows: none may slip through unseen."""
    if not item.where:
        return []
    return [
        f"{row.reference} does not say {column!r}, which {name} asks for"
        for row in declaration.rows(item.per)
        for column in item.where
        if column not in row.fields
    ]


def _uses(
    catalogue: Catalogue,
    cases: Sequence[CaseSpec],
    absent: Mapping[str, tuple[str, str]],
    declaration: Declaration,
) -> Iterable[tuple[CaseSpec, str, tuple[str, str]]]:
    """Yield every case that will be judged, with its role and place."""
    by_id = {case.id: case for case in cases}
    seen: set[str] = set()
    for requirement in catalogue.requirements:
        for name, role, item in _named(requirement, absent, declaration):
            if name in by_id and name not in seen:
                seen.add(name)
                yield by_id[name], role, (requirement.id, item)


def _named(
    requirement: Requirement, absent: Mapping[str, tuple[str, str]], declaration: Declaration
) -> Iterable[tuple[str, str, str]]:
    if requirement.id in absent:
        yield absent[requirement.id][1], "absence", ""
        return
    for item in requirement.items:
        claimed = {
            name
            for row in rows_of(item, declaration)
            for name in claimed_alternatives(item, requirement.id, row, declaration)
        }
        for alternative in item.alternatives:
            if alternative.id in claimed:
                yield from ((case, "criterion", item.id) for case in alternative.cases)
        yield from ((case, "counter-evidence", item.id) for case in item.counter_evidence)
        yield from ((case, "note", item.id) for case in item.notes)


def _planned_case(
    case: CaseSpec, role: str, where: tuple[str, str], declaration: Declaration, sample: str, firmware: str
) -> PlannedCase:
    after = case.selector.after_discovery
    subjects = () if after else select(case.selector, declaration, _nothing, sample=sample, firmware=firmware)
    return PlannedCase(
        case=case,
        role=role,
        requirement=where[0],
        item=where[1],
        subjects=tuple(subject.id for subject in subjects),
        after_discovery=after,
    )


def _nothing(_: ObservationKey) -> Observation | None:
    return None


def _observations(
    planned: Sequence[PlannedCase],
    declaration: Declaration,
    probes: Mapping[str, RegisteredProbe],
    adapters: Mapping[str, str],
    address: str,
    now: datetime.datetime,
    sample: str,
    firmware: str,
) -> tuple[PlannedObservation, ...]:
    """Return every observation that is known before discovery, each once, with the cases that need it."""
    keys: dict[str, tuple[ObservationKey, dict[str, None]]] = {}

    def want(key: ObservationKey | None, case: str) -> None:
        if key is not None:
            keys.setdefault(key.text, (key, {}))[1][case] = None

    for plan in planned:
        try:
            subjects = select(plan.case.selector, declaration, _nothing, sample=sample, firmware=firmware)
        except UnresolvedSelectorError as waiting:
            want(waiting.key, plan.case.id)
            continue
        for subject in subjects:
            for need in plan.case.needs.values():
                for choice in choices(need):
                    want(need_key(choice, subject, sample=sample, firmware=firmware), plan.case.id)
    return tuple(
        _planned_observation(key, tuple(cases), declaration, probes, adapters, address, now)
        for key, cases in keys.values()
    )


def choices(need: NeedSpec) -> tuple[NeedSpec, ...]:
    """Return the needs of which any will do: a `one_of`'s members, or the need itself."""
    return need.alternatives or (need,)


def _planned_observation(
    key: ObservationKey,
    cases: tuple[str, ...],
    declaration: Declaration,
    probes: Mapping[str, RegisteredProbe],
    adapters: Mapping[str, str],
    address: str,
    now: datetime.datetime,
) -> PlannedObservation:
    probe = probes.get(key.fact)
    if probe is None:
        refused = f"no installed probe provides {key.fact}"
        return PlannedObservation(key=key, probe="", impact=Impact.PASSIVE, cases=cases, refused=refused)
    address = address if key.sample == declaration.main_sample.id else _declared_address(declaration, key.sample)
    lacking = [name for name in probe.spec.uses if adapters.get(name, "impossible") == "impossible"]
    refused = f"this bench has no {', '.join(lacking)}" if lacking else ""
    refused = refused or refusal(declaration, address, probe.spec.impact, now)
    return PlannedObservation(
        key=key,
        probe=probe.reference,
        impact=probe.spec.impact,
        cases=cases,
        refused=refused,
        timeout_ms=probe.spec.timeout_ms,
    )


def _declared_address(declaration: Declaration, sample: str) -> str:
    """Return the first declared address of a sample, or nothing."""
    return next((one.addresses[0] for one in declaration.samples if one.id == sample and one.addresses), "")


def _uncovered(catalogue: Catalogue, absent: Mapping[str, tuple[str, str]]) -> tuple[UncoveredItem, ...]:
    return tuple(
        UncoveredItem(requirement=requirement.id, item=item.id, alternative=alternative.id)
        for requirement in catalogue.requirements
        if requirement.id not in absent
        for item in requirement.items
        for alternative in item.alternatives
        if not alternative.cases
    )


def replan(profile: LoadedProfile, cases: Sequence[CaseSpec], declaration: Declaration, earlier: Plan) -> Plan:
    """Return what another profile, or another edition, would judge of an earlier run's observations.

    Raises:
        ProfileError: if catalogue and cases do not fit each other.
        ArgumentError: if the declaration leaves a question of that profile open.
    """
    check_profile(profile.catalogue, cases)
    check_declaration(profile.catalogue, declaration)
    absent = claimed_away(profile.catalogue, declaration)
    return dataclasses.replace(
        earlier,
        profile=profile.id,
        profile_version=profile.version,
        distribution=profile.distribution,
        edition=profile.edition,
        code=profile.code,
        cases=tuple(
            _planned_case(case, role, where, declaration, earlier.sample, earlier.firmware)
            for case, role, where in _uses(profile.catalogue, cases, absent, declaration)
        ),
        uncovered=_uncovered(profile.catalogue, absent),
        not_applicable={requirement: claim for requirement, (claim, _) in absent.items()},
    )
