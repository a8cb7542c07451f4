"""The sixth question, second half: counting the verdicts again under the profile's catalogue.

The catalogue is data. What a report says of cases is taken as said; that items and requirements follow from it by the
laws of DESIGN §4, and that no requirement, item or case of the catalogue is left out, is computed here anew.
"""

from __future__ import annotations

from hoshitori.model.catalogue import Alternative, Catalogue, Item, Requirement
from hoshitori.model.consistency import Fault
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_results import CaseRecord, ItemRecord
from hoshitori.model.verdict import (
    Cause,
    Decision,
    all_of,
    any_of,
    counter_evidence,
    inconclusive,
    not_applicable,
)

_DEVICE = "device"


def recount(catalogue: Catalogue, report: ConformityReport) -> tuple[Fault, ...]:
    """Return every verdict that counting again does not give, and everything the catalogue has and the report lacks."""
    return _Recount(catalogue, report).faults()


class _Recount:
    """A report's results, by case and by item."""

    def __init__(self, catalogue: Catalogue, report: ConformityReport) -> None:
        self._catalogue = catalogue
        self._report = report
        self._faults: list[Fault] = []
        self._cases: dict[str, list[CaseRecord]] = {}
        for result in report.results:
            self._cases.setdefault(result.case, []).append(result)
        self._items: dict[tuple[str, str], list[ItemRecord]] = {}
        for record in report.evaluation:
            self._items.setdefault((record.requirement, record.item), []).append(record)

    def faults(self) -> tuple[Fault, ...]:
        self._compare_names()
        stated = {one.requirement: one.verdict for one in self._report.requirements}
        for requirement in self._catalogue.requirements:
            counted = self._requirement(requirement).verdict
            verdict = stated.get(requirement.id, counted)
            if counted is not verdict:
                self._fault(requirement.id, f"{verdict.value}, counted again {counted.value}")
        return tuple(self._faults)

    def _fault(self, where: str, detail: str) -> None:
        self._faults.append(Fault("E_RECOUNT", where, detail))

    def _compare_names(self) -> None:
        requirements = {requirement.id: requirement for requirement in self._catalogue.requirements}
        for name in sorted({one.requirement for one in self._report.requirements} ^ requirements.keys()):
            self._fault(name, "is in the catalogue or in the report, not in both")
        for name in sorted(self._cases.keys() - self._catalogue.case_ids()):
            self._fault(name, "is a case that the catalogue does not have")
        places = {(name, item.id) for name, requirement in requirements.items() for item in requirement.items}
        for name, item in sorted(self._items.keys() - places):
            self._fault(f"{name}/{item}", "is an item that the catalogue does not have")

    def _requirement(self, requirement: Requirement) -> Decision:
        if not any((requirement.id, item.id) in self._items for item in requirement.items):
            return self._absence(requirement)
        decisions = [self._item(requirement.id, item) for item in requirement.items]
        return counter_evidence(all_of(decisions), self._counter_evidence(requirement))

    def _absence(self, requirement: Requirement) -> Decision:
        """Judge a requirement without a single evaluated item: said not to apply, or not looked at."""
        absences = [one.absence for one in requirement.not_applicable if one.absence in self._cases]
        if not absences:
            return inconclusive(Cause.NOT_RUN)
        return not_applicable(self._case(absences[0]))

    def _item(self, requirement: str, item: Item) -> Decision:
        records = self._items.get((requirement, item.id), [])
        if item.per == _DEVICE and [one.subject for one in records] != [_DEVICE]:
            self._fault(f"{requirement}/{item.id}", "is not judged for the device, once")
        for record in records:
            counted = self._row(item, record)
            if counted.verdict is not record.verdict:
                where = f"{requirement}/{item.id} {record.subject}"
                self._fault(where, f"{record.verdict.value}, counted again {counted.verdict.value}")
        return all_of(Decision(one.verdict, one.cause) for one in records)

    def _row(self, item: Item, record: ItemRecord) -> Decision:
        known = {alternative.id: alternative for alternative in item.alternatives}
        for name in record.claimed:
            if name not in known:
                self._fault(f"{record.requirement}/{item.id} {record.subject}", f"claims {name}, which does not exist")
        return any_of(self._alternative(known[name], record.subject) for name in record.claimed if name in known)

    def _alternative(self, alternative: Alternative, row: str) -> Decision:
        return all_of(self._case(case, row) for case in alternative.cases)

    def _case(self, case: str, row: str = _DEVICE) -> Decision:
        """Return a case's verdict on a row: its result there, or over the device where it knows no rows."""
        results = self._cases.get(case, [])
        here = [one for one in results if one.subject == row]
        if row == _DEVICE or not here:
            table = row.partition("/")[0]
            if row != _DEVICE and any(one.subject.partition("/")[0] == table for one in results):
                return inconclusive(Cause.UNAVAILABLE)
            here = results
        return _all(here)

    def _counter_evidence(self, requirement: Requirement) -> list[Decision]:
        """Return what counts of the counter-evidence: all but what this bench declared impossible (law 7)."""
        decisions: list[Decision] = []
        for case in (case for item in requirement.items for case in item.counter_evidence):
            results = self._cases.get(case, [])
            counted = [one for one in results if one.cause is None or not one.impossible_adapter]
            if counted or not results:
                decisions.append(_all(counted))
        return decisions


def _all(results: list[CaseRecord]) -> Decision:
    """Combine a case's results; none is INCONCLUSIVE, because then nobody looked."""
    return all_of(Decision(one.verdict, one.cause) for one in results) if results else inconclusive(Cause.NOT_RUN)
