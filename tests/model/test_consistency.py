"""A report that contradicts itself is known for it, before a catalogue is asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from hoshitori.model.consistency import faults
from hoshitori.model.declaration_device import Sample
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import Derivation, Item, ItemClass
from hoshitori.model.predicate_parties import FirmwareRead, Kind, Organisation, Person, PersonRole, SampleRole
from hoshitori.model.predicate_results import Method, SetAside, Waiver
from hoshitori.model.verdict import Cause, Verdict
from tests.bundle.sample import LAB, report

ITEMS = tuple(
    Item(id=f"e-000{number}", class_=ItemClass.PUBLIC, role="x", path=f"items/e-000{number}.json", sha256=sha256)
    for number, sha256 in enumerate((report().plan.sha256,) * 5, start=1)
)


def good() -> ConformityReport:
    """The sample report with its items."""
    return dataclasses.replace(report(), items=ITEMS)


def told(changed: ConformityReport) -> str:
    """Every fault of a report."""
    return "; ".join(f"{fault.code} {fault.where} {fault.detail}" for fault in faults(changed))


def test_the_sample_holds_together() -> None:
    """The sample report has no fault, so that each test below shows its own."""
    assert told(good()) == ""


def with_first_result(**changes: object) -> Callable[[ConformityReport], ConformityReport]:
    """A change of the first result."""

    def change(one: ConformityReport) -> ConformityReport:
        first = dataclasses.replace(one.results[0], **changes)  # type: ignore[arg-type]
        return dataclasses.replace(one, results=(first, *one.results[1:]))

    return change


def with_observation(**changes: object) -> Callable[[ConformityReport], ConformityReport]:
    """A change of the one observation."""

    def change(one: ConformityReport) -> ConformityReport:
        return dataclasses.replace(
            one,
            observations=(dataclasses.replace(one.observations[0], **changes),),  # type: ignore[arg-type]
        )

    return change


def with_attempt(verdict: Verdict, *set_aside: SetAside) -> Callable[[ConformityReport], ConformityReport]:
    """An earlier attempt of the first case, and what was set aside."""

    def change(one: ConformityReport) -> ConformityReport:
        attempt = dataclasses.replace(one.results[0].attempts[0], verdict=verdict)
        changed = with_first_result(attempts=(attempt, *one.results[0].attempts))(one)
        return dataclasses.replace(changed, set_aside=set_aside)

    return change


def aside(case: str = "", subject: str = "", number: int = 1) -> SetAside:
    """Something set aside."""
    return SetAside(round=number, reason="power cut", by="urn:x", at="2026-11-21T02:20:00Z", case=case, subject=subject)


def with_requirement(verdict: Verdict, cause: Cause | None = None) -> Callable[[ConformityReport], ConformityReport]:
    """Another verdict of R-2, the summary adjusted to it."""

    def change(one: ConformityReport) -> ConformityReport:
        requirements = list(one.requirements)
        requirements[1] = dataclasses.replace(requirements[1], verdict=verdict, cause=cause)
        return dataclasses.replace(one, requirements=tuple(requirements))

    return change


def with_extra(verdict: Verdict) -> Callable[[ConformityReport], ConformityReport]:
    """Another verdict of the counter-evidence on R-2."""

    def change(one: ConformityReport) -> ConformityReport:
        extra = dataclasses.replace(one.results[2], verdict=verdict)
        return dataclasses.replace(one, results=(*one.results[:2], extra))

    return change


replace = dataclasses.replace
Change = Callable[[ConformityReport], ConformityReport]
FAULTS: list[tuple[Change, str]] = [
    (lambda one: replace(one, items=(*ITEMS, ITEMS[0])), "E_REPEATED items e-0001"),
    (lambda one: replace(one, items=(*ITEMS, replace(ITEMS[0], id="e-0009"))), "E_REPEATED items[].path"),
    (
        lambda one: replace(
            one,
            items=(
                *ITEMS,
                Item(id="e-0006", class_=ItemClass.SEALED, role="x", commitment="c"),
                Item(id="e-0007", class_=ItemClass.SEALED, role="x", commitment="c"),
            ),
        ),
        "E_REPEATED items[].commitment",
    ),
    (lambda one: replace(one, observations=one.observations * 2), "E_REPEATED observations"),
    (lambda one: replace(one, results=one.results * 2), "E_REPEATED results"),
    (
        lambda one: replace(one, samples=(*one.samples, Sample(id="s-1", role=SampleRole.TWIN_UNIT))),
        "E_REPEATED samples",
    ),
    (lambda one: replace(one, items=ITEMS[:3]), "E_DANGLING observations o-0001 e-0004"),
    (lambda one: replace(one, inputs=replace(one.inputs, ics="e-0099")), "E_DANGLING inputs e-0099"),
    (lambda one: replace(one, methods=(Method(id="m", edition="1", validation="e-0099"),)), "E_DANGLING methods"),
    (
        lambda one: replace(one, derivations=(Derivation(from_="e-0001", to="e-0099", method="m"),)),
        "E_DANGLING derivations",
    ),
    (
        lambda one: replace(one, firmware=replace(one.firmware, read=FirmwareRead(version="1", observation="o-9999"))),
        "E_DANGLING firmware.read o-9999",
    ),
    (lambda one: replace(one, set_aside=(aside(number=9),)), "E_DANGLING setAside[].round 9"),
    (with_observation(sample="s-9"), "E_DANGLING observations o-0001 s-9"),
    (with_observation(round=9), "E_DANGLING observations o-0001 9"),
    (with_first_result(sample="s-9"), "E_DANGLING results tls_versions"),
    (with_first_result(thresholds=("unknown",)), "E_DANGLING results tls_versions"),
    (with_first_result(observations=("o-9999",)), "E_DANGLING results tls_versions"),
    (lambda one: replace(one, plan=replace(one.plan, sha256="ab" * 32)), "E_PLAN"),
    (
        lambda one: replace(one, items=(ITEMS[0], replace(ITEMS[1], class_=ItemClass.SEALED), *ITEMS[2:])),
        "E_PLAN",
    ),
    (
        lambda one: replace(one, items=(replace(ITEMS[0], class_=ItemClass.SEALED), *ITEMS[1:])),
        "E_INPUT",
    ),
    (
        lambda one: replace(one, items=(*ITEMS[:4], replace(ITEMS[4], path="items/e-0009.json"))),
        "E_PATH items e-0005",
    ),
    (lambda one: replace(one, profile=replace(one.profile, attested=4)), "E_ATTESTED"),
    (lambda one: replace(one, valid_until="2026-11-20T00:00:00Z"), "E_ORDER bundle"),
    (lambda one: replace(one, periods=(replace(one.periods[0], to="2026-11-20T00:00:00Z"),)), "E_ORDER periods[0]"),
    (lambda one: replace(one, rounds=(replace(one.rounds[0], ended_at="2026-11-20T00:00:00Z"),)), "E_ORDER round 1"),
    (
        lambda one: replace(one, plan=replace(one.plan, frozen_at="2026-11-21T02:00:01Z")),
        "E_ORDER plan to observations",
    ),
    (with_observation(ended_at="2026-11-21T01:59:59Z"), "E_ORDER observations o-0001"),
    (with_observation(ended_at="2026-11-21T03:00:01Z"), "E_ORDER observations o-0001 to issue"),
    (with_observation(ended_at="2026-02-30T00:00:00Z"), "does not exist"),
    (
        lambda one: replace(one, waivers=(Waiver(requirement="R-1", reason="r", approver="a", until="2026-02-30"),)),
        "E_ORDER waivers R-1",
    ),
    (
        lambda one: replace(
            one,
            personnel=(
                Person(role=PersonRole.OPERATOR, name="a", identity="urn:a"),
                Person(role=PersonRole.REVIEWER, name="a", identity="urn:a"),
            ),
        ),
        "E_REVIEWER",
    ),
    (
        lambda one: replace(
            one,
            kind=Kind.THIRD_PARTY,
            dut=replace(one.dut, virtual=False),
            client=Organisation(name="x", identity=LAB),
        ),
        "E_CLIENT",
    ),
    (lambda one: replace(one, kind=Kind.SELF), "E_KIND"),
    (lambda one: replace(one, dut=replace(one.dut, virtual=False)), "E_KIND"),
    (lambda one: replace(one, summary=replace(one.summary, passed=1)), "E_RECOUNT summary the counts"),
    (lambda one: replace(one, summary=replace(one.summary, of=16)), "E_RECOUNT summary 2 of 3"),
    (lambda one: replace(one, summary=replace(one.summary, decided=3)), "E_RECOUNT summary 2 of 3"),
    (lambda one: replace(one, summary=replace(one.summary, overall=Verdict.PASS)), "overall is PASS"),
    (lambda one: replace(one, requirements=one.requirements[1:]), "R-1 has results and no verdict"),
    (with_requirement(Verdict.NOT_APPLICABLE), "without an absence case"),
    (with_extra(Verdict.FAIL), "requirements R-2 PASS, where"),
    (
        lambda one: with_requirement(Verdict.INCONCLUSIVE, Cause.EFFORT)(with_extra(Verdict.FAIL)(one)),
        "INCONCLUSIVE, where something failed",
    ),
    (
        lambda one: replace(one, evaluation=(replace(one.evaluation[0], verdict=Verdict.FAIL), *one.evaluation[1:])),
        "requirements R-1 PASS, where its items make FAIL",
    ),
    (
        lambda one: replace(one, evaluation=one.evaluation[1:]),
        "requirements R-1 PASS, where its items make INCONCLUSIVE",
    ),
    (with_first_result(expectations=()), "PASS without an observation"),
    (
        lambda one: with_first_result(
            expectations=(*one.results[0].expectations, replace(one.results[0].expectations[0], observations=()))
        )(one),
        "PASS without an observation",
    ),
    (
        lambda one: with_first_result(expectations=(replace(one.results[0].expectations[0], held=False),))(one),
        "although an expectation did not hold",
    ),
    (with_observation(available=False), "PASS on an observation that was unavailable"),
    (with_observation(controlled=False), "without its positive control"),
    (with_attempt(Verdict.FAIL), "PASS over a FAIL in round 1"),
    (with_attempt(Verdict.FAIL, aside("open_ports")), "PASS over a FAIL in round 1"),
]


@pytest.mark.parametrize(("change", "reason"), FAULTS)
def test_contradictions(change: Change, reason: str) -> None:
    """Each contradiction is found and told with its place."""
    assert reason in told(change(good()))


ALLOWED: list[Change] = [
    with_attempt(Verdict.PASS),
    with_attempt(Verdict.FAIL, aside()),
    with_attempt(Verdict.FAIL, aside("tls_versions")),
    with_attempt(Verdict.FAIL, aside("tls_versions", "11-SecComMech/C-1")),
    with_observation(controlled=True),
    lambda one: replace(one, kind=Kind.THIRD_PARTY, dut=replace(one.dut, virtual=False)),
    lambda one: replace(one, waivers=(Waiver(requirement="R-1", reason="r", approver="a", until="2027-03-31"),)),
    lambda one: replace(one, personnel=(Person(role=PersonRole.REVIEWER, name="a", identity="urn:a"),)),
    lambda one: replace(one, set_aside=(replace(aside(), observations=("o-0001",)),)),
]


@pytest.mark.parametrize("change", ALLOWED)
def test_what_is_no_contradiction(change: Change) -> None:
    """A FAIL that was set aside, a control that was seen, a waiver with an end, a reviewer of their own: no fault."""
    assert told(change(good())) == ""


def test_a_not_applicable_requirement_has_its_absence_case() -> None:
    """With an absence case that passed, NOT_APPLICABLE holds together."""
    one = with_requirement(Verdict.NOT_APPLICABLE)(good())
    absence = replace(one.results[1], case="none", role="absence")
    counts = replace(one.summary, passed=1, not_applicable=1)
    one = replace(
        one, results=(*one.results, absence), summary=counts, evaluation=(one.evaluation[0], one.evaluation[2])
    )

    assert told(one) == ""
