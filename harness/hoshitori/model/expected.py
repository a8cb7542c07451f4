"""What every twin of a lab must come to, requirement by requirement and case by case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hoshitori.model.verdict import Verdict

SOUND_TWIN = "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A verdict that a twin has and `good` has not, and why; without a subject it is the case's over all of them."""

    case: str
    verdict: Verdict
    why: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinDifferences:
    """All in which a twin comes out otherwise than `good`.

    Attributes:
        requirements: requirement → verdict.
        remarks: requirement → text ids that stand on its line.
    """

    id: str
    requirements: Mapping[str, Verdict] = field(default_factory=dict[str, Verdict])
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    cases: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The verdicts on `good`, and each twin's differences from them.

    Attributes:
        requirements: requirement → verdict on `good`.
        cases: case → its one verdict on every subject of `good`.
        undecided: requirement or case → why it is not decided on `good`.
    """

    profile: str
    requirements: Mapping[str, Verdict]
    cases: Mapping[str, Verdict]
    undecided: Mapping[str, str] = field(default_factory=dict[str, str])
    twins: tuple[TwinDifferences, ...] = ()

    def differences(self, twin: str) -> TwinDifferences:
        """Return in what a twin differs; `good` differs in nothing.

        Raises:
            KeyError: if nothing is expected of a twin of that id.
        """
        if twin == SOUND_TWIN:
            return TwinDifferences(id=twin)
        for one in self.twins:
            if one.id == twin:
                return one
        raise KeyError(twin)

    def requirement(self, twin: str, requirement: str) -> Verdict:
        """Return a requirement's verdict on a twin."""
        return self.differences(twin).requirements.get(requirement, self.requirements[requirement])

    def case(self, twin: str, case: str, subject: str) -> Verdict | None:
        """Return a case's verdict on a subject of a twin, or nothing where only the case as a whole is expected."""
        found = [one for one in self.differences(twin).cases if one.case == case]
        for one in found:
            if one.subject == subject:
                return one.verdict
        if any(not one.subject for one in found):
            return None
        return self.cases.get(case)

    def whole_case(self, twin: str, case: str) -> Verdict | None:
        """Return a case's expected verdict over all its subjects, or nothing where it is not called."""
        verdicts = {one.verdict for one in self.differences(twin).cases if one.case == case}
        whole = {one.verdict for one in self.differences(twin).cases if one.case == case and not one.subject}
        verdicts |= set() if whole or case not in self.cases else {self.cases[case]}
        order = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS, Verdict.NOT_APPLICABLE)
        return next((verdict for verdict in order if verdict in verdicts), None)
