"""Whether a report holds together by itself: what its schema cannot say.

Sealing refuses a report with a fault and verifying refuses a bundle with one, by these same rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from hoshitori.model.consistency_verdicts import Fault, verdict_faults
from hoshitori.model.instant import InstantError, parse_date, parse_instant
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import ItemClass
from hoshitori.model.predicate_parties import Kind, PersonRole

__all__ = ["Fault", "faults"]


def faults(report: ConformityReport) -> tuple[Fault, ...]:
    """Return every way in which a report contradicts itself, none if it holds together."""
    return tuple(
        fault
        for check in (_identity_faults, _reference_faults, _plan_faults, _time_faults, _party_faults, verdict_faults)
        for fault in check(report)
    )


def _identity_faults(report: ConformityReport) -> Iterator[Fault]:
    named: dict[str, Iterable[Hashable | None]] = {
        "items": (item.id for item in report.items),
        "items[].path": (item.path for item in report.items),
        "items[].commitment": (item.commitment for item in report.items),
        "observations": (observation.id for observation in report.observations),
        "samples": (sample.id for sample in report.samples),
        "rounds": (one.number for one in report.rounds),
        "thresholds": (threshold.name for threshold in report.thresholds),
        "requirements": (one.requirement for one in report.requirements),
        "evaluation": ((one.requirement, one.item, one.subject) for one in report.evaluation),
        "results": (
            (one.case, one.requirement, one.item, one.alternative, one.subject, one.sample) for one in report.results
        ),
    }
    for where, keys in named.items():
        for key, count in Counter(keys).items():
            if key is not None and count > 1:
                yield Fault("E_REPEATED", where, f"{key} stands {count} times")


def _reference_faults(report: ConformityReport) -> Iterator[Fault]:
    items = {item.id for item in report.items}
    observations = {observation.id for observation in report.observations}
    samples = {sample.id for sample in report.samples}
    rounds = {one.number for one in report.rounds}
    thresholds = {threshold.name for threshold in report.thresholds}
    inputs = report.inputs
    wanted: list[tuple[str, object, Iterable[object]]] = [
        ("inputs", items, (inputs.declaration, inputs.catalogue, inputs.ics, inputs.ixit)),
        ("plan.item", items, (report.plan.item,)),
        ("methods[].validation", items, (method.validation for method in report.methods)),
        ("derivations", items, (end for one in report.derivations for end in (one.from_, one.to))),
        ("firmware.read", observations, (report.firmware.read and report.firmware.read.observation,)),
        ("setAside[].observations", observations, (one for entry in report.set_aside for one in entry.observations)),
        ("setAside[].round", rounds, (entry.round for entry in report.set_aside)),
    ]
    for observation in report.observations:
        where = f"observations {observation.id}"
        wanted += [
            (where, items, (observation.item, *observation.artefacts)),
            (where, samples, (observation.sample or None,)),
            (where, rounds, (observation.round,)),
        ]
    for result in report.results:
        where = f"results {result.case} {result.subject}"
        cited = (one for expectation in result.expectations for one in expectation.observations)
        tried = (one for attempt in result.attempts for one in attempt.observations)
        wanted += [
            (where, observations, (*result.observations, *cited, *tried)),
            (where, rounds, (attempt.round for attempt in result.attempts)),
            (where, thresholds, result.thresholds),
            (where, samples, (result.sample,)),
        ]
    for where, known, references in wanted:
        for reference in references:
            if reference is not None and reference not in known:  # type: ignore[operator]
                yield Fault("E_DANGLING", where, f"{reference} does not exist")


def _plan_faults(report: ConformityReport) -> Iterator[Fault]:
    items = {item.id: item for item in report.items}
    plan = items.get(report.plan.item)
    if plan is not None and (plan.class_ is not ItemClass.PUBLIC or plan.sha256 != report.plan.sha256):
        yield Fault("E_PLAN", "plan", "the plan is not the public item of that digest")
    declaration = items.get(report.inputs.declaration)
    if declaration is not None and declaration.class_ is not ItemClass.PUBLIC:
        yield Fault("E_INPUT", "inputs.declaration", "the declaration is not public")
    for item in report.items:
        if item.path is not None and not item.path.startswith(f"items/{item.id}."):
            yield Fault("E_PATH", f"items {item.id}", "the path does not begin with the id")
    if not 0 <= report.profile.attested <= report.profile.criteria:
        yield Fault("E_ATTESTED", "profile", f"{report.profile.attested} of {report.profile.criteria} attested")


def _time_faults(report: ConformityReport) -> Iterator[Fault]:
    issued, frozen = report.bundle.issued_at, report.plan.frozen_at
    spans = [("bundle to validUntil", issued, report.valid_until)]
    spans += [(f"periods[{index}]", one.from_, one.to) for index, one in enumerate(report.periods)]
    for observation in report.observations:
        where = f"observations {observation.id}"
        spans += [
            (where, observation.started_at, observation.ended_at),
            (f"plan to {where}", frozen, observation.started_at),
            (f"{where} to issue", observation.ended_at, issued),
        ]
    spans += [(f"round {one.number}", one.started_at, one.ended_at) for one in report.rounds if one.ended_at]
    for where, start, end in spans:
        try:
            if parse_instant(start) > parse_instant(end):
                yield Fault("E_ORDER", where, f"{start} is later than {end}")
        except InstantError as error:
            yield Fault("E_ORDER", where, error.message)
    for waiver in report.waivers:
        try:
            parse_date(waiver.until)
        except InstantError as error:
            yield Fault("E_ORDER", f"waivers {waiver.requirement}", error.message)


def _party_faults(report: ConformityReport) -> Iterator[Fault]:
    by_role = {role: {p.identity for p in report.personnel if p.role is role and p.identity} for role in PersonRole}
    if by_role[PersonRole.REVIEWER] & by_role[PersonRole.OPERATOR]:
        yield Fault("E_REVIEWER", "personnel", "the reviewer is an operator of the same report")
    if report.kind is Kind.THIRD_PARTY and report.client.identity == report.lab.identity:
        yield Fault("E_CLIENT", "client", "client and laboratory are one, so this is no third-party report")
    if (report.kind is Kind.DEMO) != report.dut.virtual:
        yield Fault("E_KIND", "kind", "a virtual device makes a demo, and only that")
