"""The sixth question, in between: does the report say the same as the declaration, plan and observations it rests on?

They travel in the bundle and are signed with it; a report that tells of them otherwise is refused.
"""

from __future__ import annotations

from hoshitori.bundle.reader import BundleReader
from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import HoshitoriError
from hoshitori.model.observation import Observation
from hoshitori.model.plan import Plan
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import Item, ObservationRecord
from hoshitori.schema import strict_json
from hoshitori.schema.canonical_declaration import read_canonical
from hoshitori.schema.strict_json import Limits
from hoshitori.schema.wire import from_wire
from hoshitori.verify.errors import RefusalError

PLAN_LIMITS = Limits(size=16 << 20, depth=16)
OBSERVATION_LIMITS = Limits(size=64 << 20, depth=32, values=4_000_000)
"""All ports of a device, each with its effort, are one observation."""


def check_inputs(bundle: BundleReader, report: ConformityReport) -> Declaration:
    """Return the declaration in a bundle, once it, the plan and the observations agree with the report.

    Raises:
        RefusalError: `E_INPUTS` with the first thing told otherwise.
    """
    items = {item.id: item for item in report.items}
    try:
        declaration = read_canonical(bundle.read(items[report.inputs.declaration], limit=4 << 20))
        plan = _plan(bundle, items[report.plan.item])
        _check_declaration(declaration, report)
        _check_plan(plan, report, str(items[report.inputs.declaration].sha256))
        for record in report.observations:
            if record.item is not None:
                _check_observation(record, _observation(bundle, items[record.item]))
    except RefusalError:
        raise
    except HoshitoriError as error:
        raise RefusalError("E_INPUTS", str(error)) from None
    return declaration


def _plan(bundle: BundleReader, item: Item) -> Plan:
    data = bundle.read(item, limit=PLAN_LIMITS.size)
    return from_wire(Plan, strict_json.parse(data, limits=PLAN_LIMITS, where="plan"), where="plan")


def _observation(bundle: BundleReader, item: Item) -> Observation:
    data = bundle.read(item, limit=OBSERVATION_LIMITS.size)
    return from_wire(Observation, strict_json.parse(data, limits=OBSERVATION_LIMITS, where=item.id), where=item.id)


def _check_declaration(declaration: Declaration, report: ConformityReport) -> None:
    device, frame = declaration.device, declaration.assessment
    said = (device.maker, device.model, device.versions, device.virtual, frame.kind, frame.lab, frame.client)
    dut = report.dut
    told = (dut.maker, dut.model, dut.versions, dut.virtual, report.kind, report.lab, report.client)
    if said != told:
        raise RefusalError("E_INPUTS", "product, kind, laboratory or client are not those of the declaration")


def _check_plan(plan: Plan, report: ConformityReport, declaration: str) -> None:
    profile = report.profile
    planned = (plan.profile, plan.edition, plan.code, plan.declaration, plan.frozen_at, len(plan.cases))
    told = (profile.id, profile.edition, profile.code, declaration, report.plan.frozen_at, report.plan.cases)
    if planned != told:
        raise RefusalError("E_INPUTS", "profile, edition, code, declaration or time are not those of the plan")
    judged = {(result.case, result.subject) for result in report.results}
    cases = {case for case, _ in judged}
    for one in plan.cases:
        for subject in one.subjects:
            if (one.case.id, subject) not in judged:
                raise RefusalError("E_INPUTS", f"{one.case.id} was planned on {subject} and has no result")
        if one.case.id not in cases:
            raise RefusalError("E_INPUTS", f"{one.case.id} was planned and has no result")


def _check_observation(record: ObservationRecord, observation: Observation) -> None:
    key = observation.key
    seen = (
        observation.id, key.fact, key.subject, key.sample, key.firmware, key.state, key.vantage, dict(key.parameters),
        observation.attempt, observation.round, observation.started_at, observation.ended_at, observation.available,
        observation.controlled, observation.simulated, dict(observation.effort),
    )  # fmt: skip
    told = (
        record.id, record.fact, record.subject, record.sample, record.firmware, record.state, record.vantage,
        dict(record.parameters), record.attempt, record.round, record.started_at, record.ended_at, record.available,
        record.controlled, record.simulated, dict(record.effort),
    )  # fmt: skip
    if seen != told:
        raise RefusalError("E_INPUTS", f"{record.id} is told otherwise than it was observed")
