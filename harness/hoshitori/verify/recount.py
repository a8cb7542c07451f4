"""The sixth question, second half: counting the verdicts again under the profile's catalogue.

The catalogue is data. What a report says of cases is taken as said; that items and requirements follow from it by the
laws of DESIGN §4, and that no requirement, item or case of the catalogue is left out, is computed here anew.
"""

from __future__ import annotations

from hoshitori.model.catalogue import Alternative, Catalogue, Item, Requirement
from hoshitori.model.claims import DEVICE_ROW, claimed_alternatives, claimed_away, rows_of
from hoshitori.model.consistency import Fault
from hoshitori.model.declaration import Declaration
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_results import CaseRecord, ItemRecord
from hoshitori.model.verdict import (
    Cause,
    Decision,
    Verdict,
    all_of,
    any_of,
    counter_evidence,
    inconclusive,
    not_applicable,
)


def recount(catalogue: Catalogue, declaration: Declaration, report: ConformityReport) -> tuple[Fault, ...]:
    """Return every verdict that counting again does not give, and everything the report lacks or has too much."""
    return _Recount(catalogue, declaration, report).faults()


class _Recount:
    """A report's results, by case and by item."""

    def __init__(self, catalogue: Catalogue, declaration: Declaration, report: ConformityReport) -> None:
        self._catalogue = catalogue
        self._declaration = declaration
        self._away = claimed_away(catalogue, declaration)
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
        judged = {name: one for name, one in requirements.items() if name not in self._away}
        places = {(name, item.id) for name, requirement in judged.items() for item in requirement.items}
        for name, item in sorted(self._items.keys() - places):
            self._fault(f"{name}/{item}", "is an item that is not judged under the catalogue and the declaration")

    def _requirement(self, requirement: Requirement) -> Decision:
        if requirement.id in self._away:
            _, absence = self._away[requirement.id]
            return not_applicable(self._case(absence) if absence else inconclusive(Cause.UNAVAILABLE))
        decisions = [self._item(requirement.id, item) for item in requirement.items]
        return counter_evidence(all_of(decisions), self._counter_evidence(requirement))

    def _item(self, requirement: str, item: Item) -> Decision:
        records = self._items.get((requirement, item.id), [])
        rows = rows_of(item, self._declaration)
        if not rows:  # then it may stand once, undecided, under the name of the table whose rows are not declared
            if [(one.subject, one.verdict) for one in records] not in ([], [(item.per, Verdict.INCONCLUSIVE)]):
                self._fault(f"{requirement}/{item.id}", "is judged though it has no row, not for each of its rows")
            return all_of(())
        if sorted(one.subject for one in records) != sorted(rows):
            self._fault(f"{requirement}/{item.id}", "is not judged for each of its rows, once")
            return all_of(Decision(one.verdict, one.cause) for one in records)
        decisions = [self._row(item, record) for record in records]
        for record, counted in zip(records, decisions, strict=True):
            if counted.verdict is not record.verdict:
                where = f"{requirement}/{item.id} {record.subject}"
                self._fault(where, f"{record.verdict.value}, counted again {counted.verdict.value}")
        return all_of(decisions)

    def _row(self, item: Item, record: ItemRecord) -> Decision:
        claimed = claimed_alternatives(item, record.requirement, record.subject, self._declaration)
        if record.claimed != claimed:
            where = f"{record.requirement}/{item.id} {record.subject}"
            self._fault(where, f"judged for {record.claimed}, the declaration claims {claimed}")
        known = {alternative.id: alternative for alternative in item.alternatives}
        return any_of(self._alternative(known[name], record.subject) for name in claimed if name in known)

    def _alternative(self, alternative: Alternative, row: str) -> Decision:
        return all_of(self._case(case, row) for case in alternative.cases)

    def _case(self, case: str, row: str = DEVICE_ROW) -> Decision:
        """Return a case's verdict on a row: its result there, or over the device where it knows no rows."""
        results = self._cases.get(case, [])
        here = [one for one in results if one.subject == row]
        if row == DEVICE_ROW or not here:
            table = row.partition("/")[0]
            if row != DEVICE_ROW and any(one.subject.partition("/")[0] == table for one in results):
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
